"""What is wrong with a command line, in the language of the system."""

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from seedream_desktop.app.cli.help_pages import said

_CODES: Final = {
    "%(prog)s: error: %(message)s\n": "mistake",
    "argument %(argument_name)s: %(message)s": "mistake_argument",
    "unrecognized arguments: %s": "mistake_unknown",
    "the following arguments are required: %s": "mistake_required",
    "one of the arguments %s is required": "mistake_one_required",
    "not allowed with argument %s": "mistake_not_with",
    "ignored explicit argument %r": "mistake_no_value",
    "expected one argument": "mistake_one_value",
    "expected at most one argument": "mistake_one_value_at_most",
    "expected at least one argument": "mistake_one_value_at_least",
    "ambiguous option: %(option)s could match %(matches)s": "mistake_ambiguous",
    "invalid %(type)s value: %(value)r": "mistake_value",
    "invalid choice: %(value)r (choose from %(choices)s)": "mistake_choice",
}
"""Codes of the section "help" by what argparse says; what is not here it says in its own words."""


@contextmanager
def in_own_words() -> Iterator[None]:
    """Have argparse tell mistakes by the catalogue.

    It asks gettext for its sentences, which reads compiled files in folders of the system; there
    is no other door to them (https://docs.python.org/3/library/gettext.html).
    """
    own = vars(argparse)
    before = own["_"]
    own["_"] = _told
    try:
        yield
    finally:
        own["_"] = before


def _told(sentence: str) -> str:
    code = _CODES.get(sentence)
    return said(code) if code is not None else sentence
