"""The facade: everything that a screen or a command may ask of the engine."""

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Unpack

from seedream_desktop.domain.again import Again
from seedream_desktop.domain.card import Card
from seedream_desktop.domain.events import ImportProgress, Notice
from seedream_desktop.domain.hold import Hold
from seedream_desktop.domain.ids import ProviderId, RunId, SequenceId
from seedream_desktop.domain.picture import Intake
from seedream_desktop.domain.plan import Plan
from seedream_desktop.domain.request import IN_FLIGHT, OPEN
from seedream_desktop.domain.sequence import Sequence as EditSequence
from seedream_desktop.engine.appointments import Appointments
from seedream_desktop.engine.budget import Budget
from seedream_desktop.engine.bus import Bus, Observer
from seedream_desktop.engine.carrier import Carrier
from seedream_desktop.engine.clearance import Clearance
from seedream_desktop.engine.collector import Collector
from seedream_desktop.engine.controls import Controls
from seedream_desktop.engine.decisions import Decisions
from seedream_desktop.engine.depot import Depot
from seedream_desktop.engine.enhancer import Enhancer
from seedream_desktop.engine.herald import Herald
from seedream_desktop.engine.intake import take_in
from seedream_desktop.engine.late_charge import LateCharge
from seedream_desktop.engine.luggage import Luggage
from seedream_desktop.engine.matcher import Matcher
from seedream_desktop.engine.outbox import BlobOutbox
from seedream_desktop.engine.outcome import Outcome, outcome
from seedream_desktop.engine.preparer import Preparer
from seedream_desktop.engine.purchase import Purchase
from seedream_desktop.engine.quotes import Quotes
from seedream_desktop.engine.recovery import Found, LostAndFound
from seedream_desktop.engine.regions import Regions
from seedream_desktop.engine.replays import Replays
from seedream_desktop.engine.retries import Retries
from seedream_desktop.engine.salvage import Salvage
from seedream_desktop.engine.scheduler import Scheduler
from seedream_desktop.engine.services import services_of
from seedream_desktop.engine.shelf import Shelf
from seedream_desktop.engine.showcase import Showcase
from seedream_desktop.engine.starts import RunTerms, Starts
from seedream_desktop.engine.submitter import Submitter
from seedream_desktop.engine.surroundings import Surroundings
from seedream_desktop.engine.turns import Turns
from seedream_desktop.engine.vigil import Vigil
from seedream_desktop.engine.witness import Witness
from seedream_desktop.ports.library import Run


