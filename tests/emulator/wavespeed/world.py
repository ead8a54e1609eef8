"""WaveSpeed's own settings, words and store, on the ground that all services share."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from starlette.responses import Response

from tests.emulator import world as shared
from tests.emulator.replies import reply
from tests.emulator.script import Scenario
from tests.emulator.strictness import Mistake
from tests.emulator.voice import Voice
from tests.emulator.wavespeed.scenarios import SCENARIOS
from tests.emulator.wavespeed.tickets import TicketOffice

_NO_MONEY = "Insufficient credits. Please top up to continue."
_RESTRICTED = "account_restricted"


@dataclass
class Settings(shared.Settings):
    """no_money_form is "402", "400", "403" or "200" (HTTP 200 around another code)."""

    no_money_form: str = "402"
    sync_wait_s: float = 90.0


class WaveSpeedVoice(Voice):
    """Errors as {code, message}."""

    def error(self, status: int, text: str, *, code: Any = "") -> Response:
        """Return an error in the service's form; code goes into error_code."""
        return error(status, text, **({"error_code": code} if code else {}))

    def mistake(self, mistake: Mistake) -> Response:
        """Return the refusal of a request that is not as documented."""
        return error(mistake.status, str(mistake))

    def forbidden(self, code: Any = "") -> Response:
        """Return the 403 of an account, with a word for it."""
        return super().forbidden(code or _RESTRICTED)

    def no_money(self, form: str = "") -> Response:
        """Return the refusal for want of money, in one of four forms."""
        if form == "200":
            return reply({"code": 400, "message": _NO_MONEY, "data": None})
        return error(int(form or 402), _NO_MONEY)


@dataclass
class World(shared.World):
    """The state of one account."""

    scenarios: ClassVar[Mapping[str, Scenario]] = SCENARIOS
    voice: ClassVar[Voice] = WaveSpeedVoice()
    settings: Settings

    def renew(self) -> None:
        """Forget everything but settings and log."""
        super().renew()
        self.uploads: TicketOffice = TicketOffice(self.urls["media"], self.uploads_kept_s)


def error(status: int, message: str, **more: Any) -> Response:
    """Return an error in the service's form."""
    return reply({"code": status, "message": message, **more}, status)


def success(data: Any) -> Response:
    """Return data in the service's envelope."""
    return reply({"code": 200, "message": "success", "data": data})
