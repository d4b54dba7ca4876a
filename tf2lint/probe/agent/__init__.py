"""The agent: the part of the probe that runs in the user's interpreter.

Standard library only, and Python 3.8 or newer (``forward`` and ``tf1`` also 3.7): it meets
interpreters that tf2lint itself is not installed in. The controller packs this folder into
one file and starts the user's interpreter on it, so the modules import each other by
relative names and nothing of tf2lint.
"""
