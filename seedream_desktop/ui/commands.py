"""Every command of the window: its id, where it holds, and its usual keys."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Context(StrEnum):
    """Where a command holds. Two that differ, neither of them ANYWHERE, never meet."""

    ANYWHERE = "anywhere"
    LIBRARY = "library"
    BUILD = "build"
    QUEUE = "queue"
    LEDGER = "ledger"
    VIEWS = "views"
    """The pictures of timeline and compare."""
    CANVAS = "canvas"
    """A single picture that has the focus, with what it takes beside VIEWS."""


@dataclass(frozen=True, slots=True)
class Command:
    """One command; keys are in Qt's portable text, where Ctrl is ⌘ on macOS.

    Its text is in the catalogue's section "commands" under its id.
    """

    id: str
    context: Context
    keys: tuple[str, ...] = ()


_A, _L, _B, _Q, _E, _V, _C = (
    Context.ANYWHERE,
    Context.LIBRARY,
    Context.BUILD,
    Context.QUEUE,
    Context.LEDGER,
    Context.VIEWS,
    Context.CANVAS,
)

COMMANDS: Final = (
    # Files
    Command("sequence.new", _A, ("Ctrl+N",)),
    Command("library.add_files", _A, ("Ctrl+O",)),
    Command("library.add_folder", _A, ("Ctrl+Shift+O",)),
    Command("library.watch_folder", _A),
    Command("library.stop_watching", _A),
    Command("edit.paste", _A, ("Ctrl+V",)),
    Command("file.export", _A, ("Ctrl+E",)),
    Command("file.export_again", _A, ("Ctrl+Shift+E",)),
    Command("file.contact_sheet", _A, ("Ctrl+Alt+P",)),
    Command("review.pack", _A),
    Command("review.open", _A),
    Command("queue.save_file", _A),
    Command("queue.open_file", _A),
    Command("settings.open", _A, ("Ctrl+,",)),
    Command("settings.caps", _A),
    Command("settings.keys", _A),
    # Editing
    Command("edit.undo", _A, ("Ctrl+Z",)),
    Command("edit.redo", _A, ("Ctrl+Shift+Z", "Ctrl+Y")),
    Command("edit.copy_settings", _A, ("Ctrl+Shift+C",)),
    Command("edit.paste_settings", _A, ("Ctrl+Shift+V",)),
    Command("edit.find", _A, ("Ctrl+F",)),
    # Workspaces and panes
    Command("go.library", _A, ("Ctrl+1",)),
    Command("go.build", _A, ("Ctrl+2",)),
    Command("go.timeline", _A, ("Ctrl+3",)),
    Command("go.compare", _A, ("Ctrl+4",)),
    Command("go.queue", _A, ("Ctrl+5",)),
    Command("go.ledger", _A, ("Ctrl+6",)),
    Command("view.queue_strip", _A, ("Ctrl+J",)),
    Command("view.next_pane", _A, ("F6",)),
    Command("view.previous_pane", _A, ("Shift+F6",)),
    Command("view.menu_here", _A, ("Shift+F10",)),
    Command("view.inspector", _A, ("Ctrl+I",)),
    Command("view.full_screen", _A, ("F11",)),
    Command("view.theme", _A),
    # Help
    Command("help.palette", _A, ("Ctrl+K",)),
    Command("help.guide", _A, ("F1",)),
    Command("help.shortcuts", _A, ("Ctrl+/", "?")),
    Command("help.sample", _A),
    Command("help.what_is_sent", _A),
    Command("help.diagnostics", _A),
    Command("help.licences", _A),
    # The end; last here, so that the palette never offers it first
    Command("window.close", _A, ("Ctrl+W",)),
    Command("window.quit", _A, ("Ctrl+Q",)),
    # Library
    Command("library.open", _L, ("Return",)),
    Command("library.rename", _L, ("F2",)),
    Command("library.reveal", _L),
    # Building a sequence
    Command("image.set_anchor", _B, ("A",)),
    Command("image.remove", _B, ("Del", "Backspace")),
    Command("image.reveal", _B),
    Command("image.move_left", _B, ("Ctrl+Left",)),
    Command("image.move_right", _B, ("Ctrl+Right",)),
    Command("step.add", _B, ("Ctrl+Shift+N",)),
    Command("step.duplicate", _B, ("Ctrl+D",)),
    Command("step.remove", _B, ("Ctrl+Backspace",)),
    Command("step.switch", _B, ("Ctrl+Space",)),
    Command("step.move_up", _B, ("Ctrl+Up",)),
    Command("step.move_down", _B, ("Ctrl+Down",)),
    Command("step.save_preset", _B),
    Command("step.insert_preset", _B),
    Command("step.edit_prompt", _B),
    Command("step.enhance_prompt", _B),
    Command("step.choose_provider", _B),
    Command("step.choose_model", _B),
    Command("step.choose_mode", _B),
    Command("step.choose_size", _B),
    Command("step.choose_count", _B),
    Command("step.choose_anchors", _B),
    # Running
    Command("run.start", _A, ("Ctrl+Return",)),
    Command("run.start_first", _A, ("Ctrl+Shift+Return",)),
    Command("run.pilot", _A, ("Alt+Return",)),
    Command("run.start_later", _A),
    Command("run.again", _V, ("R",)),
    Command("run.again_from_step", _V, ("Shift+R",)),
    Command("run.again_column", _V),
    Command("run.again_outliers", _V),
    Command("queue.pause_after", _A, ("Ctrl+Shift+.",)),
    Command("queue.hold", _A, ("Ctrl+.",)),
    Command("queue.resume", _A),
    Command("queue.run_next", _A),
    # The queue
    Command("request.cancel", _Q, ("Del",)),
    Command("request.stop_waiting", _Q),
    Command("request.wait_again", _Q),
    Command("request.retry", _Q, ("Ctrl+R",)),
    Command("queue.retry_failed", _A),
    Command("queue.look_up_doubts", _A),
    Command("request.look_up", _Q),
    Command("request.explain", _Q),
    Command("request.edit", _Q),
    Command("request.show_picture", _Q),
    Command("request.keep", _Q),
    Command("request.abandon", _Q),
    Command("request.send_again", _Q),
    Command("run.hold", _Q, ("H",)),
    Command("run.go_on", _Q),
    Command("run.edit", _Q, ("E",)),
    Command("run.start_at", _Q),
    Command("run.start_now", _Q),
    Command("run.retry_failed", _Q, ("Ctrl+Shift+R",)),
    Command("run.cancel_rest", _Q),
    Command("run.open", _Q),
    Command("run.clear", _Q),
    Command("run.move_up", _Q, ("Ctrl+Up",)),
    Command("run.move_down", _Q, ("Ctrl+Down",)),
    Command("run.move_top", _Q, ("Ctrl+Home",)),
    Command("run.move_bottom", _Q, ("Ctrl+End",)),
    Command("queue.clear_done", _Q),
    # The ledger
    Command("ledger.export_csv", _E),
    Command("ledger.check_balance", _E),
    # Pictures
    Command("view.grid", _V, ("G",)),
    Command("view.loupe", _V, ("E", "Space")),
    Command("view.compare", _V, ("C",)),
    Command("view.survey", _V, ("N",)),
    Command("view.info", _V, ("I",)),
    Command("compare.side", _C, ("Y",)),
    Command("compare.split", _C, ("Shift+Y",)),
    Command("compare.top_bottom", _C, ("Alt+Y",)),
    Command("compare.before", _C, ("\\",)),
    Command("compare.blink", _C, ("B",)),
    Command("compare.difference", _C, ("D",)),
    Command("compare.onion", _C, ("O",)),
    Command("compare.swap", _C, ("S",)),
    Command("compare.lock", _C, ("L",)),
    Command("compare.pin", _C, ("K",)),
    Command("compare.next_mode", _C, ("M",)),
    Command("compare.align", _C, ("Shift+A",)),
    Command("compare.reset", _C),
    Command("compare.remove", _C, ("Del", "Backspace")),
    Command("view.second_window", _C, ("Shift+F11",)),
    Command("view.hide_panels", _C, ("Tab",)),
    Command("zoom.toggle", _C, ("Z",)),
    Command("zoom.fit", _C, ("Ctrl+0",)),
    Command("zoom.whole", _C, ("Ctrl+Alt+0",)),
    Command("zoom.in", _C, ("Ctrl++", "Ctrl+=")),
    Command("zoom.out", _C, ("Ctrl+-",)),
    Command("zoom.pan_left", _C, ("Ctrl+Left",)),
    Command("zoom.pan_right", _C, ("Ctrl+Right",)),
    Command("zoom.pan_up", _C, ("Ctrl+Up",)),
    Command("zoom.pan_down", _C, ("Ctrl+Down",)),
    Command("image.copy", _V, ("Ctrl+C",)),
    Command("image.next", _V, ("Right",)),
    Command("image.previous", _V, ("Left",)),
    Command("step.next", _V, ("Down",)),
    Command("step.previous", _V, ("Up",)),
    Command("version.older", _V, (",",)),
    Command("version.newer", _V, (".",)),
    Command("rate.pick", _V, ("P",)),
    Command("rate.reject", _V, ("X",)),
    Command("rate.unmark", _V, ("U",)),
    *(Command(f"rate.stars_{stars}", _V, (str(stars),)) for stars in range(6)),
    *(Command(f"rate.label_{label}", _V, (str(label),)) for label in range(6, 10)),
    Command("rate.less", _V, ("[",)),
    Command("rate.more", _V, ("]",)),
    Command("rate.pick_and_next", _V, ("Shift+P",)),
    Command("rate.reject_and_next", _V, ("Shift+X",)),
    Command("rate.unmark_and_next", _V, ("Shift+U",)),
    *(Command(f"rate.stars_{n}_and_next", _V, (f"Shift+{n}",)) for n in range(6)),
    *(Command(f"rate.label_{n}_and_next", _V, (f"Shift+{n}",)) for n in range(6, 10)),
)
"""By area, as the shortcut sheet shows them."""


def meet(one: Context, other: Context) -> bool:
    """Say whether two commands can be called at the same place, so that their keys may clash."""
    both = {one, other}
    return len(both) == 1 or Context.ANYWHERE in both or both == {Context.VIEWS, Context.CANVAS}
