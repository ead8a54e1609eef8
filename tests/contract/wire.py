"""What services document that they answer, kept as files: wire/<id>/<name>.http.

A file is a whole answer: status line, headers, an empty line, the body (its last line break is
the file's own). <name>.request.http is what a client has to send.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

from tests.fixtures.rawserver import Script, answer

ROOT = Path(__file__).parent / "wire"
TOMORROW = {"a_field_of_tomorrow": {"x": [1, None]}}
_DATA = "data: "


@dataclass(frozen=True)
class Message:
    """One answer, or one request."""

    first: str
    headers: dict[str, str] = field(default_factory=dict)
    body: str = ""

    @property
    def status(self) -> int:
        """The status of an answer."""
        return int(self.first.split()[1])

    @property
    def is_stream(self) -> bool:
        """Whether the body is a stream of events."""
        return self.headers.get("Content-Type", "").startswith("text/event-stream")

    @property
    def script(self) -> Script:
        """What a server does to say this."""
        return answer(self.status, self.body, self.headers)

    def changed(self, change: Callable[[Any], Any]) -> "Message":
        """Return this with every JSON document in its body changed; others stay as they are."""
        if not self.is_stream:
            return replace(self, body=_changed(self.body, change))
        lines = [
            _DATA + _changed(line.removeprefix(_DATA), change) if line.startswith(_DATA) else line
            for line in self.body.split("\n")
        ]
        return replace(self, body="\n".join(lines))


@cache
def message(service: str, name: str) -> Message:
    """Read one file."""
    text = (ROOT / service / f"{name}.http").read_text(encoding="utf-8")
    head, _, body = text.partition("\n\n")
    first, *lines = head.split("\n")
    headers = dict(line.split(": ", 1) for line in lines)
    made = Message(first, headers, body)
    return made if made.is_stream else replace(made, body=body.removesuffix("\n"))


def names(service: str) -> set[str]:
    """Return the names of a service's files."""
    return {path.name.removesuffix(".http") for path in (ROOT / service).glob("*.http")}


def _changed(text: str, change: Callable[[Any], Any]) -> str:
    try:
        document = json.loads(text)
    except ValueError:
        return text
    return json.dumps(change(document), ensure_ascii=False, separators=(",", ":"))


def widened(value: Any) -> Any:
    """Return a document with a field that nobody knows yet in each of its objects."""
    if isinstance(value, dict):
        return {name: widened(item) for name, item in value.items()} | TOMORROW
    return [widened(item) for item in value] if isinstance(value, list) else value


def put(path: str, value: Any) -> Callable[[Any], Any]:
    """Return a change: the field at a dotted path (numbers are positions) becomes a value."""
    return lambda document: _put(document, path.split("."), value)


def without(path: str) -> Callable[[Any], Any]:
    """Return a change: the field at a dotted path is left out."""
    return lambda document: _put(document, path.split("."), ...)


def _put(node: Any, path: list[str], value: Any) -> Any:
    name, *rest = path
    if isinstance(node, list):
        node = list(node)
        node[int(name)] = _put(node[int(name)], rest, value) if rest else value
        return node
    assert isinstance(node, dict), f"no object at {name}"
    assert name in node, f"no field {name}"
    if rest:
        return {**node, name: _put(node[name], rest, value)}
    kept = {other: item for other, item in node.items() if other != name}
    return kept if value is ... else {**node, name: value}
