# expect: raises
import os

os.utime(__file__, (0, 0))
