"""What the user does about a request in doubt: look it up, have it explained, decide."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from seedream_desktop.domain.card import Recovery
from seedream_desktop.domain.errors import NotFound
from seedream_desktop.domain.request import Request
from seedream_desktop.ui import text
from seedream_desktop.ui.desk.flows import Flows
from seedream_desktop.ui.dialogs.question import Question
from seedream_desktop.ui.guide.topic import about
from seedream_desktop.ui.models.queue import QueueModel
from seedream_desktop.ui.models.standing import clock_text, missing_of

if TYPE_CHECKING:
    from seedream_desktop.ui.desk.program import Program


class Doubts:
    """Asks the service, or the user. Each may raise what the engine says of it."""

    def __init__(
        self,
        program: "Program",
        flows: Flows,
        model: QueueModel,
        learn: Callable[[], object],
    ) -> None:
        """Take the engine behind the program, who shows questions, the rows, and the guide."""
        self._learn = learn
        self._engine = program.engine
        self._clock = program.clock
        self._cards = program.cards
        self._flows = flows
        self._model = model

    async def look_up(self, request: Request) -> None:
        """Check with the service once; what it does not tell is said at the row."""
        self._model.remark(request.id, request.run, _say("looking_up"))
        try:
            await self._flows.ask(self._engine.decisions.found(request.id, None))
        except NotFound as error:
            if error.code != "not_in_history":
                raise
            brief = _say("not_listed", time=clock_text(self._clock.now()))
            words = f"{brief} {_say('not_listed_more')}"
            self._model.remark(request.id, request.run, words, brief)

    async def explain(self, request: Request) -> None:
        """Say what may have happened, and offer what is of use next."""
        cost = request.price
        if (missing := missing_of(request)) is not None:
            sentence = _say("explain_rest", asked=missing[1], got=missing[1] - missing[0])
            more = _say("explain_rest_more", cost=cost)
            if await self._is_wanted(sentence, more, _say("explain_rest_go"), _say("close")):
                await self.send_again(request)
            return
        has_list = self._cards[request.provider].recovery is not Recovery.NONE
        more = _say("explain_more" if has_list else "explain_more_unlisted", cost=cost)
        answer = _say("explain_check" if has_list else "action_send_again", cost=cost)
        if await self._is_wanted(_say("explain", cost=cost), more, answer, _say("close")):
            await (self.look_up if has_list else self.send_again)(request)

    async def send_again(self, request: Request) -> None:
        """Ask whether to buy what is missing again, which may be paid twice."""
        anew = await self._flows.ask(self._engine.decisions.to_resend(request.id))
        cost, twice = anew.price, request.price + anew.price
        missing = missing_of(request)
        if missing is None:
            sentence = _say("ask_send_again", cost=cost)
            more = _say("ask_send_again_more", cost=cost, twice=twice)
        else:
            sentence = _say("ask_send_rest", cost=cost, missing=missing[0])
            got = missing[1] - missing[0]
            more = _say("ask_send_rest_more", asked=missing[1], got=got, twice=twice)
        answer = _say("ask_send_again_yes", cost=cost)
        if await self._is_wanted(sentence, more, answer, _say("ask_send_again_no")):
            await self._flows.ask(self._engine.decisions.resend(request.id))

    async def abandon(self, request: Request) -> None:
        """Ask whether to give it up; its price stays counted."""
        cost = request.price
        sentence, more = _say("ask_abandon", cost=cost), _say("ask_abandon_more", cost=cost)
        if (missing := missing_of(request)) is not None:
            got = missing[1] - missing[0]
            sentence = _say("ask_abandon_rest", cost=cost)
            more = _say("ask_abandon_rest_more", asked=missing[1], got=got)
        if await self._is_wanted(sentence, more, _say("ask_abandon_yes"), _say("ask_abandon_no")):
            await self._flows.ask(self._engine.decisions.abandon(request.id))

    async def _is_wanted(self, sentence: str, more: str, answer: str, safe: str) -> bool:
        question = Question(sentence, more, answer=answer, safe=safe, learn=self._learn)
        about(question, "in-doubt")
        return await self._flows.shown(question)


def _say(code: str, **params: str | int) -> str:
    return text.text(code, params, section="queue")
