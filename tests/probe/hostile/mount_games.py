# expect: raises
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
if libc.mount(None, b"/", None, 32 | 4096, None) != 0:
    raise OSError(ctypes.get_errno(), "mount")
