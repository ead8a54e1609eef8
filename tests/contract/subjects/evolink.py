"""EvoLink under contract (sheet, sections 3.1 to 3.7)."""

from seedream_desktop.domain.errors import Billed, NothingSent, Unreachable
from tests.contract.suite import (
    Lack,
    Said,
    Subject,
    accepted,
    failed,
    finished,
    missing,
    never,
    no,
    running,
)
from tests.emulator.evolink import EvoLinkEmulator
from tests.fixtures.evolink import MODEL, OUTPUTS, TASK, made, order
from tests.fixtures.stages import Stage

_SOLD = ("pending", "processing", "replayed", "completed", "failed_at_once", "task_under_500")
_WRONG = (
    "parameters",
    "parameters_word",
    "media_url",
    "unsupported",
    "word_under_200",
    "other_shape",
    "too_large",
    "media_kind",
    "unknown_model",
    "number_under_200",
)
_CONTENT = (
    "content_policy_violation",
    "content_filter",
    "sensitive_content",
    "moderation_blocked",
    "input_moderation_failed",
)
_KEY = ("bad_key", "bad_key_word", "key_disabled", "key_expired")
_MONEY = (
    "no_money",
    "no_money_200",
    "insufficient_quota",
    "insufficient_user_quota",
    "quota_not_enough",
    "account_balance_insufficient",
)
_ACCOUNT = (
    "insufficient_token_quota",
    "key_quota_exhausted",
    "token_daily_quota_exceeded",
    "key_daily_quota_exhausted",
    "permission",
    "key_model_not_allowed",
    "model_access_denied",
    "ip_restricted",
    "user_disabled",
)
_UNSERVED = ("no_available_channel", "model_unavailable", "service_unavailable")
_SERVICE = (
    "model_unavailable",
    "resource_exhausted",
    "quota_exceeded",
    "service_error",
    "service_unavailable",
    "upstream_error",
    "rate_limited",
)
_BUSY = Said(Unreachable, "service_in_trouble")

SUBJECT = Subject(
    id="evolink",
    title="EvoLink",
    adapter=made,
    order=lambda _: order(),
    model=MODEL,
    has_uploads=True,
    has_history=True,
    sold={f"order_{name}": accepted(TASK) for name in _SOLD},
    refused={
        **{f"refused_{name}": no("service_refused") for name in _WRONG},
        **{f"refused_{name}": no("moderated") for name in _CONTENT},
        **{f"refused_{name}": never("key_refused") for name in _KEY},
        **{f"refused_{name}": never("balance_too_low") for name in _MONEY},
        **{f"refused_{name}": never("account_refused") for name in _ACCOUNT},
        "refused_conflict": no("key_of_another_order"),
    },
    passing={
        "passing_429": Said(NothingSent, "rate_limited"),
        "passing_429_with_wait": Said(NothingSent, "rate_limited", 7.0),
        **{f"passing_503_{name}": Said(NothingSent, "rate_limited") for name in _UNSERVED},
    },
    unclear=(
        "unclear_pending",
        "unclear_409",
        "unclear_500",
        "unclear_500_word",
        "unclear_502",
        "unclear_503_number",
        "unclear_408",
        "unclear_model_unavailable_200",
        "unclear_no_id",
        "unclear_empty_id",
        "unclear_id_of_another_kind",
        "unclear_success_false",
    ),
    order_needs=(Lack("order_pending", "id", "id"),),
    jobs={
        **{f"job_{word}": running(word) for word in ("pending", "processing", "queued")},
        "job_completed": finished(*OUTPUTS),
        "job_succeeded": finished(*OUTPUTS),
        "job_completed_credits": finished(*OUTPUTS, charged_micros=84_000),
        "job_completed_cost": finished(*OUTPUTS, charged_micros=84_000),
        "job_completed_usd": finished(*OUTPUTS, charged_micros=84_000),
        "job_completed_two_bills": finished(*OUTPUTS, charged_micros=84_000),
        "job_completed_odd_bill": finished(*OUTPUTS),
        "job_completed_free_bill": finished(*OUTPUTS),
        "job_completed_negative_bill": finished(*OUTPUTS),
        "job_completed_huge_bill": finished(*OUTPUTS),
        "job_completed_both": finished(*OUTPUTS),
        "job_completed_data_object": finished(OUTPUTS[0]),
        "job_completed_empty": finished(),
        "job_completed_one_unreadable": finished(
            OUTPUTS[0], missing("output_unreadable"), OUTPUTS[1]
        ),
        "job_failed_content_policy_violation": failed("moderated"),
        "job_failed_invalid_parameters": failed("parameters_refused"),
        "job_failed_image_dimension_mismatch": failed("parameters_refused"),
        "job_failed_image_processing_error": failed("reference_not_fetched"),
        "job_failed_request_cancelled": failed("job_cancelled"),
        "job_failed_generation_timeout": failed("job_timed_out"),
        **{f"job_failed_{word}": failed("service_failed") for word in _SERVICE},
        "job_failed_resource_not_found": failed("job_failed"),
        "job_failed_generation_failed_no_content": failed("job_failed"),
        "job_failed_unknown_error": failed("job_failed"),
        "job_failed_no_error": failed("job_failed"),
        "job_failed_billed": failed("job_failed", Billed.YES),
        "job_cancelled": failed("job_cancelled", Billed.UNKNOWN),
    },
    gone=("gone_404", "gone_404_word", "gone_404_under_200"),
    later={
        **{f"later_{status}": _BUSY for status in (429, 500, 502, 503)},
        "later_503_word": _BUSY,
        "later_400": Said(Unreachable, "poll_refused"),
        "later_task_under_502": _BUSY,
    },
    job_needs=(Lack("job_processing", "status", "status"),),
    accounts={"account": 5_150_000, "account_overdrawn": -100_000, "account_as_text": 1_000_000},
    account_refused={
        "account_key_refused": never("key_refused"),
        "account_key_refused_under_200": never("key_refused"),
        "account_key_disabled": never("key_refused"),
        "account_not_allowed": never("account_refused"),
    },
    account_later=("account_odd_balance",),
    account_needs=(
        Lack("account", "data.user", "user"),
        Lack("account", "data.user.remaining_credits", "remaining_credits"),
    ),
)

STAGE = Stage(
    id="evolink",
    emulator=EvoLinkEmulator,
    family="seedream-4.0",
    price_micros=22_500,
    paid_path="/v1/images/generations",
)
