"""Memory in large pages: a fork copies the table of all pages, and that is most of its cost."""

from __future__ import annotations

import ctypes
import mmap
import sys

_LARGE = 1 << 21
#: ``MADV_COLLAPSE``, of Linux 6.1; older ones refuse it, and the pages stay as they are.
_COLLAPSE = 25


def join_pages() -> None:
    """Have the kernel put this process's own memory into large pages, as far as it will.

    Takes some tenths of a second for what TensorFlow's import leaves. A fork that writes to
    such memory gets a small page of its own, as otherwise.
    """
    if sys.platform != "linux" or mmap.PAGESIZE != 4096:
        return
    advise = ctypes.CDLL(None).madvise
    for first, last in _regions():
        start, end = -(-first // _LARGE) * _LARGE, last // _LARGE * _LARGE
        if start < end:
            advise(ctypes.c_void_p(start), ctypes.c_size_t(end - start), _COLLAPSE)


def _regions() -> list[tuple[int, int]]:
    """Return the regions of memory that can be written and are no file's."""
    found = []
    try:
        with open("/proc/self/maps") as file:
            for line in file:
                places, access, _, _, _, *name = line.split()
                if access == "rw-p" and name in ([], ["[heap]"]):
                    first, last = places.split("-")
                    found.append((int(first, 16), int(last, 16)))
    except OSError:
        return []
    return found
