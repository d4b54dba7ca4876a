# expect: imports
import os
import shutil

here = os.path.dirname(os.path.abspath(__file__))
for name in os.listdir(here):
    try:
        os.remove(os.path.join(here, name))
    except OSError:
        pass
shutil.rmtree(here, ignore_errors=True)
