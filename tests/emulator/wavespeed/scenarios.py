"""What WaveSpeed can do wrong (sheet, part E3): what all services can, and the following."""

from types import MappingProxyType

from tests.emulator.scenarios import JOBS, TO_ALL, delivery, free_call, submit
from tests.emulator.script import Scenario

_REPLIES = {
    "no_envelope": submit(),
    "foreign_get_url": submit(),
    "sync_timeout": submit(),
    # hidden from the first `calls` history lists, and for `seconds`; calls None: for ever
    "history_lag": submit(calls=0, seconds=0.0),
    "failed": submit(code=1403, error="Task execution failed."),
    "base64_outputs": submit(data_uri=False),
    "object_outputs": submit(key="url"),
    # what the optimiser gives in place of a better prompt
    "other_text": submit(text=""),
    "output_expired": delivery(status=404, reissue=True),
}

_UPLOADS = {
    "ticket_rate_limited": Scenario("ticket", {"retry_after": None}),
    "ticket_error": Scenario("ticket", {"status": 500}),
    "ticket_refused": Scenario("ticket", {"message": "Upload failed: quota exceeded"}),
    "ticket_leads_abroad": Scenario("ticket", {}),
    "put_reset": Scenario("put", {"after_bytes": 1}),
    "put_error": Scenario("put", {"status": 503}),
    "put_rate_limited": Scenario("put", {"retry_after": None}),
    "binary_reset": Scenario("binary", {"after_bytes": 1}),
    "binary_rate_limited": Scenario("binary", {"retry_after": None}),
    "binary_error": Scenario("binary", {"status": 500}),
}

_FREE_CALLS: dict[str, Scenario] = {}
for _stage in ("history", "balance", "models", "price", "billings"):
    _FREE_CALLS |= free_call(_stage)

SCENARIOS = MappingProxyType(TO_ALL | JOBS | _REPLIES | _UPLOADS | _FREE_CALLS)
