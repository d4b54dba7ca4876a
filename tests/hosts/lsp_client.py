"""A small client of the language server protocol, enough to receive diagnostics."""

from __future__ import annotations

import json
import queue
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any


class Client:
    """Speaks to a server over its standard input and output; use as a context manager."""

    def __init__(self, command: list[str], root: Path) -> None:
        self._server = subprocess.Popen(
            command, cwd=root, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        self._messages: queue.Queue[dict[str, Any] | None] = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()
        self._last_id = 0

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *_: object) -> None:
        self._server.kill()
        self._server.wait()
        assert self._server.stdin is not None
        assert self._server.stdout is not None
        self._server.stdin.close()
        self._server.stdout.close()

    def request(self, method: str, params: Any) -> Any:
        """Send a request and return its result."""
        self._last_id += 1
        self._send({"id": self._last_id, "method": method, "params": params})
        return self.wait_for(lambda message: message.get("id") == self._last_id)["result"]

    def notify(self, method: str, params: Any) -> None:
        """Send a message that has no answer."""
        self._send({"method": method, "params": params})

    def wait_for(self, wanted: Any, seconds: float = 60) -> dict[str, Any]:
        """Return the next message for which ``wanted`` is true; fail if none comes."""
        while True:
            message = self._messages.get(timeout=seconds)
            assert message is not None, "the server ended"
            if wanted(message):
                return message

    def _send(self, message: dict[str, Any]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self._server.stdin is not None
        self._server.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self._server.stdin.flush()

    def _read(self) -> None:
        stream = self._server.stdout
        assert stream is not None
        while True:
            length = 0
            while (header := stream.readline()).strip():
                name, _, value = header.partition(b":")
                if name.lower() == b"content-length":
                    length = int(value)
            if not length:
                self._messages.put(None)
                return
            self._messages.put(json.loads(stream.read(length)))


def python_module(name: str) -> list[str]:
    """Return the command that runs a module with the Python of the tests."""
    return [sys.executable, "-m", name]
