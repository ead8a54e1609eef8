"""What all handlers of one emulated account share: settings, clock, money, files, jobs, log."""

import asyncio
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from tests.emulator.artist import Artist
from tests.emulator.host import TRANSPORT
from tests.emulator.journal import Journal
from tests.emulator.replies import page, reply
from tests.emulator.script import Script
from tests.emulator.till import Till
from tests.emulator.timepiece import Timepiece
from tests.emulator.wavespeed.jobs import JobBook
from tests.emulator.wavespeed.scenarios import SCENARIOS
from tests.emulator.wavespeed.strictness import Mistake
from tests.emulator.wavespeed.uploads import Uploads

_LOOK_S = 0.005


@dataclass
class Settings:
    """How the account behaves; 0 stands for "no bound".

    parallel places are for running jobs (others stay created); per_minute counts accepted
    submissions. is_plain gives every output the same cached picture, that of the file plain_path
    if there is one; scale shrinks outputs.
    """

    service_time_s: float = 0.05
    parallel: int = 0
    per_minute: int = 0
    limit_retry_after_s: int | None = None
    refund_delay_s: float = 0.0
    no_money_form: str = "402"
    sync_wait_s: float = 90.0
    is_plain: bool = False
    plain_path: str = ""
    scale: float = 1.0


@dataclass
class Post:
    """One submit POST with a good key: what became of it, and the job if it made one."""

    ordinal: int
    model: str
    outcome: str = "receiving"
    job: str | None = None


@dataclass
class World:
    """The state of one account."""

    key: str
    urls: Mapping[str, str]
    first_balance_micros: int
    settings: Settings
    journal: Journal
    clock: Timepiece = field(default_factory=Timepiece)
    artist: Artist = field(default_factory=Artist)

    def __post_init__(self) -> None:
        self.renew()

    def renew(self) -> None:
        """Forget everything but settings and log."""
        self.script = Script(SCENARIOS)
        self.till = Till(self.first_balance_micros)
        self.book = JobBook(self.till)
        self.uploads = Uploads(self.urls["media"])
        self.posts: list[Post] = []
        self.minute_start = -1e18
        self.minute_count = 0
        self.releases = 0
        self.artist.forget()

    def look(self) -> float:
        """Let everything due happen; return the present."""
        now = self.clock.now()
        self.book.parallel = self.settings.parallel
        self.book.refund_delay_s = self.settings.refund_delay_s
        self.book.advance(now)
        return now

    async def until(
        self, is_so: Callable[[], bool], timeout_s: float, scope: dict | None = None
    ) -> bool:
        """Wait until a condition holds; false when the time is over or the client has gone."""
        deadline = asyncio.get_running_loop().time() + timeout_s
        while not is_so():
            if asyncio.get_running_loop().time() >= deadline:
                return False
            if scope is not None and scope[TRANSPORT].is_closing():
                return False
            await asyncio.sleep(_LOOK_S)
        return True

    async def pause(self, seconds: float | None, scope: dict | None = None) -> None:
        """Wait for a time, or until the next release(); less if the client goes away."""
        seen = self.releases
        limit_s = 1e9 if seconds is None else seconds
        await self.until(lambda: self.releases > seen, limit_s, scope)

    def refusal(self, request: Request) -> Response | None:
        """Return the 401 reply unless the request carries the key as it must."""
        if request.headers.get("authorization") == f"Bearer {self.key}":
            return None
        return error(401, "Unauthorized: the API key is missing or not valid")

    def played_error(self, stage: str) -> Response | None:
        """Draw the cues of a free call and return the error that they order."""
        _, cues = self.script.draw(stage)
        order = cues.get(f"{stage}_error")
        return None if order is None else failing(order["status"], order["retry_after"])


def error(status: int, message: str, **more: Any) -> Response:
    """Return an error in the service's form."""
    return reply({"code": status, "message": message, **more}, status)


def success(data: Any) -> Response:
    """Return data in the service's envelope."""
    return reply({"code": 200, "message": "success", "data": data})


def failing(status: int, retry_after: float | str | None = None) -> Response:
    """Return an error of the service or of the proxy before it."""
    if status in (502, 503, 504):
        answer = page(status, "Bad Gateway" if status == 502 else "Service Unavailable")
    else:
        text = "Too many requests" if status == 429 else "Internal server error"
        answer = error(status, text)
    if retry_after is not None:
        answer.headers["Retry-After"] = str(retry_after)
    return answer


async def json_body(request: Request) -> Any:
    """Return the body of a JSON call; Mistake when it is none."""
    kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if kind != "application/json":
        raise Mistake(f"Content-Type must be application/json, not {kind or 'nothing'}")
    content = await request.body()
    try:
        return json.loads(content)
    except ValueError:
        raise Mistake("the body is not JSON") from None


def keyed(world: World, handle: Callable) -> Callable:
    """Return a handler that first checks the key, and turns a Mistake into a 400 reply."""

    async def handler(request: Request) -> Response:
        refused = world.refusal(request)
        if refused is not None:
            return refused
        try:
            return await handle(request)
        except Mistake as mistake:
            return error(400, str(mistake))

    return handler
