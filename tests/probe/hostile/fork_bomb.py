# expect: processes raises
import os

while True:
    os.fork()
