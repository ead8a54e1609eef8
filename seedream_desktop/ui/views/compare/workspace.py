"""The workspace Compare."""

from typing import ClassVar

from seedream_desktop.ui.commands import Context
from seedream_desktop.ui.views.workspace import Workspace


class CompareWorkspace(Workspace):
    """The workspace Compare."""

    context: ClassVar[Context | None] = Context.CANVAS
