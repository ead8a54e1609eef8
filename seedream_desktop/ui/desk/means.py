"""What a part of the desk works with that carries a user's wish out."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from seedream_desktop.ui.actions import ActionRegistry
    from seedream_desktop.ui.desk.documents import Documents
    from seedream_desktop.ui.desk.flows import Flows
    from seedream_desktop.ui.desk.messages import Messages
    from seedream_desktop.ui.desk.program import Program


@dataclass(frozen=True, slots=True)
class Means:
    """The program, flows to ask it in, what is open, where to say it, and the commands."""

    program: "Program"
    flows: "Flows"
    documents: "Documents"
    messages: "Messages"
    actions: "ActionRegistry"
