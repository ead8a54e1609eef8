"""The paid POST: checked, committed once, and answered as its cues order."""

import uuid
from collections.abc import Callable
from typing import Any

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from tests.emulator.jobs import Doom, Job, Wish
from tests.emulator.production import Found, find_source, produced, trouble_of
from tests.emulator.replies import Cut, Events, Silence, page
from tests.emulator.script import Cues
from tests.emulator.strictness import Mistake
from tests.emulator.world import Post, World

_GARBLED = b'{"code":200,"message":"succ'


class Counter:
    """The desk of one service at which orders are taken. A service's own says what is its own:
    checked() and answer(), and where they differ doom() and produce().
    """

    def __init__(self, world: World) -> None:
        self.world = world

    # -- what a service says itself

    async def checked(self, request: Request) -> Wish:
        """Read the order as strictly as the service does; raises Mistake."""
        raise NotImplementedError

    async def answer(self, request: Request, job: Job) -> Response:
        """Return what the client gets to see of a committed job; finished() waits for its end."""
        raise NotImplementedError

    def refusal(self, request: Request, wish: Wish) -> Response | None:
        """Return a refusal of the service's own, in a form that a Mistake has not."""
        return None

    def doom(self, job: Job, trouble: str) -> Doom | None:
        """Say how a job ends badly; trouble is "not_fetched" or "not_read" of its references."""
        if trouble or "moderated" in job.cues:
            word = job.cues.get("moderated", {}).get("code") or trouble or "moderated"
            return Doom("failed", word, "The order was refused.")
        return None

    def produce(self, job: Job, found: list[Found | None]) -> None:
        """Give a new job its outputs."""
        if job.doom is None:
            sources = [item[1] for item in found if item is not None]
            job.slots = produced(self.world, job, sources)

    # -- what all do

    async def sell(self, request: Request, model: str = "", **facts: Any) -> Response:
        """Take an order; model as far as it is known before the body is, facts go to the job."""
        ordinal, cues = self.world.script.draw("submit", model)
        post = Post(ordinal, model)
        self.world.posts.append(post)
        if "reset_receiving" in cues:
            await request.receive()
            post.outcome = "reset_receiving"
            return Silence("reset")
        try:
            wish = await self.checked(request)
        except ClientDisconnect:
            post.outcome = "client_gone"
            raise
        except Mistake as mistake:
            post.outcome = f"refused_{mistake.status}"
            raise
        post.model, post.outcome = wish.model, "received"
        refused = self.refusal(request, wish) or self._refused(request, wish, cues)
        if refused is not None:
            post.outcome = f"refused_{refused.status_code}"
            return refused
        if "commit_delayed" in cues:
            await self.world.pause(cues["commit_delayed"]["seconds"])
        job = self._commit(wish, post, cues, facts)
        return await self._answered(request, job)

    async def finished(self, request: Request, job: Job, limit_s: float = 1e9) -> bool:
        """Wait for a job's end; false when the time is over or the client has gone."""

        def is_final() -> bool:
            self.world.look()
            return job.is_final

        return await self.world.until(is_final, limit_s, request.scope)

    def _refused(self, request: Request, wish: Wish, cues: Cues) -> Response | None:
        """Return the refusal that a cue or the account's state calls for; nothing is charged."""
        ordered = self._refused_by_cue(request, cues)
        if ordered is not None:
            return ordered
        world = self.world
        if not world.till.can_pay(wish.price_micros):
            return world.voice.no_money(world.settings.no_money_form)
        if world.is_over_rate():
            return world.voice.failing(429, world.settings.limit_retry_after_s)
        return None

    def _refused_by_cue(self, request: Request, cues: Cues) -> Response | None:
        voice = self.world.voice
        said: dict[str, Callable[[dict[str, Any]], Response]] = {
            "unauthorised": lambda _: voice.unauthorised(),
            "forbidden": lambda cue: voice.forbidden(cue["code"]),
            "rate_limited": lambda cue: voice.failing(429, cue["retry_after"], code=cue["code"]),
            "server_error": lambda cue: voice.failing(
                cue["status"], form=cue["form"], code=cue["code"]
            ),
            "refused": lambda cue: voice.error(cue["status"], cue["text"], code=cue["code"]),
            "redirected": lambda cue: self._redirect(request, cue["status"]),
            "no_money": lambda cue: voice.no_money(cue["form"]),
        }
        for name, say in said.items():
            if name in cues:
                return say(cues[name])
        return None

    def _redirect(self, request: Request, status: int) -> Response:
        place = f"{self.world.urls['foreign']}{request.url.path}"
        return Response(b"", status, {"Location": place})

    def _commit(self, wish: Wish, post: Post, cues: Cues, facts: dict[str, Any]) -> Job:
        now = self.world.look()
        found = [find_source(self.world, url, now) for url in wish.pictures]
        usual_s = self.world.settings.service_time_s
        job = Job(
            id=uuid.uuid4().hex,
            ordinal=post.ordinal,
            wish=wish,
            digests=tuple(item[0] if item else "" for item in found),
            created_at=now,
            service_s=cues.get("service_time", {}).get("seconds", usual_s),
            cues=cues,
            facts=facts,
        )
        job.doom = self.doom(job, trouble_of(found))
        self.produce(job, found)
        self.world.book.add(job, now)
        post.outcome, post.job = "committed", job.id
        return job

    async def _answered(self, request: Request, job: Job) -> Response:
        """Return what a committed job's cues let through of the answer."""
        cues = job.cues
        if "reply_dropped" in cues:
            return Silence(cues["reply_dropped"]["how"])
        if "gateway_timeout" in cues:
            return page(cues["gateway_timeout"]["status"], "Gateway Time-out")
        if "reply_delayed" in cues:
            await self.world.pause(cues["reply_delayed"]["seconds"], request.scope)
        if "garbled_reply" in cues:
            return Response(_GARBLED, media_type="application/json")
        answer = await self.answer(request, job)
        if "reply_cut" in cues and isinstance(answer, Events):
            return answer.cut(cues["reply_cut"]["how"])
        if "reply_cut" in cues:
            return Cut(bytes(answer.body), answer.media_type or "", **cues["reply_cut"])
        return answer
