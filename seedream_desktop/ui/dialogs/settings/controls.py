"""Controls of settings that have several parts: proxy, authorities, an amount, buttons."""

from pathlib import Path

import msgspec
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from seedream_desktop.settings.model import NetworkSettings
from seedream_desktop.ui.dialogs.settings.wording import words
from seedream_desktop.ui.theme.scale import SPACE_2, Type
from seedream_desktop.ui.widgets.button import Button, Kind
from seedream_desktop.ui.widgets.choice import Select
from seedream_desktop.ui.widgets.field import LineEdit
from seedream_desktop.ui.widgets.label import CutLabel, Label

_ADDRESS = "address"
_PEM_BYTES_MAX = 16 * 2**20


class ProxyChoice(QWidget):
    """System, none, or an address, which counts when it is left or Enter is pressed in it."""

    chosen = Signal(str)
    """Carries the setting's new value."""
    refused = Signal(str)
    """Carries what is wrong with the address; empty when nothing is."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        entries = [(words(f"proxy_{kind}"), kind) for kind in ("system", "none", _ADDRESS)]
        self.kind = Select(words("proxy"), entries)
        self.address = LineEdit("", "http://host:port")
        self.address.setAccessibleName(words("proxy_address"))
        self.address.setMinimumWidth(220)
        self.hint = Label(words("proxy_hint"), Type.CAPTION, ink="muted", wraps=True)
        self.kind.picked.connect(self._on_kind)
        self.address.editingFinished.connect(self._on_left)
        row = QHBoxLayout()
        row.setSpacing(SPACE_2)
        row.addWidget(self.kind)
        row.addWidget(self.address, 1)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_2)
        column.addLayout(row)
        column.addWidget(self.hint)

    def show_value(self, value: str) -> None:
        """Show what holds, unless an address is being written."""
        if self.address.hasFocus() and self.address.isModified():
            return
        kind = value if value in {"system", "none"} else _ADDRESS
        self.kind.setCurrentIndex(self.kind.findData(kind))
        self.address.setText(value if kind == _ADDRESS else "")
        self._see_to(kind)

    def _on_kind(self, kind: object) -> None:
        self._see_to(str(kind))
        self.refused.emit("")
        if kind == _ADDRESS:
            self.address.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.chosen.emit(str(kind))

    def _on_left(self) -> None:
        value = self.address.text().strip()
        if not value or self.kind.currentData() != _ADDRESS:
            return
        try:
            msgspec.convert({"proxy": value}, NetworkSettings)
        except msgspec.ValidationError:
            self.refused.emit(words("proxy_wrong"))
            return
        self.address.setModified(False)
        self.refused.emit("")
        self.chosen.emit(value)

    def _see_to(self, kind: str) -> None:
        for widget in (self.address, self.hint):
            widget.setVisible(kind == _ADDRESS)


class FileChoice(QWidget):
    """A file's path, with a button to choose another and one to do without."""

    chosen = Signal(str)
    """Carries the path of the file, empty for none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.path = CutLabel(words("ca_none"), ink="muted", cuts_middle=True)
        self.choose = Button(words("ca_choose"))
        self.remove = Button(words("ca_remove"), Kind.QUIET)
        for button in (self.choose, self.remove):
            button.setAutoDefault(False)
        self.choose.clicked.connect(self._ask)
        self.remove.clicked.connect(lambda: self.chosen.emit(""))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE_2)
        row.addWidget(self.path, 1)
        row.addWidget(self.remove)
        row.addWidget(self.choose)

    def show_path(self, path: str | None) -> None:
        """Show what holds."""
        self.path.show_words(path or words("ca_none"), "text" if path else "muted")
        self.remove.setVisible(bool(path))

    def _ask(self) -> None:
        dialog = QFileDialog(self, words("ca_dialog"), "", words("ca_filter"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self.chosen)
        dialog.open()


def wrong_with(path: Path) -> str:
    """Return what is wrong with a file of authorities, empty for nothing; it reads the file."""
    import ssl

    try:
        with path.open("rb") as file:
            held = file.read(_PEM_BYTES_MAX).decode("ascii", "ignore")
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(cadata=held)
    except (ssl.SSLError, ValueError):
        return words("ca_wrong", path=str(path))
    except OSError as error:
        return words("ca_unreadable", path=str(path), reason=error.strerror or "")
    return ""
