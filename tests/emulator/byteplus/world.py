"""Ark's own settings and words, on the ground that all services share."""

import uuid
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from starlette.responses import Response

from tests.emulator import world as shared
from tests.emulator.byteplus.catalogue import Model, models
from tests.emulator.byteplus.scenarios import SCENARIOS
from tests.emulator.replies import reply
from tests.emulator.script import Scenario
from tests.emulator.voice import Voice

_MINUTE_S = 60.0
_DAY_S = 86_400.0
_CODES = {
    400: "InvalidParameter",
    401: "AuthenticationError",
    402: "AccountOverdueError",
    403: "AccessDenied",
    404: "InvalidEndpointOrModel.NotFound",
    429: "ModelAccountRpmRateLimitExceeded",
    500: "InternalServiceError",
    503: "ServerOverloaded",
}
_TYPES = {400: "BadRequest", 401: "Unauthorized", 403: "Forbidden", 429: "TooManyRequests"}


@dataclass
class Settings(shared.Settings):
    """region is "ap", "eu" or "cn"; 0 stands for "no bound".

    rejects_unknown: a field that the model does not have is refused. file_bytes_max and
    lite_pixels_max are figures on which the vendor's pages disagree; images_per_minute counts
    pictures that were asked for.
    """

    region: str = "ap"
    rejects_unknown: bool = True
    file_bytes_max: int = 10_000_000
    body_bytes_max: int = 64_000_000
    lite_pixels_max: int = 16_777_216
    images_per_minute: int = 0


class ArkVoice(Voice):
    """Errors as {"error": {code, message, param, type}}, with the request's id in the message."""

    def error(self, status: int, text: str, *, code: Any = "", type_: str = "") -> Response:
        """Return an error in the service's form; its documents give a type, its wire none."""
        number = uuid.uuid4().hex
        content = {
            "code": code or _CODES.get(status, "InternalServiceError"),
            "message": f"{text} Request id: {number}",
            "param": "",
            "type": type_,
        }
        return reply({"error": content}, status, {"x-request-id": number})

    def unauthorised(self) -> Response:
        """Return the reply to a call without the right key."""
        text = "the API key or AK/SK in the request is missing or invalid."
        answer = self.error(401, text, type_="Unauthorized")
        answer.headers["x-error-code"] = "AuthN_MissOrInvalidAuthorizationHeader"
        return answer

    def no_money(self, form: str = "") -> Response:
        """Return the refusal for want of money."""
        text = "The request failed because your account has an overdue balance."
        return self.error(403, text, code=form or "AccountOverdueError", type_="Forbidden")

    def too_many(self, code: Any = "") -> Response:
        """Return the refusal of one request too many."""
        text = "RPM (Requests Per Minute) limit of the model is exceeded. Please try again later"
        return self.error(429, text, code=code, type_="TooManyRequests")


class Meter:
    """Counts pictures in the last minute."""

    def __init__(self) -> None:
        self._asked: deque[tuple[float, int]] = deque()

    def takes(self, asked: int, most: int, now: float) -> bool:
        """Count pictures unless they are too many."""
        while self._asked and self._asked[0][0] <= now - _MINUTE_S:
            self._asked.popleft()
        if most and sum(count for _, count in self._asked) + asked > most:
            return False
        self._asked.append((now, asked))
        return True


@dataclass
class World(shared.World):
    """The state of one account in one region."""

    scenarios: ClassVar[Mapping[str, Scenario]] = SCENARIOS
    voice: ClassVar[ArkVoice] = ArkVoice()
    outputs_kept_s: ClassVar[float] = _DAY_S
    output_gone_status: ClassVar[int] = 403
    settings: Settings

    def renew(self) -> None:
        """Forget everything but settings and log."""
        super().renew()
        self.meter = Meter()

    @property
    def models(self) -> dict[str, Model]:
        """What the region sells."""
        return models(self.settings.region)
