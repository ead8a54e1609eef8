"""Where a key is pasted: hidden, checked at once, and out of the field the moment it is taken."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from seedream_desktop.domain.errors import UserFixable
from seedream_desktop.domain.ids import ProviderId
from seedream_desktop.ports.world import Secret
from seedream_desktop.settings.keys import check_key
from seedream_desktop.ui import text
from seedream_desktop.ui.dialogs.providers.wording import words
from seedream_desktop.ui.theme.scale import SPACE_2
from seedream_desktop.ui.widgets.button import Button, Kind
from seedream_desktop.ui.widgets.field import Field, LineEdit


class KeyField(LineEdit):
    """A line that hides what is in it, gives nothing to the clipboard and undoes nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setDragEnabled(False)
        self.setAcceptDrops(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.setInputMethodHints(
            Qt.InputMethodHint.ImhHiddenText
            | Qt.InputMethodHint.ImhSensitiveData
            | Qt.InputMethodHint.ImhNoPredictiveText
            | Qt.InputMethodHint.ImhNoAutoUppercase
        )

    def take(self) -> Secret:
        """Return what is in it, and forget it."""
        secret = Secret(self.text())
        self.forget()
        return secret

    def forget(self) -> None:
        """Empty it; setText(), unlike clear(), leaves nothing to be undone."""
        self.setText("")


class KeyEntry(QWidget):
    """A key's field with what saves it and what leaves things as they are."""

    given = Signal(object)
    """Carries the Secret."""
    left = Signal()

    def __init__(self, provider: ProviderId, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._provider = provider
        self.line = KeyField()
        self.field = Field(words("key_for", provider=title), self.line)
        self.save = Button(words("save"), Kind.PRIMARY)
        self.cancel = Button(words("cancel"), Kind.QUIET)
        for button in (self.save, self.cancel):
            button.setAutoDefault(False)
        self.save.setEnabled(False)
        self._lay_out()
        self.line.textChanged.connect(self._on_text)
        self.line.returnPressed.connect(self._on_save)
        self.save.clicked.connect(self._on_save)
        self.cancel.clicked.connect(self.left)

    def begin(self, store: str) -> None:
        """Open it, empty; store is where the key will be kept, empty for this start's memory."""
        hint = words("key_hint", store=store) if store else words("key_hint_session")
        self.field.show_hint(hint)
        self.line.forget()
        self.field.show_wrong("")
        self.show()
        self.line.setFocus(Qt.FocusReason.OtherFocusReason)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if not event.spontaneous():
            self.line.forget()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            event.accept()
            self.left.emit()
            return
        super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        # Enter belongs to the field and its buttons, and never to the dialog around them.
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            if is_enter and self.line.hasFocus():
                event.accept()
                return True
        return super().event(event)

    def _on_text(self) -> None:
        secret = Secret(self.line.text())
        if not secret.reveal():
            self.field.show_wrong("")
            self.save.setEnabled(False)
            return
        try:
            check_key(self._provider, secret)
        except UserFixable as error:
            self.field.show_wrong(text.of_error(error))
            self.save.setEnabled(False)
        else:
            self.field.show_wrong("")
            self.save.setEnabled(True)

    def _on_save(self) -> None:
        if not self.save.isEnabled():
            if not self.line.text().strip():
                self.field.show_wrong(words("paste_first"))
            return
        self.given.emit(self.line.take())

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE_2)
        row.addWidget(self.field, 1)
        buttons = QVBoxLayout()
        buttons.setSpacing(0)
        # The buttons stand beside the control, beneath the height of its caption.
        buttons.addSpacing(self.field.caption.sizeHint().height() + SPACE_2 // 2)
        pair = QHBoxLayout()
        pair.setSpacing(SPACE_2)
        pair.addWidget(self.save)
        pair.addWidget(self.cancel)
        buttons.addLayout(pair)
        buttons.addStretch(1)
        row.addLayout(buttons)
