# expect: raises
import os

os.closerange(0, 65536)
raise ValueError("still heard")
