"""Novita from the console: a folder bought once, in two steps, by the service's own rules."""

import contextlib
import json
import sqlite3
import time

import pytest

from tests.emulator.novita import NovitaEmulator
from tests.fixtures.bought import (
    opened,
    run,
    run_forty,
    run_twice,
    run_unheard,
    run_until_stopped,
    words_for,
)
from tests.fixtures.console import files, pictures

LITE_MICROS, V45_MICROS, V4_MICROS = 35_000, 40_000, 30_000


@pytest.fixture
def novita(tmp_path):
    with opened(NovitaEmulator, tmp_path) as made:
        yield made


def asked(job, field):
    inputs = job["inputs"]
    options = inputs.get("sequential_image_generation_options", inputs)
    is_group = inputs["sequential_image_generation"] == "auto"
    return len(inputs[field]), options["max_images"] if is_group else 1


@pytest.mark.parametrize("form", ["url", "bare_base64"])
def test_forty_photographs_in_two_steps_are_bought_once_within_the_services_limits(tmp_path, form):
    with opened(NovitaEmulator, tmp_path, form=form) as (cloud, console):
        ended = run_forty(console, tmp_path, price_micros=LITE_MICROS, usd="2.80")
        jobs = cloud.control.jobs()
        assert len(cloud.control.posts()) == ended.json["requests"] == 12
        counts = [asked(job, "image") for job in jobs]
        assert all(images <= 14 and images + outputs <= 15 for images, outputs in counts)
        assert {job["model"] for job in jobs} == {"seedream-5.0-lite"}
        [size] = {job["inputs"]["size"] for job in jobs}
        assert size == "2217x1663"  # 4:3, and no fewer pixels than the model makes
        assert {job["inputs"]["watermark"] for job in jobs} == {False}
        assert cloud.control.uploads() == []


@pytest.mark.parametrize(
    ("family", "field", "most", "micros"),
    [("seedream-4.5", "image", 14, V45_MICROS), ("seedream-4.0", "images", 10, V4_MICROS)],
)
def test_the_other_generations_are_asked_by_their_own_names_and_limits(
    novita, tmp_path, family, field, most, micros
):
    cloud, console = novita
    folder = pictures(tmp_path / "in", 17)
    words = ("--step", "warm", "--model", family)
    ended = run(console, folder, tmp_path / "out", *words)
    assert (ended.code, ended.json["outputs"]) == (0, 17), ended.err
    assert cloud.billed_micros == 17 * micros
    jobs = cloud.control.jobs()
    assert {job["model"] for job in jobs} == {family}
    counts = [asked(job, field) for job in jobs]
    assert sum(outputs for _, outputs in counts) == 17
    assert all(images <= most and images + outputs <= 15 for images, outputs in counts)


def test_a_story_is_told_by_the_model_without_references(novita, tmp_path):
    cloud, console = novita
    words = ("--prompt", "a lighthouse through the day", "--count", "4", "--out", tmp_path / "out")
    ended = console("story", *words, *words_for(console))
    assert (ended.code, ended.json["outputs"]) == (0, 4), ended.err
    [job] = cloud.control.jobs()
    assert "image" not in job["inputs"]
    assert job["inputs"]["sequential_image_generation_options"] == {"max_images": 4}
    assert cloud.billed_micros == 4 * LITE_MICROS


def test_a_second_run_of_the_same_buys_nothing(novita, tmp_path):
    _, console = novita
    run_twice(console, tmp_path, price_micros=LITE_MICROS)


def test_a_reply_that_is_lost_waits_for_the_users_word_and_is_not_sent_again(tmp_path):
    with opened(NovitaEmulator, tmp_path, resent=1) as (cloud, console):
        request = run_unheard(console, tmp_path)
        bought = console("decide", request, "--resend", "--json")
        assert bought.code == 0, bought.err
        assert console("resume", "--json").json["state"] == "completed"
        assert len(cloud.control.posts()) == 2
        assert cloud.billed_micros == 2 * LITE_MICROS


def test_a_killed_program_has_what_came_of_an_answer_and_buys_only_the_rest_again(tmp_path):
    with opened(NovitaEmulator, tmp_path) as (cloud, console):
        cloud.play("answer_form", form="data_uri")
        cloud.play("answer_stalls", after=2)
        folder, out = pictures(tmp_path / "in", 4), tmp_path / "out"
        process = console.begin("run", folder, "--step", "warm", *words_for(console), "--out", out)
        wait_until(lambda: console.is_made and arrived(console) == 2)
        process.kill()
        process.communicate()
        cloud.control.release()
        assert console("resume", "--json").code == 4
        assert len(cloud.control.posts()) == 1
        [row] = [row for row in console("queue", "--json").json["requests"] if row["request"]]
        assert (row["state"], row["code"]) == ("in_doubt", "reply_broke_off")
        again = console("decide", row["request"], "--resend", "--yes", "--json")
        assert again.events[0]["outputs"] == 2
        assert console("resume", "--json").json["state"] == "completed"
        assert [job["price_micros"] for job in cloud.control.jobs()] == [
            4 * LITE_MICROS,
            2 * LITE_MICROS,
        ]
        assert len(files(out)) == 4


def arrived(console):
    with contextlib.suppress(sqlite3.OperationalError):
        return console.rows("select count(*) from outputs")[0][0]
    return 0


def wait_until(is_so, limit_s=30):
    deadline = time.monotonic() + limit_s
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.02)


@pytest.mark.parametrize("form", ["400", "403"])
def test_an_empty_account_stops_the_run_with_one_question(novita, tmp_path, form):
    cloud, console = novita
    cloud.play("no_money", form=form, times=None)
    run_until_stopped(console, tmp_path, price_micros=LITE_MICROS)


def test_a_key_is_tested_by_the_balance_which_costs_nothing(novita):
    cloud, console = novita
    assert "100.00" in console("keys", "test", "novita").out
    console.key = "sk_another_key_altogether"
    refused = console("keys", "test", "novita")
    assert refused.code != 0
    assert console.key not in refused.out + refused.err
    console.key = None
    cloud.play("balance_error", status=503, times=None)
    assert console("keys", "test", "novita").code != 0
    assert cloud.control.jobs() == []


def test_the_providers_list_says_what_it_can_do_costs_and_how_a_loss_is_found(novita):
    _, console = novita
    facts = json.loads(console("providers", "novita", "--json").out)
    assert facts["recovery"] == "none"
    assert facts["references_inside"]
    found = {m["model"]: (m["references"], m["outputs"]) for m in facts["models"]}
    assert found["seedream-5.0-lite/edit-sequential"] == (14, 15)
    assert found["seedream-4.0/edit-sequential"] == (10, 15)
