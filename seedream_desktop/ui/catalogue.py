"""The texts of resources/i18n: by language, section and code; English where one is missing."""

import tomllib
from collections.abc import Iterable, Mapping
from enum import StrEnum
from functools import cache
from typing import Any, Final, TypeAlias

from seedream_desktop.bundle import bundled

LANGUAGES: Final = ("en", "zh")
"""What may be spoken. What a language has no words for is said in the first one."""

Entry: TypeAlias = Any
"""A template, or a table: of a message (what, do), or of the forms of a number (one, other)."""

_FALLBACK: Final = LANGUAGES[0]


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


@cache
def sections_of(language: str) -> Mapping[str, Mapping[str, Entry]]:
    """Return all sections of a language: its own file, and those of parts beside it."""
    sections: dict[str, dict[str, Entry]] = {}
    folder = bundled("i18n")
    for file in sorted((*folder.glob(f"{language}.toml"), *folder.glob(f"{language}.*.toml"))):
        for name, entries in tomllib.loads(file.read_text(encoding="utf-8")).items():
            sections.setdefault(name, {}).update(entries)
    return sections


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
