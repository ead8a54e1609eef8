"""EvoLink's own settings, words and state, on the ground that all services share."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from starlette.responses import Response

from tests.emulator import world as shared
from tests.emulator.evolink.scenarios import SCENARIOS
from tests.emulator.replies import reply
from tests.emulator.script import Scenario
from tests.emulator.strictness import Mistake
from tests.emulator.voice import Voice

_DAY_S = 86_400.0
_WORDS = {
    400: ("invalid_request_error", "invalid_parameters"),
    401: ("authentication_error", "invalid_token"),
    402: ("insufficient_quota_error", "insufficient_user_quota"),
    403: ("permission_error", "model_access_denied"),
    404: ("not_found_error", "resource_not_found"),
    413: ("request_too_large_error", "request_too_large"),
    429: ("rate_limit_error", "rate_limit_exceeded"),
    500: ("internal_server_error", "internal_error"),
    502: ("upstream_error", "upstream_error"),
    503: ("service_unavailable_error", "internal_error"),
}


@dataclass
class Settings(shared.Settings):
    """no_money_form is a word of the 402 ("insufficient_user_quota", "key_quota_exhausted", …).

    has_words chooses the newer form of errors, with words; else their codes are numbers.
    files_max is how many uploads may be kept: 500 for accounts of a higher group.
    discount is what part of the public price this account's group pays.
    """

    has_words: bool = True
    files_max: int = 100
    discount: float = 1.0


class EvoLinkVoice(Voice):
    """Errors as {error: {code, message, type}}, the code a word or the number."""

    def __init__(self, world: "World") -> None:
        self._world = world

    def error(self, status: int, text: str, *, code: Any = "") -> Response:
        """Return an error in the service's form, of which each has more that nobody needs."""
        kind, word = _WORDS.get(status, ("api_error", "unknown_error"))
        told = code or (word if self._world.settings.has_words else status)
        error = {"code": told, "message": text, "type": kind}
        if isinstance(told, str):
            error |= {"param": None, "request_id": "req_1"}
        else:
            error |= {"fallback_suggestion": "https://evolink.ai/dashboard"}
        return reply({"error": error}, status, {"x-request-id": "req_1"})

    def mistake(self, mistake: Mistake) -> Response:
        """Return the refusal of a request that is not as documented."""
        return self.error(mistake.status, str(mistake), code=mistake.code)

    def no_money(self, form: str = "") -> Response:
        """Return the refusal for want of money, with a word for whose."""
        return self.error(402, "Insufficient quota", code=form)


@dataclass
class World(shared.World):
    """The state of one account. tasks has each job's id by its order's key.

    unsettled are the keys of orders that are being taken.
    """

    scenarios: ClassVar[Mapping[str, Scenario]] = SCENARIOS
    outputs_kept_s: ClassVar[float] = _DAY_S
    uploads_kept_s: ClassVar[float] = 3 * _DAY_S
    settings: Settings

    def renew(self) -> None:
        """Forget everything but settings and log."""
        super().renew()
        self.voice = EvoLinkVoice(self)
        self.tasks: dict[str, str] = {}
        self.unsettled: set[str] = set()
