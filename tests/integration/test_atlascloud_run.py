"""Atlas Cloud from the console: a folder bought once, in two steps, by the service's own rules."""

import json

import pytest

from tests.emulator.atlascloud import AtlasCloudEmulator
from tests.fixtures.bought import (
    give_up,
    opened,
    run,
    run_forty,
    run_twice,
    run_unheard,
    run_until_stopped,
)
from tests.fixtures.console import pictures

LITE_MICROS = 35_000


@pytest.fixture
def atlas(tmp_path):
    with opened(AtlasCloudEmulator, tmp_path) as made:
        yield made


def test_forty_photographs_in_two_steps_are_bought_once_within_the_services_limits(atlas, tmp_path):
    cloud, console = atlas
    ended = run_forty(console, tmp_path, price_micros=LITE_MICROS, usd="2.80")
    assert ended.json["requests"] == 12
    jobs = cloud.control.jobs()
    asked = [(len(job["inputs"]["images"]), job["inputs"]["max_images"]) for job in jobs]
    assert all(images <= 14 and images + outputs <= 15 for images, outputs in asked)
    assert {job["inputs"]["size"] for job in jobs} == {"2304*1728"}
    assert len(cloud.control.uploads()) == len({up["digest"] for up in cloud.control.uploads()})


def test_a_second_run_of_the_same_buys_nothing(atlas, tmp_path):
    _, console = atlas
    run_twice(console, tmp_path, price_micros=LITE_MICROS)


@pytest.mark.parametrize("looks", [0, 2])
def test_what_the_service_says_it_billed_is_what_counts_even_where_it_says_so_late(tmp_path, looks):
    with opened(AtlasCloudEmulator, tmp_path, discount=0.5) as (cloud, console):
        cloud.play("price_late", looks=looks, times=None)
        ended = run(console, pictures(tmp_path / "in", 2), tmp_path / "out", "--step", "warm")
        assert ended.json["estimated_usd"] == "0.07"
        assert ended.json["spent_usd"] == "0.035"
        assert cloud.billed_micros == LITE_MICROS


def test_a_price_that_is_never_told_counts_with_the_worst_case(tmp_path):
    with opened(AtlasCloudEmulator, tmp_path, discount=0.5) as (cloud, console):
        cloud.play("price_late", looks=None, times=None)
        ended = run(console, pictures(tmp_path / "in", 2), tmp_path / "out", "--step", "warm")
        assert ended.json["spent_usd"] == ended.json["estimated_usd"] == "0.07"


def test_a_reply_that_is_lost_waits_for_the_users_word_and_is_not_sent_again(atlas, tmp_path):
    _, console = atlas
    give_up(console, run_unheard(console, tmp_path))


@pytest.mark.parametrize("form", ["402", "200"])
def test_an_empty_account_stops_the_run_with_one_question(atlas, tmp_path, form):
    cloud, console = atlas
    cloud.play("no_money", form=form, times=None)
    run_until_stopped(console, tmp_path, price_micros=LITE_MICROS)


def test_a_key_is_tested_by_the_balance_and_one_that_may_not_see_it_is_good(atlas):
    cloud, console = atlas
    assert "100.00" in console("keys", "test", "atlascloud").out
    cloud.play("balance_error", status=403)
    assert console("keys", "test", "atlascloud").code == 0
    cloud.play("balance_error", status=401)
    assert console("keys", "test", "atlascloud").code != 0
    assert cloud.control.jobs() == []


def test_the_providers_list_says_what_it_can_do_costs_and_how_a_loss_is_found(atlas):
    _, console = atlas
    facts = json.loads(console("providers", "atlascloud", "--json").out)
    assert facts["recovery"] == "none"
    lite = next(m for m in facts["models"] if m["model"].endswith("v5.0-lite/edit-sequential"))
    assert (lite["references"], lite["outputs"]) == (14, 15)
