"""`seedream again`: a new version at its price, older ones stay; as any command that spends."""

import pytest

from tests.emulator.wavespeed import WaveSpeedEmulator
from tests.fixtures.console import PRICE_MICROS, Console, files, pictures

WS = ("--provider", "wavespeed", "--model", "seedream-4.0")
FINISHED = [
    *("event", "sequence", "state", "images", "requests", "outputs"),
    *("spent_usd", "estimated_usd", "skipped"),
]


@pytest.fixture
def ws():
    with WaveSpeedEmulator(service_time_s=0.02, scale=0.05) as emulator:
        yield emulator
        assert emulator.control.violations() == []


@pytest.fixture
def seedream(tmp_path, ws):
    return Console(tmp_path / "library", ws, hurry=10)


@pytest.fixture
def bought(tmp_path, seedream):
    shots = pictures(tmp_path / "shots", 3)
    steps = ("--step", "warmer", "--step", "darker")
    done = seedream("run", shots, *steps, *WS, "--out", tmp_path / "out", "--json")
    assert done.code == 0
    return done.json["sequence"]


def versions(seedream, sequence):
    """How many versions each picture has in each step."""
    shown = seedream("show", sequence, "--json").json
    return [[len(step["versions"]) for step in frame["steps"]] for frame in shown["frames"]]


def test_a_picture_is_made_anew_in_the_last_step_and_where_results_go_the_new_one_lies(
    tmp_path, seedream, ws, bought
):
    before = (tmp_path / "out" / "shot 2.jpg").read_bytes()
    done = seedream("again", bought, "--image", "shot 2.png", "--json")
    assert (done.code, done.err, list(done.json)) == (0, "", FINISHED)
    assert (done.json["state"], done.json["outputs"], done.json["spent_usd"]) == (
        "completed",
        1,
        "0.027",
    )
    assert ws.control.billed() == 7 * PRICE_MICROS
    assert versions(seedream, bought) == [[1, 1], [1, 2], [1, 1]]
    made = [path for path in (tmp_path / "out").iterdir() if path.name.startswith("shot 2")]
    assert any(path.read_bytes() != before for path in made)
    assert before in [path.read_bytes() for path in made], "the old file stays"


def test_onward_from_the_first_step_takes_the_later_ones_along(seedream, ws, bought):
    done = seedream("again", bought, "--image", "shot 2", "--onward", "--json")
    assert (done.code, done.json["outputs"]) == (0, 2)
    assert versions(seedream, bought) == [[1, 1], [2, 2], [1, 1]]
    free = seedream("again", bought, "--step", "2", "--dry-run", "--json")
    assert free.named("plan")[0]["outputs"] == 3, "a whole column"
    assert ws.control.billed() == 8 * PRICE_MICROS


def test_a_dry_run_shows_the_price_and_sends_nothing(seedream, ws, bought):
    posts = ws.control.posts()
    shown = seedream("again", bought, "--image", "shot 1", "--image", "shot 3", "--dry-run")
    assert shown.code == 0
    assert "$0.054" in shown.out + shown.err
    assert ws.control.posts() == posts


def test_a_cap_below_its_price_ends_with_5_and_buys_nothing(seedream, ws, bought):
    posts = ws.control.posts()
    refused = seedream("again", bought, "--step", "1", "--budget", "0.05", "--json")
    assert (refused.code, refused.json["state"]) == (5, "failed")
    assert ws.control.posts() == posts


def test_one_that_fails_ends_with_3_and_leaves_the_version_that_there_is(
    tmp_path, seedream, ws, bought
):
    out = files(tmp_path / "out")
    ws.control.play("moderated")
    done = seedream("again", bought, "--image", "shot 3", "--json")
    assert (done.code, done.json["state"], done.json["spent_usd"]) == (3, "failed", "0.00")
    assert versions(seedream, bought) == [[1, 1], [1, 1], [1, 1]]
    assert files(tmp_path / "out") == out


def test_one_in_doubt_ends_with_4_and_is_not_sent_a_second_time(seedream, ws, bought):
    ws.control.play("reply_dropped")
    ws.control.play("history_lag", calls=None)
    posts = len(ws.control.posts())
    words = ("again", bought, "--image", "shot 3", "--json")
    assert seedream(*words).code == 4
    second = seedream(*words)
    assert (second.code, second.named("error")[0]["code"]) == (2, "plan_has_stops")
    assert len(ws.control.posts()) == posts + 1


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("--step", "3"), 1, "There is no step 3"),
        (("--image", "shot 9"), 1, "no picture called shot 9"),
        (("--outliers",), 1, "stands out"),
        ((), 2, "--image, --step or --outliers"),
    ],
)
def test_a_mistake_has_a_sentence_and_costs_nothing(seedream, ws, bought, words, code, said):
    posts = ws.control.posts()
    told = seedream("again", bought, *words)
    assert (told.code, said in told.err) == (code, True), told.err
    assert ws.control.posts() == posts


def test_a_sequence_that_is_not_there_is_said(seedream):
    told = seedream("again", "sq-0000000000", "--step", "1", "--json")
    assert (told.code, told.named("error")[0]["code"]) == (1, "no_such_sequence")
