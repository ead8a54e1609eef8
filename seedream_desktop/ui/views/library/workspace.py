"""The workspace Library."""

from typing import ClassVar

from seedream_desktop.ui.commands import Context
from seedream_desktop.ui.views.workspace import Workspace


class LibraryWorkspace(Workspace):
    """The workspace Library."""

    context: ClassVar[Context | None] = Context.LIBRARY
