"""Tells observers what became of requests and frames."""

from collections.abc import Sequence

from seedream_desktop.domain.errors import Billed, SeedreamError
from seedream_desktop.domain.events import (
    FrameDone,
    FrameFailed,
    ProviderAnswered,
    ProviderPaused,
    ProviderResumed,
    QueueHeld,
    QueueReordered,
    RequestChanged,
    RunAppointed,
    RunHeld,
    RunStarted,
    SlotAwaited,
    StopPointMoved,
)
from seedream_desktop.domain.hold import Hold
from seedream_desktop.domain.ids import ProviderId, RunId, SequenceId
from seedream_desktop.domain.rehearsal import is_play
from seedream_desktop.domain.request import Request, Target, Trouble, Version
from seedream_desktop.engine.bus import Bus


class Herald:
    """Puts the engine's moves into events."""

    def __init__(self, bus: Bus) -> None:
        """Take the bus to publish on."""
        self._bus = bus

    def moved(self, request: Request) -> Request:
        """Tell that a request moved, and return it."""
        self._bus.publish(RequestChanged(request=request))
        return request

    def failed(self, request: Request, missing: Sequence[Target] | None = None) -> Request:
        """Tell that a request moved to its end without results, with all its frames.

        missing are its frames without a result where it has some.
        """
        trouble = request.trouble
        assert trouble is not None, "a failed request says why"
        self.moved(request)
        for target in request.targets if missing is None else missing:
            self.frame_failed(request, target, trouble)
        return request

    def frame_failed(self, request: Request, target: Target, trouble: Trouble) -> None:
        """Tell that one frame gets no version from this request."""
        self._bus.publish(
            FrameFailed(
                run=request.run,
                request=request.id,
                image=target.image,
                step=request.step,
                trouble=trouble,
            )
        )

    def frame_done(self, request: Request, version: Version) -> None:
        """Tell that a frame has a new version."""
        self._bus.publish(FrameDone(run=request.run, version=version, provider=request.provider))

    def resumed(self, provider: ProviderId) -> None:
        """Tell that a provider's queue goes on."""
        self._bus.publish(ProviderResumed(provider=provider))

    def answered(self, provider: ProviderId) -> None:
        """Tell that a provider was asked for a lost order and answered."""
        self._bus.publish(ProviderAnswered(provider=provider))

    def paused(
        self, provider: ProviderId, error: SeedreamError, until: float | None = None
    ) -> Trouble:
        """Tell that a provider's queue stopped, until a time or for good, and return why."""
        trouble = Trouble.of(error, Billed.NO)
        self._bus.publish(ProviderPaused(provider=provider, trouble=trouble, until=until))
        return trouble

    def run_started(self, run: RunId, sequence: SequenceId, requests: Sequence[Request]) -> None:
        """Tell that a run's requests are in the ledger, or that they go on again."""
        self._bus.publish(
            RunStarted(
                run=run,
                sequence=sequence,
                requests=len(requests),
                outputs=sum(len(request.targets) for request in requests),
                cost_micros=sum(r.cost_micros for r in requests if not is_play(r.provider)),
                play_micros=sum(r.cost_micros for r in requests if is_play(r.provider)),
            )
        )

    def queue_held(self, kind: Hold) -> None:
        """Tell what the whole queue keeps back."""
        self._bus.publish(QueueHeld(kind=kind))

    def run_held(self, run: RunId, *, is_held: bool) -> None:
        """Tell that a run is held, or let go."""
        self._bus.publish(RunHeld(run=run, is_held=is_held))

    def appointed(self, run: RunId, at: float) -> None:
        """Tell that a run waits for a time, or with 0 no longer."""
        self._bus.publish(RunAppointed(run=run, not_before=at))

    def stop_point(self, left: int | None) -> None:
        """Tell how many requests more are sent before the queue is held."""
        self._bus.publish(StopPointMoved(left=left))

    def slot_awaited(self, request: Request, used: int, parallel: int) -> None:
        """Tell that a request is ready and waits for a slot: used, of how many."""
        self._bus.publish(
            SlotAwaited(run=request.run, request=request.id, used=used, parallel=parallel)
        )

    def reordered(self, first: tuple[RunId, ...]) -> None:
        """Tell which runs come before all others."""
        self._bus.publish(QueueReordered(first=first))
