# expect: raises
import os

os.truncate(__file__, 0)
