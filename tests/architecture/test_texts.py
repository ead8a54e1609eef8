"""Texts: whatever the program may raise, wait for or remark on has a sentence for people."""

import ast
from pathlib import Path

import pytest

from seedream_desktop.domain import errors
from seedream_desktop.domain.errors import Billed, SeedreamError
from seedream_desktop.domain.export_wish import FileFormat
from seedream_desktop.domain.picture import SkipReason
from seedream_desktop.domain.receipt import Fate
from seedream_desktop.domain.request import RequestState
from seedream_desktop.imaging.metadata.groups import Group
from seedream_desktop.imaging.metadata.outgoing import MARKED
from seedream_desktop.providers import _wavespeed_wire
from seedream_desktop.ui import text
from seedream_desktop.ui.catalogue import Audience
from tests.fixtures.trees import tree_of

PACKAGE = Path(text.__file__).parents[1]
ERRORS = {
    name
    for name, kind in vars(errors).items()
    if isinstance(kind, type) and issubclass(kind, SeedreamError)
}


def calls():
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.Call):
                yield node, path


def name_of(function):
    return getattr(function, "id", getattr(function, "attr", ""))


def literal(node):
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def codes(kinds, *, keyword):
    """Return the literal codes of calls of these kinds: the first argument, or `code=`."""
    found = {}
    for call, path in calls():
        if name_of(call.func) not in kinds:
            continue
        given = [k.value for k in call.keywords if k.arg == "code"] if keyword else call.args[:1]
        for node in given:
            if (code := literal(node)) is not None:
                found.setdefault(code, path.name)
    return found


def test_every_error_has_a_sentence():
    lacking = {
        code: where
        for code, where in codes(ERRORS, keyword=False).items()
        if not text.has(code) and not text.has(code, "checks")
    }
    assert lacking == {}


def test_every_trouble_and_notice_has_a_sentence():
    found = codes({"Trouble", "Notice"}, keyword=True)
    assert len(found) > 10
    assert {c: w for c, w in found.items() if not text.has(c)} == {}


def test_every_remark_on_a_plan_has_a_sentence():
    found = codes({"Check"}, keyword=True) | codes({"add"}, keyword=False)
    wanted = {c: w for c, w in found.items() if w in ("premises.py", "packing.py", "engine.py")}
    assert len(wanted) > 10
    assert {c: w for c, w in wanted.items() if not text.has(c, "checks")} == {}


def test_everything_a_receipt_tells_has_words():
    found = codes({"Change"}, keyword=True)
    assert len(found) > 10
    assert {c: w for c, w in found.items() if not text.has(c, "receipts")} == {}
    formats = {f"format_{kind.value}" for kind in FileFormat if kind is not FileFormat.KEEP}
    groups = {f"{group.value}_{end}" for group in Group for end in ("kept", "left_out")}
    every = formats | groups | {fate.value for fate in Fate} | set(MARKED.values())
    assert {code for code in every if not text.has(code, "receipts")} == set()


def test_every_code_of_a_failed_job_has_a_sentence():
    named = vars(_wavespeed_wire).items()
    tables = [v for name, v in named if isinstance(v, dict) and not name.startswith("__")]
    found = {code for table in tables for code in table.values() if isinstance(code, str)}
    assert "moderated" in found
    assert {code for code in found if code.isidentifier() and not text.has(code)} == set()


def test_every_line_that_is_shown_is_in_the_catalogue():
    lacking = {}
    for call, path in calls():
        code = literal(call.args[0]) if call.args else None
        is_line = isinstance(call.func, ast.Attribute) and ast.unparse(call.func) == "text.line"
        if is_line and code and code.isidentifier() and not text.has(code, "lines"):
            lacking[code] = path.name
    assert lacking == {}


@pytest.mark.parametrize("state", RequestState)
def test_every_state_has_a_word(state):
    assert text.has(state.value, "states")


@pytest.mark.parametrize("reason", SkipReason)
def test_every_reason_to_leave_a_file_out_has_words(reason):
    assert text.has(reason.value, "skipped")


def test_a_message_says_what_happened_whether_it_was_billed_and_what_to_do():
    text.speak(Audience.WINDOW)
    said = text.sentence("key_refused", {"service": "WaveSpeedAI", "said": "no"}, Billed.NO)
    assert said.startswith("WaveSpeedAI does not accept the key. Nothing was billed. ")
    assert "Providers and keys" in said


def test_amounts_and_codes_within_a_message_are_put_into_words():
    params = {"cap": "day", "cap_micros": 5_000_000, "used_micros": 0, "cost_micros": 40_500}
    said = text.sentence("over_budget", params, Billed.NO)
    assert "The cap for today is $5.00" in said
    assert "$0.0405" in said


def test_a_text_never_fails_for_want_of_a_parameter():
    assert "{service}" in text.sentence("key_refused", {}, Billed.NO)
    assert text.sentence("no_such_code", {"a": 1}, Billed.NO).startswith("no_such_code (a=1)")
