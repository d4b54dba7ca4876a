# expect: raises
import os

os.mkdir(os.path.join(os.path.dirname(os.path.abspath(__file__)), "made"))
