"""The banners under the menu bar: one line for each cause that stands."""

from dataclasses import replace
from functools import partial

from PySide6.QtWidgets import QVBoxLayout, QWidget

from seedream_desktop.ui import text
from seedream_desktop.ui.desk.messages import Messages, Remark
from seedream_desktop.ui.widgets.notice import Banner


class Banners(QWidget):
    """Follows Messages; a banner that is there already is left as it is, with its focus."""

    def __init__(self, messages: Messages, parent: QWidget | None = None) -> None:
        """Show what stands."""
        super().__init__(parent)
        self.setAccessibleName(text.text("banners", section="shell"))
        self._messages = messages
        self._shown: dict[str, tuple[Remark, Banner]] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        messages.banners_changed.connect(self._refresh)
        self._refresh()

    @property
    def banners(self) -> tuple[Banner, ...]:
        """What is shown, oldest first."""
        return tuple(banner for _, banner in self._shown.values())

    def _refresh(self) -> None:
        wanted = self._messages.banners
        for cause, (remark, banner) in tuple(self._shown.items()):
            now = wanted.get(cause)
            if now is not None and now == replace(remark, words=now.words):
                banner.show_words(now.words)
                self._shown[cause] = (now, banner)
            else:
                del self._shown[cause]
                self._column.removeWidget(banner)
                banner.hide()
                banner.deleteLater()
        for cause, remark in wanted.items():
            if cause not in self._shown:
                self._shown[cause] = (remark, self._made(cause, remark))
        self.setVisible(bool(self._shown))

    def _made(self, cause: str, remark: Remark) -> Banner:
        close = text.text("close_banner", section="shell") if remark.is_closable else ""
        banner = Banner(remark.tone, remark.words, remark.action, close)
        if remark.act is not None:
            banner.acted.connect(remark.act)
        banner.closed.connect(partial(self._messages.take_down, cause))
        self._column.addWidget(banner)
        banner.announce()
        return banner
