"""Which keys call which command: the usual ones, and what the user put in their place."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from PySide6.QtGui import QKeySequence

from seedream_desktop.ui.commands import COMMANDS, Command, Context, meet

_PORTABLE: Final = QKeySequence.SequenceFormat.PortableText
_NATIVE: Final = QKeySequence.SequenceFormat.NativeText
_RESERVED: Final = frozenset({"Esc", "Shift+Tab"})
"""Keys that close what is open and move the focus, everywhere."""


class Keymap:
    """Commands with their keys. Nothing here touches the disk: overrides() goes to settings."""

    def __init__(
        self,
        overrides: Mapping[str, Sequence[str]] | None = None,
        commands: Iterable[Command] = COMMANDS,
    ) -> None:
        """Take what the user has set; what cannot be used is left out and named in unusable.

        Ids that this version does not know are kept as they are.
        """
        self._commands = {command.id: command for command in commands}
        self._usual = {
            command.id: tuple(normal(key) for key in command.keys)
            for command in self._commands.values()
        }
        self._own: dict[str, tuple[str, ...]] = {}
        self._unknown: dict[str, tuple[str, ...]] = {}
        self.unusable: tuple[str, ...] = ()
        self.load(overrides or {})

    def load(self, overrides: Mapping[str, Sequence[str]]) -> None:
        """Take what the user has set in place of all that was; see the constructor."""
        self._own.clear()
        self._unknown.clear()
        self._take(overrides)

    @property
    def commands(self) -> tuple[Command, ...]:
        """All commands, in the order of the sheet."""
        return tuple(self._commands.values())

    def context(self, command: str) -> Context:
        """Return where a command holds."""
        return self._commands[command].context

    def keys(self, command: str) -> tuple[str, ...]:
        """Return a command's keys in portable text, the one that menus show first."""
        return self._own.get(command, self._usual[command])

    def usual(self, command: str) -> tuple[str, ...]:
        """Return the keys that a command has where nobody changed them."""
        return self._usual[command]

    def is_changed(self, command: str) -> bool:
        """Say whether a command's keys are not the usual ones."""
        return command in self._own

    def conflicts(self, command: str, keys: Iterable[str]) -> tuple[Command, ...]:
        """Return the commands that these keys call already where this one holds too."""
        wanted = [key for key in map(normal, keys) if key]
        own = self._commands[command]
        return tuple(
            other
            for other in self._commands.values()
            if other.id != command
            and meet(own.context, other.context)
            and any(_clash(key, taken) for key in wanted for taken in self.keys(other.id))
        )

    def rebind(self, command: str, keys: Iterable[str], *, take: bool = False) -> bool:
        """Give a command keys; none are allowed. Return whether it was done.

        It is not when a key is reserved or is none, or when another command has it; with take
        the other loses it.
        """
        given = [normal(key) for key in keys]
        if any(not key or key in _RESERVED for key in given):
            return False
        others = self.conflicts(command, given)
        if others and not take:
            return False
        for other in others:
            left = (k for k in self.keys(other.id) if not any(_clash(k, key) for key in given))
            self._set(other.id, tuple(left))
        self._set(command, tuple(dict.fromkeys(given)))
        return True

    def reset(self, command: str, *, take: bool = False) -> bool:
        """Give a command its usual keys back; as rebind()."""
        return self.rebind(command, self._usual[command], take=take)

    def reset_all(self) -> None:
        """Give every command its usual keys back."""
        self._own.clear()

    def overrides(self) -> dict[str, tuple[str, ...]]:
        """Return what differs from the usual, for the settings."""
        return self._unknown | self._own

    def _set(self, command: str, keys: tuple[str, ...]) -> None:
        if keys == self._usual[command]:
            self._own.pop(command, None)
        else:
            self._own[command] = keys

    def _take(self, overrides: Mapping[str, Sequence[str]]) -> None:
        """Put overrides in as a whole, since two commands may have changed places."""
        unusable = []
        for command, keys in overrides.items():
            given = tuple(normal(key) for key in keys)
            if command not in self._commands:
                self._unknown[command] = tuple(keys)
            elif any(not key or key in _RESERVED for key in given):
                unusable.append(command)
            else:
                self._set(command, given)
        for command in tuple(self._own):
            if self.conflicts(command, self.keys(command)):
                del self._own[command]
                unusable.append(command)
        self.unusable = tuple(unusable)


def normal(key: str) -> str:
    """Return keys as Qt spells them; empty for what are none."""
    sequence = QKeySequence.fromString(key, _PORTABLE)
    text = sequence.toString(_PORTABLE)
    # An unknown key is kept by Qt as a key without a name.
    combinations = [sequence[place] for place in range(sequence.count())]  # type: ignore[index]  # the stubs lack it
    return "" if any(one.key().value in _NO_KEYS for one in combinations) else text


def shown(key: str) -> str:
    """Return keys as people on this system write them: "⌘K" on macOS, "Ctrl+K" elsewhere."""
    return QKeySequence.fromString(key, _PORTABLE).toString(_NATIVE)


def _clash(one: str, other: str) -> bool:
    """Say whether two keys cannot both be told apart: equal, or one begins the other."""
    first, second = one.split(", "), other.split(", ")
    length = min(len(first), len(second))
    return first[:length] == second[:length]


_NO_KEYS: Final = frozenset({0, 0x01FFFFFF})
"""Qt.Key of nothing, and Qt.Key_unknown."""
