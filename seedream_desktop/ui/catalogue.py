"""The texts of resources/i18n: by language, section and code; English where one is missing."""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from functools import cache
from typing import Any, Final, TypeAlias

from seedream_desktop.bundle import bundled

LANGUAGES: Final = ("en", "zh")
"""What may be spoken. What a language has no words for is said in the first one."""

Entry: TypeAlias = Any
"""A template, or a table: of a message (what, do), or of the forms of a number (one, other)."""

_FALLBACK: Final = LANGUAGES[0]
_HEADER: Final = re.compile(r"^\[(\w+)", re.MULTILINE)


class Audience(StrEnum):
    """Who is spoken to: what mends a thing is a command in one place and a menu in the other."""

    WINDOW = "window"
    CONSOLE = "console"


def chosen(wanted: str, system: Iterable[str] = ()) -> str:
    """Return the language for a setting ("system", "en", "zh") and the system's own wishes.

    The system names languages as "zh_CN.UTF-8" or "zh-Hans-CN", the dearest first.
    """
    names = system if wanted == "system" else (wanted,)
    for name in names:
        language = name.replace("_", "-").split("-")[0].split(".")[0].lower()
        if language in LANGUAGES:
            return language
    return _FALLBACK


class Sections(Mapping[str, Mapping[str, Entry]]):
    """The sections of a language: its own file, and those of parts beside it.

    A file is parsed once a section of it is asked for: most commands and the first paint need
    a few of thirty. Any thread may ask.
    """

    def __init__(self, language: str) -> None:
        """Read the files, and note which sections are where."""
        folder = bundled("i18n")
        files = sorted((*folder.glob(f"{language}.toml"), *folder.glob(f"{language}.*.toml")))
        self._sections: dict[str, Mapping[str, Entry]] = {}
        self._texts: dict[str, list[str]] = {}
        for file in files:
            written = file.read_text(encoding="utf-8")
            for name in dict.fromkeys(_HEADER.findall(written)):
                self._texts.setdefault(name, []).append(written)

    def __getitem__(self, name: str) -> Mapping[str, Entry]:
        if name not in self._sections:
            parts = (_parsed(written).get(name, {}) for written in self._texts[name])
            self._sections[name] = {code: said for part in parts for code, said in part.items()}
        return self._sections[name]

    def __contains__(self, name: object) -> bool:
        return name in self._texts

    def __iter__(self) -> Iterator[str]:
        return iter(self._texts)

    def __len__(self) -> int:
        return len(self._texts)


@cache
def _parsed(written: str) -> Mapping[str, Mapping[str, Entry]]:
    return tomllib.loads(written)


@cache
def sections_of(language: str) -> Sections:
    """Return all sections of a language."""
    return Sections(language)


def entry(language: str, section: str, code: str) -> Entry:
    """Return the entry of a code, from English where the language lacks it; None without one."""
    for each in dict.fromkeys((language, _FALLBACK)):
        found = sections_of(each).get(section, {}).get(code)
        if found is not None:
            return found
    return None


def form(forms: Mapping[str, str], count: object) -> str:
    """Return the form that goes with a number; a language without a singular writes only other."""
    return forms["one"] if count == 1 and "one" in forms else forms["other"]
