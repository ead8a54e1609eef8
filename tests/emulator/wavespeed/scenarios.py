"""The misbehaviours that a test can order, by name, with their options (sheet, part E3).

Cues of the stage "submit" are drawn once per submit POST with a good key and stay with the job
that it creates; "ticket", "put", "binary" per upload step; the rest per call of their route.
Options named `fetches` bound how many downloads of one output go wrong (None: all of them),
`index` says which outputs are meant (a position, a list of positions, None: all of them).
"""

from types import MappingProxyType

from tests.emulator.script import Scenario


def _submit(**defaults: object) -> Scenario:
    return Scenario("submit", defaults)


def _delivery(**defaults: object) -> Scenario:
    return Scenario("submit", {"index": None, "fetches": None, **defaults})


_BEFORE_COMMIT = {
    "reset_receiving": _submit(),
    "unauthorised": _submit(),
    "forbidden": _submit(error_code="account_restricted"),
    # form: "402", "400", "403" or "200" (HTTP 200 around another code)
    "no_money": _submit(form="402"),
    "rate_limited": _submit(retry_after=None),
    "server_error": _submit(status=500),
    "redirected": _submit(status=307),
    # seconds None: until release(); the job is made even if the client has gone
    "commit_delayed": _submit(seconds=None),
}

_AFTER_COMMIT = {
    "reply_dropped": _submit(how="close"),
    "reply_delayed": _submit(seconds=None),
    "gateway_timeout": _submit(status=504),
    "garbled_reply": _submit(),
    "no_envelope": _submit(),
    "foreign_get_url": _submit(),
    "sync_timeout": _submit(),
    # hidden from the first `calls` history lists, and for `seconds`; calls None: for ever
    "history_lag": _submit(calls=0, seconds=0.0),
}

_COURSE = {
    "service_time": _submit(seconds=1.0),
    "moderated": _submit(),
    "failed": _submit(code=1403, error="Task execution failed."),
    "ends_as": _submit(word="cancelled"),
    "stuck": _submit(),
    # polls None: for ever; after: polls that go well first
    "unknown_word": _submit(word="paused", polls=None),
    "early_404": _submit(polls=2),
    "poll_rate_limited": _submit(polls=1, retry_after=None),
    "poll_page": _submit(polls=3, status=502, after=0),
    "poll_reset": _submit(polls=1),
}

_OUTPUTS = {
    "fewer": _submit(count=None),
    "extra": _submit(count=1),
    "no_outputs": _submit(),
    "shuffled": _submit(seed=0),
    "collage": _submit(),
    # the output at `index` shows the anchor at `anchor` instead
    "anchor_returned": _submit(index=0, anchor=0),
    "base64_outputs": _submit(data_uri=False),
    "object_outputs": _submit(key="url"),
}

_TEXTS = {
    # what the optimiser gives in place of a better prompt
    "other_text": _submit(text=""),
}

_DELIVERY = {
    # reissue: the next GET of the result after a vain fetch gives a new address that works
    "output_expired": _delivery(status=404, reissue=True),
    "output_error": _delivery(status=503),
    "output_truncated": _delivery(fraction=0.5),
    "output_reset": _delivery(fraction=0.5),
    "output_html": _delivery(),
    "output_huge": _delivery(length=5_000_000_000),
    "output_endless": _delivery(),
    "output_bomb": _delivery(),
    "output_slow": _delivery(chunk_bytes=64, pause_s=0.05),
    "output_wrong_type": _delivery(media_type="image/jpeg"),
    "output_damaged": _delivery(),
    # to: "private", "foreign", "file", "chain" or an address; hops: length of the chain
    "output_redirected": _delivery(to="private", hops=4),
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

_FREE_CALLS = {
    f"{stage}_error": Scenario(stage, {"status": 500, "retry_after": None})
    for stage in ("history", "balance", "models", "price", "billings")
}

SCENARIOS = MappingProxyType(
    _BEFORE_COMMIT
    | _AFTER_COMMIT
    | _COURSE
    | _OUTPUTS
    | _TEXTS
    | _DELIVERY
    | _UPLOADS
    | _FREE_CALLS
)

DELIVERY = tuple(_DELIVERY)
