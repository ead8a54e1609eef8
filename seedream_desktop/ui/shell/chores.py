"""What the window itself can do: the commands of the shell and their state."""

import asyncio
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Final

import msgspec
from PySide6.QtCore import QObject, QRectF, Qt, QTimer
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication

from seedream_desktop.domain.ids import ProviderId, SequenceId
from seedream_desktop.settings.model import Settings
from seedream_desktop.ui import text
from seedream_desktop.ui.desk.diagnostics import Diagnostics
from seedream_desktop.ui.desk.messages import Remark
from seedream_desktop.ui.desk.samples import Samples
from seedream_desktop.ui.dialogs.palette import CommandPalette
from seedream_desktop.ui.dialogs.providers.door import ProvidersDoor
from seedream_desktop.ui.dialogs.question import front
from seedream_desktop.ui.dialogs.settings.dialog import SettingsDoor
from seedream_desktop.ui.dialogs.shortcuts import ShortcutsDialog
from seedream_desktop.ui.dialogs.what_is_sent import WhatIsSentDialog
from seedream_desktop.ui.guide.door import GuideDoor
from seedream_desktop.ui.shell.appearance import show_look
from seedream_desktop.ui.shell.menus import THEMES
from seedream_desktop.ui.shell.outages import Outages
from seedream_desktop.ui.shell.places import PLACES
from seedream_desktop.ui.theme.tokens import Tone

if TYPE_CHECKING:
    from seedream_desktop.ui.desk.desk import Desk
    from seedream_desktop.ui.shell.window import Window

_IDLE_MS: Final = 60


