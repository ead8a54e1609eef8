"""One setting: its name, what it means, its control, and beneath what came of a change."""

from html import escape

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from seedream_desktop.ui import speech
from seedream_desktop.ui.theme.look import look
from seedream_desktop.ui.theme.scale import SPACE_1, SPACE_2, SPACE_4, Type
from seedream_desktop.ui.theme.tokens import Tone
from seedream_desktop.ui.widgets.label import Label
from seedream_desktop.ui.widgets.state_glyph import StateGlyph


class SettingRow(QWidget):
    """Lays a control out; the control itself is the caller's. sought_words are found by search."""

    def __init__(
        self,
        name: str,
        more: str,
        control: QWidget,
        *,
        sought_words: str = "",
        is_wide: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        """Take name, explanation and control; a wide one stands beneath the words."""
        super().__init__(parent)
        self.control = control
        self._name, self._more = name, more
        self._sought = f"{name} {more} {sought_words}".casefold()
        self.name = Label(name, Type.BODY_STRONG, wraps=True)
        self.more = Label(more, Type.CONTROL, ink="muted", wraps=True)
        for label in (self.name, self.more):
            label.setTextFormat(Qt.TextFormat.RichText)
        self._glyph = StateGlyph(Tone.FAILED, "")
        self._said = Label("", Type.CONTROL, wraps=True)
        self._lay_out(is_wide=is_wide)
        if not control.accessibleName():
            control.setAccessibleName(name)
        control.setAccessibleDescription(more)
        self.show_said("")
        self.light("")

    def fits(self, sought: str) -> bool:
        """Say whether every word that is sought is in the setting's words."""
        return all(word in self._sought for word in sought.casefold().split())

    def light(self, sought: str) -> None:
        """Mark what is sought where it stands."""
        wanted = sought.casefold().split()
        self.name.setText(_marked(self._name, wanted))
        self.more.setText(_marked(self._more, wanted))
        self.more.setVisible(bool(self._more))

    def show_said(self, said: str, tone: Tone | None = None) -> None:
        """Say beneath what is wrong, or what came of an action; empty for nothing."""
        if tone is not None and said != self._said.text():
            speech.read_aloud(self, said, is_urgent=tone is Tone.FAILED)
        self._glyph.setVisible(bool(said) and tone is not None)
        self._said.setVisible(bool(said))
        self._said.setText(said)
        self._said.show_ink("failed" if tone is Tone.FAILED else "muted")
        if tone is not None:
            self._glyph.show_state(tone)
        self.control.setAccessibleDescription(said or self._more)
        for line in [self.control, *self.control.findChildren(QLineEdit)]:
            line.setProperty("wrong", tone is Tone.FAILED and bool(said))
            line.style().unpolish(line)
            line.style().polish(line)

    @property
    def said(self) -> str:
        """What stands beneath now."""
        return self._said.text()

    def _lay_out(self, *, is_wide: bool) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, SPACE_4, 0, SPACE_4)
        column.setSpacing(SPACE_1)
        side = QVBoxLayout()
        side.setSpacing(SPACE_1)
        side.addWidget(self.name)
        side.addWidget(self.more)
        if is_wide:
            column.addLayout(side)
            column.addSpacing(SPACE_1)
            column.addWidget(self.control)
        else:
            row = QHBoxLayout()
            row.setSpacing(SPACE_4)
            row.addLayout(side, 1)
            row.addWidget(self.control, 0, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignRight)
            column.addLayout(row)
        foot = QHBoxLayout()
        foot.setSpacing(SPACE_2)
        foot.addWidget(self._glyph, 0, Qt.AlignmentFlag.AlignVCenter)
        foot.addWidget(self._said, 1)
        column.addLayout(foot)


def _marked(words: str, wanted: list[str]) -> str:
    """Return words as rich text, with what is sought in the accent's colour and bold."""
    folded = words.casefold()
    if len(folded) != len(words):
        return escape(words)
    marks = sorted(
        (at, at + len(word))
        for word in wanted
        for at in range(len(folded))
        if word and folded.startswith(word, at)
    )
    parts, end = [], 0
    for first, last in marks:
        if first < end:
            continue
        found = escape(words[first:last])
        parts += [escape(words[end:first]), f'<b style="color:{look.tokens.accent}">{found}</b>']
        end = last
    return "".join([*parts, escape(words[end:])])
