"""Documents that the probe wrote, read back: JSON, or JSON lines one after the other."""

from __future__ import annotations

import json

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class Unreadable(ValueError):
    """A file is not what the probe writes, or cannot be read; the text says why."""


class Document:
    """What a file holds: a head for each run, the environments, the modules."""

    def __init__(self, path: str) -> None:
        """Read the file; raises ``Unreadable``."""
        self.heads: list[dict[str, Any]] = []
        self.environments: list[dict[str, Any]] = []
        self.modules: list[dict[str, Any]] = []
        try:
            with open(path, encoding="utf-8") as file:
                text = file.read()
            self._fill(text)
        except OSError as error:
            raise Unreadable(f"{path}: {error.strerror}") from None
        except (ValueError, KeyError, TypeError):
            message = f"{path}: not what tf2lint probe --format json or jsonl writes"
            raise Unreadable(message) from None

    def _fill(self, text: str) -> None:
        try:
            whole = json.loads(text)
        except ValueError:
            whole = None
        if isinstance(whole, dict) and "kind" not in whole:
            self.heads.append({"shard": whole.get("shard", [1, 1])})
            self.environments += whole["environments"]
            self.modules += whole["modules"]
            return
        for line in text.splitlines():
            if line.strip():
                value = json.loads(line)
                {"run": self.heads, "environment": self.environments, "module": self.modules}[
                    value["kind"]
                ].append(value)
        if not self.heads:
            raise ValueError("no run")
