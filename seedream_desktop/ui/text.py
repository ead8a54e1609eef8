"""Every sentence that a person reads, by code; free of Qt, so commands use it as well.

The composition says once who is spoken to and in which language: speak(). A message may have
other advice for the window (`do_window`) than for the console (`do_console`); nobody who asks
for a sentence needs to know.
"""

import re
import string
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from seedream_desktop.domain.errors import Billed, Param, SeedreamError
from seedream_desktop.domain.money import PlayMicros, micros_from_usd
from seedream_desktop.domain.request import RequestState, Trouble
from seedream_desktop.ui import catalogue, figures
from seedream_desktop.ui.catalogue import Audience

_TWO_STOPS: Final = re.compile(r"(?<!\.)\.\.(?!\.)|(?<!\.)\.。|(?<=[!?…])\.|(?<=[!?…！？。])。")
_SECTIONS: Final = {
    "words": "words",
    "skipped": "skipped",
    "state": "states",
    "scenario": "scenarios",
}
_COUNTS: Final = "counts"
_JOINTS: Final = "joints"
_DATES: Final = "dates"


@dataclass(slots=True)
class _Speech:
    """Who is spoken to, and in which language; set by the composition, read by all."""

    audience: Audience = Audience.CONSOLE
    language: str = "en"


_speech = _Speech()


def speak(audience: Audience, language: str = "en") -> None:
    """Say who is spoken to from now on, and in which of the languages (catalogue.chosen)."""
    _speech.audience, _speech.language = audience, language


def language() -> str:
    """Return the language that is spoken."""
    return _speech.language


class _Filler(string.Formatter):
    """Fills {name} with a parameter; {name:usd} makes an amount of micro-dollars.

    {name:request} counts with a noun of the section "counts": "1 request", "2 requests".
    {name:words}, {name:skipped}, {name:state} and {name:scenario} look a code up in another
    section, which is filled alike; {name:cause} puts what ended a connection, or what is wrong
    with a file, into words. {name:aside} adds " (…)" where there is something to add. Any other
    name that is not among the parameters stays visible as it is written: a text must never be
    the reason for a second error.
    """

    def __init__(self, params: Mapping[str, Param]) -> None:
        self._params = params

    def fill(self, template: str) -> str:
        """Return a template with what it asks for."""
        if "{" not in template and "}" not in template:
            return template
        return self.vformat(template, (), self._params)

    def get_value(self, key: int | str, args: Any, kwargs: Mapping[str, Any]) -> Any:
        return kwargs.get(str(key), f"{{{key}}}")

    def format_field(self, value: Any, format_spec: str) -> str:
        if format_spec == "usd":
            return _usd(value)
        if format_spec in _SECTIONS:
            return text(str(value), self._params, section=_SECTIONS[format_spec])
        if format_spec == "cause":
            return _cause(str(value))
        if format_spec == "aside":
            is_there = value and not str(value).startswith("{")
            return text("aside", {"words": str(value)}, section=_JOINTS) if is_there else ""
        if isinstance(value, str) or not format_spec:
            return str(value)
        if has(format_spec, _COUNTS):
            return counted(format_spec, int(value))
        return figures.number(value, format_spec)


def _cause(raw: str) -> str:
    """Return words for a cause that has some ("ConnectError ECONNREFUSED"), else it as it is."""
    known = (word for word in reversed(raw.split()) if has(word, "causes"))
    word = next(known, None)
    return raw if word is None else text(word, section="causes")


def _usd(value: Any) -> str:
    """Return an amount from micro-dollars, or from a decimal text such as JSON has."""
    if isinstance(value, int):
        return usd(value)
    try:
        return figures.usd(micros_from_usd(value))
    except ValueError:
        return str(value)


def has(code: str, section: str = "messages") -> bool:
    """Say whether a code has a text."""
    return catalogue.entry(_speech.language, section, code) is not None


def text(code: str, params: Mapping[str, Param] | None = None, *, section: str) -> str:
    """Return one line of a section, filled; the code itself where there is none."""
    params = dict(params or {})
    found = catalogue.entry(_speech.language, section, code)
    if isinstance(found, dict):
        found = catalogue.form(found, params.get(found.get("by", "count")))
    return code if found is None else _Filler(params).fill(found)


