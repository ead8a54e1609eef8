"""What Ark's error codes mean (sheet, 1.8): the code goes before the HTTP status."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import msgspec

from seedream_desktop.domain.errors import (
    AccountRefused,
    Billed,
    NothingSent,
    Refused,
    SeedreamError,
    Unreachable,
)
from seedream_desktop.domain.request import Trouble
from seedream_desktop.net.reply import Reply
from seedream_desktop.providers._wire import free_trouble, paid_trouble, service_text

TITLE: Final = "BytePlus Ark"

_BROKEN_STATUS: Final = 500


@dataclass(frozen=True, slots=True)
class Fault:
    """What the service names as wrong: its own code, its words on one line, and the status."""

    code: str
    said: str
    status: int = 200
    retry_after_s: float | None = None


def _no(code: str) -> Callable[[Fault], SeedreamError]:
    return lambda fault: Refused(code, service=TITLE, said=fault.said)


def _account(code: str) -> Callable[[Fault], SeedreamError]:
    return lambda fault: AccountRefused(code, service=TITLE, said=fault.said)


def _later(fault: Fault) -> SeedreamError:
    return NothingSent("rate_limited", retry_after_s=fault.retry_after_s, service=TITLE)


def _broken(fault: Fault) -> SeedreamError:
    return NothingSent(
        "service_in_trouble",
        retry_after_s=fault.retry_after_s,
        service=TITLE,
        status=max(fault.status, _BROKEN_STATUS),
        said=fault.said,
    )


_INACTIVE: Final = _account("model_not_activated")
_MEANS: Final[Mapping[str, Callable[[Fault], SeedreamError]]] = {
    "InputTextSensitiveContentDetected": _no("prompt_moderated"),
    "InputTextRiskDetection": _no("prompt_moderated"),
    "InputImageSensitiveContentDetected": _no("reference_moderated"),
    "InputImageRiskDetection": _no("reference_moderated"),
    "OutputImageSensitiveContentDetected": _no("result_moderated"),
    "OutputImageRiskDetection": _no("result_moderated"),
    "OutputTextSensitiveContentDetected": _no("result_moderated"),
    "OutputTextRiskDetection": _no("result_moderated"),
    "SensitiveContentDetected": _no("content_moderated"),
    "ContentSecurityDetectionError": _no("service_failed_free"),
    "AuthenticationError": _account("key_refused"),
    "InvalidAccountStatus": _account("account_refused"),
    "AccessDenied": _account("account_refused"),
    "AccountOverdueError": _account("balance_too_low"),
    "OperationDenied.ServiceOverdue": _account("balance_too_low"),
    "OperationDenied.ServiceNotOpen": _INACTIVE,
    "ModelNotOpen": _INACTIVE,
    "InvalidEndpointOrModel": _INACTIVE,
    "InvalidEndpoint": _INACTIVE,
    # Both come as 429 and neither passes by itself: the user has to act.
    "QuotaExceeded": _account("quota_used_up"),
    "SetLimitExceeded": _account("own_limit_reached"),
    "ModelAccountIpmRateLimitExceeded": _later,
    "ModelAccountRpmRateLimitExceeded": _later,
    "ModelAccountTpmRateLimitExceeded": _later,
    "APIAccountRpmRateLimitExceeded": _later,
    "AccountRateLimitExceeded": _later,
    "RateLimitExceeded": _later,
    "RequestBurstTooFast": _later,
    "InflightBatchsizeExceeded": _later,
    "ServerOverloaded": _later,
    "InternalServiceError": _broken,
}
"""By the code, or by what stands before its first dots. Pictures that were made are what is
billed, so that no error with which none comes has cost anything."""

_MODERATED: Final = frozenset(
    {"prompt_moderated", "reference_moderated", "result_moderated", "content_moderated"}
)


def fault_in(node: Any, *, status: int = 200, retry_after_s: float | None = None) -> Fault | None:
    """Return what an error object of the service says; None where it is none."""
    code = node.get("code") if isinstance(node, dict) else None
    if not isinstance(code, str) or not code:
        return None
    said = service_text(msgspec.json.encode(node))
    return Fault(code=code, said=said, status=status, retry_after_s=retry_after_s)


def error_of(fault: Fault) -> SeedreamError:
    """Return the error of an order of which the service says that nothing came."""
    return (_meaning(fault.code) or _no("service_refused"))(fault)


def trouble_of(fault: Fault) -> Trouble:
    """Return why one picture is not there; it is not billed."""
    code = "result_withheld" if error_of(fault).code in _MODERATED else "result_failed"
    return Trouble(code=code, billed=Billed.NO, params={"service": TITLE, "said": fault.said})


def order_trouble(reply: Reply) -> SeedreamError | None:
    """Return what an answer to an order means that is no success; None for a 2xx.

    A code of the service's is its word. Without a known one the status is judged as of any
    service: a page of a gateway says nothing.
    """
    fault = _fault_of(reply)
    means = _meaning(fault.code) if fault is not None else None
    if fault is None or means is None or reply.status // 100 == 2:  # noqa: PLR2004
        return paid_trouble(TITLE, reply)
    return means(fault)


def question_trouble(reply: Reply) -> SeedreamError | None:
    """Return what an answer to a free call means that is no success; None for a 2xx."""
    trouble = order_trouble(reply)
    if isinstance(trouble, AccountRefused):
        return trouble
    plain = free_trouble(TITLE, reply)
    if plain is None or isinstance(plain, Unreachable):
        return plain
    return Unreachable(
        "service_in_trouble", service=TITLE, status=reply.status, said=service_text(reply.body)
    )


def _fault_of(reply: Reply) -> Fault | None:
    try:
        body = msgspec.json.decode(reply.body)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
    node = body.get("error") if isinstance(body, dict) else None
    return fault_in(node, status=reply.status, retry_after_s=reply.retry_after_s)


def _meaning(code: str) -> Callable[[Fault], SeedreamError] | None:
    """Return what a code means, by its longest part that is known."""
    while code and code not in _MEANS:
        code = code.rpartition(".")[0]
    return _MEANS.get(code)
