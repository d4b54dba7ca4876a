"""Writing a fixed file: all of it or nothing, and never over somebody else's change."""

from __future__ import annotations

import contextlib
import os
import stat

from tf2lint.source.reading import read_bytes


class FileProblem(Exception):
    """A file that was left as it is; the text says why, in one line."""


def replace_file(path: str, before: bytes, after: bytes) -> None:
    """Give a file a new content in one step; ``before`` is what it must still hold.

    A link is followed to its file. The file keeps its permissions, and its owner where
    that is allowed. Raises ``FileProblem``, and has changed nothing then.
    """
    target = os.path.realpath(path)
    try:
        status = os.stat(target)
        if not os.access(target, os.W_OK):
            raise FileProblem(f"{path}: not fixed: the file is read-only")
        if status.st_nlink > 1:
            # A new file would leave the other names with the old text.
            raise FileProblem(f"{path}: not fixed: the file has other names (hard links)")
        scratch = _write_beside(target, after, status)
    except OSError as error:
        raise FileProblem(f"{path}: not fixed: {error.strerror or error}") from None
    try:
        if read_bytes(target) != before:
            raise FileProblem(f"{path}: not fixed: the file was changed meanwhile")
        os.replace(scratch, target)
    except OSError as error:
        _remove(scratch)
        raise FileProblem(f"{path}: not fixed: {error.strerror or error}") from None
    except BaseException:
        _remove(scratch)
        raise
    _sync_folder(os.path.dirname(target))


def _write_beside(target: str, data: bytes, status: os.stat_result) -> str:
    """Write a new file in the folder of ``target``; returns its path."""
    folder, name = os.path.split(target)
    scratch = os.path.join(folder, f".{name}.{os.getpid()}.tf2lint")
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    handle = os.open(scratch, flags, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if hasattr(os, "chown"):
            with contextlib.suppress(OSError):
                os.chown(scratch, status.st_uid, status.st_gid)
        os.chmod(scratch, stat.S_IMODE(status.st_mode))
    except BaseException:
        _remove(scratch)
        raise
    return scratch


def _remove(path: str) -> None:
    with contextlib.suppress(OSError):
        os.unlink(path)


def _sync_folder(folder: str) -> None:
    """Make the new name last through a loss of power, where the system can."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
