# expect: early-exit
import os

os._exit(7)
