# expect: raises
import sys

sys.exit(0)
