"""Ark from the console: a folder bought once, in two steps, in each of its three regions."""

import json

import pytest

from tests.emulator.byteplus import BytePlusEmulator
from tests.fixtures.bought import (
    STEPS,
    give_up,
    opened,
    run,
    run_forty,
    run_twice,
    run_unheard,
    run_until_stopped,
)
from tests.fixtures.console import files, pictures

LITE_MICROS = 35_000


@pytest.fixture
def ark(tmp_path):
    with opened(BytePlusEmulator, tmp_path) as made:
        yield made


def test_forty_photographs_in_two_steps_are_bought_once_within_the_services_limits(ark, tmp_path):
    service, console = ark
    ended = run_forty(console, tmp_path, price_micros=LITE_MICROS, usd="2.80")
    assert sum(row["images_billed"] for row in service.control.ledger()) == 80
    assert len(service.control.posts()) == ended.json["requests"]
    orders = [job["inputs"] for job in service.control.jobs()]
    for order in orders:
        references = len(order["image"])
        outputs = order["sequential_image_generation_options"]["max_images"]
        assert references <= 14
        assert references + outputs <= 15
        assert order["stream"] is True
        assert order["watermark"] is False
        assert order["size"] == "2217x1663", "4:3, and the fewest pixels that are taken"
        assert all(one.startswith("data:image/") for one in order["image"])
    assert service.control.uploads() == []


def test_a_second_run_of_the_same_buys_nothing(ark, tmp_path):
    _, console = ark
    run_twice(console, tmp_path, price_micros=LITE_MICROS)


def test_what_the_service_counted_is_what_is_spent(ark, tmp_path):
    service, console = ark
    service.play("partial_failed", index=1)
    ended = run(console, pictures(tmp_path / "in", 3), tmp_path / "out", "--step", "warm")
    assert (ended.json["estimated_usd"], ended.json["spent_usd"]) == ("0.105", "0.07")
    assert service.billed_micros == 2 * LITE_MICROS
    [failed] = ended.named("frame_failed")
    assert (failed["code"], failed["billed"]) == ("result_withheld", "no")
    again = run(console, tmp_path / "in", tmp_path / "out", "--step", "warm")
    assert (again.code, again.json["outputs"], again.json["spent_usd"]) == (0, 1, "0.035")
    assert service.billed_micros == 3 * LITE_MICROS


def test_a_lost_answer_waits_for_the_users_word_and_is_not_sent_again(ark, tmp_path):
    _, console = ark
    give_up(console, run_unheard(console, tmp_path))


STOPS = {
    "balance_too_low": ("no_money", {}),
    "model_not_activated": ("refused", {"status": 404, "code": "ModelNotOpen"}),
    "quota_used_up": ("rate_limited", {"code": "QuotaExceeded"}),
    "own_limit_reached": ("rate_limited", {"code": "SetLimitExceeded"}),
    "key_refused_here": ("unauthorised", {}),
}


@pytest.mark.parametrize("code", STOPS)
def test_what_only_the_user_can_end_stops_the_run_with_one_question(ark, tmp_path, code):
    service, console = ark
    scenario, options = STOPS[code]
    service.play(scenario, **options, times=None)
    run_until_stopped(console, tmp_path, price_micros=LITE_MICROS, code=code)


# -- regions -------------------------------------------------------------------------------

LITE_OF = {
    "ap": "seedream-5-0-260128",
    "eu": "seedream-5-0-260128",
    "cn": "doubao-seedream-5-0-260128",
}


@pytest.mark.parametrize("region", LITE_OF)
def test_each_region_is_asked_for_the_models_that_it_calls_its_own(tmp_path, region):
    with opened(BytePlusEmulator, tmp_path, region=region) as (service, console):
        folder, out = pictures(tmp_path / "in", 2), tmp_path / "out"
        ended = run(console, folder, out, *STEPS, "--region", region)
        assert ended.code == 0, ended.err
        assert {job["model"] for job in service.control.jobs()} == {LITE_OF[region]}
        assert service.billed_micros == 4 * LITE_MICROS
        assert len(files(out)) == 2


# Of pro's two pictures the second has the first beside it, and its second reference costs.
PRO_MICROS = 2 * 45_000 + 3_000


@pytest.mark.parametrize(
    ("model", "region", "micros"),
    [
        ("seedream-4.5", "ap", 2 * 40_000),
        ("seedream-4.0", "cn", 2 * 30_000),
        ("seedream-5.0-pro", "ap", PRO_MICROS),
        ("seedream-5.0-pro", "cn", PRO_MICROS),
        ("seedream-5.0-flash", "ap", 2 * 18_000),
    ],
)
def test_every_family_costs_what_the_plan_said(tmp_path, model, region, micros):
    with opened(BytePlusEmulator, tmp_path, region=region) as (service, console):
        words = ("--model", model, "--region", region, "--step", "warm")
        ended = run(console, pictures(tmp_path / "in", 2), tmp_path / "out", *words)
        assert ended.code == 0, ended.err
        assert service.billed_micros == micros
        assert ended.json["spent_usd"] == ended.json["estimated_usd"]
        assert round(float(ended.json["spent_usd"]) * 1_000_000) == micros


@pytest.mark.parametrize(("size", "micros"), [("1615x1615", 45_000), ("1616x1616", 90_000)])
def test_pros_price_steps_up_where_the_service_says(ark, tmp_path, size, micros):
    service, console = ark
    words = ("--model", "seedream-5.0-pro", "--size", size, "--step", "warm")
    ended = run(console, pictures(tmp_path / "in", 1), tmp_path / "out", *words)
    assert ended.code == 0, ended.err
    assert service.billed_micros == micros
    assert round(float(ended.json["spent_usd"]) * 1_000_000) == micros


@pytest.mark.parametrize(
    ("model", "region", "code", "named"),
    [
        ("seedream-4.5", "eu", 2, "seedream-4.5"),
        ("seedream-5.0-flash", "cn", 2, "seedream-5.0-flash"),
        ("seedream-5.0-lite", "us", 1, "has no region us"),
    ],
)
def test_what_a_region_does_not_sell_is_said_before_anything_is_sent(
    ark, tmp_path, model, region, code, named
):
    service, console = ark
    words = ("--model", model, "--region", region, "--step", "warm")
    ended = run(console, pictures(tmp_path / "in", 1), tmp_path / "out", *words)
    assert ended.code == code
    assert named in ended.out
    assert service.control.log("api") == []


# -- keys and offers -----------------------------------------------------------------------


def test_a_key_is_tested_by_the_list_of_models_and_buys_nothing(ark):
    service, console = ark
    tested = console("keys", "test", "byteplus")
    assert tested.code == 0, tested.err
    service.play("models_error", status=403)
    assert console("keys", "test", "byteplus").code != 0
    service.play("models_error", status=401)
    assert console("keys", "test", "byteplus").code != 0
    assert service.control.posts() == []


@pytest.mark.parametrize("region", ["ap", "eu", "cn"])
def test_the_providers_list_says_what_a_region_can_do_costs_and_how_a_loss_is_found(ark, region):
    _, console = ark
    facts = json.loads(console("providers", "byteplus", "--region", region, "--json").out)
    assert (facts["region"], facts["recovery"]) == (region, "none")
    assert list(facts["regions"]) == ["ap", "eu", "cn"]
    group = next(m for m in facts["models"] if m["model"] == f"{LITE_OF[region]}/edit-sequential")
    assert (group["references"], group["outputs"]) == (14, 15)
    assert any("pro" in m["model"] for m in facts["models"]) is (region != "eu")
