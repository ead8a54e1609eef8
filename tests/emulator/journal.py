"""Writes down every request of every origin, and every breach of what a client may never do."""

import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from urllib.parse import unquote

from tests.emulator.host import App

_HIDDEN = "***"


@dataclass
class Entry:
    """One request; key texts are replaced, status 0 means that no reply was given."""

    origin: str
    method: str
    path: str
    query: str
    headers: dict[str, str]
    at: float
    status: int = 0
    received_bytes: int = 0
    sent_bytes: int = 0
    has_key: bool = False


@dataclass
class Journal:
    """The log of one emulator. key is what must be seen by trusted origins only."""

    key: str
    entries: list[Entry] = field(default_factory=list)
    violations: list[dict] = field(default_factory=list)

    def watch(self, origin: str, app: App, *, is_trusted: bool, is_trap: bool = False) -> App:
        """Return the application with each of its requests written down.

        An origin that is not trusted must never see the key or an Authorization header; a trap
        must not be called at all.
        """

        async def watched(scope: dict, receive: Callable, send: Callable) -> None:
            entry = self._begin(origin, scope)
            if is_trap:
                self.accuse("trap_called", entry, host=entry.headers.get("host", ""))
            if not is_trusted:
                self._check_head(entry, scope)
            scan = None if is_trusted else _Scan(self.key.encode())

            async def heard() -> dict:
                message = await receive()
                if message["type"] == "http.request":
                    entry.received_bytes += len(message["body"])
                    if scan is not None and scan.finds(message["body"]):
                        self.accuse("key_in_body", entry)
                return message

            async def said(message: dict) -> None:
                if message["type"] == "http.response.start":
                    entry.status = message["status"]
                else:
                    entry.sent_bytes += len(message.get("body", b""))
                await send(message)

            await app(scope, heard, said)

        return watched

    def accuse(self, what: str, entry: Entry, **details: str) -> None:
        """Record a violation."""
        self.violations.append(
            {"what": what, "origin": entry.origin, "method": entry.method, "path": entry.path}
            | details
        )

    def listed(self, origin: str | None = None, path_contains: str = "") -> list[dict]:
        """Return the log, oldest first, of one origin and with a text in the path."""
        return [
            asdict(entry)
            for entry in self.entries
            if origin in (None, entry.origin) and path_contains in entry.path
        ]

    def _begin(self, origin: str, scope: dict) -> Entry:
        headers = {n.decode("latin-1"): v.decode("latin-1") for n, v in scope["headers"]}
        query = scope["query_string"].decode("latin-1")
        entry = Entry(
            origin=origin,
            method=scope["method"],
            path=self._hide(scope["path"]),
            query=self._hide(query),
            headers={name: self._hide(value) for name, value in headers.items()},
            at=time.time(),
            has_key=any(self.key in value for value in headers.values()),
        )
        if self._holds_key(scope["path"]) or self._holds_key(query):
            self.accuse("key_in_url", entry)
        self.entries.append(entry)
        return entry

    def _check_head(self, entry: Entry, scope: dict) -> None:
        names = {name for name, _ in scope["headers"]}
        if entry.has_key:
            self.accuse("key_in_headers", entry)
        elif names & {b"authorization", b"x-api-key", b"cookie"}:
            self.accuse("credentials_sent", entry)

    def _holds_key(self, text: str) -> bool:
        return self.key in text or self.key in unquote(text)

    def _hide(self, text: str) -> str:
        return text.replace(self.key, _HIDDEN)


class _Scan:
    """Finds a text in a stream of parts, also across the seam of two parts."""

    def __init__(self, wanted: bytes) -> None:
        self._wanted = wanted
        self._tail = b""

    def finds(self, part: bytes) -> bool:
        window = self._tail + part
        self._tail = window[-(len(self._wanted) - 1) :] if len(self._wanted) > 1 else b""
        return self._wanted in window
