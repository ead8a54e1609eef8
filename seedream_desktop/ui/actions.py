"""Actions for menus, tool bars and the palette, made once from all commands; and their sheet."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from html import escape
from typing import Final

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from seedream_desktop.ui import palette, text
from seedream_desktop.ui.commands import Command, Context
from seedream_desktop.ui.keymap import Keymap, shown

_STYLE: Final = (
    "body{font-family:sans-serif;font-size:10pt;margin:2em}h1{font-size:16pt}"
    "h2{font-size:12pt;margin:1.2em 0 .3em}table{border-collapse:collapse;width:100%}"
    "td{border-bottom:1px solid #bbb;padding:.2em .4em}td.keys{text-align:right;width:14em}"
    "kbd{border:1px solid #888;border-radius:3px;padding:0 .3em;white-space:nowrap}"
    "@media print{h2{break-after:avoid}tr{break-inside:avoid}}"
)

_ROLES: Final = {
    "window.quit": QAction.MenuRole.QuitRole,
    "settings.open": QAction.MenuRole.PreferencesRole,
}
"""What macOS puts into the program's own menu; it would guess by the words."""


class ActionRegistry(QObject):
    """One QAction for each command; what calls it is one signal with the command's id.

    called is heard by the shell, which goes where the command belongs and then has it done: see
    do(). Screens give handlers; they connect to no action.

    An action of the context ANYWHERE is put on the window; those of another context belong on
    the widget of their context: its keys work while that widget or a child has the focus.
    """

    called = Signal(str)
    """Carries a command's id."""
    keys_changed = Signal()
    """Keys are others now: keymap.overrides() is to be saved."""
    handled = Signal(str)
    """Carries the id of a command that can be done from now on."""

    def __init__(self, keymap: Keymap, parent: QObject | None = None) -> None:
        """Make all actions."""
        super().__init__(parent)
        self.keymap = keymap
        self._recent: list[str] = []
        self._handlers: dict[str, Callable[[], object]] = {}
        self._local: dict[str, dict[QWidget, Callable[[], object]]] = {}
        self._barred: set[str] = set()
        self._actions = {command.id: self._action(command) for command in keymap.commands}
        self._set_keys()

    def action(self, command: str) -> QAction:
        """Return a command's action."""
        return self._actions[command]

    def of_context(self, context: Context) -> tuple[QAction, ...]:
        """Return the actions to be put on the widget of a context."""
        wanted = (c.id for c in self.keymap.commands if c.context is context)
        return tuple(self._actions[command] for command in wanted)

    def handle(
        self, command: str, handler: Callable[[], object], *, at: QWidget | None = None
    ) -> None:
        """Have a command done by a handler; one without is not shown and cannot be called.

        at is the workspace that does it its own way while it is shown: a command that holds in
        several places has a handler for each.
        """
        if at is None:
            self._handlers[command] = handler
        else:
            self._local.setdefault(command, {})[at] = handler
        self._actions[command].setVisible(True)
        self._actions[command].setEnabled(command not in self._barred)
        self.handled.emit(command)

    def is_handled(self, command: str) -> bool:
        """Say whether a command has a handler."""
        return command in self._handlers or command in self._local

    def allow(self, command: str, *, is_allowed: bool) -> None:
        """Let a command be called or not, as things stand."""
        self._barred.discard(command)
        if not is_allowed:
            self._barred.add(command)
        self._actions[command].setEnabled(is_allowed and self.is_handled(command))

    def tell_price(self, command: str, price: str) -> None:
        """Show beside a command's name what it costs now, wherever it is listed; empty: nothing."""
        words = text.text(command, section="commands")
        self._actions[command].setText(f"{words} · {price}" if price else words)

    def do(self, command: str) -> bool:
        """Do a command; False where nobody handles it."""
        here = self._local.get(command, {})
        shown = (handler for at, handler in here.items() if isValid(at) and _is_here(at))
        handler = next(shown, self._handlers.get(command))
        if handler is None:
            return False
        handler()
        return True

    def rebind(self, command: str, keys: Iterable[str], *, take: bool = False) -> bool:
        """Give a command other keys; see Keymap.rebind."""
        is_done = self.keymap.rebind(command, keys, take=take)
        if is_done:
            self._set_keys()
            self.keys_changed.emit()
        return is_done

    def reset(self, command: str, *, take: bool = False) -> bool:
        """Give a command its usual keys back; see Keymap.reset."""
        is_done = self.keymap.reset(command, take=take)
        if is_done:
            self._set_keys()
            self.keys_changed.emit()
        return is_done

    def load_keys(self, overrides: Mapping[str, Sequence[str]]) -> None:
        """Take what the settings hold in place of all keys that were set."""
        self.keymap.load(overrides)
        self._set_keys()

    def reset_all(self) -> None:
        """Give every command its usual keys back."""
        self.keymap.reset_all()
        self._set_keys()
        self.keys_changed.emit()

    def search(self, sought: str) -> tuple[palette.Match, ...]:
        """Return the commands that can be called now and fit what is sought, best first."""
        usable = (c for c in self.keymap.commands if self._actions[c.id].isEnabled())
        entries = [
            palette.Entry(
                c.id, self._actions[c.id].text(), context_title(c.context), english_title(c)
            )
            for c in usable
        ]
        return palette.rank(sought, entries, self._recent)

    def sheet(self) -> str:
        """Return the keys of what can be done as one HTML page, for printing."""
        return sheet(self.keymap, self.is_handled)

    def _action(self, command: Command) -> QAction:
        action = QAction(title(command), self)
        action.setObjectName(command.id)
        action.setEnabled(False)
        action.setVisible(False)
        action.setMenuRole(_ROLES.get(command.id, QAction.MenuRole.NoRole))
        is_everywhere = command.context is Context.ANYWHERE
        action.setShortcutContext(
            Qt.ShortcutContext.WindowShortcut
            if is_everywhere
            else Qt.ShortcutContext.WidgetWithChildrenShortcut
        )
        action.triggered.connect(partial(self._call, command.id))
        return action

    def _call(self, command: str, _is_checked: bool = False) -> None:
        if command in self._recent:
            self._recent.remove(command)
        self._recent.insert(0, command)
        self.called.emit(command)

    def _set_keys(self) -> None:
        portable = QKeySequence.SequenceFormat.PortableText
        for name, action in self._actions.items():
            keys = self.keymap.keys(name)
            action.setShortcuts([QKeySequence.fromString(key, portable) for key in keys])


