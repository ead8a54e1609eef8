"""The guide and the card of what is sent, over the real window."""

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QWidget

from seedream_desktop.domain.ids import ProviderId
from seedream_desktop.ui.dialogs.what_is_sent import WhatIsSentDialog
from seedream_desktop.ui.guide.window import GuideWindow
from seedream_desktop.ui.theme.look import look
from tests.fixtures.windowing import Running
from tests.shots import screens


def opened(
    target: str, sought: str = "", edge: tuple[int, int] = (1040, 760), text_scale: float = 1.0
) -> Callable[[], QWidget]:
    """Return a page: the guide's own window at a page, or with something sought."""
    kept: list[GuideWindow] = []

    def prepare(running: Running) -> None:
        look.show_text_at(text_scale)
        door = running.window.chores.guide
        door.open_at(target)
        assert door.guide is not None, "just opened"
        door.guide.resize(*edge)
        if sought:
            door.guide.search.setText(sought)
            door.guide.search.setFocus()
        door.guide.destroyed.connect(partial(look.show_text_at, 1.0))
        kept.append(door.guide)

    def make() -> QWidget:
        screens.screen(prepare)()
        return kept.pop()

    return make


def sent(provider: str) -> Callable[[], QWidget]:
    """Return a page: the card of what a provider is sent."""

    def prepare(running: Running) -> None:
        running.desk.actions.action("help.what_is_sent").trigger()
        running.wait(lambda: bool(running.window.findChildren(WhatIsSentDialog)))
        dialog = running.window.findChildren(WhatIsSentDialog)[0]
        running.wait(lambda: bool(dialog._hosts))
        dialog.provider.setCurrentIndex(dialog.provider.findData(ProviderId(provider)))
        dialog.provider.picked.emit(ProviderId(provider))

    return screens.screen(prepare)


PAGES: dict[str, Callable[[], QWidget]] = {
    "guide-first": opened("first-run"),
    "guide-doubt": opened("in-doubt"),
    "guide-anchor": opened("plan#pilot"),
    "guide-console": opened("console"),
    "guide-search": opened("caps", "cap"),
    "guide-nothing": opened("caps", "printer"),
    "guide-narrow": opened("queue", edge=(680, 560)),
    "guide-large": opened("pairing", edge=(1180, 800), text_scale=2.0),
    "sent-wavespeed": sent("wavespeed"),
    "sent-byteplus": sent("byteplus"),
    "sent-local": sent("local"),
}
