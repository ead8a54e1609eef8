"""The pages of --help: all of their words are in the catalogue, in the system's language."""

import argparse
import io
import json
import re
import sys

import pytest

from seedream_desktop.app.cli import arguments, main
from seedream_desktop.app.cli.reporter import JsonReporter
from seedream_desktop.ui import catalogue, figures, text
from seedream_desktop.ui.catalogue import Audience

COMMANDS = [
    [],
    *([name] for name in ("run", "plan", "story", "resume", "again", "queue", "cancel", "decide")),
    *([name] for name in ("list", "show", "export", "review", "ledger", "cache", "providers")),
    *(["review", "pack"], ["review", "merge"], ["keys"], ["doctor"]),
]
HELP = {name: catalogue.sections_of(name)["help"] for name in catalogue.LANGUAGES}


@pytest.fixture(autouse=True)
def _english_console():
    yield
    text.speak(Audience.CONSOLE)


def page(capsys, command: list[str]) -> str:
    with pytest.raises(SystemExit) as ended:
        arguments.parse([*command, "--help"])
    assert ended.value.code == 0
    return capsys.readouterr().out


def codes(parser: argparse.ArgumentParser):
    """Return every code that a parser and those beneath it were given for words."""
    yield parser.description
    yield from (group.title for group in parser._action_groups)
    for action in parser._actions:
        yield action.help
        for below in (action.choices or {}) if isinstance(action.choices, dict) else {}:
            yield from codes(action.choices[below])


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_a_page_begins_with_its_usage_and_says_what_the_command_is_for(
    command, capsys, monkeypatch
):
    for locale, language in (("en_GB.UTF-8", "en"), ("zh_CN.UTF-8", "zh")):
        monkeypatch.setenv("LC_ALL", locale)
        words = HELP[language]
        said = page(capsys, command)
        assert said.startswith(f"{words['usage']}seedream")
        assert words[command[-1] if command else "program"] in " ".join(said.split())


def test_every_option_has_words_in_the_catalogue(monkeypatch):
    made = []
    init = argparse.ArgumentParser.__init__

    def kept(self, *args, **more):
        init(self, *args, **more)
        made.append(self)

    monkeypatch.setattr(argparse.ArgumentParser, "__init__", kept)
    arguments.parse(["doctor"])
    own = {"positional arguments", "options", argparse.SUPPRESS, None}
    own |= {code for code in codes(made[0]) if code and code.startswith("show ")}
    assert {code for code in codes(made[0]) if code not in own} - set(HELP["en"]) == set()


def test_a_mistake_is_told_in_the_language_of_the_system(capsys, monkeypatch):
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    with pytest.raises(SystemExit) as ended:
        arguments.parse(["again", "sq-1"])
    assert ended.value.code == 2
    assert HELP["zh"]["wrong_again"] in capsys.readouterr().err


MISTAKES = {
    "run a": "mistake_required",
    "decide r": "mistake_one_required",
    "decide r --found --abandon": "mistake_not_with",
    "run a --step": "mistake_one_value",
    "story --count many": "mistake_value",
    "fly": "mistake_choice",
    "queue --loud": "mistake_unknown",
    "queue --json=1": "mistake_no_value",
    "run --mod": "mistake_ambiguous",
    "review merge": "mistake_required",
}


@pytest.mark.parametrize("line", MISTAKES)
@pytest.mark.parametrize(("locale", "language"), [("en_GB.UTF-8", "en"), ("zh_CN.UTF-8", "zh")])
def test_every_mistake_is_told_in_the_language_of_the_system(
    line, locale, language, capsys, monkeypatch
):
    monkeypatch.setenv("LC_ALL", locale)
    with pytest.raises(SystemExit) as ended:
        arguments.parse(line.split())
    told = capsys.readouterr().err.splitlines()[-1]
    assert ended.value.code == 2
    for part in re.split(r"%(?:\(\w+\))?[sr]", HELP[language][MISTAKES[line]]):
        assert part in told
    assert not re.search("argument|error|invalid|required|expected|unrecognized", told)


def test_a_terminal_without_chinese_letters_is_no_reason_to_fail(monkeypatch):
    narrow = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    monkeypatch.setattr(sys, "stdout", narrow)
    with pytest.raises(SystemExit) as ended:
        main.main(["--help"])
    narrow.seek(0)
    assert ended.value.code == 0
    assert "seedream [-h]" in narrow.read()


def test_json_loses_no_letter_on_a_terminal_without_it(monkeypatch):
    narrow = io.TextIOWrapper(io.BytesIO(), encoding="ascii", errors="replace")
    monkeypatch.setattr(sys, "stdout", narrow)
    JsonReporter().result("", {"title": "陶瓷"})
    narrow.seek(0)
    assert json.loads(narrow.read()) == {"title": "陶瓷"}


def test_a_chinese_letter_takes_two_columns_of_a_terminal():
    assert figures.columns("服务 ID") == 7
    assert figures.padded("服务", 6) + "|" == "服务  |"
    assert figures.padded("queue", 3) == "queue"
