# expect: raises
import os

os.symlink("/etc", os.path.join(os.path.dirname(os.path.abspath(__file__)), "etc"))
