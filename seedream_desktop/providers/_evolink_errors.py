"""EvoLink's refusals: numbers of an older form and words of a newer one (sheet, 3.4 and 3.5)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

import msgspec

from seedream_desktop.domain.errors import (
    AccountRefused,
    FilesFull,
    NothingSent,
    OutcomeUnknown,
    Refused,
    SeedreamError,
    Unreachable,
)
from seedream_desktop.net.reply import Reply
from seedream_desktop.providers._wire import OK, free_trouble, paid_trouble, service_text

TITLE: Final = "EvoLink"
MODERATED: Final = frozenset(
    {
        "content_policy_violation",
        "content_filter",
        "sensitive_content",
        "moderation_blocked",
        "input_moderation_failed",
    }
)
_CONFLICT: Final = "idempotency_conflict"
_PENDING: Final = "paid_outcome_unknown"
_ACCOUNT: Final[Mapping[str, str]] = {
    **dict.fromkeys(("invalid_token", "key_disabled", "key_expired"), "key_refused"),
    **dict.fromkeys(
        (
            "insufficient_quota",
            "insufficient_user_quota",
            "quota_not_enough",
            "account_balance_insufficient",
        ),
        "balance_too_low",
    ),
    **dict.fromkeys(
        (
            "insufficient_token_quota",
            "key_quota_exhausted",
            "token_daily_quota_exceeded",
            "key_daily_quota_exhausted",
            "key_model_not_allowed",
            "model_access_denied",
            "ip_restricted",
            "user_disabled",
        ),
        "account_refused",
    ),
}
_UNSERVED: Final = frozenset({"no_available_channel", "model_unavailable", "service_unavailable"})
"""Words of a 503 that come before any work; its number alone says nothing of that."""

_WRONG: Final = frozenset(
    {"invalid_parameters", "invalid_request", "invalid_media_url", "unsupported_parameters"}
)
_WAITS: Final = frozenset({"upload_token_rate_limited"})
_FILES_FULL: Final = "40003"
_FILES_IN_TROUBLE: Final = "50001"
_BAD_REQUEST: Final = 400
_CLASH: Final = 409
_BUSY: Final = 503
_ERRORS: Final = range(400, 600)


@dataclass(frozen=True, slots=True)
class Said:
    """What an answer says went wrong: the service's own word or number, and its text."""

    code: str
    text: str


def said_wrong(body: bytes) -> Said | None:
    """Return what a body says went wrong; None where it says nothing of the kind.

    Forms: {error: {code, message}}, {success: false, code, msg}, {error, error_description}.
    """
    try:
        told = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
    if not isinstance(told, dict):
        return None
    error = told.get("error")
    if isinstance(error, dict):
        return Said(_word(error.get("code")), service_text(body))
    if isinstance(error, str) and error.strip():
        text = told.get("error_description")
        return Said(error.strip(), text if isinstance(text, str) and text else service_text(body))
    if told.get("success") is False:
        return Said(_word(told.get("code")), service_text(body))
    return None


def paid_no(reply: Reply) -> SeedreamError:
    """Return what an answer to an order means that has no task in it.

    The word goes before the status, the status before a number. A clash of statuses (409) that
    does not say which leaves the outcome unknown.
    """
    said = said_wrong(reply.body)
    if said is not None:
        if said.code == _PENDING:
            return OutcomeUnknown("answer_pending", service=TITLE)
        named = _named(said)
        if named is not None:
            return named
        if said.code in _UNSERVED and reply.status == _BUSY:
            return NothingSent("rate_limited", retry_after_s=reply.retry_after_s, service=TITLE)
    status = _status(reply, said)
    if status != _CLASH:
        trouble = paid_trouble(TITLE, replace(reply, status=status))
        if trouble is not None:
            return trouble
    text = said.text if said is not None else ""
    return OutcomeUnknown("answer_unclear", service=TITLE, status=reply.status, said=text)


def replay_no(reply: Reply) -> SeedreamError:
    """Return the same of an order that was sent again: what is not settled is asked later."""
    error = paid_no(reply)
    if error.code == "answer_pending":
        return Unreachable("answer_pending", retry_after_s=reply.retry_after_s, service=TITLE)
    return error


def free_no(reply: Reply) -> SeedreamError | None:
    """Return what an answer to a free call means that is no success; None for one that is."""
    said = said_wrong(reply.body)
    if said is not None:
        if said.code == _FILES_FULL:
            return FilesFull("files_full", service=TITLE, said=said.text)
        named = _named(said)
        if named is not None:
            return named
        is_passing = said.code in {*_UNSERVED, *_WAITS, _FILES_IN_TROUBLE, _PENDING}
        if is_passing:
            return _in_trouble(reply, said)
    status = _status(reply, said)
    trouble = free_trouble(TITLE, replace(reply, status=status))
    if trouble is not None or said is None:
        return trouble
    return Refused("service_refused", service=TITLE, status=reply.status, said=said.text)


def _named(said: Said) -> Refused | None:
    """Return the refusal that a word stands for, whatever status it comes under."""
    if said.code in _ACCOUNT:
        return AccountRefused(_ACCOUNT[said.code], service=TITLE, said=said.text)
    if said.code in MODERATED:
        return Refused("moderated", service=TITLE, number=said.code, said=said.text)
    if said.code == _CONFLICT:
        return Refused("key_of_another_order", service=TITLE, said=said.text)
    if said.code in _WRONG:
        return Refused("service_refused", service=TITLE, status=_BAD_REQUEST, said=said.text)
    return None


def _status(reply: Reply, said: Said | None) -> int:
    """Return the status that an answer means: under 200, the one that it says inside."""
    if reply.status != OK or said is None or not said.code.isascii() or not said.code.isdigit():
        return reply.status
    number = int(said.code[:6])
    return number if number in _ERRORS else reply.status


def _in_trouble(reply: Reply, said: Said) -> Unreachable:
    wait_s = reply.retry_after_s
    facts: dict[str, Any] = {"service": TITLE, "status": reply.status, "said": said.text}
    return Unreachable("service_in_trouble", retry_after_s=wait_s, **facts)


def _word(code: object) -> str:
    return "" if code is None or isinstance(code, dict | list | bool) else str(code).strip()
