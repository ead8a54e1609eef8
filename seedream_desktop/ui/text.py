"""Every sentence that a person reads, by code and language; free of Qt, so commands use it."""

import re
import string
import tomllib
from collections.abc import Mapping
from functools import cache
from typing import Any

from seedream_desktop.bundle import bundled
from seedream_desktop.domain.errors import Billed, Param, SeedreamError
from seedream_desktop.domain.money import usd_text
from seedream_desktop.domain.request import RequestState, Trouble

LANGUAGES = ("en",)


_TWO_STOPS = re.compile(r"(?<!\.)\.\.(?!\.)")
_SECTIONS = {"words": "words", "skipped": "skipped", "state": "states"}


class _Filler(string.Formatter):
    """Fills {name} with a parameter; {name:usd} makes an amount of micro-dollars.

    {name:words}, {name:skipped} and {name:state} look a code up in another section. A name
    that is not among the parameters stays visible as it is written: a text must never be the
    reason for a second error.
    """

    def get_value(self, key: int | str, args: Any, kwargs: Mapping[str, Any]) -> Any:
        return kwargs.get(str(key), f"{{{key}}}")

    def format_field(self, value: Any, format_spec: str) -> str:
        if format_spec == "usd":
            return f"${usd_text(int(value))}" if isinstance(value, int) else str(value)
        if format_spec in _SECTIONS:
            return text(str(value), section=_SECTIONS[format_spec])
        return str(value) if isinstance(value, str) else format(value, format_spec)


_FILLER = _Filler()


@cache
def _catalogue(language: str) -> Mapping[str, Any]:
    """Return all sections of a language: its own file, and those of parts beside it."""
    sections: dict[str, dict[str, Any]] = {}
    parts = sorted(bundled("i18n").glob(f"{language}.*.toml"))
    for file in (bundled("i18n", f"{language}.toml"), *parts):
        for name, entries in tomllib.loads(file.read_text(encoding="utf-8")).items():
            sections.setdefault(name, {}).update(entries)
    return sections


def has(code: str, section: str = "messages") -> bool:
    """Say whether a code has a text."""
    return code in _catalogue("en").get(section, {})


def text(code: str, params: Mapping[str, Param] | None = None, *, section: str) -> str:
    """Return one line of a section, filled; the code itself where there is none."""
    template = _catalogue("en").get(section, {}).get(code, code)
    return _FILLER.vformat(template, (), dict(params or {}))


def line(code: str, **params: Param) -> str:
    """Return a line of the screens or commands."""
    return text(code, params, section="lines")


def state(of: RequestState) -> str:
    """Return the word for a state."""
    return text(of.value, section="states")


def sentence(code: str, params: Mapping[str, Param], billed: Billed) -> str:
    """Return what happened, whether it was billed, and what to do, in one text."""
    entry = _catalogue("en").get("messages", {}).get(code)
    if entry is None:
        listed = ", ".join(f"{name}={value}" for name, value in params.items())
        entry = {"what": f"{code} ({listed})" if listed else code, "do": ""}
    parts = [entry["what"]]
    if entry.get("money", True):
        parts.append(_catalogue("en")["billed"][billed.value])
    parts.append(entry.get("do", ""))
    filled = (_FILLER.vformat(part, (), dict(params)) for part in parts if part)
    # A service's own words may end with a full stop where the sentence has one too.
    return _TWO_STOPS.sub(".", " ".join(filled))


def of_error(error: SeedreamError) -> str:
    """Return the sentence for an error."""
    return sentence(error.code, error.params, error.billed)


def of_trouble(trouble: Trouble) -> str:
    """Return the sentence for what a request waits for or ended with."""
    return sentence(trouble.code, trouble.params, trouble.billed)


def counted(noun: str, count: int) -> str:
    """Return a number with its noun, from the section "counts": "1 request", "1,200 requests"."""
    form = "one" if count == 1 else "other"
    return text(f"{noun}_{form}", {"count": f"{count:,}"}, section="counts")
