"""Atlas Cloud from the console: a folder bought once, in two steps, by the service's own rules."""

import json
from contextlib import contextmanager

import pytest

from tests.emulator.atlascloud import AtlasCloudEmulator
from tests.fixtures.console import Console, files, is_picture, pictures

LITE_MICROS = 35_000
STEPS = ("--step", "make it warm", "--step", "make it sepia")
ATLAS = ("--provider", "atlascloud", "--yes", "--json")


@contextmanager
def opened(tmp_path, **settings):
    with AtlasCloudEmulator(scale=0.06, service_time_s=0.02, **settings) as cloud:
        yield cloud, Console(tmp_path / "home", cloud)
        assert cloud.violations == []
        assert cloud.control.duplicates()["same_order"] == []


@pytest.fixture
def atlas(tmp_path):
    with opened(tmp_path) as made:
        yield made


def run(console, folder, out, *words):
    return console("run", folder, *words, *ATLAS, "--out", out)


def test_forty_photographs_in_two_steps_are_bought_once_within_the_services_limits(atlas, tmp_path):
    cloud, console = atlas
    ended = run(console, pictures(tmp_path / "in", 40), tmp_path / "out", *STEPS)
    assert ended.code == 0, ended.err
    assert (ended.json["state"], ended.json["images"], ended.json["outputs"]) == (
        "completed",
        40,
        80,
    )
    assert ended.json["spent_usd"] == ended.json["estimated_usd"] == "2.80"
    assert cloud.billed_micros == 80 * LITE_MICROS
    jobs = cloud.control.jobs()
    assert len(jobs) == ended.json["requests"] == 12
    asked = [(len(job["inputs"]["images"]), job["inputs"]["max_images"]) for job in jobs]
    assert all(images <= 14 and images + outputs <= 15 for images, outputs in asked)
    assert {job["inputs"]["size"] for job in jobs} == {"2304*1728"}
    assert len(cloud.control.uploads()) == len({up["digest"] for up in cloud.control.uploads()})
    made = files(tmp_path / "out")
    assert len(made) == 40
    assert all(is_picture(tmp_path / "out" / name) for name in made)
    shown = console("show", ended.json["sequence"], "--json").json
    versions = [step["versions"] for frame in shown["frames"] for step in frame["steps"]]
    assert len(versions) == 80
    assert all(len(found) == 1 and found[0]["paired"] for found in versions)


def test_a_second_run_of_the_same_buys_nothing(atlas, tmp_path):
    cloud, console = atlas
    folder = pictures(tmp_path / "in", 3)
    for _ in range(2):
        assert run(console, folder, tmp_path / "out", *STEPS).code == 0
    assert cloud.billed_micros == 6 * LITE_MICROS


@pytest.mark.parametrize("looks", [0, 2])
def test_what_the_service_says_it_billed_is_what_counts_even_where_it_says_so_late(tmp_path, looks):
    with opened(tmp_path, discount=0.5) as (cloud, console):
        cloud.play("price_late", looks=looks, times=None)
        ended = run(console, pictures(tmp_path / "in", 2), tmp_path / "out", "--step", "warm")
        assert ended.json["estimated_usd"] == "0.07"
        assert ended.json["spent_usd"] == "0.035"
        assert cloud.billed_micros == LITE_MICROS


def test_a_price_that_is_never_told_counts_with_the_worst_case(tmp_path):
    with opened(tmp_path, discount=0.5) as (cloud, console):
        cloud.play("price_late", looks=None, times=None)
        ended = run(console, pictures(tmp_path / "in", 2), tmp_path / "out", "--step", "warm")
        assert ended.json["spent_usd"] == ended.json["estimated_usd"] == "0.07"


def test_a_reply_that_is_lost_waits_for_the_users_word_and_is_not_sent_again(atlas, tmp_path):
    cloud, console = atlas
    cloud.play("reply_dropped")
    folder = pictures(tmp_path / "in", 1)
    ended = run(console, folder, tmp_path / "out", "--step", "warm")
    assert (ended.code, ended.json["state"]) == (4, "needs_attention")
    assert console("resume", "--json").code == 4
    assert len(cloud.control.posts()) == 1
    [waiting] = [row for row in console("queue", "--json").json["requests"] if row["request"]]
    given_up = console("decide", waiting["request"], "--abandon", "--json")
    assert given_up.code == 0, given_up.err
    assert len(cloud.control.posts()) == 1


@pytest.mark.parametrize("form", ["402", "200"])
def test_an_empty_account_stops_the_run_with_one_question(atlas, tmp_path, form):
    cloud, console = atlas
    cloud.play("no_money", form=form, times=None)
    each = ("--mode", "each", "--concurrency", "1")
    ended = run(console, pictures(tmp_path / "in", 4), tmp_path / "out", "--step", "warm", *each)
    assert ended.code == 3
    assert len(cloud.control.posts()) == 1
    assert "balance_too_low" in ended.out
    cloud.control.stop_playing()
    assert console("resume", "--json").json["state"] == "completed"
    assert cloud.billed_micros == 4 * LITE_MICROS


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
