"""The workspace Timeline."""

from typing import ClassVar

from seedream_desktop.ui.commands import Context
from seedream_desktop.ui.views.workspace import Workspace


class TimelineWorkspace(Workspace):
    """The workspace Timeline."""

    context: ClassVar[Context | None] = Context.VIEWS
