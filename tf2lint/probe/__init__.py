"""The runtime probe: runs what the linter flagged and says what really breaks.

Only ``tf2lint probe`` comes here, and only here is code of the linted project executed:
``agent/`` does it, in the user's interpreter; everything else reads and judges.
"""
