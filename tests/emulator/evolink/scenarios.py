"""What EvoLink can do wrong (sheet, 3.3 to 3.6): what all services can, and the following."""

from types import MappingProxyType

from tests.emulator.scenarios import JOBS, TO_ALL, free_call, submit
from tests.emulator.script import Scenario

_REPLIES = {
    # how a finished task tells its bill: "credits", "cost", "usd", "" (not at all)
    "bill_told_as": submit(form=""),
    # outputs stand in result_data as objects: "too" beside results, "only" in their place
    "result_data": submit(place="too"),
    "succeeds_as": submit(word="succeeded"),
    # the POST's key is not looked at: each is a sale of its own
    "key_ignored": submit(),
    # the task is there, and its POST says for so many replays that it is not settled
    "outcome_pending": submit(replays=1, retry_after=None, status=409),
    # the task is there, and each replay of its POST says that the key is another order's
    "key_clash": submit(),
    # hidden from the first `calls` lists; None: for ever
    "list_lag": submit(calls=0),
}

_UPLOADS = {
    "upload_reset": Scenario("upload", {"after_bytes": 1}),
    "upload_error": Scenario("upload", {"status": 500, "retry_after": None}),
    # success: false under HTTP 200
    "upload_refused": Scenario("upload", {"code": 40002, "text": "Unsupported file type"}),
}

_FREE_CALLS: dict[str, Scenario] = {}
for _stage in ("credits", "list", "batch", "models", "files"):
    _FREE_CALLS |= free_call(_stage)

SCENARIOS = MappingProxyType(TO_ALL | JOBS | _REPLIES | _UPLOADS | _FREE_CALLS)
