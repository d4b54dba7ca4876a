"""``python -m tf2lint``."""

import os
import sys

if not getattr(sys.flags, "safe_path", False) and sys.path[:1] == [os.getcwd()]:
    # Put there by -m. A json.py of the tree that is linted would be taken for Python's own.
    del sys.path[0]

from tf2lint.cli import main

sys.exit(main())
