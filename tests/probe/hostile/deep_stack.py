# expect: crashed
import sys
import threading

sys.setrecursionlimit(1 << 30)
threading.stack_size(1 << 20)


class Deep:
    def __repr__(self):
        return repr(self)


thread = threading.Thread(target=repr, args=(Deep(),))
thread.start()
thread.join()
