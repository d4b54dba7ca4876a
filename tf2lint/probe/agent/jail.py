"""Protections that an ordinary user of Linux can have, each on its own.

Whatever the kernel refuses is left out and named: the report says which protections were
off. Nothing here trusts what is run under it, and nothing can be undone from inside.
"""

from __future__ import annotations

import ctypes
import os
import platform
import resource
import struct
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

_NEWNS, _NEWIPC, _NEWUSER, _NEWPID, _NEWNET = (
    0x00020000,
    0x08000000,
    0x10000000,
    0x20000000,
    0x40000000,
)
_MS_NOSUID, _MS_NODEV, _MS_BIND, _MS_REC, _MS_PRIVATE = 2, 4, 4096, 16384, 1 << 18
_AT_RECURSIVE, _RDONLY = 0x8000, 1
_PR_SET_NO_NEW_PRIVS, _PR_SET_PDEATHSIG, _PR_CAPBSET_DROP = 38, 1, 24
_PR_SET_SUBREAPER, _PR_SET_SECCOMP = 36, 22
_SYS_MOUNT_SETATTR, _SYS_LANDLOCK = 442, 444
_SYS_CAPSET = {"x86_64": 126, "aarch64": 91}
_KILL = 9
#: What a module may write to beside its folder: files that hold nothing.
_DEVICES = ("/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom")
_DEVICE_PREFIXES = ("nvidia", "accel", "dri", "kfd", "vfio")
#: Processes and threads together, beyond what TensorFlow itself makes.
MOST_TASKS = 500

_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


class Refused(OSError):
    """The kernel, or the system, does not give a protection."""


def _call(name: str, *arguments: object) -> int:
    if _libc is None:
        raise Refused("not Linux")
    result: int = getattr(_libc, name)(*arguments)
    if result < 0:
        error = ctypes.get_errno()
        raise Refused(error, f"{name}: {os.strerror(error)}")
    return result


def _syscall(number: int, *arguments: object) -> int:
    wide = [ctypes.c_long(a) if isinstance(a, int) else a for a in arguments]
    return _call("syscall", ctypes.c_long(number), *wide)


def isolate(network: bool) -> list[str]:
    """Give the processes that are forked from now on namespaces of their own.

    Returns the protections that are off. The caller must have a single thread, and its first
    child is the first process of the new namespace: all others end with it.
    """
    user, group = os.getuid(), os.getgid()
    flags = _NEWUSER | _NEWNS | _NEWPID | _NEWIPC | (0 if network else _NEWNET)
    try:
        _call("unshare", flags)
        _write("/proc/self/setgroups", "deny")
        _write("/proc/self/uid_map", f"{user} {user} 1")
        _write("/proc/self/gid_map", f"{group} {group} 1")
    except OSError as error:
        return [f"namespaces ({error.strerror or error})"]
    return []


def make_read_only(writable: Sequence[str]) -> list[str]:
    """Mount everything read-only but these folders; returns what is off."""
    try:
        _mount(None, "/", None, _MS_REC | _MS_PRIVATE)
        for path in writable:
            _mount(path, path, None, _MS_BIND | _MS_REC)
        if os.path.isdir("/dev/shm"):
            _mount("tmpfs", "/dev/shm", "tmpfs", _MS_NOSUID | _MS_NODEV, "size=256m")
        _set_attributes("/", _AT_RECURSIVE, _RDONLY, 0)
        for path in (*writable, "/dev/shm"):
            if os.path.isdir(path):
                _set_attributes(path, 0, 0, _RDONLY)
    except OSError as error:
        return [f"read-only mounts ({error.strerror or error})"]
    return []


def hide_processes() -> None:
    """Show the processes of the new namespace alone, where the system lets us."""
    try:
        # In mounts of its own: who watches from outside needs the old view.
        _call("unshare", _NEWNS)
        _mount("proc", "/proc", "proc", _MS_NOSUID | _MS_NODEV)
    except OSError:
        # The others stay visible; Landlock and the namespace keep them out of reach.
        return


def limit_processes(count: int) -> None:
    """Limit how many processes and threads there can be in this process's namespace.

    Linux has this from 6.14 on; before, and where it refuses, ``RLIMIT_NPROC`` of ``limit``
    holds, which spares root.
    """
    try:
        _write("/proc/sys/kernel/pid_max", str(count))
    except OSError:
        return


def die_with_parent(number: int = _KILL) -> None:
    """Have this process killed, or sent another signal, when its parent ends."""
    if _libc is not None:
        _libc.prctl(_PR_SET_PDEATHSIG, int(number), 0, 0, 0)


def adopt_orphans() -> None:
    """Become the parent of descendants whose own parent ends."""
    if _libc is not None:
        _libc.prctl(_PR_SET_SUBREAPER, 1, 0, 0, 0)


def renounce() -> list[str]:
    """Give up all privileges for good; returns what is off."""
    try:
        for capability in range(64):
            if _libc is None or _libc.prctl(_PR_CAPBSET_DROP, capability, 0, 0, 0) < 0:
                break
        _call("prctl", _PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
        number = _SYS_CAPSET[platform.machine()]
        header = struct.pack("=Ii", 0x20080522, 0)
        _syscall(number, ctypes.c_char_p(header), ctypes.c_char_p(b"\0" * 24))
    except (OSError, KeyError) as error:
        return [f"privileges ({error})"]
    return []


def tasks() -> int:
    """Return how many processes and threads the system has; 0 where it does not tell."""
    try:
        with open("/proc/loadavg") as file:
            return int(file.read().split()[3].partition("/")[2])
    except (OSError, ValueError, IndexError):
        return 0


def limit(seconds: int, file_size: int, others: int) -> None:
    """Limit the processor time, the size of a file in bytes, dumps, and processes.

    ``others`` is how many processes and threads of the same user the limit may count that are
    not of this cell.
    """
    for what, value in (
        (resource.RLIMIT_CPU, max(1, seconds)),
        (resource.RLIMIT_FSIZE, file_size),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NPROC, MOST_TASKS + others),
    ):
        hard = resource.getrlimit(what)[1]
        top = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(what, (top, top))


