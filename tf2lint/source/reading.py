"""Bytes of files, cheaply: a large tree is mostly files that need nothing more."""

from __future__ import annotations

import os
import stat

#: Bytes of the largest file that is read at all.
LARGEST = 100_000_000


def read_bytes(path: str) -> bytes:
    """Return the content of a file; raises ``OSError``.

    So do pipes, devices, and files that are larger than ``LARGEST``.
    """
    handle = os.open(path, os.O_RDONLY | _FLAGS)
    try:
        status = os.fstat(handle)
        if not stat.S_ISREG(status.st_mode):
            raise OSError(None, "not a regular file", path)
        size = status.st_size
        if size > LARGEST:
            raise OSError(None, f"larger than {LARGEST:,} bytes", path)
        data = os.read(handle, size + 1)
        if len(data) == size:
            return data
        # Longer than it said, or a read cut short (beyond 2 GiB, or on some file systems).
        chunks = [data]
        while data and sum(map(len, chunks)) <= LARGEST:
            data = os.read(handle, 1 << 20)
            chunks.append(data)
        return b"".join(chunks)
    finally:
        os.close(handle)


#: A pipe that nobody writes to must not keep anybody waiting.
_FLAGS = sum(getattr(os, name, 0) for name in ("O_BINARY", "O_NONBLOCK", "O_NOCTTY"))
