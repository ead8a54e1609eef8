"""The workspace Compare."""

from typing import ClassVar

from seedream_desktop.ui.commands import Context
from seedream_desktop.ui.views.results_page import ResultsPage


class CompareWorkspace(ResultsPage):
    """Every picture of the open sequence beside its newest result."""

    context: ClassVar[Context | None] = Context.CANVAS
    words = "compare"
    icon = "compare"
    in_pairs = True
    edge_px = 240
