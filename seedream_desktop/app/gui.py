"""`seedream-desktop [PATH…]`: shows the window, and only then loads the rest of the program."""

import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from seedream_desktop.bundle import ANNEX_SWITCH, SELF_TEST_SWITCH

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from seedream_desktop.ui.shell.window import Window

_PAINT_S: Final = 0.5
_TURN_S: Final = 0.002


def main(arguments: Sequence[str] | None = None) -> int:
    """Open the window, or hand the paths to the one that is open; return the exit code.

    A frozen program is its imaging process too: with one certain argument it becomes that. With
    --self-test it says whether it has all that it needs; see app.selftest.
    """
    words = list(sys.argv[1:] if arguments is None else arguments)
    if words[:1] == [ANNEX_SWITCH]:
        from seedream_desktop.imaging.annex_main import serve

        serve(int(words[1]) if words[1:] else None)
    if words[:1] == [SELF_TEST_SWITCH]:
        from seedream_desktop.app.selftest import perform as test_itself

        return test_itself(words[1:])
    from seedream_desktop.app.application import application
    from seedream_desktop.app.instance import HandOver, hand_over
    from seedream_desktop.storage.locations import locations
    from seedream_desktop.ui.shell.glance import glance
    from seedream_desktop.ui.shell.window import Window

    app, root = application(), locations().root
    paths = [Path(word) for word in words]
    if hand_over(root, paths) is HandOver.TAKEN:
        return 0
    window = Window(glance(root))
    show_first(app, window)
    from seedream_desktop.app.session import perform

    perform(app, window, root, [path.absolute() for path in paths])
    return 0


def show_first(app: "QApplication", window: "Window") -> None:
    """Show a window and wait until it is painted; not long, since it may stand behind others."""
    window.show()
    end = time.monotonic() + _PAINT_S
    while not window.is_painted and time.monotonic() < end:
        app.processEvents()
        time.sleep(_TURN_S)


if __name__ == "__main__":
    sys.exit(main())
