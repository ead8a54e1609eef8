"""Asks what goes into a review; everything that could give something away is left out at first."""

from collections.abc import Callable, Coroutine
from typing import Any, Final

from PySide6.QtCore import Qt

from seedream_desktop.domain.errors import Param, UserFixable
from seedream_desktop.exporting.bundle_content import Draft
from seedream_desktop.exporting.bundle_wish import EDGE_PX, EDGES_PX, BundleWish
from seedream_desktop.exporting.bundle_writer import likely_bytes
from seedream_desktop.ui import text
from seedream_desktop.ui.desk.flows import Flows
from seedream_desktop.ui.dialogs.frame import DialogFrame
from seedream_desktop.ui.dialogs.question import front
from seedream_desktop.ui.dialogs.settings.wording import size_text
from seedream_desktop.ui.guide.topic import about
from seedream_desktop.ui.theme.scale import SPACE_1, Type
from seedream_desktop.ui.theme.tokens import Tone
from seedream_desktop.ui.widgets.button import Button, Kind
from seedream_desktop.ui.widgets.choice import Select
from seedream_desktop.ui.widgets.field import Field
from seedream_desktop.ui.widgets.label import Label
from seedream_desktop.ui.widgets.marks import CheckBox
from seedream_desktop.ui.widgets.remark import RemarkLine

Count = Callable[[BundleWish], Coroutine[Any, Any, Draft]]

_TICKS: Final = ("prompts", "costs", "marks", "versions", "unsure", "picked", "anonymous")
_WIDTH: Final = 520


class PackDialog(DialogFrame):
    """Accepted with a wish; what it comes to is counted anew with each tick."""

    def __init__(self, title: str, count: Count, flows: Flows) -> None:
        """Take the sequence's title, and what counts for a wish."""
        super().__init__(_say("pack_title", title=title), front(), _WIDTH)
        about(self, "review#pack")
        self._count = count
        self._flows = flows
        self._asked = 0
        self.say(_say("pack_about"), ink="muted")
        self._add_ticks()
        self.edge = Select(
            _say("pack_edge"), [(_say("pack_edge_px", edge=edge), edge) for edge in EDGES_PX]
        )
        self.edge.setCurrentIndex(EDGES_PX.index(EDGE_PX))
        self.edge.picked.connect(self._recount)
        field = Field(_say("pack_edge"), self.edge)
        self.column.addWidget(field, 0, Qt.AlignmentFlag.AlignLeft)
        self.counts = Label(_say("pack_counting"), Type.BODY_STRONG, tabular=True, wraps=True)
        self.column.addWidget(self.counts)
        self.remark = RemarkLine()
        self.column.addWidget(self.remark)
        self.remark.show_remark(None, is_news=False)
        self.say(_say("pack_without"), ink="muted")
        self.answer = Button(_say("pack_go"), Kind.PRIMARY)
        self.answer.clicked.connect(self.accept)
        self.safe = Button(_say("pack_not"))
        self.safe.clicked.connect(self.reject)
        self.add_buttons(self.safe, self.answer, safe=self.answer)
        self._recount()

    @property
    def wish(self) -> BundleWish:
        """What is asked for now."""
        return BundleWish(
            edge_px=int(self.edge.currentData()),
            has_prompts=self.ticks["prompts"].isChecked(),
            has_costs=self.ticks["costs"].isChecked(),
            has_marks=self.ticks["marks"].isChecked(),
            has_all_versions=self.ticks["versions"].isChecked(),
            has_unsure=self.ticks["unsure"].isChecked(),
            is_picked_only=self.ticks["picked"].isChecked(),
            is_anonymous=self.ticks["anonymous"].isChecked(),
        )

    def _add_ticks(self) -> None:
        self.ticks = {name: CheckBox(_say(f"tick_{name}")) for name in _TICKS}
        self.column.addWidget(Label(_say("pack_with"), Type.BODY_STRONG))
        self.column.addSpacing(SPACE_1 - self.column.spacing())
        for place, tick in enumerate(self.ticks.values()):
            if place:
                self.column.addSpacing(-self.column.spacing() + SPACE_1)
            tick.toggled.connect(self._recount)
            self.column.addWidget(tick, 0, Qt.AlignmentFlag.AlignLeft)

    def _recount(self, _news: object = None) -> None:
        self._asked += 1
        self._flows.start(self._counted(self._asked), of=self)

    async def _counted(self, number: int) -> None:
        wish = self.wish
        try:
            draft = await self._flows.ask(self._count(wish))
        except UserFixable as error:
            if number == self._asked:
                self._show(None, text.of_error(error))
            return
        if number == self._asked:
            self._show(draft)

    def _show(self, draft: Draft | None, wrong: str = "") -> None:
        """Say what a wish comes to, or why nothing can be packed."""
        self.answer.setEnabled(draft is not None)
        remark = (Tone.FAILED, wrong) if wrong else None
        if draft is not None:
            images = len(draft.index.images)
            results = sum(len(step) for image in draft.index.images for step in image.steps)
            size = size_text(likely_bytes(len(draft.sources), self.wish.edge_px))
            self.counts.setText(_say("pack_counts", images=images, results=results, size=size))
            if draft.unsure:
                remark = (Tone.DOUBT, _say("pack_left_unsure", results=draft.unsure))
        self.counts.setVisible(draft is not None)
        self.remark.show_remark(remark, is_news=True)


def _say(code: str, **params: Param) -> str:
    return text.text(code, params, section="review")