class Chores(QObject):
    """Gives the shell's commands their handlers, and makes the other workspaces when idle."""

    def __init__(self, window: "Window", desk: "Desk") -> None:
        """Take the window and the opened library."""
        super().__init__(window)
        self._window = window
        self._desk = desk
        self._samples = Samples(desk, self)
        self._diagnostics = Diagnostics(desk, window)
        self._providers = ProvidersDoor(desk, window)
        self._settings = SettingsDoor(desk, window)
        self.guide = GuideDoor(desk, window)
        desk.notifications.front_asked.connect(self._come_to_queue)
        self.palette = CommandPalette(desk.actions, window)
        self._outages = Outages(desk, self)
        self._handle()
        self._follow_undo()
        self._follow_settings()
        self._idle = QTimer(self)
        self._idle.setInterval(_IDLE_MS)
        self._idle.timeout.connect(self._make_next)
        self._idle.start()

    def show_theme(self, theme: str) -> None:
        """Show another theme and keep it."""
        current = self._desk.preferences.current.look
        self._desk.preferences.change(look=msgspec.structs.replace(current, theme=theme))

    def reopen(self, sequence: SequenceId) -> None:
        """Open the sequence that was open at the last end, unless another is by then."""
        self._desk.flows.start(self._reopened(sequence), of=self)

    async def _reopened(self, sequence: SequenceId) -> None:
        rows = await self._desk.flows.ask(self._desk.program.library.sequences())
        documents = self._desk.documents
        if documents.current is None and any(row.id == sequence for row in rows):
            documents.open(sequence)

    def _handle(self) -> None:
        handlers: dict[str, Callable[[], object]] = {
            "window.close": self._window.close,
            "window.quit": self._window.close,
            "help.palette": self.palette.toggle,
            "help.shortcuts": self._show_shortcuts,
            "help.what_is_sent": self._show_what_is_sent,
            "help.sample": self._samples.show,
            "help.diagnostics": self._diagnostics.ask,
            "help.licences": self._show_licences,
            "view.inspector": self._window.body.toggle_inspector,
            "view.queue_strip": self._window.body.toggle_strip,
            "view.full_screen": self._toggle_full_screen,
            "view.next_pane": partial(self._window.next_pane, 1),
            "view.previous_pane": partial(self._window.next_pane, -1),
            "view.menu_here": _show_menu_here,
            "view.theme": self._next_theme,
            "edit.undo": self._desk.documents.undo.undo,
            "edit.redo": self._desk.documents.undo.redo,
        }
        for command, handler in handlers.items():
            self._desk.actions.handle(command, handler)
        status = self._window.status
        assert status is not None, "made before"
        status.queue_asked.connect(partial(self._window.do, "go.queue"))
        status.caps_asked.connect(self._desk.actions.action("settings.caps").trigger)
        self._window.body.see_to_inspector()

    # -- undo

    def _follow_undo(self) -> None:
        self._desk.documents.undo.changed.connect(self._on_undo)
        self._on_undo()

    def _on_undo(self) -> None:
        undo, actions = self._desk.documents.undo, self._desk.actions
        for command, what in (("edit.undo", undo.undo_text), ("edit.redo", undo.redo_text)):
            actions.allow(command, is_allowed=what is not None)
            name = text.text(command, section="commands")
            actions.action(command).setText(f"{name} {what}" if what else name)

    # -- settings

    def _follow_settings(self) -> None:
        self._desk.preferences.changed.connect(self._on_settings)
        self._desk.actions.keys_changed.connect(self._keep_keys)
        self._window.theme_asked.connect(self.show_theme)
        settings = self._desk.preferences.current
        self._look = settings.look  # shown since the first paint
        self._load_keys(settings)
        self._window.menus.show_theme(settings.look.theme)

    def _on_settings(self, settings: Settings) -> None:
        if settings.look != self._look:
            self._look = settings.look
            show_look(settings.look)
        self._window.menus.show_theme(settings.look.theme)

    def _load_keys(self, settings: Settings) -> None:
        actions = self._desk.actions
        actions.load_keys(settings.shortcuts)
        if actions.keymap.unusable:
            names = [text.text(name, section="commands") for name in actions.keymap.unusable]
            params = {"commands": text.listed(names)}
            words = text.text("keys_unusable", params, section="shell")
            remark = Remark(words=words, tone=Tone.WAITING, is_closable=True)
            self._desk.messages.put_up("keys", remark)

    def _keep_keys(self) -> None:
        overrides = self._desk.actions.keymap.overrides()
        self._desk.preferences.change(shortcuts=overrides)

    def _next_theme(self) -> None:
        place = THEMES.index(self._desk.preferences.current.look.theme)
        theme = THEMES[(place + 1) % len(THEMES)]
        self.show_theme(theme)
        self._desk.messages.say(text.text(f"theme_{theme}", section="shell"))

    def _come_to_queue(self) -> None:
        self._window.come_to_front()
        self._window.do("go.queue")

    # -- screens of the shell

    def _show_shortcuts(self) -> None:
        for place in PLACES:  # a command is there once its workspace is
            self._window.made(place)
        dialog = ShortcutsDialog(self._desk, self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _show_what_is_sent(self) -> None:
        cards = self._desk.program.cards
        shown = {name: card for name, card in cards.items() if card.rehearses is None}
        dialog = WhatIsSentDialog(shown, self._paid_first(), front())
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.guide_asked.connect(self.guide.open)
        dialog.open()
        self._desk.flows.start(self._tell_hosts(dialog), of=dialog)

    async def _tell_hosts(self, dialog: WhatIsSentDialog) -> None:
        dialog.show_hosts(await self._desk.flows.ask(self._desk.program.hosts()))

    def _show_licences(self) -> None:
        from seedream_desktop.ui.licences.dialog import LicencesDialog
        from seedream_desktop.ui.licences.stock import gathered

        async def tell(dialog: LicencesDialog) -> None:
            dialog.show_parts(await self._desk.flows.ask(asyncio.to_thread(gathered)))

        dialog = LicencesDialog(front())
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()
        self._desk.flows.start(tell(dialog), of=dialog)

    def _paid_first(self) -> ProviderId | None:
        """Return the provider that is to be shown first: the one of the open sequence's steps."""
        cards, planned = self._desk.program.cards, self._desk.outlook.planned
        steps = planned.steps_on if planned is not None else ()
        used = (step.provider for step in steps if step.provider in cards)
        remote = [name for name in (*used, *cards) if not cards[name].is_offline]
        return next(iter(remote), None)

    def _toggle_full_screen(self) -> None:
        self._window.setWindowState(self._window.windowState() ^ Qt.WindowState.WindowFullScreen)

    def _make_next(self) -> None:
        """Make one workspace that is not there yet, while the window is seen and no one waits."""
        if not self._window.isVisible():
            return
        for place in PLACES:
            if not self._window.is_made(place):
                self._window.made(place)
                return
        self._idle.stop()


def _show_menu_here() -> None:
    """Ask what has the focus for its menu; Qt itself knows the menu key alone on some systems."""
    focused = QApplication.focusWidget()
    if focused is None or QApplication.activePopupWidget() is not None:
        return
    box = focused.inputMethodQuery(Qt.InputMethodQuery.ImCursorRectangle)
    at = QRectF(box).center().toPoint() if box else focused.rect().center()
    asked = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, at, focused.mapToGlobal(at))
    QApplication.sendEvent(focused, asked)
