"""A folder of entries on the disk: written whole or not at all, bounded in number and size."""

from __future__ import annotations

import contextlib
import os
import stat
import sys
import time
from hashlib import blake2b

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

_SUFFIX = ".tf2lint"
_TEMPORARY = ".tf2lint-tmp-"
_HEADER = b"tf2lint cache 1 "
#: Bytes of the largest entry, and of all; entries; days that one is kept without being used.
LARGEST_ENTRY = 64_000_000
_MOST_BYTES = 256_000_000
_MOST_ENTRIES = 200
_MOST_DAYS = 30
#: Seconds after which a temporary file is taken for one of a process that was killed.
_ABANDONED = 3600


def default_folder() -> str:
    """Return where caches of the user belong; empty where there is no home."""
    environment = os.environ
    if sys.platform == "win32":
        base = environment.get("LOCALAPPDATA", "")
    else:
        base = environment.get("XDG_CACHE_HOME", "")
    if not os.path.isabs(base):
        home = os.path.expanduser("~")
        if not os.path.isabs(home):
            return ""
        base = os.path.join(home, ".cache")
    return os.path.join(base, "tf2lint")


class Store:
    """Entries by key (hexadecimal digits). What is broken, or another user's, is not there."""

    def __init__(self, folder: str) -> None:
        self.folder = folder

    def load(self, key: str) -> bytes | None:
        """Return the content of an entry, and mark it as used."""
        path = self._path(key)
        try:
            # Neither a link nor a pipe is an entry, whoever put it there.
            handle = os.open(path, os.O_RDONLY | _NO_FOLLOW | _NO_WAIT | _BINARY)
        except OSError:
            return None
        try:
            status = os.fstat(handle)
            own = not hasattr(os, "geteuid") or status.st_uid == os.geteuid()
            if not stat.S_ISREG(status.st_mode) or not own or status.st_size > LARGEST_ENTRY:
                return None
            data = os.read(handle, status.st_size)
        except OSError:
            return None
        finally:
            os.close(handle)
        header, content = data[:_HEADER_SIZE], data[_HEADER_SIZE:]
        if header != _header(content):
            return None
        with contextlib.suppress(OSError):
            os.utime(path)
        return content

    def save(self, key: str, content: bytes) -> str:
        """Put an entry in place of an older one; returns why that is impossible, or ""."""
        if len(content) >= LARGEST_ENTRY:
            return ""
        from tempfile import mkstemp

        try:
            os.makedirs(self.folder, mode=0o700, exist_ok=True)
            handle, temporary = mkstemp(prefix=_TEMPORARY, dir=self.folder)
        except OSError as error:
            return f"{self.folder}: {error.strerror or error}"
        try:
            with open(handle, "wb") as file:
                file.write(_header(content))
                file.write(content)
            os.replace(temporary, self._path(key))
        except BaseException as error:
            with contextlib.suppress(OSError):
                os.unlink(temporary)
            if isinstance(error, OSError):
                return f"{self.folder}: {error.strerror or error}"
            raise
        self._evict()
        return ""

    def problem(self) -> str:
        """Return why nothing can be kept here, or ""."""
        from tempfile import TemporaryFile

        try:
            os.makedirs(self.folder, mode=0o700, exist_ok=True)
            with TemporaryFile(prefix=_TEMPORARY, dir=self.folder):
                return ""
        except OSError as error:
            return f"{self.folder}: {error.strerror or error}"

    def _path(self, key: str) -> str:
        return os.path.join(self.folder, key + _SUFFIX)

    def _evict(self) -> None:
        """Take out what is old, the longest unused first, until the rest is within bounds."""
        now = time.time()
        count = size = 0
        for used, entry_size, path in sorted(self._entries(), reverse=True):
            if os.path.basename(path).startswith(_TEMPORARY):
                superfluous = now - used > _ABANDONED
            else:
                count += 1
                size += entry_size
                old = now - used > _MOST_DAYS * 86_400
                superfluous = old or count > _MOST_ENTRIES or size > _MOST_BYTES
            if superfluous:
                with contextlib.suppress(OSError):
                    os.unlink(path)

    def _entries(self) -> Iterator[tuple[float, int, str]]:
        """Yield time of use, size and path of each file that is ours; no other is touched."""
        with contextlib.suppress(OSError), os.scandir(self.folder) as scan:
            for entry in scan:
                if entry.name.endswith(_SUFFIX) or entry.name.startswith(_TEMPORARY):
                    with contextlib.suppress(OSError):
                        status = entry.stat(follow_symlinks=False)
                        if stat.S_ISREG(status.st_mode):
                            yield status.st_mtime, status.st_size, entry.path


def _header(content: bytes) -> bytes:
    digest = blake2b(content, digest_size=16).hexdigest()
    return _HEADER + digest.encode("ascii") + b"\n"


_HEADER_SIZE = len(_header(b""))
_NO_FOLLOW = getattr(os, "O_NOFOLLOW", 0)
_NO_WAIT = getattr(os, "O_NONBLOCK", 0)
_BINARY = getattr(os, "O_BINARY", 0)
