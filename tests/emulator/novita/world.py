"""Novita's own settings and words, on the ground that all services share."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from starlette.responses import Response

from tests.emulator import world as shared
from tests.emulator.novita.scenarios import SCENARIOS
from tests.emulator.replies import reply
from tests.emulator.script import Scenario
from tests.emulator.strictness import Mistake
from tests.emulator.voice import Voice

_HOUR_S = 3600.0
_REASONS = {
    400: "INVALID_REQUEST_BODY",
    401: "INVALID_API_KEY",
    403: "API_NOT_ALLOWED",
    404: "API_NOT_FOUND",
    429: "RATE_LIMIT_EXCEEDED",
    500: "TASK_FAILED",
}


@dataclass
class Settings(shared.Settings):
    """form is that of the pictures in answers, as in the scenario "answer_form".

    file_bytes_max and body_bytes_max are bounds of a reference and of an order.
    """

    form: str = "url"
    file_bytes_max: int = 10_000_000
    body_bytes_max: int = 64_000_000


class NovitaVoice(Voice):
    """Errors as {code, reason, message, metadata}; the code is the status."""

    def error(self, status: int, text: str, *, code: Any = "") -> Response:
        """Return an error in the service's form; code is its reason."""
        return reply(document(status, text, code), status)

    def mistake(self, mistake: Mistake) -> Response:
        """Return the refusal of a request that is not as documented."""
        return self.error(mistake.status, str(mistake), code=mistake.code)

    def missing_key(self) -> Response:
        """Return the reply to a call without any key."""
        return self.error(400, "API key is missing", code="MISSING_API_KEY")

    def unauthorised(self) -> Response:
        """Return the reply to a key that is none; the guide says 401 of it, the table 403."""
        return self.error(403, "invalid api key", code="INVALID_API_KEY")

    def no_money(self, form: str = "") -> Response:
        """Return the refusal for want of money, by one of two tables."""
        reason = "NOT_ENOUGH_BALANCE" if form == "403" else "BILLING_BALANCE_NOT_ENOUGH"
        return self.error(int(form or 400), "balance is not enough", code=reason)


@dataclass
class World(shared.World):
    """The state of one account."""

    scenarios: ClassVar[Mapping[str, Scenario]] = SCENARIOS
    voice: ClassVar[NovitaVoice] = NovitaVoice()
    outputs_kept_s: ClassVar[float] = _HOUR_S
    settings: Settings


def document(status: int, text: str, reason: str = "") -> dict[str, Any]:
    """Return the body of an error."""
    named = reason or _REASONS.get(status, "INTERNAL_ERROR")
    return {"code": status, "reason": named, "message": text, "metadata": {}}
