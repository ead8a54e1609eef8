"""A screen on which a Windows program asks something, and somebody who answers."""

import os
import shutil
import subprocess
import time
from collections.abc import Callable
from types import TracebackType
from typing import Final, Self

HAS_SCREEN: Final = all(map(shutil.which, ("Xvfb", "openbox", "xdotool")))
_PATIENCE_S: Final = 60.0
_PAUSE_S: Final = 0.2
_PRESSES: Final = 8
_EFFECT_S: Final = 5.0


class Screen:
    """A virtual screen with a window manager, as long as it is entered."""

    def __init__(self) -> None:
        """Start nothing yet."""
        self._running: list[subprocess.Popen[bytes]] = []
        self.name = ""

    def __enter__(self) -> Self:
        reading, writing = os.pipe()
        command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1280x800x24"]
        self._start([*command, "-nolisten", "tcp"], pass_fds=(writing,))
        os.close(writing)
        with os.fdopen(reading) as told:
            self.name = f":{told.readline().strip()}"
        self._start(["openbox"], env=os.environ | {"DISPLAY": self.name})
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for process in reversed(self._running):
            process.terminate()
            process.wait()

    def windows(self, title: str) -> int:
        """Return how many windows of a title are shown."""
        return len(self._told("search", "--onlyvisible", "--name", title).split())

    def press(self, key: str) -> None:
        """Press a key in the window that has the keyboard."""
        self._told("key", key)

    def pressed(self, key: str, title: str, count: int) -> bool:
        """Press a key until a title has so many windows; say whether that came to be.

        A window that has just come takes no key yet.
        """
        return any(self._has_effect(key, title, count) for _ in range(_PRESSES))

    def _has_effect(self, key: str, title: str, count: int) -> bool:
        self.press(key)
        return waited(lambda: self.windows(title) == count, _EFFECT_S)

    def _start(self, command: list[str], **more: object) -> None:
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        self._running.append(subprocess.Popen(command, **quiet, **more))  # type: ignore[call-overload]

    def _told(self, *words: str) -> str:
        environment = os.environ | {"DISPLAY": self.name}
        return subprocess.run(
            ["xdotool", *words],
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=_PATIENCE_S,
            check=False,
        ).stdout


def waited(until: Callable[[], bool], patience_s: float = _PATIENCE_S) -> bool:
    """Wait until something is so; say whether it came to be."""
    end = time.monotonic() + patience_s
    while not until():
        if time.monotonic() > end:
            return False
        time.sleep(_PAUSE_S)
    return True
