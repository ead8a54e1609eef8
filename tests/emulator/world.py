"""What all handlers of one emulated account share: settings, clock, money, files, jobs, log."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from starlette.requests import Request
from starlette.responses import Response

from tests.emulator.artist import Artist
from tests.emulator.host import TRANSPORT
from tests.emulator.jobs import JobBook
from tests.emulator.journal import Journal
from tests.emulator.script import Cues, Scenario, Script
from tests.emulator.strictness import Mistake
from tests.emulator.till import Till
from tests.emulator.timepiece import Timepiece
from tests.emulator.uploads import Uploads
from tests.emulator.voice import Voice

_LOOK_S = 0.005
_MINUTE_S = 60.0
_WEEK_S = 7 * 86_400.0


@dataclass
class Settings:
    """How the account behaves; 0 stands for "no bound".

    service_time_s is what the making of an order takes. parallel places are for running jobs
    (others wait); per_minute counts accepted submissions. no_money_form is the form of the
    refusal for want of money (see the service's Voice). is_plain gives every output the same
    cached picture, that of the file plain_path if there is one; scale shrinks outputs.
    """

    service_time_s: float = 0.05
    parallel: int = 0
    per_minute: int = 0
    limit_retry_after_s: int | None = None
    refund_delay_s: float = 0.0
    no_money_form: str = ""
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
    """The state of one account; a service's own World names its scenarios, words and times."""

    scenarios: ClassVar[Mapping[str, Scenario]] = {}
    voice: ClassVar[Voice] = Voice()
    outputs_kept_s: ClassVar[float] = _WEEK_S
    uploads_kept_s: ClassVar[float] = _WEEK_S
    output_gone_status: ClassVar[int] = 404

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
        self.script = Script(self.scenarios)
        self.till = Till(self.first_balance_micros)
        self.book = JobBook(self.till)
        self.uploads = Uploads(self.urls["media"], self.uploads_kept_s)
        self.posts: list[Post] = []
        self._minute_start = -1e18
        self._minute_count = 0
        self.releases = 0
        self.artist.forget()

    def look(self) -> float:
        """Let everything due happen; return the present."""
        now = self.clock.now()
        self.book.parallel = self.settings.parallel
        self.book.refund_delay_s = self.settings.refund_delay_s
        self.book.advance(now)
        return now

    def is_over_rate(self) -> bool:
        """Count a submission; the counter starts anew a minute after its first."""
        now = self.clock.now()
        if now - self._minute_start >= _MINUTE_S:
            self._minute_start, self._minute_count = now, 0
        if self.settings.per_minute and self._minute_count >= self.settings.per_minute:
            return True
        self._minute_count += 1
        return False

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

    def has_key(self, request: Request) -> bool:
        """Say whether a request carries the key as it must."""
        return request.headers.get("authorization") == f"Bearer {self.key}"

    def draw(self, stage: str) -> tuple[Cues, Response | None]:
        """Return the cues of a free call, and the failure that its <stage>_error orders."""
        _, cues = self.script.draw(stage)
        order = cues.get(f"{stage}_error")
        if order is None:
            return cues, None
        return cues, self.voice.failing(order["status"], order["retry_after"])

    def played_error(self, stage: str) -> Response | None:
        """Draw the cues of a free call and return the error that they order."""
        return self.draw(stage)[1]


def keyed(world: World, handle: Callable) -> Callable:
    """Return a handler that first checks the key, and turns a Mistake into a refusal."""

    async def handler(request: Request) -> Response:
        if not world.has_key(request):
            return world.voice.unauthorised()
        try:
            return await handle(request)
        except Mistake as mistake:
            return world.voice.mistake(mistake)

    return handler
