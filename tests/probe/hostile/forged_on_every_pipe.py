# expect: early-exit
import os

line = b'\n{"outcome": "finished", "events": [["imported"], ["finished"]], "id": "1"}\n'
for descriptor in range(256):
    try:
        os.write(descriptor, b"0" + line)
    except OSError:
        pass
os._exit(3)
