"""What EvoLink alone can do wrong, played through the whole program: state and money."""

import pytest

from seedream_desktop.domain.request import RequestState
from tests.contract.subjects.evolink import STAGE
from tests.fixtures.evolink import CARD
from tests.fixtures.hurry import HurriedClock
from tests.fixtures.matrix import Row, all_well, doubt, free, lost
from tests.fixtures.played import played
from tests.fixtures.workshop import check_sentence, workshop

FILES_LAST_S = 72 * 3600
HIDDEN = ("list_lag", {"calls": None})
UNHEARD = ("reply_dropped", {})


def ends(ending):
    return lambda _: ending


def well(*plays, **more):
    return Row(plays=plays, ends=ends(all_well(**more)))


def unbilled(*plays, **more):
    return Row(plays=plays, ends=ends(free(**more)))


def unsure(*plays, **more):
    return Row(plays=plays, ends=ends(doubt(1, **more)))


ROWS = {
    # the reply is lost: the list first, and only then the order's own key
    "unheard, listed": well(UNHEARD),
    "unheard, listed late": well(UNHEARD, ("list_lag", {"calls": 4})),
    "unheard, never listed: its key tells": well(UNHEARD, HIDDEN, posts=2),
    "unheard, and keys mean nothing: the list tells": well(UNHEARD, ("key_ignored", {})),
    "unheard, and the list in trouble for a while": well(UNHEARD, ("list_error", {"times": 3})),
    # Without a list that says no, its key is not used: it might buy anew.
    "unheard, and the list in trouble for good": unsure(UNHEARD, ("list_error", {"times": None})),
    "not settled, listed": well(("outcome_pending", {})),
    "not settled, never listed": well(("outcome_pending", {"replays": 3}), HIDDEN, posts=5),
    "not settled, and how long to wait": well(
        ("outcome_pending", {"retry_after": 5, "status": 425}), HIDDEN, posts=3
    ),
    "the key is another order's": unbilled(
        ("refused", {"status": 409, "code": "idempotency_conflict"})
    ),
    # refusals
    "no channel": well(
        ("server_error", {"status": 503, "form": "json", "code": "no_available_channel"}), posts=2
    ),
    "the key's own limit": unbilled(
        ("no_money", {"form": "key_quota_exhausted", "times": None}), state=RequestState.QUEUED
    ),
    "the key is disabled": unbilled(
        ("no_money", {"form": "key_disabled", "times": None}), state=RequestState.QUEUED
    ),
    "a filter says no": unbilled(("refused", {"code": "content_filter"})),
    # what comes of a task
    "not enough resources": unbilled(("failed", {"code": "resource_exhausted"})),
    "timed out": unbilled(("failed", {"code": "generation_timeout"})),
    # Of cancelled tasks nothing is documented: they count as spent, though the till gave it back.
    "cancelled": Row(plays=(("ends_as", {"word": "cancelled"}),), ends=ends(lost(sold=0))),
    "another word of success": well(("succeeds_as", {})),
    "outputs at two places": well(("result_data", {})),
    "outputs at the other place": well(("result_data", {"place": "only"})),
    "billed in credits and dollars": well(("bill_told_as", {"form": "cost"})),
    "billed in dollars": well(("bill_told_as", {"form": "usd"})),
    "not told what was billed": well(("bill_told_as", {"form": ""})),
    "an address that ran out": well(("output_expired", {"reissue": True})),
    "an address that ran out for good": Row(plays=(("output_expired", {}),), ends=ends(lost())),
    # the host of files
    "upload broken off": well(("upload_reset", {})),
    "upload in trouble": well(("upload_error", {"status": 503})),
    "upload rate limit": well(("upload_error", {"status": 429})),
    "storage in trouble under HTTP 200": well(("upload_refused", {"code": 50001})),
    "upload refused under HTTP 200": unbilled(("upload_refused", {}), posts=0),
    "no room for files": unbilled(
        ("upload_refused", {"code": 40003, "times": None}), state=RequestState.QUEUED, posts=0
    ),
}


@pytest.mark.parametrize("name", ROWS)
async def test_a_fault_of_this_service_ends_as_it_must(name, tmp_path):
    row = ROWS[name]
    seen = await played(STAGE, row, tmp_path)
    assert seen.wrongs == ()
    assert seen.ending == row.ending(name, STAGE)


