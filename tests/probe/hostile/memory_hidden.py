# expect: memory
import ctypes

# Nobody without privileges may look into this process's memory map from here on.
ctypes.CDLL(None).prctl(4, 0, 0, 0, 0)
kept = []
while True:
    kept.append(bytearray(b"x" * (64 << 20)))
