# expect: memory
import os
import time

for _ in range(6):
    if os.fork() == 0:
        kept = bytearray(b"x" * (400 << 20))
        time.sleep(3600)
time.sleep(3600)
