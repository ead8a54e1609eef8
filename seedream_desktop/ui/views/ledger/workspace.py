"""The workspace Ledger."""

from typing import ClassVar

from seedream_desktop.ui.commands import Context
from seedream_desktop.ui.views.workspace import Workspace


class LedgerWorkspace(Workspace):
    """The workspace Ledger."""

    context: ClassVar[Context | None] = Context.LEDGER
