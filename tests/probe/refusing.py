"""A kernel that refuses: starts an interpreter under a filter that denies system calls.

Run as ``python refusing.py NUMBERS INTERPRETER ARGUMENTS...``; the numbers, with commas, are
those of x86-64, and ``157:22`` is a call with this first argument.
"""

from __future__ import annotations

import ctypes
import os
import struct
import sys

_EPERM = 0x00050001
_ALLOW = 0x7FFF0000


def program_of(written: str) -> bytes:
    """Return the filter."""
    lines = []
    for item in written.split(","):
        number, _, argument = item.partition(":")
        if argument:
            lines += [(0x20, 0, 0, 0), (0x15, 0, 3, int(number)), (0x20, 0, 0, 16)]
            lines += [(0x15, 0, 1, int(argument)), (0x06, 0, 0, _EPERM)]
        else:
            lines += [(0x20, 0, 0, 0), (0x15, 0, 1, int(number)), (0x06, 0, 0, _EPERM)]
    lines.append((0x06, 0, 0, _ALLOW))
    return b"".join(struct.pack("=HBBI", *line) for line in lines)


def main() -> None:
    """Take the filter on and become the interpreter."""
    code = program_of(sys.argv[1])
    buffer = ctypes.create_string_buffer(code, len(code))
    header = struct.pack("@HP", len(code) // 8, ctypes.addressof(buffer))
    libc = ctypes.CDLL(None, use_errno=True)
    assert libc.prctl(38, 1, 0, 0, 0) == 0
    assert libc.prctl(22, 2, ctypes.c_char_p(header), 0, 0) == 0, ctypes.get_errno()
    os.execv(sys.argv[2], sys.argv[2:])


if __name__ == "__main__":
    main()
