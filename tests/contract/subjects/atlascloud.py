"""Atlas Cloud under contract (sheet, parts B3 to B7)."""

from seedream_desktop.domain.errors import Billed, NothingSent, Unreachable
from seedream_desktop.providers.atlascloud import AtlasCloud
from tests.contract.suite import (
    STORED,
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
from tests.emulator.atlascloud import AtlasCloudEmulator
from tests.fixtures.atlascloud import JOB, MODEL, OUTPUTS, order
from tests.fixtures.stages import Stage

_BUSY = Said(Unreachable, "service_in_trouble")
_WITH_AN_ID = (
    "starting",
    "code_as_text",
    "no_envelope",
    "completed",
    "failed_under_bad_code",
    "id_under_500",
    "id_under_429",
)
_LATER = (
    "later_429",
    "later_429_in_envelope",
    "later_500",
    "later_500_in_envelope",
    "later_503",
    "later_504",
)
_RUNNING = ("created", "pending", "queued", "starting", "processing", "running", "paused")

SUBJECT = Subject(
    id="atlascloud",
    title="Atlas Cloud",
    adapter=AtlasCloud,
    order=lambda _: order(),
    model=MODEL,
    has_uploads=True,
    has_prices=True,
    sold={
        **{f"order_{name}": accepted(JOB) for name in _WITH_AN_ID},
        "order_results_without_id": finished(OUTPUTS[0], STORED, charged_micros=64_000),
    },
    refused={
        "refused_parameters": no("service_refused"),
        "refused_unknown_model": no("service_refused"),
        "refused_too_large": no("service_refused"),
        "refused_by_schema": no("service_refused"),
        "refused_in_envelope": no("service_refused"),
        "refused_in_envelope_code_as_text": no("service_refused"),
        "refused_moderated": no("moderated"),
        "refused_moderated_in_envelope": no("moderated"),
        "refused_failed_at_once": no("job_failed"),
        "refused_bad_key": never("key_refused"),
        "refused_bad_key_other_shape": never("key_refused"),
        "refused_bad_key_in_envelope": never("key_refused"),
        "refused_monthly_limit": never("account_refused"),
        "refused_region": never("account_refused"),
        "refused_no_money_402": never("balance_too_low"),
        "refused_no_money_200": never("balance_too_low"),
        "refused_no_money_200_no_words": never("balance_too_low"),
    },
    passing={
        name: Said(NothingSent, "rate_limited")
        for name in ("passing_429", "passing_429_page", "passing_429_in_envelope")
    },
    unclear=(
        "unclear_500",
        "unclear_500_about_content",
        "unclear_503",
        "unclear_504",
        "unclear_408",
        "unclear_no_id",
        "unclear_empty_id",
        "unclear_id_of_another_kind",
        "unclear_cancelled_no_id",
        "unclear_failed_and_priced_no_id",
        "unclear_no_data",
        "unclear_envelope_500",
    ),
    order_needs=(
        Lack("order_starting", "data", "data"),
        Lack("order_starting", "data.id", "id"),
    ),
    jobs={
        **{f"job_{word}": running(word) for word in _RUNNING},
        "job_completed": finished(*OUTPUTS),
        "job_completed_price_told": finished(*OUTPUTS, charged_micros=96_000),
        "job_succeeded": finished(*OUTPUTS),
        "job_completed_code_as_text": finished(*OUTPUTS),
        "job_completed_no_envelope": finished(*OUTPUTS),
        "job_completed_output": finished(OUTPUTS[0]),
        "job_completed_empty": finished(),
        "job_completed_null": finished(),
        "job_completed_mixed": finished(*OUTPUTS, STORED, STORED, STORED),
        "job_completed_one_unreadable": finished(
            OUTPUTS[0], missing("output_unreadable"), OUTPUTS[1]
        ),
        "job_completed_damaged": finished(missing("output_damaged")),
        "job_failed": failed("job_failed"),
        "job_failed_envelope": failed("job_failed"),
        "job_failed_http": failed("job_failed"),
        "job_failed_no_envelope": failed("job_failed"),
        "job_failed_priced": failed("job_failed", Billed.YES),
        "job_moderated": failed("moderated"),
        "job_moderated_code_as_text": failed("moderated"),
        "job_moderated_http": failed("moderated"),
        "job_moderated_by_words": failed("moderated"),
        "job_timeout": failed("job_timed_out"),
        "job_cancelled": failed("job_cancelled", Billed.UNKNOWN),
        "job_canceled": failed("job_cancelled", Billed.UNKNOWN),
        "job_error": failed("job_failed", Billed.UNKNOWN),
        "job_rejected": failed("job_failed", Billed.UNKNOWN),
    },
    gone=("gone_404", "gone_400", "gone_422", "gone_in_envelope"),
    later=dict.fromkeys(_LATER, _BUSY),
    job_needs=(
        Lack("job_processing", "data", "data"),
        Lack("job_processing", "data.status", "status"),
    ),
    accounts={
        "account": 125_500_000,
        "account_overdrawn": -250_000,
        "account_other_currency": None,
        "account_may_not_see_it": None,
    },
    account_refused={
        "account_key_refused": never("key_refused"),
        "account_key_refused_in_envelope": never("key_refused"),
    },
    account_later=("account_odd_balance",),
    account_needs=(
        Lack("account", "available", "available"),
        Lack("account", "available.value", "value"),
    ),
)

STAGE = Stage(
    id="atlascloud",
    emulator=AtlasCloudEmulator,
    family="seedream-4.0",
    price_micros=27_000,
    paid_path="/generateImage",
)
