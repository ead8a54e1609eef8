"""What Ark can do wrong (sheet, part 9): what all services can, and the following."""

from types import MappingProxyType

from tests.emulator.scenarios import STREAMS, TO_ALL, submit
from tests.emulator.script import Scenario

_GROUPS = {
    # members of a group that fail alone: at `index`, a position or a list of them
    "partial_failed": submit(index=1, code="OutputImageSensitiveContentDetected"),
    # the member after so many fails for good, and the rest is not tried
    "internal_500": submit(after=1),
    # data[] of a whole answer leaves failed members out
    "failures_left_out": submit(),
    # nothing is made, and that is said under HTTP 200
    "error_under_200": submit(code="InternalServiceError"),
    "times_sign_size": submit(),
    "url_outputs": submit(),
    "no_usage": submit(),
}

_EVENTS = {
    "comments": submit(),
    "crlf": submit(),
    # so many bytes at a time
    "crumbs": submit(bytes=7),
    "no_done": submit(),
    "no_completed": submit(),
    # an event of an error for all, after so many others
    "error_event": submit(after=0, code="InternalServiceError"),
    "unknown_event": submit(),
    # members come by other places than their turn
    "out_of_turn": submit(),
    "json_instead": submit(),
}

_FREE = {
    # code: the service's word for it, "" for its usual one of the status
    "models_error": Scenario("models", {"status": 500, "retry_after": None, "code": ""}),
}

SCENARIOS = MappingProxyType(TO_ALL | STREAMS | _GROUPS | _EVENTS | _FREE)
