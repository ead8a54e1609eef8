"""What is known of the selected picture, for the inspector."""

from functools import partial
from typing import Final

from PySide6.QtCore import QLocale
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QGridLayout, QWidget

from seedream_desktop.domain.picture import Picture, PictureFormat
from seedream_desktop.domain.sequence import Image
from seedream_desktop.ui import text
from seedream_desktop.ui.desk.intakes import counted
from seedream_desktop.ui.theme.scale import SPACE_2, SPACE_3, Type
from seedream_desktop.ui.views.pictures.revealing import reveal
from seedream_desktop.ui.widgets.button import Button, Kind
from seedream_desktop.ui.widgets.flow import FlowLayout
from seedream_desktop.ui.widgets.label import Label
from seedream_desktop.ui.widgets.panel import Panel

_words = partial(text.text, section="pictures")
_FORMATS: Final = {PictureFormat.WEBP: "WebP", PictureFormat.HEIF: "HEIC"}


class ImageDetails(Panel):
    """Name, size, format, colour and place of a picture; how many, where several are selected."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Show nothing yet."""
        super().__init__(_words("details"), parent)
        self._path = ""
        self._hint = Label(_words("details_none"), Type.CONTROL, ink="muted", wraps=True)
        self._facts = QWidget()
        self._rows = QGridLayout(self._facts)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setHorizontalSpacing(SPACE_3)
        self._rows.setVerticalSpacing(SPACE_2)
        self._rows.setColumnStretch(1, 1)
        self.reveal = Button(_words("reveal"), icon="folder")
        self.reveal.clicked.connect(self._on_reveal)
        self.copy = Button(_words("copy_path"), Kind.QUIET, icon="copy")
        self.copy.clicked.connect(self._on_copy)
        self._actions = QWidget()
        row = FlowLayout(self._actions, gap=SPACE_2)
        row.addWidget(self.reveal)
        row.addWidget(self.copy)
        self.add_group(self._hint, self._facts, self._actions)
        self.add_stretch()
        self.show_images(())

    def show_images(self, images: tuple[Image, ...]) -> None:
        """Show what is known of the one that is selected."""
        picture = images[0].picture if len(images) == 1 else None
        many = _words("details_many", {"pictures": counted("picture", len(images))})
        self._hint.setText(many if len(images) > 1 else _words("details_none"))
        self._hint.setVisible(picture is None)
        for widget in (self._facts, self._actions):
            widget.setVisible(picture is not None)
        self._path = picture.path if picture is not None else ""
        self._show_facts(_facts(picture) if picture is not None else [])

    def _show_facts(self, facts: list[tuple[str, str]]) -> None:
        while (item := self._rows.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for row, (name, value) in enumerate(facts):
            said = Label(value, Type.CONTROL, tabular=True, wraps=True)
            said.setAccessibleName(text.pair(name, value))
            self._rows.addWidget(Label(name, Type.CONTROL, ink="muted"), row, 0)
            self._rows.addWidget(said, row, 1)

    def _on_reveal(self) -> None:
        reveal(self._path)

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self._path)


def _facts(picture: Picture) -> list[tuple[str, str]]:
    """Return names and values, in the order in which they are shown."""
    header = picture.header
    kind = _FORMATS.get(header.format, header.format.value.upper())
    if header.has_alpha:
        kind = _words("alpha", {"format": kind})
    folder, _, name = picture.path.replace("\\", "/").rpartition("/")
    facts = [
        (_words("name"), _breakable(name)),
        (_words("dimensions"), f"{picture.size} px"),
        (_words("format"), f"{kind} · {header.mode}"),
        (_words("profile"), header.profile_name or _words("no_profile")),
        (_words("bytes"), QLocale.c().formattedDataSize(picture.byte_count)),
        (_words("path"), _breakable(folder)),
    ]
    if header.orientation != 1:
        facts.append((_words("orientation"), _words("turned")))
    if header.frame_count > 1:
        facts.append((_words("frames"), _words("only_first", {"count": header.frame_count})))
    return facts


def _breakable(path: str) -> str:
    """Return a path that breaks into lines where it is too long for one."""
    return "".join(f"{sign}\u200b" if sign in "/_-. " else sign for sign in path)
