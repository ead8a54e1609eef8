"""Requests that repeat earlier ones by the user's own decision, linked to them."""

from collections.abc import Sequence
from dataclasses import replace

from seedream_desktop.domain.ids import RequestId, fresh_id
from seedream_desktop.domain.request import Request, RequestState, Target


def again(request: Request, targets: Sequence[Target] | None = None) -> Request:
    """Return a new QUEUED request for the frames of an earlier one, or for some of them.

    cost_micros stays: the price of fewer frames is never above it, and what is asked for is
    counted anew when it is sent.
    """
    return replace(
        request,
        id=RequestId(fresh_id("rq")),
        state=RequestState.QUEUED,
        targets=request.targets if targets is None else tuple(targets),
        version=0,
        recipe=None,
        remote_id=None,
        attempts=0,
        charged_micros=0,
        trouble=None,
        not_before=0.0,
        resend_of=request.id,
        is_unawaited=False,
        is_unsent=False,
        sent_at=0.0,
        accepted_at=0.0,
        ended_at=0.0,
    )
