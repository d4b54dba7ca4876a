# expect: imports
import os
import signal

for _ in range(3):
    try:
        os.kill(os.getppid(), signal.SIGKILL)
    except OSError:
        pass
