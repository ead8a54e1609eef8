"""What all services' replies have in common: reading them strictly, and naming refusals."""

import re
from datetime import UTC, datetime
from decimal import Decimal
from typing import Final, TypeVar

import msgspec

from seedream_desktop.domain.errors import (
    AccountRefused,
    NothingSent,
    OutcomeUnknown,
    Refused,
    RemoteGone,
    SeedreamError,
    Unreachable,
)
from seedream_desktop.domain.money import MICROS_PER_USD
from seedream_desktop.net.reply import Reply

Shape = TypeVar("Shape")

OK: Final = 200
UNAUTHORISED: Final = 401
PAYMENT_REQUIRED: Final = 402
FORBIDDEN: Final = 403
NOT_FOUND: Final = 404
GONE: Final = 410
TOO_MANY: Final = 429
NOT_HERE: Final = 451

_TIMED_OUT: Final = frozenset({408, 425, 499})
_BY_WORDS: Final = frozenset({OK, 400, PAYMENT_REQUIRED, FORBIDDEN})
_NO_MONEY: Final = re.compile(r"insufficient\b.*\b(credit|balance|fund)", re.IGNORECASE | re.DOTALL)
_FIELD: Final = re.compile(r"field `(\w+)`")
_PLACE: Final = re.compile(r"at `\$\.?([^`]*)`")
_TEXT_MAX: Final = 300
_TEXT_FIELDS: Final = ("message", "msg", "error", "detail", "errors")


class BadReply(Exception):
    """A reply that cannot be read; field names what is missing or of another kind."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


def decoded(data: bytes | bytearray | msgspec.Raw, shape: type[Shape]) -> Shape:
    """Read JSON into a shape; what the shape does not name is ignored. Raises BadReply."""
    try:
        return msgspec.json.decode(data, type=shape)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BadReply(_place(str(error))) from error


def _place(told: str) -> str:
    """Return the dotted path that a message of msgspec's is about, "body" for all of it."""
    at = _PLACE.search(told)
    missing = _FIELD.search(told)
    parts = [at[1] if at else "", missing[1] if missing else ""]
    return ".".join(part for part in parts if part) or "body"


def service_text(body: bytes) -> str:
    """Return what a service says went wrong, in its own words, on one line; "" if nothing.

    The order of places covers every shape that the services' own clients look at: message,
    msg, error (a text or an object), detail, errors[0].
    """
    try:
        said = _said(msgspec.json.decode(body))
    except (msgspec.DecodeError, UnicodeDecodeError):
        return ""
    printable = "".join(letter if letter.isprintable() else " " for letter in said)
    return " ".join(printable.split())[:_TEXT_MAX]


def _said(node: object) -> str:
    if isinstance(node, str):
        return node
    if isinstance(node, list):
        return _said(node[0]) if node else ""
    if isinstance(node, dict):
        texts = (_said(node.get(name)) for name in _TEXT_FIELDS)
        return next((text for text in texts if text.strip()), "")
    return ""


def is_about_money(status: int, text: str) -> bool:
    """Say whether a refusal means that the balance is too low, whatever its status.

    No service documents the status; they agree on the words.
    """
    return status == PAYMENT_REQUIRED or (status in _BY_WORDS and bool(_NO_MONEY.search(text)))


def refusal(service: str, status: int, text: str) -> Refused:
    """Return the error of a clear no."""
    if is_about_money(status, text):
        return AccountRefused("balance_too_low", service=service, said=text)
    if status == UNAUTHORISED:
        return AccountRefused("key_refused", service=service, said=text)
    if status in (FORBIDDEN, NOT_HERE):
        return AccountRefused("account_refused", service=service, said=text)
    return Refused("service_refused", service=service, status=status, said=text)


def paid_trouble(service: str, reply: Reply) -> SeedreamError | None:
    """Return what an answer to an order means that is no success; None for a 2xx.

    A 4xx counts as a refusal only when the service says something: a page of a gateway in
    between proves nothing about the order. 429 is free by every service's contract.
    """
    status, text = reply.status, service_text(reply.body)
    if status // 100 == 2:  # noqa: PLR2004 (the class of success)
        return None
    if status == TOO_MANY:
        return NothingSent("rate_limited", retry_after_s=reply.retry_after_s, service=service)
    is_plain = status in (UNAUTHORISED, PAYMENT_REQUIRED)
    if 400 <= status < 500 and status not in _TIMED_OUT and (text or is_plain):  # noqa: PLR2004
        return refusal(service, status, text)
    return OutcomeUnknown("answer_unclear", service=service, status=status, said=text)


def free_trouble(service: str, reply: Reply) -> SeedreamError | None:
    """Return what an answer to a free call means that is no success; None for a 2xx."""
    status, text = reply.status, service_text(reply.body)
    if status // 100 == 2:  # noqa: PLR2004 (the class of success)
        return None
    if status in (NOT_FOUND, GONE) and text:
        return RemoteGone("not_at_service", service=service, said=text)
    is_plain = status in (UNAUTHORISED, PAYMENT_REQUIRED)
    is_passing = status in _TIMED_OUT or status == TOO_MANY or status // 100 != 4  # noqa: PLR2004
    if is_passing or not (text or is_plain):
        return Unreachable(
            "service_in_trouble",
            retry_after_s=reply.retry_after_s,
            service=service,
            status=status,
            said=text,
        )
    return refusal(service, status, text)


def unreadable(service: str, error: BadReply) -> Unreachable:
    """Return the error of a free call whose answer lacks something."""
    return Unreachable("reply_incomplete", service=service, field=error.field)


def micros(amount: float | str) -> int:
    """Return micro-dollars; a balance may be below zero. Raises BadReply."""
    try:
        exact = Decimal(str(amount)) * MICROS_PER_USD
        return int(exact.to_integral_value())
    except (ArithmeticError, ValueError) as error:
        raise BadReply("amount") from error


def price_told(amount: object) -> int | None:
    """Return the micro-dollars of a price that a service tells in a field of any kind.

    None for what is no amount, and for nothing: an order must never look free by mistake.
    """
    if isinstance(amount, bool) or not isinstance(amount, str | float | int):
        return None
    try:
        told = micros(amount)
    except BadReply:
        return None
    return told if told > 0 else None


def seconds(timestamp: str) -> float:
    """Return seconds since 1970 of an RFC 3339 time, its fraction as long as it likes."""
    try:
        moment = datetime.fromisoformat(timestamp)
    except ValueError as error:
        raise BadReply("created_at") from error
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


def timestamp(at: float) -> str:
    """Return an RFC 3339 time in UTC, in whole seconds."""
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
