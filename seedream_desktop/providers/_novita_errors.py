"""What Novita's refusals mean: by their reason first, as its pages differ on the status (2.4)."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

import msgspec

from seedream_desktop.domain.errors import (
    AccountRefused,
    NothingSent,
    OutcomeUnknown,
    Refused,
    SeedreamError,
    Unreachable,
)
from seedream_desktop.net.reply import Reply
from seedream_desktop.providers._wire import (
    OK,
    BadReply,
    decoded,
    free_trouble,
    paid_trouble,
    refusal,
    service_text,
)

TITLE: Final = "Novita AI"

_TOO_MANY: Final = "RATE_LIMIT_EXCEEDED"
_ACCOUNT: Final[Mapping[str, str]] = {
    "MISSING_API_KEY": "key_refused",
    "INVALID_API_KEY": "key_refused",
    "BILLING_BALANCE_NOT_ENOUGH": "balance_too_low",
    "NOT_ENOUGH_BALANCE": "balance_too_low",
    "BILLING_AUTH_FAILED": "account_refused",
    "API_NOT_ALLOWED": "account_refused",
    "NEED_REAL_NAME_VERIFY": "account_refused",
}
_ORDER: Final[Mapping[str, str]] = {
    "ILLEGAL_PROMPT": "moderated",
    "ILLEGAL_IMAGE_CONTENT": "moderated",
    "IMAGE_FILE_EXCEEDS_MAX_SIZE": "reference_refused",
    "INVALID_IMAGE_FORMAT": "reference_refused",
    "IMAGE_EXCEEDS_MAX_RESOLUTION": "reference_refused",
    "INVALID_IMAGE_SIZE": "service_refused",
    "INVALID_REQUEST_BODY": "service_refused",
}
_MAYBE_MADE: Final = frozenset(
    {"BILLING_FAILED", "CREATE_TASK_FAILED", "GET_RESULT_FAILED", "TASK_FAILED"}
)
"""Said of work that was begun: what became of it, and of its price, nothing tells."""

_FAULTS: Final = range(400, 600)
_OWN_FAULTS: Final = range(400, 500)


class Words(msgspec.Struct):
    """The places of a refusal's reason and code; some gateways put them inside "error"."""

    code: Any = None
    reason: Any = None
    error: Any = None


def order_trouble(reply: Reply) -> SeedreamError:
    """Return what an answer to an order means that holds no pictures.

    Whatever comes under 5xx leaves the outcome unknown: nothing is promised of its price.
    """
    reason, status, said = _read(reply)
    if status in _OWN_FAULTS and reason not in _MAYBE_MADE:
        if reason == _TOO_MANY:
            return NothingSent("rate_limited", retry_after_s=reply.retry_after_s, service=TITLE)
        told = _refused(reason, status, said) or paid_trouble(TITLE, replace(reply, status=status))
        if told is not None:
            return told
    return OutcomeUnknown("answer_unclear", service=TITLE, status=reply.status, said=said)


def question_trouble(reply: Reply) -> SeedreamError | None:
    """Return what an answer to a free call means that is no success; None for a success."""
    reason, status, said = _read(reply)
    if reason == _TOO_MANY:
        wait_s = reply.retry_after_s
        return Unreachable(
            "service_in_trouble", retry_after_s=wait_s, service=TITLE, status=status, said=said
        )
    if status in _OWN_FAULTS and reason in _ACCOUNT:
        return AccountRefused(_ACCOUNT[reason], service=TITLE, said=said)
    return free_trouble(TITLE, replace(reply, status=status))


def _read(reply: Reply) -> tuple[str, int, str]:
    """Return the reason, the status (the body's own where the head says success), the words."""
    try:
        words = decoded(reply.body, Words)
    except BadReply:
        words = Words()
    inner = words.error if isinstance(words.error, dict) else {}
    places = (words.reason, inner.get("reason"), inner.get("code"), words.code)
    reasons = (place.strip().upper() for place in places if isinstance(place, str))
    reason = next((text for text in reasons if text and not text.isdigit()), "")
    status = reply.status
    if status == OK:
        status = _status_inside(words.code, reason)
    return reason, status, service_text(reply.body) or reason


def _status_inside(code: Any, reason: str) -> int:
    """Return the status that a body under HTTP 200 means."""
    if isinstance(code, int) and not isinstance(code, bool) and code in _FAULTS:
        return code
    is_no = reason == _TOO_MANY or reason in _ACCOUNT or reason in _ORDER
    return _OWN_FAULTS.start if is_no else OK


def _refused(reason: str, status: int, said: str) -> Refused | None:
    if reason in _ACCOUNT:
        return AccountRefused(_ACCOUNT[reason], service=TITLE, said=said)
    if reason not in _ORDER:
        return None
    match _ORDER[reason]:
        case "service_refused":
            return refusal(TITLE, status, said)
        case "moderated":
            return Refused("moderated", service=TITLE, number="", said=said)
    return Refused(_ORDER[reason], service=TITLE, said=said)
