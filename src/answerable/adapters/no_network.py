"""A process that opens no connection, whatever code runs in it: Python, a library's threads, a parser taken over.

What comes in: nothing. What goes out: whether the system itself now refuses. On Linux the kernel refuses every new
socket (a seccomp filter, which needs no rights and which a process cannot take off again); elsewhere Python's own
sockets refuse alone, and a library's compiled code is not held. What must never be here: which processes are held so.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import os
import platform
import socket
import struct
import sys
from typing import Any, NoReturn

# <linux/seccomp.h>, <linux/prctl.h>, <linux/filter.h>, <linux/bpf_common.h>
_SET_NO_NEW_PRIVILEGES, _SET_SECCOMP, _MODE_FILTER = 38, 22, 2
_LOAD_WORD, _JUMP_IF_EQUAL, _JUMP_IF_AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_ALLOW, _REFUSE = 0x7FFF0000, 0x00050000
_AT_NUMBER, _AT_MACHINE = 0, 4  # of struct seccomp_data

# audit name of the machine, and the numbers of its calls socket and io_uring_setup
_MACHINES = {"x86_64": (0xC000003E, 41, 425), "aarch64": (0xC00000B7, 198, 425), "riscv64": (0xC00000F3, 198, 425)}
_OTHER_NUMBERING = 0x40000000  # x86's second table of calls


def forbid_network() -> bool:
    """Let this process, and all that it starts, open no socket from now on.

    Pipes, pairs of sockets, and sockets that are open already go on working.

    Returns:
        Whether the kernel refuses; otherwise only `socket.socket.connect` does.
    """
    socket.socket.connect = _refuse  # type: ignore[method-assign]
    socket.socket.connect_ex = _refuse  # type: ignore[method-assign]
    socket.socket.sendto = _refuse  # type: ignore[method-assign]
    machine = _MACHINES.get(platform.machine())
    if not sys.platform.startswith("linux") or machine is None or struct.calcsize("P") != 8:
        return False
    return install_filter(make_filter(*machine, refusal=_REFUSE | errno.EACCES))


def make_filter(machine: int, socket_call: int, ring_call: int, *, refusal: int) -> bytes:
    """The filter as the kernel reads it: eight bytes an instruction.

    Args:
        machine: its audit name; a call made under another machine's numbering is refused.
        socket_call: number of `socket`.
        ring_call: number of `io_uring_setup`, by which sockets could be had too.
        refusal: what is answered.
    """
    steps = [
        (_LOAD_WORD, 0, 0, _AT_MACHINE),
        (_JUMP_IF_EQUAL, 0, 5, machine),
        (_LOAD_WORD, 0, 0, _AT_NUMBER),
        (_JUMP_IF_AT_LEAST, 3, 0, _OTHER_NUMBERING),
        (_JUMP_IF_EQUAL, 2, 0, socket_call),
        (_JUMP_IF_EQUAL, 1, 0, ring_call),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, refusal),
    ]
    return b"".join(struct.pack("HBBI", *step) for step in steps)


def install_filter(steps: bytes) -> bool:
    """Give the filter to the kernel for good; say whether it was taken."""
    held = ctypes.create_string_buffer(steps, len(steps))
    program = struct.pack("HxxxxxxP", len(steps) // 8, ctypes.addressof(held))
    with contextlib.suppress(OSError, AttributeError):
        control = ctypes.CDLL(None, use_errno=True).prctl
        zero = ctypes.c_ulong(0)
        if control(_SET_NO_NEW_PRIVILEGES, ctypes.c_ulong(1), zero, zero, zero) != 0:
            return False
        address = ctypes.create_string_buffer(program, len(program))
        return bool(control(_SET_SECCOMP, ctypes.c_ulong(_MODE_FILTER), address, zero, zero) == 0)
    return False


def _refuse(*_: Any, **__: Any) -> NoReturn:
    raise PermissionError(
        errno.EACCES, os.strerror(errno.EACCES) + ": a reader of received files may not use the network"
    )
