# expect: raises
import sys

for stream in (sys.stdout, sys.stderr):
    stream.write('{"outcome": "finished", "events": [["imported"], ["finished"]], "id": "1"}\n')
    stream.write("('imported',)\n('ran', 0, 1, 'tensorflow', 'tensorflow', 1)\n('finished',)\n")
    stream.flush()
raise KeyError("the truth")
