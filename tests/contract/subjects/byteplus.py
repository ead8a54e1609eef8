"""BytePlus Ark under contract (sheet, part 1)."""

from seedream_desktop.domain.errors import Billed, NothingSent
from seedream_desktop.providers.ark import Ark
from tests.contract.suite import STORED, Lack, Said, Subject, finished, missing, never, no
from tests.emulator.byteplus import BytePlusEmulator
from tests.fixtures.ark import GROUP, order
from tests.fixtures.stages import Stage

_ADDRESS = (
    "https://ark-content-generation-v2-ap-southeast-1.tos-ap-southeast-1.bytepluses.com/x_0.jpeg"
    "?X-Tos-Expires=86400&X-Tos-Signature=ab%2Bc"
)
_STREAMED = "https://ark-content.example/0.jpeg?X-Tos-Expires=86400"
_TWO = finished(STORED, STORED)
_LATER = Said(NothingSent, "rate_limited")
_BROKEN = Said(NothingSent, "service_in_trouble")
_WITHHELD = missing("result_withheld", Billed.NO)
_FAILED = missing("result_failed", Billed.NO)
_GARBLED = missing("output_garbled")

SUBJECT = Subject(
    id="byteplus",
    title="BytePlus Ark",
    adapter=Ark,
    order=order,
    model=GROUP,
    sold={
        "stream_two": _TWO,
        "stream_failed_in_the_middle": finished(STORED, _WITHHELD, STORED),
        **{
            f"stream_{name}": _TWO
            for name in (
                *("comments", "out_of_turn", "no_completed", "no_done", "without_names"),
                *("same_place", "no_place", "unknown_event"),
            )
        },
        "stream_hole": finished(STORED, missing("result_not_sent", Billed.NO), STORED),
        "stream_hole_paid": finished(STORED, missing("result_not_sent"), STORED),
        "stream_url": finished(_STREAMED, STORED),
        "stream_unreadable": finished(_GARBLED, STORED),
        "stream_nothing": finished(),
        "stream_error_after_one": finished(STORED, _FAILED),
        "order_stream_as_json": _TWO,
        "order_one": finished(STORED),
        "order_group_whole": finished(STORED, _WITHHELD, STORED),
        "order_group_internal": finished(STORED, _FAILED),
        "order_group_all_failed": finished(_WITHHELD, _WITHHELD),
        "order_nothing": finished(),
        "order_no_usage": finished(STORED),
        "order_odd_usage": finished(STORED),
        "order_url": finished(_ADDRESS),
        "order_unreadable": finished(_GARBLED, _GARBLED, STORED),
        "order_damaged": finished(missing("output_damaged")),
        "order_error_beside": finished(STORED, _FAILED),
    },
    refused={
        **{
            f"refused_{name}": no("service_refused")
            for name in (
                *("size", "missing", "aspect_with_model", "image", "unknown_code"),
                *("in_stream", "under_200"),
            )
        },
        "refused_in_stream_moderated": no("result_moderated"),
        **{
            f"refused_moderated_{name}": no("prompt_moderated")
            for name in ("text", "text_policy", "text_risk")
        },
        **{
            f"refused_moderated_{name}": no("reference_moderated")
            for name in ("picture", "picture_copyright", "picture_person")
        },
        **{
            f"refused_moderated_{name}": no("result_moderated")
            for name in ("output", "output_deepfake", "output_risk")
        },
        "refused_moderated_generic": no("content_moderated"),
        "refused_moderation_broken": no("service_failed_free"),
        "refused_bad_key": never("key_refused"),
        "refused_account_status": never("account_refused"),
        "refused_access": never("account_refused"),
        "refused_overdue": never("balance_too_low"),
        "refused_service_overdue": never("balance_too_low"),
        **{
            f"refused_{name}": never("model_not_activated")
            for name in ("not_open", "model_not_open", "model_not_found", "model_disabled")
        },
        "refused_quota": never("quota_used_up"),
        "refused_own_limit": never("own_limit_reached"),
    },
    passing={
        **{
            f"passing_429_{name}": _LATER
            for name in (
                *("ipm", "rpm", "tpm", "api", "account", "endpoint", "burst", "inflight"),
                *("overloaded", "unknown"),
            )
        },
        "passing_429_with_wait": Said(NothingSent, "rate_limited", 9.0),
        "passing_503": _LATER,
        "passing_in_stream": _LATER,
        "passing_500": _BROKEN,
        "passing_error_under_200": _BROKEN,
    },
    unclear=(
        "unclear_stream_cut",
        "unclear_stream_empty",
        "unclear_stream_half_event",
        "unclear_stream_no_json",
        "unclear_500_unknown",
        "unclear_503_plain",
        "unclear_no_data",
        "unclear_odd_error",
    ),
    order_needs=(Lack("order_one", "data", "data"),),
    accounts={"account": None, "account_no_models": None},
    account_refused={
        "account_bad_key": never("key_refused"),
        "account_other_scope": never("account_refused"),
        "account_overdue": never("balance_too_low"),
    },
    account_later=("account_later_429", "account_later_404", "account_later_500"),
    account_needs=(Lack("account", "data", "data"),),
)

STAGE = Stage(
    id="byteplus",
    emulator=BytePlusEmulator,
    family="seedream-4.0",
    price_micros=30_000,
    paid_path="/images/generations",
    has_jobs=False,
    is_inside=True,
    streams=True,
    breaks_free=True,
)
