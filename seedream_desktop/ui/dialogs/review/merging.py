"""Shows whose choices a file holds and what becomes of them here, before anything is written."""

from datetime import datetime
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout

from seedream_desktop.domain.errors import Param
from seedream_desktop.domain.judgement import Aspect
from seedream_desktop.exporting.bundle_format import WHO_CHARS_MAX
from seedream_desktop.exporting.bundle_merging import Merge, Stranger
from seedream_desktop.exporting.bundle_reading import Review
from seedream_desktop.ui import text
from seedream_desktop.ui.dialogs.frame import DialogFrame
from seedream_desktop.ui.dialogs.question import front
from seedream_desktop.ui.guide.topic import about
from seedream_desktop.ui.theme.scale import SPACE_1, SPACE_5, Type
from seedream_desktop.ui.theme.tokens import Tone
from seedream_desktop.ui.widgets.button import Button, Kind
from seedream_desktop.ui.widgets.field import Field, LineEdit
from seedream_desktop.ui.widgets.label import Label
from seedream_desktop.ui.widgets.remark import RemarkLine

_NAMED_MAX: Final = 6
_MS: Final = 1_000


class MergeDialog(DialogFrame):
    """Accepted where the choices are to be taken in; without a merge the name is asked for."""

    def __init__(self, review: Review, merge: Merge | None) -> None:
        """Take the file, and what it comes to; None where it does not say who judged."""
        code = "merge_title" if merge is not None else "merge_title_nameless"
        who = merge.who if merge is not None else ""
        super().__init__(_say(code, who=who, title=review.title), front())
        about(self, "review#back")
        self.say(_said(review), ink="muted")
        self.name: LineEdit | None = None
        is_new = merge is None or bool(merge.words)
        words = _say("merge_go_nameless")
        if merge is not None:
            self._add_figures(merge)
            self._add_remarks(merge)
            words = _say("merge_go", words=len(merge.words))
        else:
            self.name = LineEdit()
            self.name.setMaxLength(WHO_CHARS_MAX)
            self.column.addWidget(Field(_say("merge_who"), self.name, _say("merge_who_hint")))
            self.name.textChanged.connect(self._see_to_name)
        self.column.addStretch(1)
        self.answer = Button(words, Kind.PRIMARY)
        self.answer.clicked.connect(self.accept)
        self.safe = Button(_say("merge_not" if is_new else "merge_close"))
        self.safe.clicked.connect(self.reject)
        if is_new:
            self.add_buttons(self.safe, self.answer, safe=self.answer)
        else:
            self.answer.deleteLater()
            self.add_buttons(self.safe, safe=self.safe)
        if self.name is not None:
            self._see_to_name()
            self.name.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def who(self) -> str:
        """The name that was written, for a file that has none."""
        return self.name.text().strip() if self.name is not None else ""

    def _add_figures(self, merge: Merge) -> None:
        if not merge.words:
            self.say(_say("merged_none", who=merge.who))
            return
        grid = QGridLayout()
        grid.setHorizontalSpacing(SPACE_5)
        grid.setVerticalSpacing(SPACE_1)
        grid.setColumnStretch(1, 1)
        shown = [aspect for aspect in Aspect if merge.count(aspect)]
        for row, aspect in enumerate(shown):
            grid.addWidget(Label(_say(f"merge_{aspect.value}"), Type.BODY), row, 0)
            figure = Label(str(merge.count(aspect)), Type.BODY, tabular=True)
            grid.addWidget(figure, row, 1)
        self.column.addLayout(grid)

    def _add_remarks(self, merge: Merge) -> None:
        if merge.words:
            code = "merge_changed" if merge.changed else "merge_changed_none"
            self._remark(Tone.DONE, _say(code, words=merge.changed))
        if merge.kept:
            self._remark(Tone.QUIET, _say("merge_kept", words=merge.kept))
        if merge.known and merge.words:
            self._remark(Tone.QUIET, _say("merge_known", words=merge.known))
        if merge.strangers:
            more = ["…"] if len(merge.strangers) > _NAMED_MAX else []
            names = [*map(_place, merge.strangers[:_NAMED_MAX]), *more]
            self._remark(Tone.WAITING, _say("merge_strangers", names=text.several(names)))

    def _remark(self, tone: Tone, words: str) -> None:
        line = RemarkLine()
        self.column.addWidget(line)
        self.column.addSpacing(SPACE_1 - self.column.spacing())
        line.show_remark((tone, words), is_news=False)

    def _see_to_name(self, _text: str = "") -> None:
        self.answer.setEnabled(bool(self.who))


def _said(review: Review) -> str:
    saved_at = review.choices.saved_at if review.choices is not None else 0
    try:
        day = text.day(datetime.fromtimestamp(saved_at / _MS).astimezone().date())
    except (OverflowError, OSError, ValueError):  # a time that no clock has
        return review.path.name
    return _say("merge_said", file=review.path.name, day=day)


def _place(stranger: Stranger) -> str:
    code = "merge_step" if stranger.step else "merge_original"
    return _say("merge_place", name=stranger.name, step=_say(code, step=stranger.step))


def _say(code: str, **params: Param) -> str:
    return text.text(code, params, section="review")