def title(command: Command) -> str:
    """Return what a command is called."""
    return text.text(command.id, section="commands")


def english_title(command: Command) -> str:
    """Return what a command is called in English, where another language is spoken."""
    return text.english(command.id, section="commands")


def context_title(context: Context) -> str:
    """Return what a context is called."""
    return text.text(f"context_{context.value}", section="commands")


def sheet(keymap: Keymap, is_there: Callable[[str], bool] = bool) -> str:
    """Return a page with each context's commands that are there and have keys."""
    parts = []
    for context in Context:
        own = [
            c
            for c in keymap.commands
            if c.context is context and keymap.keys(c.id) and is_there(c.id)
        ]
        if own:
            rows = "".join(_row(keymap, command) for command in own)
            parts.append(f"<h2>{escape(context_title(context))}</h2><table>{rows}</table>")
    heading = escape(text.text("sheet_title", section="commands"))
    return (
        f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{heading}</title>'
        f"<style>{_STYLE}</style></head><body><h1>{heading}</h1>{''.join(parts)}</body></html>"
    )


def _row(keymap: Keymap, command: Command) -> str:
    keys = " ".join(f"<kbd>{escape(shown(key))}</kbd>" for key in keymap.keys(command.id))
    return f'<tr><td>{escape(title(command))}</td><td class="keys">{keys}</td></tr>'


def _is_here(at: QWidget) -> bool:
    """Say whether a workspace is the one that is shown, or would be if its window were."""
    return at.isVisibleTo(at.window())