class Engine:
    """Plans, runs, recovers. All methods run on the engine's own loop.

    decisions is what only the user can decide; controls is about the queue and its runs: pause,
    hold, order, cancel, retry; appointments lets runs begin at a time; enhancer has prompts
    made better by the services' own models; regions is where providers with several are used.
    """

    def __init__(self, around: Surroundings) -> None:
        """Put the parts together; nothing starts before start()."""
        self._around, self._library, self._bus = around, around.library, Bus()
        self._herald, self._vigil = Herald(self._bus), Vigil(self._bus)
        self._clearance, self._shelf, clock = Clearance(), Shelf(around.queue), around.clock
        self._budget = Budget(around.library, around.clock, around.caps)
        asked = (around.library, around.providers, around.cards, around.prompt_checks)
        self._quotes = Quotes(*asked, around.clock)
        self._starts = Starts(around.library, around.clock, self._quotes, self._budget)
        self.enhancer = Enhancer(
            around.library.errands, around.providers, self._quotes.cards, around.clock, around.caps
        )
        pictures, showcase = (around.blobs, around.pictures), Showcase(around.keep_previews)
        outbox, matcher = BlobOutbox(*pictures, showcase), Matcher(*pictures)
        cards, library = self._quotes.cards, around.library
        salvage = Salvage(library, matcher, around.clock, cards, self._herald)
        self._late, witness = (
            LateCharge(library, clock, self._herald),
            Witness(library, cards, clock),
        )
        self._recovery = LostAndFound(
            *(library, around.clock, self._herald, _local(around.cards), salvage, witness),
            *(Replays(library, outbox, around.clock), self._clearance),
        )
        self._depot, self._preparer, self._submitter = self._buyers(outbox, witness)
        self._services = services_of(around.finder, cards, outbox, around.clock, around.parallel)
        self._scheduler = self._schedule(outbox, matcher, showcase)
        self.decisions = Decisions(
            *(around.library, self._recovery, self._services, around.clock, self._herald),
            *(self._scheduler, self._clearance, salvage, self._shelf),
        )
        parts = (self._services, self._purchase, self._scheduler, self._herald)
        self.regions = Regions(around.library, self._quotes, *parts)
        retries = self._retries()
        waits = (self._herald, self._scheduler, self._clearance)
        self.appointments = Appointments(around.queue, around.clock, *waits)
        self.controls = Controls(
            *(around.library, around.queue, self._services, around.clock, self._herald),
            *(self._scheduler, self._clearance, self.decisions, retries),
        )

    def _retries(self) -> Retries:
        read = (self._library, self._around.queue, self._shelf, self._budget, self._quotes.cards)
        return Retries(*read, self._services, self._herald, self._scheduler)

    def _buyers(self, outbox: BlobOutbox, witness: Witness) -> tuple[Depot, Preparer, Submitter]:
        around = self._around
        luggage = Luggage(around.blobs, around.pictures)
        depot = Depot(around.library, around.blobs, around.pictures, around.clock)
        preparer = Preparer(*(around.library, around.blobs, self._quotes.cards, luggage, depot))
        submitter = Submitter(
            *(around.library, outbox, around.clock, self._budget, self._clearance, luggage),
            witness,
        )
        return depot, preparer, submitter

    def _schedule(self, outbox: BlobOutbox, matcher: Matcher, showcase: Showcase) -> Scheduler:
        around, herald, services = self._around, self._herald, self._services
        self._purchase = Purchase(
            *(around.library, self._preparer, self._submitter, around.clock, herald),
            *(self._shelf, self._clearance),
            is_patient=around.is_patient,
        )
        collector = Collector(
            *(around.library, around.blobs, around.pictures, around.downloads, outbox),
            *(around.clock, matcher, self._late, showcase),
        )
        carrier = Carrier(
            *(around.library, self._purchase, collector, self._recovery, services),
            *(around.clock, herald, self._clearance),
            is_patient=around.is_patient,
        )
        gates = {provider_id: service.gate for provider_id, service in services.items()}
        turns = Turns(self._clearance.may_begin, self._clearance.stop_point.begin)
        return Scheduler(carrier, gates, around.clock, turns, self._vigil)

    # -- life

    async def start(self) -> Found:
        """Make the record true again and go on with what is paid or may be.

        Nothing new is bought by this; see resume().
        """
        found = await self._recovery.after_start()
        await self._know_runs()
        self._scheduler.open()
        self._scheduler.park(found.queued)
        self._scheduler.admit((*found.accepted, *found.in_doubt))
        return found

    async def _know_runs(self) -> None:
        """Take order, holds and times of unfinished runs from the library."""
        for run in await self._around.queue.unfinished():
            self._scheduler.know(run)
            self._clearance.hold_run(run.id, is_held=run.is_held)
            self.appointments.keep(run)

    async def stop(self, timeout_s: float = 20.0) -> None:
        """Buy nothing more, wait for POSTs in flight (bounded), and end every task.

        What is being prepared turns back: its answer would come when nobody hears it.
        """
        self._scheduler.halt()
        self._clearance.hold_queue(Hold.NOW)
        await self.appointments.close()
        await asyncio.gather(self._submitter.finish(timeout_s), self.enhancer.finish(timeout_s))
        await self._scheduler.stop()
        await asyncio.gather(self._depot.close(), self._late.close())

    def subscribe(self, observer: Observer) -> Callable[[], None]:
        """Have an observer told of every event; returns what ends it."""
        return self._bus.subscribe(observer)

    # -- work

    async def import_pictures(self, paths: Sequence[Path]) -> Intake:
        """Read dropped files and folders. What is unusable is named, and the rest goes on."""
        report: Callable[[ImportProgress], None] = self._bus.publish
        return await take_in(paths, self._around.pictures, report)

    async def refresh_prices(self, sequence: EditSequence) -> tuple[Notice, ...]:
        """Ask the sequence's services for their live models and prices; see Quotes."""
        return await self._quotes.refresh(sequence)

    async def plan(self, sequence: EditSequence) -> Plan:
        """Say what a run of the sequence would send and cost, as the library stands now."""
        return await self._quotes.plan(sequence)

    async def run(self, sequence: EditSequence, token: str, **terms: Unpack[RunTerms]) -> Run:
        """Start the plan of this token.

        Raises UserFixable("plan_changed") when the plan is another one by now, or has a stop;
        OverBudget when its worst case passes a cap. Nothing is written then.
        """
        return await self._begin(sequence, token, terms, None)

    async def plan_again(self, sequence: EditSequence, wish: Again) -> Plan:
        """Say what making these frames anew would send and cost; see planner.plan_again()."""
        return await self._quotes.plan(sequence, wish)

    async def plans_again(
        self, sequence: EditSequence, wishes: Iterable[Again]
    ) -> tuple[Plan, ...]:
        """Say it of each of several wishes; the library is read once for all of them."""
        return await self._quotes.plans_again(sequence, wishes)

    async def run_again(
        self, sequence: EditSequence, wish: Again, token: str, **terms: Unpack[RunTerms]
    ) -> Run:
        """Start the plan of plan_again() of this token, as run() does.

        Each new result becomes its frame's chosen version; older ones stay.
        """
        return await self._begin(sequence, token, terms, wish)

    async def _begin(
        self, sequence: EditSequence, token: str, terms: RunTerms, wish: Again | None
    ) -> Run:
        run, requests = await self._starts.write(sequence, token, terms, wish)
        self._scheduler.know(run)
        self.appointments.keep(run)
        self._let_go({request.provider for request in requests}, run.id)
        self._herald.run_started(run.id, sequence.id, requests)
        self._vigil.goes((run.id,))
        if terms.get("is_first"):
            await self.controls.first(run.id)
        self._scheduler.admit(requests)
        if not requests:
            self._vigil.rests(run.id)
        return run

    async def resume(
        self, sequence: SequenceId | None = None, *, lifts_holds: bool = False
    ) -> tuple[RunId, ...]:
        """Let everything unfinished go on, of one sequence or of all; return the runs.

        With lifts_holds also what the user held or set a time for, and what was no longer waited
        for. The queue's own pause stays: see controls.
        """
        self._let_go(self._services)
        if stuck := self._scheduler.unstick():
            left = await self._library.requests(states=OPEN)
            await self._recovery.make_true(request for request in left if request.id in stuck)
        await self._know_runs()
        unfinished = await self._library.requests(sequence=sequence, states=OPEN)
        runs = tuple(dict.fromkeys(request.run for request in unfinished))
        self._clearance.let_go(runs)
        if lifts_holds:
            await self.appointments.lift(runs)
            unfinished = await self.controls.lift(unfinished)
        for run in runs:
            own = [request for request in unfinished if request.run == run]
            self._herald.run_started(run, own[0].sequence, own)
        self._scheduler.admit(r for r in unfinished if not self._scheduler.has(r.id))
        return runs

    def _let_go(self, providers: Iterable[ProviderId], *runs: RunId) -> None:
        """Try again what had stopped of itself: a full disk, a refused account."""
        self._clearance.let_go(runs)
        self._vigil.forgive()
        self._scheduler.go_on()
        for provider in providers:
            self._services[provider].resume(self._herald)

    async def wait(self, run: RunId) -> None:
        """Wait until no request of the run goes on by itself; what is held is waited for.

        Raises StorageFailed when the library could not be written.
        """
        await self._vigil.wait(run)

    async def settle_in_flight(self, sequence: SequenceId) -> None:
        """Wait for what earlier runs of a sequence have at the service or in doubt."""
        for request in await self._library.requests(sequence=sequence, states=IN_FLIGHT):
            await self.wait(request.run)

    async def outcome(self, run: RunId) -> Outcome:
        """Count what a run came to."""
        record = await self._library.run(run)
        sequence = await self._library.sequence(record.sequence)
        return outcome(
            run,
            sequence,
            await self._library.requests(run=run),
            await self._library.versions(sequence.id),
            None if record.is_again else await self.plan(sequence),
            await self._library.entries(run=run),
            record.cost_micros,
        )


def _local(cards: Mapping[ProviderId, Card]) -> frozenset[ProviderId]:
    return frozenset(name for name, card in cards.items() if card.is_local)
