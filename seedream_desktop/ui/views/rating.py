"""What is thought of the picture that is judged: stars, flag, label, note."""

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from seedream_desktop.domain.errors import Param
from seedream_desktop.domain.ids import SubjectId
from seedream_desktop.domain.judgement import NO_MARK, NOTE_CHARS_MAX, Flag, Label, Mark
from seedream_desktop.ui import text
from seedream_desktop.ui.guide.topic import about
from seedream_desktop.ui.models.frame_words import label_word
from seedream_desktop.ui.theme.scale import SPACE_2, SPACE_3, Type
from seedream_desktop.ui.widgets import label as labels
from seedream_desktop.ui.widgets.button import IconToggle
from seedream_desktop.ui.widgets.choice import Select
from seedream_desktop.ui.widgets.field import Field, PromptEdit
from seedream_desktop.ui.widgets.stars import Stars

if TYPE_CHECKING:
    from seedream_desktop.ui.desk.judging import Judging

_WRITTEN_MS: Final = 1_000


def words(code: str, **params: Param) -> str:
    """Return a line of the section "compare", which has those of rating, too."""
    return text.text(code, params, section="compare")


class RatingBox(QWidget):
    """Everything is kept at once; a note once it has not been written on for a second."""

    def __init__(self, judging: "Judging", parent: QWidget | None = None) -> None:
        """Take who keeps judgements."""
        super().__init__(parent)
        about(self, "rating")
        self._judging = judging
        self._subject: SubjectId | None = None
        self._mark: Mark = NO_MARK
        self.stars = Stars(words("stars_name"))
        self.pick = IconToggle("pick", text.text("rate.pick", section="commands"))
        self.reject = IconToggle("reject", text.text("rate.reject", section="commands"))
        entries: list[tuple[str, object]] = [(words("label_none"), Label.NONE)]
        entries += [(label_word(each), each) for each in Label if each.value]
        self.label = Select(words("label_name"), entries)
        self.note = PromptEdit("", words("note_hint"))
        self.field = Field(words("note"), self.note)
        self.others = labels.Label("", Type.CAPTION, ink="muted", wraps=True)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_WRITTEN_MS)
        self._soon.timeout.connect(self.keep_note)
        self.stars.given.connect(self._on_stars)
        self.label.picked.connect(self._on_label)
        self.pick.clicked.connect(self._on_pick)
        self.reject.clicked.connect(self._on_reject)
        self.note.edited.connect(self._on_note)
        self.note.installEventFilter(self)
        self._lay_out()
        self.show_mark(None, NO_MARK)

    def show_mark(self, subject: SubjectId | None, mark: Mark) -> None:
        """Show what is thought of a picture, None for no picture."""
        if subject != self._subject:
            self.keep_note()
        is_other = subject != self._subject
        self._subject, self._mark = subject, mark
        self.setEnabled(subject is not None)
        self.stars.show_stars(mark.stars)
        self.pick.setChecked(mark.flag is Flag.PICK)
        self.reject.setChecked(mark.flag is Flag.REJECT)
        self.label.setCurrentIndex(self.label.findData(mark.label))
        own = mark.notes.get("", "")
        if is_other or (not self.note.hasFocus() and self.note.toPlainText() != own):
            self.note.blockSignals(True)
            self.note.setPlainText(own)
            self.note.blockSignals(False)
            self.note.updateGeometry()
        said = [words("note_of", who=who, note=note) for who, note in mark.notes.items() if who]
        self.others.setText("\n".join(said))
        self.others.setVisible(bool(said))

    def keep_note(self) -> None:
        """Hand over what is written, if it is not yet."""
        self._soon.stop()
        written = self.note.toPlainText().strip()[:NOTE_CHARS_MAX]
        if self._subject is not None and written != self._mark.notes.get("", ""):
            self._judging.note(self._subject, written)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.note and event.type() == QEvent.Type.FocusOut:
            self.keep_note()
        return False

    def _on_stars(self, stars: int) -> None:
        if self._subject is not None:
            self._judging.rate([self._subject], stars)

    # A partial would be called without whether the button is down (PySide counts its arguments).
    def _on_pick(self, is_on: bool) -> None:
        self._flag(Flag.PICK, is_on)

    def _on_reject(self, is_on: bool) -> None:
        self._flag(Flag.REJECT, is_on)

    def _flag(self, flag: Flag, is_on: bool) -> None:
        if self._subject is not None:
            self._judging.flag([self._subject], flag if is_on else Flag.NONE)

    def _on_label(self, label: Label) -> None:
        if self._subject is not None:
            self._judging.label([self._subject], label)

    def _on_note(self, written: str) -> None:
        over = len(written) - NOTE_CHARS_MAX
        self.field.show_wrong(words("note_long", over=over) if over > 0 else "")
        self._soon.start()

    def _lay_out(self) -> None:
        first = QHBoxLayout()
        first.setSpacing(SPACE_2)
        first.addWidget(self.stars)
        first.addStretch(1)
        first.addWidget(self.pick)
        first.addWidget(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_3)
        column.addLayout(first)
        column.addWidget(self.label)
        column.addWidget(self.field)
        column.addWidget(self.others)
