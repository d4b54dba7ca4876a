# expect: raises
import os

os.chmod(os.path.dirname(os.path.abspath(__file__)), 0)
