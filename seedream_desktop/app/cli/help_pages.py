"""The pages of --help: argparse lays them out, their words are those of the section "help"."""

import argparse
from collections.abc import Iterable
from typing import Final

from seedream_desktop.domain.export_wish import TELLING_TEMPLATE
from seedream_desktop.exporting.bundle_wish import EDGE_PX, EDGES_PX

_HEADINGS: Final = {"positional arguments": "positional", "options": "options"}
_OWN: Final = frozenset({"help", "version"})
_FACTS: Final = {
    "template": TELLING_TEMPLATE,
    "tokens": "{take} {n} {sequence} {provider} {model} {prompt} {date} {rating} {-n}",
    "edges": ", ".join(map(str, EDGES_PX)),
    "edge": str(EDGE_PX),
}


def said(code: str) -> str:
    """Return the words for a code of the section "help", in the language of the system.

    The catalogue is read only here, when a page is shown: a command does not wait for it.
    """
    from seedream_desktop.app import speech
    from seedream_desktop.ui import text

    speech.to_console()
    return text.text(code, _FACTS, section="help")


class HelpPage(argparse.HelpFormatter):
    """A page whose parser was given codes for words."""

    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[argparse._MutuallyExclusiveGroup],
        prefix: str | None = None,
    ) -> None:
        """Begin with how the command is written."""
        super().add_usage(usage, actions, groups, said("usage") if prefix is None else prefix)

    def start_section(self, heading: str | None) -> None:
        """Begin a group of options."""
        super().start_section(said(_HEADINGS.get(heading, heading)) if heading else heading)

    def add_text(self, text: str | None) -> None:
        """Add what the command is for."""
        super().add_text(said(text) if text else text)

    def _get_help_string(self, action: argparse.Action) -> str | None:
        code = action.dest if action.dest in _OWN else action.help
        return said(code).replace("%", "%%") if code else code
