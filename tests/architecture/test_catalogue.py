"""The catalogue: every entry can be said to those whom it is for, and is said somewhere."""

import re
import string
from pathlib import Path

import pytest

from seedream_desktop.domain.errors import Billed
from seedream_desktop.ui import catalogue, text
from seedream_desktop.ui.catalogue import Audience
from seedream_desktop.ui.shell.menus import MENUS

SECTIONS = catalogue.sections_of("en")
MESSAGES = SECTIONS["messages"]
CONSOLE_SECTIONS = {"lines", "recovery", "help"}
COMMAND = re.compile(r"\bseedream [a-z]|--[a-z]")
MENU = re.compile(r"\b([A-Z][a-z]+) › ")
MESSAGE_PARTS = {"what", "do", "do_window", "do_console", "money"}
WORDS_TO_AVOID = re.compile(
    r"\b(please|micros|admitted|blob|oops|sorry|invalid|successfully|payload)\b", re.IGNORECASE
)
# A word of each kind that a parameter may be; whole numbers are said as they come.
WORDS = {
    "reason": "unreadable",
    "state": "accepted",
    "cap": "day",
    "path": "/pictures/sea.jpg",
    "said": "the picture is too large",
}


class _Params(dict[str, str | int]):
    """Fills whatever a text asks for."""

    def __missing__(self, name: str) -> str | int:
        return WORDS.get(name, name.upper())


def templates(entry) -> list[str]:
    """Return all templates of an entry."""
    parts = entry.values() if isinstance(entry, dict) else (entry,)
    return [part for part in parts if isinstance(part, str)]


def fields(template: str) -> list[tuple[str, str]]:
    return [(name, spec or "") for _, name, spec, _ in string.Formatter().parse(template) if name]


def params_of(entry) -> dict[str, str | int]:
    """Return a value for each name: a number where it is counted or an amount, else a word."""
    found: dict[str, str | int] = {}
    for template in templates(entry):
        for name, spec in fields(template):
            counts = spec in SECTIONS["counts"] or spec == "usd" or any(c in spec for c in ",.%")
            found[name] = 2_500_000 if counts else _Params()[name]
    if isinstance(entry, dict) and "other" in entry:
        found[entry.get("by", "count")] = 2
    return found


def said_to(audience: Audience, code: str, billed: Billed = Billed.NO) -> str:
    text.speak(audience)
    return text.sentence(code, params_of(MESSAGES[code]), billed)


def each_entry():
    for section, entries in SECTIONS.items():
        for code, entry in entries.items():
            yield section, code, entry


@pytest.fixture(autouse=True)
def _speech():
    yield
    text.speak(Audience.CONSOLE)


@pytest.mark.parametrize("audience", Audience)
@pytest.mark.parametrize("code", MESSAGES)
def test_every_message_reads_whole(code, audience):
    said = said_to(audience, code)
    assert not re.search(r"[{}]", said)
    assert not re.search(r"\.\.|…\.|[!?:;,]\.|\s[.,;]|  ", said), said
    assert said[0].isupper() or "{" in MESSAGES[code]["what"][:1] or said[0] == "“", said
    assert MESSAGES[code]["what"].endswith(".")


@pytest.mark.parametrize("code", MESSAGES)
def test_no_message_in_the_window_names_a_command_of_the_console(code):
    assert not COMMAND.search(said_to(Audience.WINDOW, code))


@pytest.mark.parametrize("code", MESSAGES)
def test_no_message_on_the_console_names_a_menu_of_the_window(code):
    assert "›" not in said_to(Audience.CONSOLE, code)


@pytest.mark.parametrize("billed", Billed)
@pytest.mark.parametrize("code", [c for c, entry in MESSAGES.items() if entry.get("money", True)])
def test_a_message_where_money_is_concerned_says_whether_it_was_billed(code, billed):
    assert SECTIONS["billed"][billed.value] in said_to(Audience.WINDOW, code, billed)


@pytest.mark.parametrize("code", MESSAGES)
def test_a_menu_that_is_named_is_there_under_that_name(code):
    for found in MENU.finditer(said := said_to(Audience.WINDOW, code)):
        name = {title: name for name, title in menus().items()}[found[1]]
        commands = [SECTIONS["commands"][c] for c in dict(MENUS)[name] if c]
        assert any(said[found.end() :].startswith(label) for label in commands), said


def menus() -> dict[str, str]:
    return {name: SECTIONS["shell"][f"menu_{name}"].replace("&", "") for name, _ in MENUS}


def test_a_message_has_no_part_but_those_that_are_read():
    wrong = {c: set(e) - MESSAGE_PARTS for c, e in MESSAGES.items() if set(e) - MESSAGE_PARTS}
    assert wrong == {}
    halves = [c for c, e in MESSAGES.items() if ("do_window" in e) != ("do_console" in e)]
    assert halves == []
    assert [c for c, e in MESSAGES.items() if "do" in e and "do_window" in e] == []


def test_everything_outside_the_console_is_free_of_its_commands():
    found = [
        (section, code)
        for section, code, entry in each_entry()
        if section not in CONSOLE_SECTIONS | {"messages"} and COMMAND.search(str(entry))
    ]
    assert found == []


def test_every_text_can_be_filled_and_has_only_specs_that_are_known():
    for section, code, entry in each_entry():
        if section == "messages":
            continue
        said = text.text(code, params_of(entry), section=section)
        assert not re.search(r"[{}]", said), (section, code, said)
        assert ".." not in said.replace("...", ""), (section, code, said)


def test_words_are_plain():
    found = {
        (section, code): match[0]
        for section, code, entry in each_entry()
        for template in templates(entry)
        if (match := WORDS_TO_AVOID.search(re.sub(r"\{[^}]*\}", "", template)))
    }
    assert found == {}


def test_amounts_and_counts_are_left_to_the_formatter():
    """A dollar sign before a name, or a plural after a bare number, is wrong for some number."""
    nouns = {template.split()[-1] for e in SECTIONS["counts"].values() for template in templates(e)}
    plural = re.compile(rf"\{{\w+(:,)?\}} ({'|'.join(sorted(nouns))})\b")
    found = [
        (section, code)
        for section, code, entry in each_entry()
        for name, template in (entry.items() if isinstance(entry, dict) else [("", entry)])
        if section != "counts" and name not in ("one", "other") and isinstance(template, str)
        if "${" in template or plural.search(template) or "(s)" in template
    ]
    assert found == []


def test_the_files_are_those_of_languages_that_can_be_spoken():
    folder = Path(__file__).parents[2] / "resources" / "i18n"
    languages = {path.name.split(".")[0] for path in folder.glob("*.toml")}
    assert languages <= set(catalogue.LANGUAGES)


def test_no_code_is_written_in_two_files():
    folder = Path(__file__).parents[2] / "resources" / "i18n"
    written: dict[tuple[str, str], int] = {}
    for path in folder.glob("en*.toml"):
        section = ""
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.startswith("["):
                section = line.strip("[]")
            elif found := re.match(r'"?([\w.]+)"? = ', line):
                key = section, found[1]
                written[key] = written.get(key, 0) + 1
    assert {key for key, times in written.items() if times > 1} == set()
