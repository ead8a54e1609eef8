"""The workspace Timeline."""

from typing import ClassVar

from seedream_desktop.ui.commands import Context
from seedream_desktop.ui.views.results_page import ResultsPage


class TimelineWorkspace(ResultsPage):
    """Every picture of the open sequence with what the steps made of it."""

    context: ClassVar[Context | None] = Context.VIEWS
    words = "timeline"
    icon = "timeline"