def landlock(writable: Sequence[str], network: bool) -> list[str]:
    """Allow writes below these folders alone, and TCP only with ``network``.

    Returns what is off.
    """
    try:
        version = _syscall(_SYS_LANDLOCK, None, 0, 1)
    except OSError as error:
        return [f"Landlock ({error.strerror or error})"]
    off = []
    files = sum(1 << bit for bit in (1, 4, 5, 6, 7, 8, 9, 10, 11, 12))
    files |= (1 << 13 if version >= 2 else 0) | (1 << 14 if version >= 3 else 0)
    net = 3 if version >= 4 and not network else 0
    scoped = 3 if version >= 6 else 0
    if version < 4 and not network:
        off.append("Landlock for TCP (kernel older than 6.7)")
    size = 24 if version >= 6 else 16 if version >= 4 else 8
    attributes = struct.pack("=QQQ", files, net, scoped)[:size]
    try:
        ruleset = _syscall(_SYS_LANDLOCK, ctypes.c_char_p(attributes), size, 0)
        for path in (*writable, "/dev/shm"):
            _allow(ruleset, path, files)
        for path in _device_files():
            _allow(ruleset, path, files & (1 << 1 | 1 << 14))
        _call("prctl", _PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
        _syscall(_SYS_LANDLOCK + 2, ruleset, 0)
        os.close(ruleset)
    except OSError as error:
        off.append(f"Landlock ({error.strerror or error})")
    return off


def _device_files() -> list[str]:
    found = [path for path in _DEVICES if os.path.exists(path)]
    for name in os.listdir("/dev"):
        if name.startswith(_DEVICE_PREFIXES) and not os.path.isdir(os.path.join("/dev", name)):
            found.append(os.path.join("/dev", name))
    return found


def _allow(ruleset: int, path: str, access: int) -> None:
    try:
        opened = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    rule = struct.pack("=Qi", access, opened)
    try:
        _syscall(_SYS_LANDLOCK + 1, ruleset, 1, ctypes.c_char_p(rule), 0)
    finally:
        os.close(opened)


#: System calls that code under test has no use for, on x86-64 and on arm64: what audits call
#: the architecture; mounts, tracing, kernel modules, clocks, io_uring and the like; sockets;
#: changes of mode, owner, times and extended attributes.
_DENIED: dict[str, tuple[int, str, str, str]] = {
    "x86_64": (
        0xC000003E,
        "101 155 161 165 166 167 169 175 176 246 248 249 250 272 298 304 308 310 311 313 321 "
        "323 425 428 429 430 432 438 442",
        "41",
        "90 91 92 93 94 132 188 189 190 197 198 199 235 260 261 268 280 452",
    ),
    "aarch64": (
        0xC00000B7,
        "39 40 41 51 97 104 105 106 117 142 217 218 219 224 241 265 268 270 271 273 280 282 425 "
        "428 429 430 432 438 442",
        "198",
        "5 6 7 14 15 16 52 53 54 55 88 452",
    ),
}


def filter_calls(network: bool, ownership: bool) -> list[str]:
    """Refuse system calls: mounts, tracing, sockets without ``network``; returns what is off.

    ``ownership`` refuses changes of mode, owner and times too, which Landlock does not cover:
    needed where the mounts are not read-only.
    """
    known = _DENIED.get(platform.machine())
    if known is None or sys.platform != "linux":
        return [f"seccomp (unknown on {platform.machine()})"]
    architecture, always, sockets, owners = known
    parts = (always, "" if network else sockets, owners if ownership else "")
    denied = [int(number) for part in parts for number in part.split()]
    program = [
        (0x20, 0, 0, 4),
        (0x15, 1, 0, architecture),
        (0x06, 0, 0, 0x00050001),
        (0x20, 0, 0, 0),
        # Calls of the x32 ABI would have other numbers.
        (0x35, 0, 1, 0x40000000),
        (0x06, 0, 0, 0x00050001),
    ]
    for number in denied:
        program += [(0x15, 0, 1, number), (0x06, 0, 0, 0x00050001)]
    program.append((0x06, 0, 0, 0x7FFF0000))
    code = b"".join(struct.pack("=HBBI", *line) for line in program)
    buffer = ctypes.create_string_buffer(code, len(code))
    pointer = struct.pack("@HP", len(program), ctypes.addressof(buffer))
    try:
        _call("prctl", _PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
        _call("prctl", _PR_SET_SECCOMP, 2, ctypes.c_char_p(pointer), 0, 0)
    except OSError as error:
        return [f"seccomp ({error.strerror or error})"]
    return []


def _mount(
    source: str | None, target: str, kind: str | None, flags: int, options: str | None = None
) -> None:
    texts = (source, target, kind, options)
    *encoded, data = [None if text is None else os.fsencode(text) for text in texts]
    _call("mount", *encoded, ctypes.c_ulong(flags), data)


def _set_attributes(path: str, flags: int, attributes: int, cleared: int) -> None:
    values = ctypes.c_char_p(struct.pack("=QQQQ", attributes, cleared, 0, 0))
    _syscall(_SYS_MOUNT_SETATTR, -100, ctypes.c_char_p(os.fsencode(path)), flags, values, 32)


def _write(path: str, text: str) -> None:
    with open(path, "w") as file:
        file.write(text)
