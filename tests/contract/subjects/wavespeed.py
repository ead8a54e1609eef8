"""WaveSpeedAI under contract (sheet, parts A3 to A7)."""

from seedream_desktop.domain.errors import Billed, NothingSent, Unreachable
from seedream_desktop.providers.wavespeed import WaveSpeed
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
from tests.emulator.wavespeed import WaveSpeedEmulator
from tests.fixtures.stages import Stage
from tests.fixtures.wavespeed import JOB, MODEL, OUTPUTS, order

_BUSY = Said(Unreachable, "service_in_trouble")
_ENVELOPE = ("created", "processing", "completed", "sync_wait_ended", "code_as_text")

SUBJECT = Subject(
    id="wavespeed",
    title="WaveSpeedAI",
    adapter=WaveSpeed,
    order=lambda _: order(),
    model=MODEL,
    has_uploads=True,
    has_history=True,
    has_prices=True,
    sold={
        f"order_{name}": accepted(JOB)
        for name in (
            *_ENVELOPE,
            "bare_id",
            "no_envelope",
            "no_envelope_own_code",
            "job_under_bad_code",
        )
    },
    refused={
        "refused_parameters": no("service_refused"),
        "refused_other_error_shape": no("service_refused"),
        "refused_unknown_model": no("service_refused"),
        "refused_in_envelope": no("service_refused"),
        "refused_in_envelope_task_code": no("service_refused"),
        "refused_bad_key": never("key_refused"),
        "refused_bad_key_no_words": never("key_refused"),
        "refused_bad_key_in_envelope": never("key_refused"),
        "refused_role": never("account_refused"),
        "refused_no_money_402": never("balance_too_low"),
        "refused_no_money_400": never("balance_too_low"),
        "refused_no_money_403": never("balance_too_low"),
        "refused_no_money_200": never("balance_too_low"),
        "refused_no_money_200_as_500": never("balance_too_low"),
    },
    passing={
        "passing_429_with_wait": Said(NothingSent, "rate_limited", 17.0),
        "passing_429": Said(NothingSent, "rate_limited"),
        "passing_429_page": Said(NothingSent, "rate_limited"),
        "passing_429_in_envelope": Said(NothingSent, "rate_limited"),
    },
    unclear=(
        "unclear_500",
        "unclear_500_about_money",
        "unclear_503",
        "unclear_408",
        "unclear_no_id",
        "unclear_empty_id",
        "unclear_id_of_another_kind",
        "unclear_no_data",
        "unclear_envelope_500",
        "unclear_envelope_5000",
        "unclear_400_with_a_job",
    ),
    order_needs=(
        Lack("order_created", "data", "data"),
        Lack("order_created", "data.id", "id"),
    ),
    jobs={
        **{f"job_{word}": running(word) for word in ("created", "processing", "paused", "queued")},
        "order_sync_wait_ended": running("processing"),
        "job_completed": finished(*OUTPUTS),
        "job_completed_no_envelope": finished(*OUTPUTS),
        "job_completed_empty": finished(),
        "job_completed_null": finished(),
        "job_completed_mixed": finished(*OUTPUTS, STORED, STORED, STORED),
        "job_completed_one_unreadable": finished(
            OUTPUTS[0], missing("output_unreadable"), OUTPUTS[1]
        ),
        "job_completed_damaged": finished(missing("output_damaged")),
        "job_failed_1200": failed("moderated"),
        "job_failed_1400": failed("parameters_refused"),
        "job_failed_1401": failed("parameters_refused"),
        "job_failed_1402": failed("reference_not_fetched"),
        "job_failed_1403": failed("job_failed"),
        "job_failed_1405": failed("job_failed"),
        "job_failed_5000": failed("service_failed"),
        "job_failed_5003": failed("service_failed"),
        "job_failed_5004": failed("job_timed_out"),
        "job_failed_9999": failed("job_failed"),
        "job_failed_code_as_text": failed("moderated"),
        "job_failed_no_code": failed("job_failed"),
        "job_failed_under_bad_code": failed("moderated"),
        "job_FAILED": failed("job_failed"),
        "job_timeout": failed("job_timed_out"),
        "job_cancelled": failed("job_cancelled", Billed.UNKNOWN),
        "job_deleted": failed("job_deleted", Billed.YES),
    },
    gone=("gone_404", "gone_410", "gone_in_envelope"),
    later={
        "later_503": _BUSY,
        "later_429": Said(Unreachable, "service_in_trouble", 3.0),
        "later_429_in_envelope": _BUSY,
        "later_500_in_envelope": _BUSY,
        "later_400": Said(Unreachable, "poll_refused"),
    },
    job_needs=(Lack("job_created", "data", "data"), Lack("job_created", "data.status", "status")),
    accounts={
        "account": 12_340_000,
        "account_balance_as_text": 100_000,
        "account_overdrawn": -250_000,
    },
    account_refused={
        "account_key_refused": never("key_refused"),
        "account_key_refused_in_envelope": never("key_refused"),
        "account_forbidden": never("account_refused"),
    },
    account_later=("account_odd_balance",),
    account_needs=(
        Lack("account", "data", "data"),
        Lack("account", "data.balance", "balance"),
    ),
)

STAGE = Stage(
    id="wavespeed",
    emulator=WaveSpeedEmulator,
    family="seedream-4.0",
    price_micros=27_000,
    paid_path="/bytedance/",
)