@pytest.fixture
async def shop(tmp_path):
    clock = HurriedClock(400.0, turns_calendar=True)
    async with workshop(tmp_path, stage=STAGE, clock=clock) as made:
        yield made


@pytest.mark.parametrize(
    ("plays", "code", "posts"),
    [
        # A resume asks again, under the same key: it may have an answer by then.
        ([("outcome_pending", {"replays": 99})], "asked_again", 11),
        ([UNHEARD, ("key_clash", {})], "key_of_another_order", 2),
    ],
    ids=["never settled", "its own key is called another's"],
)
async def test_what_its_key_does_not_settle_stays_in_doubt_and_is_bought_once(
    shop, plays, code, posts
):
    for name, options in [*plays, HIDDEN]:
        shop.play(name, **options)
    await shop.run()
    request = await shop.request()
    assert (request.state, request.trouble.code) == (RequestState.IN_DOUBT, code)
    assert shop.posts() == posts
    check_sentence(request.trouble)
    await shop.resume()
    assert (await shop.request()).state is RequestState.IN_DOUBT
    books = await shop.accounts()
    assert (books.open, books.spent, books.billed) == (STAGE.price_micros, 0, STAGE.price_micros)


async def wind(shop, seconds):
    """Let time pass here and there."""
    shop.clock.wind(seconds)
    await shop.asked(shop.ws.control.advance, seconds)


async def uploads(shop):
    return await shop.asked(shop.ws.control.uploads)


@pytest.mark.parametrize(
    ("passed_s", "sent"), [(FILES_LAST_S - 2 * 3600, 1), (FILES_LAST_S - 1800, 2), (10**6, 2)]
)
async def test_a_file_whose_time_is_over_or_nearly_so_is_sent_again(shop, passed_s, sent):
    await shop.run(prompt="warm")
    await wind(shop, passed_s)
    await shop.run(prompt="sepia")
    assert {request.state for request in await shop.requests()} == {RequestState.DONE}
    assert len({up["url"] for up in await uploads(shop)}) == sent
    assert (await shop.accounts()).billed == 2 * STAGE.price_micros


async def test_an_order_that_is_sent_again_is_the_same_in_every_byte_under_the_same_key(shop):
    shop.play(UNHEARD[0])
    shop.play("list_lag", calls=None)
    await shop.run(3, "set")
    first, again = [
        entry
        for entry in await shop.asked(shop.ws.control.log, "api", STAGE.paid_path)
        if entry["method"] == "POST"
    ]
    for name in ("idempotency-key", "x-evo-run-id", "content-length"):
        assert first["headers"][name] == again["headers"][name]
    assert again["headers"]["idempotency-key"] == again["headers"]["x-evo-run-id"]
    assert len(await shop.versions()) == 3


async def test_orders_at_once_that_are_unheard_and_look_alike_are_left_to_the_user(shop):
    """The list does not say which is which, and to ask under a key might then buy anew."""
    shop.play("reply_dropped", times=2)
    outcome = await shop.run(2)
    assert outcome.in_doubt == 2
    assert {request.trouble.code for request in await shop.requests()} == {"not_told_apart"}
    assert (await shop.accounts()).billed == 2 * STAGE.price_micros
    assert shop.posts() == 2


async def test_of_an_order_sent_again_nothing_leaves_without_the_users_go(shop):
    shop.play("reset_receiving")
    run = await shop.begin()
    await shop.asked(shop.ws.control.await_posts, 1)
    await shop.reopen()
    await shop.app.start()
    assert shop.posts() == 1
    assert (await shop.request()).state is RequestState.IN_DOUBT
    assert (await shop.request()).run == run


@pytest.mark.parametrize("trouble", ["unknown_word", "poll_rate_limited", "early_404"])
async def test_a_task_is_left_alone_for_three_seconds_between_looks_in_good_days_and_bad(
    shop, trouble
):
    shop.play(trouble, polls=3)
    await shop.run()
    assert (await shop.request()).state is RequestState.DONE
    task = (await shop.request()).remote_id
    looks = await shop.asked(shop.ws.control.log, "api", f"/v1/tasks/{task}")
    assert len(looks) > 3
    assert sum(wait_s >= CARD.poll_s for wait_s in shop.clock.slept) >= len(looks) - 1
