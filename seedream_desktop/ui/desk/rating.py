"""The keys that judge: they act on what the eye is on, wherever that is shown."""

from collections.abc import Callable
from functools import partial
from typing import Final

from PySide6.QtCore import QObject

from seedream_desktop.domain.ids import SubjectId
from seedream_desktop.domain.judgement import STARS_MAX, Flag, Label
from seedream_desktop.ui.actions import ActionRegistry
from seedream_desktop.ui.desk.focus import Focus
from seedream_desktop.ui.desk.frames import FramesDesk
from seedream_desktop.ui.desk.judging import Judging

Subjects = tuple[SubjectId, ...]

_FLAGS: Final = {"pick": Flag.PICK, "reject": Flag.REJECT, "unmark": Flag.NONE}
_LABELS: Final = {6: Label.RED, 7: Label.YELLOW, 8: Label.GREEN, 9: Label.BLUE}
_ONWARD: Final = "image.next"


class Rating(QObject):
    """Does the commands rate.*; those that go on move to the next picture of the view."""

    def __init__(
        self,
        judging: Judging,
        frames: FramesDesk,
        focus: Focus,
        actions: ActionRegistry,
        parent: QObject | None = None,
    ) -> None:
        """Take who judges, what is looked at, and the commands."""
        super().__init__(parent)
        self._judging = judging
        self._frames = frames
        self._focus = focus
        self._actions = actions
        self._commands = self._handle()
        self._is_allowed = True
        focus.moved.connect(self._see_what_is_there)
        frames.replaced.connect(self._see_what_is_there)
        frames.frames_changed.connect(self._see_what_is_there)
        self._see_what_is_there()

    def _handle(self) -> tuple[str, ...]:
        deeds: dict[str, Callable[[Subjects], None]] = {
            **{name: partial(self._flag, flag) for name, flag in _FLAGS.items()},
            **{f"stars_{n}": partial(self._rate, n) for n in range(STARS_MAX + 1)},
            **{f"label_{key}": partial(self._label, label) for key, label in _LABELS.items()},
        }
        steps = {"less": -1, "more": 1}
        handlers = {f"rate.{name}": partial(self._do, deed) for name, deed in deeds.items()}
        handlers |= {
            f"rate.{name}_and_next": partial(self._do, deed, goes_on=True)
            for name, deed in deeds.items()
        }
        handlers |= {
            f"rate.{name}": partial(self._do, partial(self._rate_by, more))
            for name, more in steps.items()
        }
        for command, handler in handlers.items():
            self._actions.handle(command, handler)
        return tuple(handlers)

    def _do(self, deed: Callable[[Subjects], None], *, goes_on: bool = False) -> None:
        if subjects := tuple(self._judging.subjects(self._focus.shots)):
            deed(subjects)
        if goes_on:
            self._actions.do(_ONWARD)

    def _flag(self, flag: Flag, subjects: Subjects) -> None:
        self._judging.flag(subjects, flag)

    def _rate(self, stars: int, subjects: Subjects) -> None:
        self._judging.rate(subjects, stars)

    def _rate_by(self, more: int, subjects: Subjects) -> None:
        self._judging.rate_by(subjects, more)

    def _label(self, label: Label, subjects: Subjects) -> None:
        """Give a colour, or take it off where all have it already."""
        has_all = all(self._frames.mark(one).label is label for one in subjects)
        self._judging.label(subjects, Label.NONE if has_all else label)

    def _see_what_is_there(self, _what: object = None) -> None:
        is_allowed = next(self._judging.subjects(self._focus.shots), None) is not None
        if is_allowed != self._is_allowed:
            self._is_allowed = is_allowed
            for command in self._commands:
                self._actions.allow(command, is_allowed=is_allowed)
