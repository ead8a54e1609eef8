"""The workspace Build."""

from typing import ClassVar

from seedream_desktop.ui.commands import Context
from seedream_desktop.ui.views.workspace import Workspace


class BuildWorkspace(Workspace):
    """The workspace Build."""

    context: ClassVar[Context | None] = Context.BUILD