def english(code: str, *, section: str) -> str:
    """Return an English line where another language is spoken: who types it means it, too."""
    found = catalogue.entry(catalogue.LANGUAGES[0], section, code)
    return "" if _speech.language == catalogue.LANGUAGES[0] else str(found)


def line(code: str, **params: Param) -> str:
    """Return a line of the screens or commands."""
    return text(code, params, section="lines")


def state(of: RequestState) -> str:
    """Return the word for a state."""
    return text(of.value, section="states")


def sentence(code: str, params: Mapping[str, Param], billed: Billed) -> str:
    """Return what happened, whether it was billed, and what to do, in one text."""
    found = _message(code, params)
    advice = found.get(f"do_{_speech.audience.value}", found.get("do", ""))
    return _joined((found["what"], _money(found, billed), advice), params)


def brief(trouble: Trouble) -> str:
    """Return whether it was billed, and what happened: a line whose end may be cut off."""
    found = _message(trouble.code, trouble.params)
    return _joined((_money(found, trouble.billed), found["what"]), trouble.params)


def _message(code: str, params: Mapping[str, Param]) -> Mapping[str, Any]:
    found = catalogue.entry(_speech.language, "messages", code)
    if isinstance(found, dict):
        return found
    listed = ", ".join(f"{name}={value}" for name, value in params.items())
    return {"what": f"{code} ({listed})" if listed else code}


def _money(message: Mapping[str, Any], billed: Billed) -> str:
    return text(billed.value, section="billed") if message.get("money", True) else ""


def _joined(parts: Iterable[str], params: Mapping[str, Param]) -> str:
    filled = sentences(map(_Filler(params).fill, filter(None, parts)))
    # A service's own words may end with a full stop where the sentence has one too.
    return _TWO_STOPS.sub(_one_stop, filled)


def _one_stop(found: re.Match[str]) -> str:
    return found[0][-1] if len(found[0]) > 1 else ""


def sentences(said: Iterable[str]) -> str:
    """Return sentences one after the other, as the language spaces them; empty ones left out."""
    return text("sentences", section=_JOINTS).join(filter(None, said))


def listed(words: Iterable[str]) -> str:
    """Return words as a list in the language: "a, b"; empty ones left out."""
    return text("list", section=_JOINTS).join(filter(None, words))


def several(parts: Iterable[str]) -> str:
    """Return parts that may be lists themselves, as the language writes them: "a, b; c"."""
    return text("several", section=_JOINTS).join(parts)


def pair(name: str, value: str) -> str:
    """Return a value with its name before it, as the language writes it: "Size: 2K"."""
    return text("pair", {"name": name, "value": value}, section=_JOINTS)


def of_error(error: SeedreamError) -> str:
    """Return the sentence for an error."""
    return sentence(error.code, error.params, error.billed)


def of_trouble(trouble: Trouble) -> str:
    """Return the sentence for what a request waits for or ended with."""
    return sentence(trouble.code, trouble.params, trouble.billed)


def counted(noun: str, count: int) -> str:
    """Return a number with its noun, from the section "counts": "1 request", "1,200 requests"."""
    return text(noun, {"count": count}, section=_COUNTS)


def day(of: date) -> str:
    """Return a day as people name it: "Tuesday, 24 November"."""
    params: dict[str, Param] = {
        "weekday": text(f"weekday_{of.isoweekday()}", section=_DATES),
        "month": text(f"month_{of.month}", section=_DATES),
        "day": of.day,
    }
    return text("day", params, section=_DATES)


def usd(micros: int, decimals: int = 2) -> str:
    """Return an amount of micro-dollars as people read it: "$1,234.50", no decimal cut off.

    Play money has a sign and a word of its own: "¤1.40 play".
    """
    if isinstance(micros, PlayMicros):
        return text("play_money", {"amount": figures.amount(micros, decimals)}, section="words")
    return figures.usd(micros, decimals)
