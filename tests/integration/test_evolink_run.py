"""EvoLink from the console: a folder bought once, in two steps, by the service's own rules."""

import json

import pytest

from tests.emulator.evolink import EvoLinkEmulator
from tests.fixtures.bought import opened, run, run_forty, run_twice, run_until_stopped
from tests.fixtures.console import pictures

LITE_MICROS = 28_000


@pytest.fixture
def evolink(tmp_path):
    with opened(EvoLinkEmulator, tmp_path) as made:
        yield made


def test_forty_photographs_in_two_steps_are_bought_once_within_the_services_limits(
    evolink, tmp_path
):
    service, console = evolink
    ended = run_forty(console, tmp_path, price_micros=LITE_MICROS, usd="2.24")
    assert ended.json["requests"] == 12
    jobs = service.control.jobs()
    asked = [(len(job["inputs"]["image_urls"]), job["inputs"]["n"]) for job in jobs]
    assert all(images <= 14 and images + outputs <= 15 for images, outputs in asked)
    assert {job["inputs"]["model"] for job in jobs} == {"doubao-seedream-5.0-lite"}
    sizes = [tuple(map(int, job["inputs"]["size"].split("x"))) for job in jobs]
    assert all(3_686_400 <= width * height <= 16_777_216 for width, height in sizes)
    assert all(job["inputs"]["model_params"] == {"output_format": "png"} for job in jobs)
    assert len(service.control.uploads()) == len({up["digest"] for up in service.control.uploads()})


def test_each_order_has_a_key_of_its_own_in_both_headers(evolink, tmp_path):
    service, console = evolink
    each = ("--mode", "each", "--step", "warm")
    assert run(console, pictures(tmp_path / "in", 3), tmp_path / "out", *each).code == 0
    posts = service.control.log("api", "/v1/images/generations")
    keys = [post["headers"]["idempotency-key"] for post in posts]
    assert len(set(keys)) == 3
    assert [post["headers"]["x-evo-run-id"] for post in posts] == keys


def test_a_second_run_of_the_same_buys_nothing(evolink, tmp_path):
    _, console = evolink
    run_twice(console, tmp_path, price_micros=LITE_MICROS)


def test_the_credits_that_the_service_says_it_took_are_what_counts(tmp_path):
    with opened(EvoLinkEmulator, tmp_path, discount=0.5) as (service, console):
        ended = run(console, pictures(tmp_path / "in", 2), tmp_path / "out", "--step", "warm")
        assert ended.json["estimated_usd"] == "0.056"
        assert ended.json["spent_usd"] == "0.028"
        assert service.billed_micros == LITE_MICROS


def test_where_no_bill_is_told_each_output_that_came_counts_with_its_price(evolink, tmp_path):
    service, console = evolink
    service.play("bill_told_as", form="", times=None)
    service.play("fewer", count=2)
    run(console, pictures(tmp_path / "in", 3), tmp_path / "out", "--step", "warm")
    [sale] = service.control.sales()
    assert console("ledger", "--json").json["spent_usd"] == "0.056"
    assert service.billed_micros == 2 * LITE_MICROS == sale["price_micros"]


def test_a_reply_that_is_lost_is_found_in_the_list_of_tasks(evolink, tmp_path):
    service, console = evolink
    service.play("reply_dropped")
    ended = run(console, pictures(tmp_path / "in", 1), tmp_path / "out", "--step", "warm")
    assert (ended.code, ended.json["state"]) == (0, "completed")
    assert len(service.control.posts()) == 1
    assert service.billed_micros == LITE_MICROS


@pytest.mark.parametrize("form", ["insufficient_user_quota", "account_balance_insufficient"])
def test_an_empty_account_stops_the_run_with_one_question(evolink, tmp_path, form):
    service, console = evolink
    service.play("no_money", form=form, times=None)
    run_until_stopped(console, tmp_path, price_micros=LITE_MICROS)


def test_a_key_is_tested_by_the_credits_and_nothing_is_bought(evolink):
    service, console = evolink
    assert "100.00" in console("keys", "test", "evolink").out
    service.play("credits_error", status=401)
    assert console("keys", "test", "evolink").code != 0
    assert service.control.jobs() == []


def test_the_providers_list_says_what_it_can_do_costs_and_how_a_loss_is_found(evolink):
    _, console = evolink
    facts = json.loads(console("providers", "evolink", "--json").out)
    assert facts["recovery"] == "idempotency"
    lite = next(m for m in facts["models"] if m["model"].endswith("5.0-lite/edit-sequential"))
    assert (lite["references"], lite["outputs"]) == (14, 15)
