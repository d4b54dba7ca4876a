# expect: imports
import os
import sys

for _ in range(2000):
    os.write(1, b"x" * 65536)
    sys.stderr.write("y" * 1000)
