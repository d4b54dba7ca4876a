# expect: imports
import os

with open(os.path.expanduser("~/.profile"), "a") as file:
    file.write("evil")
