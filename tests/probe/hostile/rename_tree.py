# expect: raises
import os

here = os.path.dirname(os.path.abspath(__file__))
os.rename(here, here + "-gone")
