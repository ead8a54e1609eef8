"""The live progress display on a terminal: counted facts, measured time left, no guesses."""

import time

from rich.console import Console, Group
from rich.live import Live
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.text import Text

from seedream_desktop.domain.events import (
    Event,
    FrameDone,
    FrameFailed,
    ImportProgress,
    RequestChanged,
    RunStarted,
)
from seedream_desktop.domain.ids import RequestId
from seedream_desktop.domain.money import PlayMicros, total
from seedream_desktop.domain.request import ALLOWED, Request
from seedream_desktop.ui import text

_LEAST_FOR_ESTIMATE = 3


class Display:
    """Requests, frames, money and the time left at the pace measured so far."""

    def __init__(self) -> None:
        """Begin with an empty display that appears with the first event."""
        self._console = Console(stderr=True)
        self._progress = Progress(
            TextColumn("{task.description:<10}"),
            BarColumn(bar_width=28),
            MofNCompleteColumn(),
            console=self._console,
        )
        self._live: Live | None = None
        self._requests: dict[RequestId, Request] = {}
        self._ended = 0
        self._total = 0
        self._frames = 0
        self._failed = 0
        self._outputs = 0
        self._costs: list[int] = []
        self._began = time.monotonic()
        self._files = self._progress.add_task(text.line("display_files"), visible=False)
        self._calls = self._progress.add_task(text.line("display_requests"), visible=False)
        self._pictures = self._progress.add_task(text.line("display_frames"), visible=False)

    @property
    def is_live(self) -> bool:
        """Say whether it is on the screen."""
        return self._live is not None

    def take(self, event: Event) -> None:
        """Bring the display up to date."""
        match event:
            case ImportProgress(seen=seen, taken=taken):
                self._progress.update(self._files, completed=taken, total=seen, visible=True)
            case RunStarted():
                self._start(event)
            case RequestChanged(request=request):
                self._note(request)
            case FrameDone():
                self._frames += 1
            case FrameFailed():
                self._failed += 1
        self._show()

    def line(self, sentence: str) -> None:
        """Write a line above the display."""
        self._console.print(sentence, markup=False, highlight=False)

    def close(self) -> None:
        """Leave the last state standing and give the terminal back."""
        if self._live is not None:
            self._live.stop()
            self._live = None
        # What stands there need not be repeated should the display come back.
        self._progress.update(self._files, visible=False)

    def _note(self, request: Request) -> None:
        """Count a request anew: what it was before is taken off, what it is now is added."""
        before = self._requests.get(request.id)
        if before is not None:
            self._ended -= not ALLOWED[before.state]
        self._requests[request.id] = request
        self._ended += not ALLOWED[request.state]
        self._total = max(self._total, len(self._requests))

    def _start(self, event: RunStarted) -> None:
        self._total += event.requests
        self._outputs += event.outputs
        self._costs += [event.cost_micros, PlayMicros(event.play_micros)]
        self._began = time.monotonic()

    def _show(self) -> None:
        frames = self._frames + self._failed
        self._progress.update(
            self._calls, completed=self._ended, total=self._total, visible=self._total > 0
        )
        self._progress.update(
            self._pictures,
            completed=frames,
            total=max(frames, self._outputs),
            visible=self._total > 0,
        )
        if self._live is None:
            self._live = Live(console=self._console, refresh_per_second=8, transient=False)
            self._live.start()
        if self._total:
            self._live.update(Group(self._progress, Text(self._summary())))
        else:
            self._live.update(self._progress)

    def _summary(self) -> str:
        spent, planned = total(r.charged for r in self._requests.values()), total(self._costs)
        parts = [text.line("display_money", spent=spent, of=planned)]
        if self._failed:
            parts.append(text.line("display_failed", count=self._failed))
        left = self._total - self._ended
        if self._ended >= _LEAST_FOR_ESTIMATE and left > 0:
            each_s = (time.monotonic() - self._began) / self._ended
            parts.append(text.line("display_left", seconds=round(each_s * left)))
        return " · ".join(parts)
