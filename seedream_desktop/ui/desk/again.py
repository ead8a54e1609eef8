"""Making results anew: what it would cost, at all times, and the way to it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal

from seedream_desktop.domain.again import Again
from seedream_desktop.domain.errors import UserFixable
from seedream_desktop.domain.ids import StepId
from seedream_desktop.domain.plan import Plan, Weight
from seedream_desktop.domain.sequence import Sequence
from seedream_desktop.ui import text
from seedream_desktop.ui.desk.again_wishes import (
    AGAIN,
    COLUMN,
    COMMANDS,
    ONWARD,
    OUTLIERS,
    AgainWishes,
)
from seedream_desktop.ui.desk.consent import Consent
from seedream_desktop.ui.desk.drifts import Drifts
from seedream_desktop.ui.desk.focus import Focus
from seedream_desktop.ui.desk.means import Means
from seedream_desktop.ui.desk.outlook import Outlook
from seedream_desktop.ui.desk.preferences import Preferences
from seedream_desktop.ui.desk.runs import Runs
from seedream_desktop.ui.desk.tariffs import live_prices
from seedream_desktop.ui.models.plan import Figures, check_sentence, figures_of

REST_MS: Final = 180
"""How long the eye has to rest on something before its price is asked for."""

_LEFT_OUT: Final = frozenset({"again_awaits_inputs", "again_lacks_inputs"})


@dataclass(frozen=True, slots=True)
class Offer:
    """What a wish would be now; hindrance says why it cannot be had, empty where it can."""

    wish: Again
    figures: Figures
    hindrance: str = ""

    @property
    def price(self) -> str:
        """The price as it stands on a button."""
        if self.hindrance:
            return ""
        cost = self.figures.cost_micros
        return text.usd(cost) if cost else text.text("free", section="plan")


class AgainDesk(QObject):
    """Prices the wishes that the focus makes possible, and carries one out.

    What was pressed at the price that stood there is bought, or nothing is; above the user's
    threshold, or where no price was to be seen, one question comes before.
    """

    priced = Signal()
    """Offers are others now."""

    def __init__(
        self,
        means: Means,
        focus: Focus,
        drifts: Drifts,
        runs: Runs,
        outlook: Outlook,
        preferences: Preferences,
        parent: QObject | None = None,
    ) -> None:
        """Answer the commands, and follow what is looked at."""
        super().__init__(parent)
        self._means = means
        self._drifts = drifts
        self._runs = runs
        self._outlook = outlook
        self._consent = Consent(means.flows, preferences)
        self.offers: dict[str, Offer] = {}
        self._wishes = AgainWishes(means.documents, focus, drifts)
        self._plan: Plan | None = None
        self._asked = 0
        self.is_starting = False
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_MS)
        self._rest.timeout.connect(self._ask)
        handlers: dict[str, Callable[[], None]] = {
            **{name: partial(self._press, name) for name in (AGAIN, ONWARD, COLUMN)},
            OUTLIERS: self._press_outliers,
        }
        for command, handler in handlers.items():
            means.actions.handle(command, handler)
        for signal in (focus.moved, outlook.changed, drifts.scored):
            signal.connect(self._see)
        means.documents.changed.connect(self._forget)
        self._forget()

    # -- asked for

    async def price(self, wish: Again) -> Offer:
        """Say what a wish would cost at most, as the library and the prices stand now."""
        sequence = self._wishes.sequence
        if sequence is None:
            return Offer(wish, Figures(), _say("nothing"))
        work = self._means.program.engine.plan_again(sequence, wish)
        return self._offer(sequence, wish, await self._means.flows.ask(work))

    def run(self, wish: Again) -> None:
        """Make something anew, at the price that was shown for it; asked about where none was."""
        known = next((offer for offer in self.offers.values() if offer.wish == wish), None)
        self._start(wish, known)

    # -- pressed

    def _press(self, command: str) -> None:
        wish = self._wishes.of(command)
        if wish is None:
            self._means.messages.say(_say("nothing"))
            return
        self.run(wish)

    def _press_outliers(self) -> None:
        step = self._wishes.step
        if step is None:
            self._means.messages.say(_say("nothing"))
        else:
            self._means.flows.start(self._seek_outliers(step))

    async def _seek_outliers(self, step: StepId) -> None:
        await self._drifts.settled(step)
        wish = self._wishes.outliers(step)
        if wish is None:
            self._means.messages.say(_say("no_outliers"))
        else:
            self.run(wish)

    def _start(self, wish: Again, shown: Offer | None) -> None:
        document = self._means.documents.current
        if self.is_starting or document is None:
            return
        document.seal()
        document.flush()
        self.is_starting = True
        self._means.flows.start(self._carry_out(document.sequence, wish, shown))

    async def _carry_out(self, sequence: Sequence, wish: Again, shown: Offer | None) -> None:
        try:
            await self._buy(sequence, wish, shown)
        finally:
            self.is_starting = False
            self._see()

    async def _buy(self, sequence: Sequence, wish: Again, shown: Offer | None) -> None:
        flows, engine = self._means.flows, self._means.program.engine
        if self._outlook.tariffs.can_be_asked:
            self._outlook.tariffs.take(await flows.ask(live_prices(self._means.program, sequence)))
        plan = await flows.ask(engine.plan_again(sequence, wish))
        offer = self._offer(sequence, wish, plan)
        if offer.hindrance:
            self._means.messages.say(offer.hindrance)
            return
        if shown is not None and offer.figures.cost_micros > shown.figures.cost_micros:
            self._offer_anew(wish, offer)
            raise UserFixable("plan_changed")
        if not await self._consent.given(offer.figures, was_shown=shown is not None):
            return
        run = await flows.ask(engine.run_again(sequence, wish, plan.token))
        self._runs.started.emit(run, False, False)
        self._means.messages.say(
            " ".join(
                (
                    _say(
                        "started", requests=offer.figures.requests, cost=offer.figures.cost_micros
                    ),
                    *_left_out(plan),
                )
            ),
            action=text.text("show_queue", section="plan"),
            act=self._means.actions.action("go.queue").trigger,
        )
        self._outlook.refresh()

    # -- prices

    def _forget(self, _document: object = None) -> None:
        self.offers = {}
        self._show()
        self._see()

    def _see(self, _what: object = None) -> None:
        """Offer what can be wished now; a price follows once the eye rests."""
        wishes = self._wishes.all()
        for command in COMMANDS:
            known = wishes.get(COLUMN if command == OUTLIERS else command)
            self._means.actions.allow(command, is_allowed=known is not None)
        is_old = self._outlook.plan is not self._plan
        self._plan = self._outlook.plan
        kept = {c: o for c, o in self.offers.items() if not is_old and wishes.get(c) == o.wish}
        if kept != self.offers:
            self.offers = kept
            self._show()
        if wishes.keys() - kept.keys():
            self._rest.start()

    def _ask(self) -> None:
        sequence = self._wishes.sequence
        if sequence is None or self.is_starting:
            return
        wanted = {c: wish for c, wish in self._wishes.all().items() if c not in self.offers}
        self._asked += 1
        self._means.flows.start(self._price_all(self._asked, sequence, wanted))

    async def _price_all(
        self, number: int, sequence: Sequence, wishes: Mapping[str, Again]
    ) -> None:
        work = self._means.program.engine.plans_again(sequence, tuple(wishes.values()))
        plans = await self._means.flows.ask(work)
        if number != self._asked or sequence is not self._wishes.sequence:
            return
        planned = zip(wishes.items(), plans, strict=True)
        fresh = {c: self._offer(sequence, wish, plan) for (c, wish), plan in planned}
        if fresh:
            self.offers = {**self.offers, **fresh}
            self._show()

    def _offer(self, sequence: Sequence, wish: Again, plan: Plan) -> Offer:
        stops = [check for check in plan.checks if check.weight is Weight.STOP]
        if plan.held and not plan.requests:
            words = " ".join(_left_out(plan)) or _say("on_its_way")
            return Offer(wish, figures_of(plan, sequence), words)
        keys = self._outlook.tariffs.hindrances() if plan.requests else []
        hindrance = check_sentence((*stops, *keys)[0]) if (*stops, *keys) else ""
        return Offer(wish, figures_of(plan, sequence), hindrance)

    def _offer_anew(self, wish: Again, offer: Offer) -> None:
        self.offers = {c: offer if o.wish == wish else o for c, o in self.offers.items()}
        self._show()

    def _show(self) -> None:
        for command in COMMANDS:
            offer = self.offers.get(command)
            self._means.actions.tell_price(command, offer.price if offer is not None else "")
        self.priced.emit()


def _say(code: str, **params: str | int) -> str:
    return text.text(code, params, section="again")


def _left_out(plan: Plan) -> tuple[str, ...]:
    """Return what is to be said of frames that are wanted and are not asked for."""
    return tuple(check_sentence(check) for check in plan.checks if check.code in _LEFT_OUT)
