"""The misbehaviours that services share, by name, with their options; a service adds its own.

Cues of the stage "submit" are drawn once per paid POST with a good key and stay with the job that
it creates; the rest are drawn per call of their route. Options named `fetches` bound how many
downloads of one output go wrong (None: all of them), `index` says which outputs are meant (a
position, a list of positions, None: all of them).
"""

from tests.emulator.script import Scenario


def submit(**defaults: object) -> Scenario:
    """Return a scenario that a paid POST draws."""
    return Scenario("submit", defaults)


def delivery(**defaults: object) -> Scenario:
    """Return a scenario of the downloads of a job's outputs."""
    return Scenario("submit", {"index": None, "fetches": None, **defaults})


def free_call(stage: str) -> dict[str, Scenario]:
    """Return the failure of a free route, <stage>_error."""
    return {f"{stage}_error": Scenario(stage, {"status": 500, "retry_after": None})}


# Played by counter.py. Nothing is sold.
BEFORE_COMMIT = {
    # the connection breaks while the order is still being sent
    "reset_receiving": submit(),
    "unauthorised": submit(),
    "forbidden": submit(code=""),
    # form: one of the service's ways to say it, see its Voice
    "no_money": submit(form=""),
    # code: the service's word for it, "" for its usual one
    "rate_limited": submit(retry_after=None, code=""),
    # form: "json" the service's own words, "page" a proxy's, "" what is usual for the status
    "server_error": submit(status=500, form="", code=""),
    # any refusal in the service's form
    "refused": submit(status=400, code="", text="The request is refused."),
    "redirected": submit(status=307),
    # seconds None: until release(); the job is made even if the client has gone
    "commit_delayed": submit(seconds=None),
}

# Played by counter.py. The order is sold, and the client does not hear of it as it should.
AFTER_COMMIT = {
    "reply_dropped": submit(how="close"),
    "reply_delayed": submit(seconds=None),
    "gateway_timeout": submit(status=504),
    "garbled_reply": submit(),
    # part of the reply, then the end of the connection
    "reply_cut": submit(fraction=0.5, how="close"),
}

# What becomes of a job that was taken.
COURSE = {
    "service_time": submit(seconds=1.0),
    # code: the service's word for it, "" for its usual one
    "moderated": submit(code=""),
}

# Only where a job lives on after the reply. Played by jobs.py and polled().
JOBS = {
    "failed": submit(code="", error="Task execution failed."),
    "ends_as": submit(word="cancelled"),
    "stuck": submit(),
    # polls None: for ever
    "unknown_word": submit(word="paused", polls=None),
    "early_404": submit(polls=2),
    "poll_rate_limited": submit(polls=1, retry_after=None),
    # after: polls that go well first
    "poll_page": submit(polls=3, status=502, after=0),
    "poll_reset": submit(polls=1),
}

# Played by counter.py and production.py.
OUTPUTS = {
    "fewer": submit(count=None),
    "extra": submit(count=1),
    "no_outputs": submit(),
    "shuffled": submit(seed=0),
    "collage": submit(),
    # the output at `index` shows the anchor at `anchor` instead
    "anchor_returned": submit(index=0, anchor=0),
}

# Played by gallery.py; of what is sent inside a reply, by gallery.enclosed().
DELIVERY = {
    # reissue: the next look at the job after a vain fetch gives a new address that works
    "output_expired": delivery(status=404, reissue=False),
    "output_error": delivery(status=503),
    "output_truncated": delivery(fraction=0.5),
    "output_reset": delivery(fraction=0.5),
    "output_html": delivery(),
    "output_huge": delivery(length=5_000_000_000),
    "output_endless": delivery(),
    "output_bomb": delivery(),
    "output_slow": delivery(chunk_bytes=64, pause_s=0.05),
    "output_wrong_type": delivery(media_type="image/jpeg"),
    "output_damaged": delivery(),
    # to: "private", "foreign", "file", "chain" or an address; hops: length of the chain
    "output_redirected": delivery(to="private", hops=4),
}

# Played by replies.Events, for services that stream.
STREAMS = {
    # the connection ends after so many events; is_midway: in the middle of the next one
    "stream_cut": submit(after=1, how="close", is_midway=False),
    # nothing comes after so many events, for so long; seconds None: until release()
    "stream_stalled": submit(after=1, seconds=None),
}

TO_ALL = BEFORE_COMMIT | AFTER_COMMIT | COURSE | OUTPUTS | DELIVERY
