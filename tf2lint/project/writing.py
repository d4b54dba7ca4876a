"""Files written whole or not at all."""

from __future__ import annotations

import contextlib
import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable


def write_text(path: str, text: str) -> None:
    """Put text (as UTF-8) in place of what a file holds; raises ``OSError``."""
    write_pieces(path, (text,))


def write_pieces(path: str, pieces: Iterable[str]) -> None:
    """Put a text that comes in pieces in place of what a file holds; raises ``OSError``.

    A new file takes the old one's name only once all of it is on the disk, so that nobody
    sees a part of it, and a full disk costs nothing. A link is followed; permissions stay.
    """
    from tempfile import mkstemp

    real = os.path.realpath(path)
    if path.startswith("/dev/") or (os.path.exists(real) and not os.path.isfile(real)):
        # A terminal or a pipe cannot be replaced, and what /dev/stdout leads to must not be.
        with open(path, "a", encoding="utf-8", errors="backslashreplace") as file:
            file.writelines(pieces)
        return
    path = real
    handle, temporary = mkstemp(prefix=".tf2lint-", dir=os.path.dirname(path) or os.curdir)
    try:
        with open(handle, "w", encoding="utf-8", newline="", errors="backslashreplace") as file:
            file.writelines(pieces)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, _mode(path))
        os.replace(temporary, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        raise


def _mode(path: str) -> int:
    """Return the permissions of a file, or those that a new one gets."""
    try:
        return os.stat(path).st_mode & 0o7777
    except OSError:
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask
