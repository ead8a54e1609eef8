"""Novita AI under contract (sheet, 2.1 to 2.5)."""

from seedream_desktop.domain.errors import NothingSent
from seedream_desktop.providers.novita import Novita
from tests.contract.suite import STORED, Lack, Said, Subject, finished, missing, never, no
from tests.emulator.novita import NovitaEmulator
from tests.fixtures.novita import GROUP, OUTPUTS, order
from tests.fixtures.stages import Stage

_ONE, _TWO, _THREE = OUTPUTS

SUBJECT = Subject(
    id="novita",
    title="Novita AI",
    adapter=Novita,
    order=order,
    model=GROUP,
    sold={
        "order_urls": finished(_ONE, _TWO),
        "order_data_uris": finished(STORED, STORED),
        "order_bare_base64": finished(STORED, STORED),
        "order_mixed": finished(_ONE, STORED, STORED),
        "order_one": finished(_ONE),
        "order_fewer": finished(_ONE),
        "order_more": finished(_ONE, _TWO, _THREE),
        "order_none": finished(),
        "order_objects": finished(_ONE, _TWO),
        "order_one_unreadable": finished(
            _ONE, missing("output_unreadable"), missing("output_unreadable")
        ),
        "order_one_damaged": finished(STORED, missing("output_damaged")),
        "order_escaped": finished(_ONE, _TWO),
        "order_pictures_beside_an_error": finished(_ONE),
    },
    refused={
        **{
            f"refused_{name}": no("service_refused")
            for name in (
                *("body", "size", "unknown_reason", "no_message", "not_found"),
                *("message_alone", "too_large", "under_200_no_reason"),
            )
        },
        **{
            f"refused_{name}": no("reference_refused")
            for name in ("file_too_large", "format", "resolution")
        },
        **{
            f"refused_{name}": no("moderated")
            for name in ("prompt", "content", "in_object", "under_200", "none_made_under_200")
        },
        **{
            f"refused_{name}": never("key_refused")
            for name in (
                *("no_key", "bad_key_401", "bad_key_403", "bad_key_words"),
                "bad_key_under_200",
            )
        },
        **{f"refused_no_money_{status}": never("balance_too_low") for status in (400, 402, 403)},
        **{
            f"refused_{name}": never("account_refused")
            for name in ("not_allowed", "billing_auth", "real_name")
        },
    },
    passing={
        "passing_429": Said(NothingSent, "rate_limited"),
        "passing_429_with_wait": Said(NothingSent, "rate_limited", 11.0),
        "passing_429_page": Said(NothingSent, "rate_limited"),
        "passing_by_reason": Said(NothingSent, "rate_limited"),
    },
    unclear=(
        "unclear_task_failed",
        "unclear_billing_failed",
        "unclear_create_failed",
        "unclear_get_failed",
        "unclear_task_failed_400",
        "unclear_task_failed_under_200",
        "unclear_limit_under_500",
        "unclear_prompt_under_500",
        "unclear_503",
        "unclear_504",
        "unclear_408",
        "unclear_no_images",
        "unclear_images_null",
        "unclear_images_text",
        "unclear_images_elsewhere",
        "unclear_task_id",
        "unclear_half",
        "unclear_half_after_one",
    ),
    order_needs=(Lack("order_urls", "images", "images"),),
    accounts={
        "account": 100_000_000,
        "account_overdrawn": -250_000,
        "account_number": 12_345_600,
        "account_fraction": 123_450,
    },
    account_refused={
        "account_no_key": never("key_refused"),
        "account_bad_key_401": never("key_refused"),
        "account_bad_key_403": never("key_refused"),
        "account_bad_key_under_200": never("key_refused"),
        "account_not_allowed": never("account_refused"),
        "account_real_name": never("account_refused"),
    },
    account_later=(
        "account_odd_balance",
        "account_limited",
        "account_limited_403",
        "account_500",
    ),
    account_needs=(Lack("account", "availableBalance", "availableBalance"),),
)

STAGE = Stage(
    id="novita",
    emulator=NovitaEmulator,
    family="seedream-4.0",
    price_micros=30_000,
    paid_path="/v3/seedream",
    has_jobs=False,
)
