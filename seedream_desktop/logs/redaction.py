"""What must not be read in a log is taken out of every line, whatever way it got there."""

import json
import logging
import re
from collections.abc import Callable
from types import TracebackType
from typing import Final, TypeAlias
from urllib.parse import quote

_STARS: Final = "****"
_SHORTEST_SECRET: Final = 6
"""A shorter value would be found inside ordinary words and blank the log."""

_ExcInfo: TypeAlias = (
    tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
)

_secrets: dict[str, None] = {}

_NAMES: Final = r"[\w-]*(?:api[-_]?key|access[-_]?key|token|secret|password|passwd|signature)"
_HEADERS: Final = r"(?:proxy[-_])?authorization|(?:set-)?cookie"
_THEN: Final = r"[\"']?(?:\s*[:=]\s*|,\s*(?=b?[\"']))b?[\"']?"
"""What stands between a name and its value: in headers, pairs, dictionaries and assignments."""

_RULES: Final[tuple[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]], ...]] = (
    # A picture inside a text: its kind and length say all that a log needs.
    (
        re.compile(r"(?i)\bdata:([\w.+/-]*)((?:;[\w=.-]+)*),([^\s\"'<>)\]}]*)"),
        lambda found: f"data:{found[1]}{found[2]},…[{len(found[3])} characters]",
    ),
    (
        re.compile(r"[A-Za-z0-9+/_-]{256,}={0,2}"),
        lambda found: f"…[{len(found[0])} characters]",
    ),
    (re.compile(rf"(?i)\b({_HEADERS})({_THEN})[^\"'\r\n]+"), rf"\1\2{_STARS}"),
    (re.compile(rf"(?i)\b({_NAMES})({_THEN})[^\s\"',;&)}}\]]+"), rf"\1\2{_STARS}"),
    (re.compile(r"(?i)\b(bearer|basic)\s+[\w.~+/=-]{6,}"), rf"\1 {_STARS}"),
    # Addresses: who signs in, and everything after the path (signed addresses are keys).
    (re.compile(r"(?i)\b([a-z][a-z0-9+.-]{1,20}://)[^\s/?#@\"'<>]+@"), rf"\1{_STARS}@"),
    (re.compile(r"(?i)(://[^\s?#\"'<>]{0,512})[?#][^\s\"'<>]*"), r"\1?…"),
    (re.compile(r"\?[\w.~%\[\]-]+=[^\s\"'<>]*"), "?…"),
)


def register(secret_value: str) -> None:
    """Star a secret out of everything that is logged from now on, in the forms it may take."""
    value = secret_value.strip()
    if len(value) >= _SHORTEST_SECRET:
        for form in (value, quote(value, safe=""), json.dumps(value)[1:-1], repr(value)[1:-1]):
            _secrets[form] = None


def scrub(text: str) -> str:
    """Return the text without secrets, signed addresses and encoded pictures."""
    for secret in sorted(_secrets, key=len, reverse=True):
        text = text.replace(secret, _STARS)
    for pattern, replacement in _RULES:
        text = pattern.sub(replacement, text)
    return text


class RedactingFormatter(logging.Formatter):
    """Scrubs the finished line: message, arguments, exception, its causes, its traceback."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line, or lines, as they may be written."""
        return scrub(super().format(record))

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 (logging's name)
        """Indent what comes after a line break, so that a text cannot pose as a line."""
        return "\n    ".join(super().formatMessage(record).splitlines())

    def formatException(self, ei: _ExcInfo) -> str:  # noqa: N802 (logging's name)
        """Scrub the text that logging caches on the record for every other handler."""
        return scrub(super().formatException(ei))
