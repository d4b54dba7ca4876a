# expect: raises
import signal

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
with open("flood", "wb") as file:
    file.truncate(1 << 40)
    file.seek(1 << 40)
    file.write(b"x")
