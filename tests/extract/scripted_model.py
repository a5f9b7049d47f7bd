"""A chat endpoint on this machine that does what a test says: good answers, bad ones, whatever networks do."""

from __future__ import annotations

import json
import socket
import struct
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Reply:
    """One answer of the endpoint.

    Args:
        content: what the model says; a dictionary is written as JSON.
        status: of HTTP.
        headers: more headers.
        refusal: the model's own words that it will not answer.
        seconds: to wait before answering.
        cut: end the connection in the middle of the answer.
        raw: the whole body, in the place of a chat's.
    """

    content: Any = ""
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    refusal: str = ""
    seconds: float = 0.0
    cut: bool = False
    raw: bytes = b""

    def body(self) -> bytes:
        """The bytes that are sent."""
        if self.raw:
            return self.raw
        text = self.content if isinstance(self.content, str) else json.dumps(self.content)
        message = {"role": "assistant", "content": text or None, "refusal": self.refusal or None}
        usage = {"prompt_tokens": 100, "completion_tokens": 20}
        return json.dumps({"choices": [{"message": message, "finish_reason": "stop"}], "usage": usage}).encode()


@dataclass
class ScriptedModel:
    """What the endpoint was asked, and where it is."""

    address: str
    requests: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)

    @property
    def texts(self) -> list[str]:
        """The user's message of each request."""
        return [str(one["messages"][1]["content"]) for one in self.requests]


@contextmanager
def scripted_model(replies: Sequence[Reply]) -> Iterator[ScriptedModel]:
    """Serve the replies one after the other, the last one for ever."""
    lock = threading.Lock()
    released = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            data = self.rfile.read(int(self.headers["Content-Length"]))
            with lock:
                reply = replies[min(len(told.requests), len(replies) - 1)]
                told.requests.append(json.loads(data))
                told.headers.append({name.lower(): value for name, value in self.headers.items()})
            released.wait(reply.seconds)
            body = reply.body()
            self.send_response(reply.status)
            for name, value in reply.headers:
                self.send_header(name, value)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if reply.cut:
                self.wfile.write(body[: len(body) // 2])
                self.wfile.flush()
                # Closed at once and with a reset, as a broken line does it.
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                self.close_connection = True
                return
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Keep still."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, request: Any, client_address: Any) -> None:
            """A visitor that has hung up is what the test wanted."""

    server = Server(("127.0.0.1", 0), Handler)
    told = ScriptedModel(f"http://127.0.0.1:{server.server_address[1]}/v1")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield told
    finally:
        released.set()
        server.shutdown()
        server.server_close()
        thread.join()
