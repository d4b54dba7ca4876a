"""Whether the bytes of a file hold one of a few words, asked of many thousands of files."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


def finder(words: Sequence[bytes]) -> Callable[[bytes], bool]:
    """Return a function that says whether a text holds one of the words.

    The C library's search is some four times as fast as that of ``bytes``, which is most of
    what a large tree costs. Loading it takes a while: not worth it for a few files.
    """
    try:
        import ctypes

        strstr = ctypes.CDLL(None).strstr
    except (ImportError, OSError, AttributeError, TypeError):
        # Not every platform hands out its C library.
        return lambda data: any(word in data for word in words)
    strstr.restype = ctypes.c_void_p
    strstr.argtypes = (ctypes.c_char_p, ctypes.c_char_p)

    def found(data: bytes) -> bool:
        # A null byte would end the search.
        if b"\0" in data:
            return any(word in data for word in words)
        for word in words:  # noqa: SIM110
            if strstr(data, word):
                return True
        return False

    return found
