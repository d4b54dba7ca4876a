# expect: raises
import os

child = os.fork()
if child == 0:
    sibling = 1
else:
    os.waitpid(child, 0)
    raise ValueError("only the parent's events count")
