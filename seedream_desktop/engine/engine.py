"""The facade: everything that a screen or a command may ask of the engine."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from seedream_desktop.domain.card import Card
from seedream_desktop.domain.errors import PromptUnclear, StorageFailed, UserFixable
from seedream_desktop.domain.events import ImportProgress, Notice, RunEnded, RunStarted
from seedream_desktop.domain.ids import ProviderId, RunId, SequenceId
from seedream_desktop.domain.ledger import Caps, balance
from seedream_desktop.domain.picture import Intake
from seedream_desktop.domain.plan import Check, Plan, Weight
from seedream_desktop.domain.request import IN_FLIGHT, OPEN, Request
from seedream_desktop.domain.sequence import Sequence as EditSequence
from seedream_desktop.engine.budget import Budget
from seedream_desktop.engine.bus import Bus, Observer
from seedream_desktop.engine.carrier import Carrier
from seedream_desktop.engine.collector import Collector
from seedream_desktop.engine.decisions import Decisions
from seedream_desktop.engine.enhancer import Enhancer
from seedream_desktop.engine.gate import Gate
from seedream_desktop.engine.herald import Herald
from seedream_desktop.engine.intake import take_in
from seedream_desktop.engine.outbox import BlobOutbox
from seedream_desktop.engine.outcome import Outcome, outcome
from seedream_desktop.engine.planner import plan
from seedream_desktop.engine.poller import Poller
from seedream_desktop.engine.preparer import Preparer
from seedream_desktop.engine.prices import live_card, price_changes
from seedream_desktop.engine.purchase import Purchase, Service
from seedream_desktop.engine.recovery import Found, LostAndFound
from seedream_desktop.engine.runs import expand, new_run
from seedream_desktop.engine.scheduler import Scheduler
from seedream_desktop.engine.shelf import Shelf
from seedream_desktop.engine.submitter import Submitter
from seedream_desktop.ports.library import Blobs, Library, Run
from seedream_desktop.ports.pictures import Pictures
from seedream_desktop.ports.provider import Downloads, Provider
from seedream_desktop.ports.world import Clock


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """All that the engine is given.

    parallel holds the user's own word per provider; prompt_checks says, for providers that
    read a prompt by rules of their own, what is wrong with one by raising PromptUnclear.
    """

    library: Library
    blobs: Blobs
    pictures: Pictures
    providers: Mapping[ProviderId, Provider]
    cards: Mapping[ProviderId, Card]
    downloads: Mapping[ProviderId, Downloads]
    clock: Clock
    caps: Callable[[], Caps]
    parallel: Mapping[ProviderId, int]
    prompt_checks: Mapping[ProviderId, Callable[[str], object]]


class Engine:
    """Plans, runs, recovers. All methods run on the engine's own loop."""

    def __init__(self, around: Surroundings) -> None:
        """Put the parts together; nothing starts before start()."""
        self._around = around
        self._library = around.library
        self._bus = Bus()
        self._budget = Budget(around.library, around.clock, around.caps)
        outbox = BlobOutbox(around.blobs, around.pictures)
        herald = Herald(self._bus)
        self._submitter = Submitter(around.library, outbox, around.clock, self._budget)
        self._cards = dict(around.cards)
        self._preparer = Preparer(
            around.library, around.blobs, around.pictures, around.clock, self._cards
        )
        local = frozenset(name for name, card in around.cards.items() if card.is_local)
        self._recovery = LostAndFound(around.library, around.clock, local)
        services = _services(around, self._cards, outbox)
        self._gates = {provider_id: service.gate for provider_id, service in services.items()}
        self._shelf = Shelf(around.library)
        purchase = Purchase(
            *(around.library, self._preparer, self._submitter, around.clock, herald, self._shelf)
        )
        collector = Collector(
            around.library, around.blobs, around.pictures, around.downloads, outbox, around.clock
        )
        carrier = Carrier(
            around.library, purchase, collector, self._recovery, services, around.clock, herald
        )
        self._scheduler = Scheduler(
            carrier, self._gates, around.clock, self._run_idle, self._storage_failed
        )
        self._decisions = Decisions(
            around.library, self._recovery, services, around.clock, herald, self._scheduler
        )
        self._idle: dict[RunId, asyncio.Event] = {}
        self._trouble: StorageFailed | None = None

    # -- life

    async def start(self) -> Found:
        """Make the record true again and go on with what is paid or may be.

        Nothing new is bought by this; see resume().
        """
        found = await self._recovery.after_start()
        self._admit(*found.accepted, *found.in_doubt)
        return found

    async def stop(self, timeout_s: float = 20.0) -> None:
        """Buy nothing more, wait for POSTs in flight (bounded), and end every task."""
        self._scheduler.halt()
        await self._submitter.finish(timeout_s)
        await self._scheduler.stop()
        await self._preparer.close()

    def subscribe(self, observer: Observer) -> Callable[[], None]:
        """Have an observer told of every event; returns what ends it."""
        return self._bus.subscribe(observer)

    # -- work

    async def import_pictures(self, paths: Sequence[Path]) -> Intake:
        """Read dropped files and folders. What is unusable is named, and the rest goes on."""
        report: Callable[[ImportProgress], None] = self._bus.publish
        return await take_in(paths, self._around.pictures, report)

    async def refresh_prices(self, sequence: EditSequence) -> tuple[Notice, ...]:
        """Ask the sequence's services for their live models and prices, where that is free.

        What cannot be asked (no key, no network) stays as the card has it. Returns what is
        worth telling: prices that are not the card's.
        """
        providers = {step.provider for step in sequence.steps_on} & set(self._around.providers)
        notices: list[Notice] = []
        for provider_id in providers:
            provider, before = self._around.providers[provider_id], self._cards[provider_id]
            after = await live_card(provider, before, sequence)
            self._cards[provider_id] = after
            notices += price_changes(before, after)
        return tuple(notices)

    async def plan(self, sequence: EditSequence) -> Plan:
        """Say what a run of the sequence would send and cost, as the library stands now."""
        known = await self._library.known(sequence.id)
        planned = plan(sequence, self._cards, known)
        return replace(planned, checks=planned.checks + self._unclear_prompts(sequence))

    def _unclear_prompts(self, sequence: EditSequence) -> tuple[Check, ...]:
        found = []
        for index, step in enumerate(sequence.steps_on):
            check = self._around.prompt_checks.get(step.provider)
            try:
                if check is not None and step.prompt.strip():
                    check(step.prompt)
            except PromptUnclear as error:
                found.append(
                    Check(
                        weight=Weight.STOP, code=error.code, params=error.params, step_index=index
                    )
                )
        return tuple(found)

    async def run(
        self,
        sequence: EditSequence,
        token: str,
        *,
        cap_micros: int | None = None,
        out_dir: str = "",
        draft: int | None = None,
    ) -> Run:
        """Start the plan of this token; the draft that it was is forgotten with it.

        Raises UserFixable("plan_changed") when the plan is another one by now, or has a stop;
        OverBudget when its worst case passes a cap. Nothing is written then.
        """
        now = self._around.clock.now()
        fresh = await self.plan(sequence)
        if fresh.token != token:
            raise UserFixable("plan_changed")
        if not fresh.is_runnable:
            raise UserFixable("plan_has_stops")
        await self._budget.check(fresh.cost_micros, cap_micros)
        run = new_run(sequence, fresh, now, cap_micros=cap_micros, out_dir=out_dir)
        versions = await self._library.versions(sequence.id)
        requests, adopted = expand(run, fresh, versions, now)
        await self._library.save_sequence(sequence, now)
        self._shelf.forget(sequence.id)
        await self._library.start_run(run, requests, adopted, draft)
        for provider in {request.provider for request in requests}:
            self._gates[provider].open()
        self._tell_start(run.id, sequence.id, requests)
        self._admit(*requests)
        self._run_idle(run.id)
        return run

    async def resume(self, sequence: SequenceId | None = None) -> tuple[RunId, ...]:
        """Let everything unfinished go on, of one sequence or of all; return the runs."""
        for gate in self._gates.values():
            gate.open()
        self._trouble = None
        self._scheduler.go_on()
        unfinished = await self._library.requests(sequence=sequence, states=OPEN)
        runs = tuple(dict.fromkeys(request.run for request in unfinished))
        for run in runs:
            own = [request for request in unfinished if request.run == run]
            self._tell_start(run, own[0].sequence, own)
        self._admit(*(r for r in unfinished if not self._scheduler.has(r.id)))
        return runs

    def _tell_start(self, run: RunId, sequence: SequenceId, requests: Sequence[Request]) -> None:
        self._bus.publish(
            RunStarted(
                run=run,
                sequence=sequence,
                requests=len(requests),
                outputs=sum(len(request.targets) for request in requests),
                cost_micros=sum(request.cost_micros for request in requests),
            )
        )

    async def wait(self, run: RunId) -> None:
        """Wait until no request of the run goes on by itself.

        Raises StorageFailed when the library could not be written.
        """
        idle = self._idle.setdefault(run, asyncio.Event())
        if self._scheduler.is_going(run):
            await idle.wait()
        if self._trouble is not None:
            raise self._trouble

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
            await self.plan(sequence),
            balance(await self._library.entries(run=run)),
            record.cost_micros,
        )

    # -- decisions

    @property
    def decisions(self) -> Decisions:
        """What only the user can decide: cancel, found, abandon, resend."""
        return self._decisions

    @property
    def enhancer(self) -> Enhancer:
        """Better prompts, by the services' own models."""
        of = self._around
        return Enhancer(self._library.errands, of.providers, self._cards, of.clock, of.caps)

    def _admit(self, *requests: Request) -> None:
        for run in {request.run for request in requests}:
            self._idle.setdefault(run, asyncio.Event()).clear()
        self._scheduler.admit(requests)

    def _run_idle(self, run: RunId) -> None:
        if self._scheduler.is_going(run):
            return
        idle = self._idle.setdefault(run, asyncio.Event())
        if not idle.is_set():
            idle.set()
            self._bus.publish(RunEnded(run=run))

    def _storage_failed(self, error: StorageFailed) -> None:
        self._trouble = self._trouble or error


def _services(
    around: Surroundings, cards: Mapping[ProviderId, Card], outbox: BlobOutbox
) -> dict[ProviderId, Service]:
    return {
        provider_id: Service(
            provider=provider,
            cards=cards,
            gate=Gate(
                cards[provider_id].account,
                around.clock,
                parallel=around.parallel.get(provider_id),
            ),
            poller=Poller(provider, outbox, around.clock),
        )
        for provider_id, provider in around.providers.items()
    }
