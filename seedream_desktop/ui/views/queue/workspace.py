"""The workspace Queue."""

from typing import ClassVar

from seedream_desktop.ui.commands import Context
from seedream_desktop.ui.views.workspace import Workspace


class QueueWorkspace(Workspace):
    """The workspace Queue."""

    context: ClassVar[Context | None] = Context.QUEUE
