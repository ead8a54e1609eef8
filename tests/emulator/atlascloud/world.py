"""Atlas Cloud's own settings and words, on the ground that all services share."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from starlette.responses import Response

from tests.emulator import world as shared
from tests.emulator.atlascloud.scenarios import SCENARIOS
from tests.emulator.replies import reply
from tests.emulator.script import Scenario
from tests.emulator.strictness import Mistake
from tests.emulator.voice import Voice

_DAY_S = 86_400.0
_NO_MONEY = "insufficient balance"
_IDENTIFIED = {"msg", "error", "object"}


@dataclass
class Settings(shared.Settings):
    """no_money_form is "402" or "200" (HTTP 200 around code 402).

    discount is what part of the listed price is charged.
    """

    no_money_form: str = "402"
    discount: float = 1.0


class AtlasCloudVoice(Voice):
    """Errors as {code, msg, request_id, data}; a wrong path sounds like a wrong key (B1)."""

    def error(self, status: int, text: str, *, code: Any = "") -> Response:
        """Return an error in the service's form; code stands in the place of the status."""
        return told({"code": code or status, "msg": text, "data": None}, status)

    def mistake(self, mistake: Mistake) -> Response:
        """Return the refusal of a request that is not as documented."""
        return self.error(mistake.status, str(mistake))

    def not_found(self) -> Response:
        """Return the reply at a path that the service does not have."""
        return self.unauthorised()

    def unauthorised(self) -> Response:
        """Return the reply to a call without the right key."""
        return self.error(401, "unauthorized")

    def forbidden(self, code: Any = "") -> Response:
        """Return the 403 of an account."""
        return self.error(403, "The account reached its monthly spending limit", code=code)

    def no_money(self, form: str = "") -> Response:
        """Return the refusal for want of money, in one of two forms."""
        if form == "200":
            return told({"code": 402, "msg": _NO_MONEY, "data": None})
        return self.error(402, _NO_MONEY)

    def broken(self, status: int, code: Any = "") -> Response:
        """Return the service's own word that something broke inside it."""
        return self.error(status, "system error, unknown error", code=code)


@dataclass
class World(shared.World):
    """The state of one account."""

    scenarios: ClassVar[Mapping[str, Scenario]] = SCENARIOS
    voice: ClassVar[Voice] = AtlasCloudVoice()
    outputs_kept_s: ClassVar[float] = 14 * _DAY_S
    uploads_kept_s: ClassVar[float] = 3 * 3600.0  # "temporary" is all that is said of it
    settings: Settings


def told(content: dict[str, Any], status: int = 200) -> Response:
    """Return a reply with the request id of all; errors and billing repeat it inside."""
    name = f"req_{uuid.uuid4().hex}"
    inside = {"request_id": name} if content.keys() & _IDENTIFIED else {}
    return reply(content | inside, status, {"X-Request-ID": name})


def success(data: Any) -> Response:
    """Return data in the service's envelope."""
    return told({"code": 200, "data": data})
