"""Bytes of files, cheaply: a large tree is mostly files that need nothing more."""

from __future__ import annotations

import os


def read_bytes(path: str) -> bytes:
    """Return the content of a file; raises ``OSError``."""
    handle = os.open(path, os.O_RDONLY | _BINARY)
    try:
        size = os.fstat(handle).st_size
        data = os.read(handle, size + 1)
        if len(data) == size:
            return data
        # Longer than it said, or a read cut short (beyond 2 GiB, or on some file systems).
        chunks = [data]
        while data:
            data = os.read(handle, 1 << 20)
            chunks.append(data)
        return b"".join(chunks)
    finally:
        os.close(handle)


_BINARY = getattr(os, "O_BINARY", 0)
