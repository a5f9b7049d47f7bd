"""A mail server on loopback that takes letters as real ones do, and misbehaves on request.

It writes every letter that it has taken to a folder before it says so, as a server does; a letter whose sender was told
nothing because the line was cut is there all the same.
"""

from __future__ import annotations

import socketserver
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from pathlib import Path
from typing import cast

import pytest


class LetterServer(socketserver.ThreadingTCPServer):
    """Counts what it takes; `refuse` recipients, `cut_after` letters, `slow_seconds` per letter."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, folder: Path) -> None:
        super().__init__(("127.0.0.1", 0), _Conversation)
        self.folder = folder
        self.refuse: set[str] = set()
        self.cut_after: int | None = None
        self.slow_seconds = 0.0
        self.lock = threading.Lock()
        self.n_taken = 0

    @property
    def port(self) -> int:
        """The port it listens on."""
        return int(self.server_address[1])

    def letters(self) -> list[bytes]:
        """Every letter taken, in order."""
        return [path.read_bytes() for path in sorted(self.folder.glob("*.eml"))]

    def message_ids(self) -> list[str]:
        """The message id of every letter taken, in order."""
        return [str(message_from_bytes(data)["Message-ID"]).strip("<>") for data in self.letters()]

    def has_letter(self, message_id: str) -> bool:
        """As a sent folder: whether a letter went."""
        return message_id in self.message_ids()


class _Conversation(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        server = cast(LetterServer, self.server)
        self._say("220 loopback ready")
        while line := self.rfile.readline():
            verb, _, rest = line.decode("ascii", "replace").strip().partition(" ")
            match verb.upper():
                case "EHLO":
                    self._say("250-loopback", "250 8BITMIME")
                case "HELO" | "MAIL" | "RSET" | "NOOP":
                    self._say("250 ok")
                case "RCPT":
                    address = rest.partition("<")[2].partition(">")[0]
                    self._say("550 5.1.1 no such mailbox" if address in server.refuse else "250 ok")
                case "DATA":
                    self._say("354 go on")
                    if not self._take(server):
                        return
                case "QUIT":
                    self._say("221 bye")
                    return
                case _:
                    self._say("502 unknown")

    def _take(self, server: LetterServer) -> bool:
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line[1:] if line.startswith(b"..") else line)
        time.sleep(server.slow_seconds)
        with server.lock:
            (server.folder / f"{server.n_taken:04d}.eml").write_bytes(b"".join(lines))
            server.n_taken += 1
            cut = server.cut_after is not None and server.n_taken == server.cut_after
        if cut:
            return False
        self._say("250 taken")
        return True

    def _say(self, *lines: str) -> None:
        self.wfile.write("".join(f"{line}\r\n" for line in lines).encode("ascii"))


@contextmanager
def serve_letters(folder: Path) -> Iterator[LetterServer]:
    """Run a server for the length of a block."""
    folder.mkdir(parents=True, exist_ok=True)
    with LetterServer(folder) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[LetterServer]:
    """A mail server that keeps what it takes in a folder."""
    with serve_letters(tmp_path / "taken") as server:
        yield server
