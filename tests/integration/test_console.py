"""The console contract (architecture, section 7): exit codes, the last line, what is asked for."""

import csv
import io
import re

import pytest

from seedream_desktop.app.roster import OWN
from tests.emulator.wavespeed import WaveSpeedEmulator
from tests.fixtures.console import PRICE_MICROS, Console, ended, files, is_picture, pictures

FINISHED = [
    *("event", "sequence", "state", "images", "requests", "outputs"),
    *("spent_usd", "estimated_usd", "skipped"),
]
WS = ("--provider", "wavespeed", "--model", "seedream-4.0")


@pytest.fixture
def ws():
    with WaveSpeedEmulator(service_time_s=0.02, scale=0.05) as emulator:
        yield emulator
        assert emulator.control.violations() == []


@pytest.fixture
def seedream(tmp_path, ws):
    return Console(tmp_path / "library", ws)


@pytest.fixture
def shots(tmp_path):
    return pictures(tmp_path / "shots", 3)


@pytest.fixture
def bought(tmp_path, seedream, shots):
    """The sequence of three pictures that was run once."""
    done = seedream("run", shots, "--step", "warmer", *WS, "--out", tmp_path / "out", "--json")
    assert done.code == 0
    return done.json["sequence"]


def without_paid_call(ws):
    return (ws.control.posts(), ws.control.billed()) == ([], 0)


# -- how a run ends ------------------------------------------------------------------------


def test_a_run_that_is_done_ends_with_0_and_the_documented_line(tmp_path, seedream, shots, ws):
    steps = ("--step", "warmer", "--step", "darker")
    done = seedream("run", shots, *steps, *WS, "--out", tmp_path / "out", "--json")
    assert (done.code, done.err) == (0, "")
    assert list(done.json) == FINISHED
    assert [event.get("event") for event in done.events].count("finished") == 1
    sequence = done.json["sequence"]
    assert sequence
    assert done.json == {
        "event": "finished",
        "sequence": sequence,
        "state": "completed",
        "images": 3,
        "requests": 2,
        "outputs": 6,
        "spent_usd": "0.162",
        "estimated_usd": "0.162",
        "skipped": [],
    }
    assert ws.control.billed() == 6 * PRICE_MICROS
    assert files(tmp_path / "out") == ["shot 1.jpg", "shot 2.jpg", "shot 3.jpg"]


def test_people_get_results_on_standard_output_and_the_rest_on_standard_error(
    tmp_path, seedream, shots
):
    (shots / "notes.jpg").write_text("not a picture at all")
    done = seedream("run", shots, "--step", "warmer", *WS, "--out", tmp_path / "out")
    assert done.code == 0
    assert re.fullmatch(r"Done\. .*3.*\$0\.081.*Sequence sq-\w+\.\n", done.out)
    assert "notes.jpg – it is not a picture" in done.err
    assert "will be made at" in done.err


def test_an_identical_second_run_makes_no_paid_call(tmp_path, seedream, shots, ws, bought):
    before = ws.control.posts()
    again = seedream("run", shots, "--step", "warmer", *WS, "--out", tmp_path / "out", "--json")
    assert (again.code, again.json["state"], again.json["sequence"]) == (0, "completed", bought)
    assert (again.json["requests"], again.json["outputs"]) == (0, 0)
    assert (again.json["spent_usd"], again.json["estimated_usd"]) == ("0.00", "0.00")
    assert ws.control.posts() == before
    assert files(tmp_path / "out") == ["shot 1.jpg", "shot 2.jpg", "shot 3.jpg"]


def test_what_is_no_picture_is_named_and_changes_nothing_for_the_rest(tmp_path, seedream, shots):
    whole = (shots / "shot 1.png").read_bytes()
    (shots / "renamed.jpg").write_text("a text under a picture's name")
    (shots / "empty.png").write_bytes(b"")
    (shots / "cut.png").write_bytes(whole[: len(whole) // 2])
    done = seedream("run", shots, "--step", "warmer", *WS, "--out", tmp_path / "out", "--json")
    assert (done.code, done.json["state"], done.json["images"]) == (0, "completed", 3)
    assert {(s["path"], s["reason"]) for s in done.json["skipped"]} == {
        (str(shots / "renamed.jpg"), "not_a_picture"),
        (str(shots / "empty.png"), "empty"),
        (str(shots / "cut.png"), "truncated"),
    }
    assert len(done.named("skipped")) == 3


def test_a_folder_without_a_picture_is_an_error_that_names_what_was_left_out(tmp_path, seedream):
    folder = tmp_path / "empty"
    folder.mkdir()
    (folder / "notes.txt").write_text("nothing")
    done = seedream("run", folder, "--step", "warmer", "--out", tmp_path / "out", "--json")
    assert (done.code, done.json["state"], list(done.json)) == (1, "failed", FINISHED)
    assert [s["reason"] for s in done.json["skipped"]] == ["not_a_picture"]
    assert "no usable picture" in done.named("error")[0]["message"]
    assert seedream("resume", "--json").json["state"] == "completed"


def test_frames_that_failed_end_a_run_with_3_and_are_called_by_their_names(
    tmp_path, seedream, shots, ws
):
    ws.control.play("moderated")
    words = ("run", shots, "--step", "warmer", "--mode", "each", *WS, "--out", tmp_path / "out")
    done = seedream(*words)
    assert done.code == 3
    assert "Some pictures have no result" in done.out
    assert re.search(r"^shot \d\.png: .* Nothing was billed\. ", done.err, re.MULTILINE)
    assert not re.search(r"\bim-|\.\.", done.err)
    assert len(files(tmp_path / "out")) == 2
    again = seedream(*words, "--json")
    assert (again.code, again.json["outputs"]) == (0, 1)
    assert ws.control.billed() == 3 * PRICE_MICROS


def test_a_submission_in_doubt_ends_a_run_with_4(tmp_path, seedream, shots, ws):
    """The reply is lost and the service's list fails: nobody can say what was bought."""
    ws.control.play("reply_dropped")
    ws.control.play("history_lag", calls=None)
    seedream.hurry = 20
    done = seedream("run", shots, "--step", "warmer", *WS, "--out", tmp_path / "out", "--json")
    assert (done.code, done.json["state"]) == (4, "needs_attention")
    (summary,) = done.named("summary")
    assert (summary["in_doubt"], summary["reserved_usd"]) == (1, "0.081")
    assert len(ws.control.posts()) == 1
    (doubtful,) = seedream("queue", "--json").json["requests"]
    assert (doubtful["state"], doubtful["billed"]) == ("in_doubt", "unknown")


@pytest.mark.parametrize("words", [("--budget", "0.05"), ("--budget", "0")])
def test_a_budget_below_the_worst_case_ends_with_5_before_any_paid_call(
    tmp_path, seedream, shots, ws, words
):
    run = ("run", shots, "--step", "warmer", *WS, "--out", tmp_path / "out", *words, "--json")
    done = seedream(*run)
    assert (done.code, done.json["state"], list(done.json)) == (5, "failed", FINISHED)
    assert done.named("error")[0]["code"] == "over_budget"
    assert without_paid_call(ws)
    assert seedream("resume").code == 0
    assert without_paid_call(ws)


def test_a_refused_key_ends_with_3_after_one_post(tmp_path, shots, ws):
    seedream = Console(tmp_path / "library", ws, key="wsk_not_this_one")
    words = ("run", shots, "--step", "warmer", "--mode", "each", *WS, "--out", tmp_path / "out")
    done = seedream(*words, "--json")
    assert (done.code, done.json["state"], done.json["spent_usd"]) == (3, "failed", "0.00")
    calls = ws.control.log("api")
    assert sum("seedream" in call["path"] for call in calls) <= 1
    (paused,) = done.named("paused")
    assert "does not accept the key" in paused["message"]
    seedream.key = ws.key
    again = seedream("resume", "--json")
    assert (again.code, again.json["state"]) == (0, "completed")
    assert ws.control.billed() == 3 * PRICE_MICROS


def test_an_account_that_is_refused_when_it_pays_is_asked_once(tmp_path, seedream, shots, ws):
    ws.control.play("forbidden", times=None)
    words = ("run", shots, "--step", "warmer", "--mode", "each", *WS, "--out", tmp_path / "out")
    done = seedream(*words, "--concurrency", 1, "--json")
    assert (done.code, len(ws.control.posts()), ws.control.billed()) == (3, 1, 0)


def test_without_a_key_nothing_is_sent_and_the_way_to_set_one_is_said(tmp_path, shots, ws):
    seedream = Console(tmp_path / "library", ws)
    words = ("run", shots, "--step", "warmer", *WS, "--out", tmp_path / "out")
    done = seedream(*words, env={"WAVESPEED_API_KEY": ""})
    assert done.code == 3
    assert "WAVESPEED_API_KEY" in done.err
    assert ws.control.log() == []
    assert seedream("resume").code == 0
    assert ws.control.billed() == 3 * PRICE_MICROS


# -- before anything is paid ---------------------------------------------------------------


def test_a_dry_run_shows_the_plan_and_sends_nothing(tmp_path, seedream, shots, ws):
    words = ("run", shots, "--step", "warmer", *WS, "--out", tmp_path / "out", "--dry-run")
    shown = seedream(*words)
    assert shown.code == 0
    assert "at most $0.081" in shown.out
    assert "warmer" in shown.out
    told = seedream(*words, "--json")
    (plan,) = told.named("plan")
    assert (plan["request_count"], plan["outputs"], plan["estimated_usd"]) == (1, 3, "0.081")
    assert (told.code, list(told.json), told.json["estimated_usd"]) == (0, FINISHED, "0.081")
    assert without_paid_call(ws)
    assert not (tmp_path / "out").exists()
    assert "Nothing is unfinished" in seedream("resume").err


def test_plan_prints_requests_the_text_as_sent_and_prices(seedream, shots, ws):
    plan = seedream("plan", shots, "--step", "warmer", "--step", "darker", *WS, "--json").json
    first, second = plan["requests"]
    assert (first["step"], second["step"]) == (1, 2)
    assert first["targets"] == ["shot 1.png", "shot 2.png", "shot 3.png"]
    assert first["prompt"].endswith("warmer")
    assert "3 pictures" in first["prompt"]
    assert (first["model"], first["cost_usd"]) == ("bytedance/seedream-v4/edit-sequential", "0.081")
    assert plan["estimated_usd"] == "0.162"
    assert without_paid_call(ws)
    shown = seedream("plan", shots, "--step", "warmer", *WS)
    assert shown.code == 0
    for word in ("shot 2.png", "Return exactly 3 pictures", "$0.081"):
        assert word in shown.out


# -- ways of asking ------------------------------------------------------------------------


def test_mode_each_sends_a_request_for_each_picture(tmp_path, seedream, shots, ws):
    words = ("run", shots, "--step", "warmer", "--mode", "each", *WS, "--out", tmp_path / "out")
    assert seedream(*words, "--json").json["requests"] == 3
    jobs = ws.control.jobs()
    assert [len(job["inputs"]["images"]) for job in jobs] == [1, 1, 1]


def test_mode_carry_sends_the_result_before_first(tmp_path, seedream, shots, ws):
    words = ("run", shots, "--step", "warmer", "--mode", "carry", *WS, "--out", tmp_path / "out")
    assert seedream(*words, "--json").json["requests"] == 3
    jobs = ws.control.jobs()
    assert [len(job["inputs"]["images"]) for job in jobs] == [1, 2, 2]


def test_mode_variants_makes_as_many_pictures_as_asked(tmp_path, seedream, shots, ws):
    words = ("run", shots / "shot 1.png", "--step", "warmer", "--mode", "variants", "--count", 3)
    done = seedream(*words, *WS, "--out", tmp_path / "out", "--json")
    assert (done.code, done.json["images"], done.json["outputs"]) == (0, 1, 3)
    assert files(tmp_path / "out") == ["shot 1.jpg", "shot 1_v2.jpg", "shot 1_v3.jpg"]
    assert ws.control.billed() == 3 * PRICE_MICROS


def test_a_story_is_made_from_text(tmp_path, seedream, ws):
    words = ("story", "--prompt", "a fox finds a lantern", "--count", 3, "--size", "2K", *WS)
    done = seedream(*words, "--out", tmp_path / "out", "--json")
    assert (done.code, list(done.json), done.json["outputs"]) == (0, FINISHED, 3)
    assert len(files(tmp_path / "out")) == 3
    (job,) = ws.control.jobs()
    assert (job["inputs"]["max_images"], "images" in job["inputs"]) == (3, False)
    again = seedream(*words, "--out", tmp_path / "out", "--json")
    assert (again.json["state"], again.json["requests"]) == ("completed", 0)
    assert ws.control.billed() == 3 * PRICE_MICROS


def test_size_goes_to_the_service_as_it_was_asked(tmp_path, seedream, shots, ws):
    words = ("run", shots, "--step", "warmer", *WS, "--size", "2048x1536")
    assert seedream(*words, "--out", tmp_path / "out").code == 0
    assert ws.control.jobs()[0]["inputs"]["size"] == "2048*1536"


def test_an_anchor_file_goes_first_with_every_request(tmp_path, seedream, shots, ws):
    look = pictures(tmp_path / "look", 4) / "shot 4.png"
    words = ("run", shots, "--step", "warmer", "--mode", "each", *WS, "--anchor", look)
    done = seedream(*words, "--out", tmp_path / "out", "--json")
    assert (done.code, done.json["images"]) == (0, 3)
    firsts = {job["inputs"]["images"][0] for job in ws.control.jobs()}
    assert len(firsts) == 1
    assert [len(job["inputs"]["images"]) for job in ws.control.jobs()] == [2, 2, 2]


def test_leading_pictures_may_be_anchors(tmp_path, seedream, shots, ws):
    words = ("run", shots, "--step", "warmer", "--mode", "each", *WS, "--anchors", 1)
    assert seedream(*words, "--out", tmp_path / "out").code == 0
    assert sorted(len(job["inputs"]["images"]) for job in ws.control.jobs()) == [1, 2, 2]


@pytest.mark.parametrize("way", ["option", "environment"])
def test_concurrency_is_what_the_user_says(tmp_path, seedream, ws, way):
    shots = pictures(tmp_path / "six", 6)
    ws.control.configure(service_time_s=0.6)
    words = ["run", shots, "--step", "warmer", "--mode", "each", *WS, "--out", tmp_path / "out"]
    option, env = ([], {"SEEDREAM_CONCURRENCY": "5"})
    if way == "option":
        option, env = ["--concurrency", 5], {"SEEDREAM_CONCURRENCY": "1"}
    assert seedream(*words, *option, env=env).code == 0
    assert ws.control.most_running() == 5


# -- mistakes ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("--provider", "nobody"), 1, "no provider called nobody"),
        (("--provider", "wavespeed", "--model", "seedream-9"), 2, "no model family seedream-9"),
        ((*WS, "--size", "huge"), 1, "“huge” is not a size"),
        ((*WS, "--budget", "much"), 1, "“much” is not an amount"),
        ((*WS, "--anchor", "nowhere.png"), 1, "nowhere.png cannot be used"),
        ((*WS, "--mode", "sideways"), 2, "is none of: "),
        ((*WS, "--concurrency", "0"), 1, "0"),
    ],
)
def test_a_mistake_has_a_sentence_and_costs_nothing(
    tmp_path, seedream, shots, ws, words, code, said
):
    done = seedream("run", shots, "--step", "warmer", "--out", tmp_path / "out", *words)
    assert (done.code, done.out.count("finished")) == (code, 0)
    assert said in done.out + done.err
    assert without_paid_call(ws)
    assert seedream("resume", "--json").json["state"] == "completed"
    assert without_paid_call(ws)


@pytest.mark.parametrize(
    "words",
    [
        ("show", "sq-none"),
        ("resume", "sq-none"),
        ("export", "sq-none", "--out", "somewhere"),
        ("cancel", "rq-none"),
        ("decide", "rq-none", "--abandon"),
        ("providers", "nobody"),
        ("keys", "test", "nobody"),
        ("keys", "set"),
    ],
)
def test_what_is_not_there_is_said_with_what_to_do(seedream, words):
    done = seedream(*words)
    assert (done.code, done.out) == (1, "")
    assert re.search(r"(See|Choose one of|For example): ", done.err)


def test_a_prompt_that_the_built_in_engine_does_not_know_lists_what_it_can(
    tmp_path, seedream, shots
):
    done = seedream("run", shots, "--step", "add a unicorn", "--out", tmp_path / "out")
    assert done.code == 2
    for word in ("unicorn", "golden hour", "black and white"):
        assert word in done.out


# -- looking -------------------------------------------------------------------------------


def test_show_has_the_documented_shape_and_the_paths_of_exported_files(
    tmp_path, seedream, shots, bought
):
    shown = seedream("show", bought, "--json").json
    assert shown["sequence"] == bought
    assert [frame["source"] for frame in shown["frames"]] == [
        str(shots / f"shot {number}.png") for number in (1, 2, 3)
    ]
    for number, frame in enumerate(shown["frames"], start=1):
        (step,) = frame["steps"]
        assert (step["step"], step["state"]) == (1, "done")
        (version,) = step["versions"]
        assert version["path"] == str(tmp_path / "out" / f"shot {number}.jpg")
        assert is_picture(version["path"])
        assert (version["chosen"], version["paired"]) == (True, True)
        assert re.fullmatch(r"[0-9a-f]{64}", version["sha256"])
        assert 0 < version["confidence"] <= 1
    assert "shot 2.png" in seedream("show", bought).out


def test_list_ledger_and_queue_say_what_was_bought(seedream, bought, ws):
    (row,) = seedream("list", "--json").json["sequences"]
    assert (row["sequence"], row["images"], row["spent_usd"]) == (bought, 3, "0.081")
    rows = list(csv.DictReader(io.StringIO(seedream("ledger", "--csv").out)))
    assert [(row["kind"], row["usd"]) for row in rows] == [
        ("reserved", "0.081"),
        ("spent", "0.081"),
    ]
    ledger = seedream("ledger", "--json").json
    assert (ledger["spent_usd"], ledger["reserved_usd"]) == ("0.081", "0.00")
    assert "Spent $0.081" in seedream("ledger").out
    assert "Nothing is unfinished" in seedream("queue").out
    assert "shots" in seedream("list").out


def test_export_copies_the_chosen_results(tmp_path, seedream, bought):
    done = seedream("export", bought, "--out", tmp_path / "again", "--json")
    assert done.code == 0
    assert files(tmp_path / "again") == ["shot 1.jpg", "shot 2.jpg", "shot 3.jpg"]
    assert len(done.json["exported"]) == 3


def test_providers_show_cards_and_models(seedream):
    every = seedream("providers", "--json").json["providers"]
    assert [card["provider"] for card in every] == [entry.id for entry in OWN]
    one = seedream("providers", "wavespeed", "--json").json
    assert {"bytedance/seedream-v4.5/sequential", "bytedance/seedream-v5.0-lite/edit"} <= {
        model["model"] for model in one["models"]
    }
    assert "WaveSpeedAI" in seedream("providers").out


def test_providers_tell_how_safe_an_order_is_where_the_key_is_and_how_old_the_figures(seedream):
    one = seedream("providers", "wavespeed")
    for said in ("Found again", "from WAVESPEED_API_KEY", "2026-09-02", "edit, several at once"):
        assert said in one.out
    facts = seedream("providers", "wavespeed", "--json").json
    assert (facts["recovery"], facts["key"], facts["key_source"]) == (
        "history",
        "present",
        "environment",
    )
    assert facts["stale"] is (facts["age_days"] > 60)
    model = next(m for m in facts["models"] if m["kind"] == "edit-sequential")
    assert (model["references"], model["outputs"], model["total"]) == (10, 15, 15)
    table = seedream("providers").out.splitlines()
    columns = [line.index("found in its list") for line in table if "found in its list" in line]
    assert columns == [table[0].index("LOST ORDERS")]


def test_a_region_that_a_provider_does_not_have_is_named(seedream, tmp_path, shots):
    run = ("run", shots, "--step", "warmer", "--out", tmp_path / "out")
    done = seedream(*run, "--provider", "wavespeed", "--region", "eu")
    assert done.code == 1
    assert "WaveSpeedAI has no regions" in done.err
    assert "region mars" in seedream("resume", "--region", "mars").err


def test_keys_come_from_standard_input_and_without_a_store_that_is_said(seedream, ws):
    env = {"WAVESPEED_API_KEY": ""}
    done = seedream("keys", "set", "wavespeed", stdin="wsk_typed_in_0123456789\n", env=env)
    assert done.code == 1
    assert "no secure store" in done.out
    assert "WAVESPEED_API_KEY" in done.out
    assert "wsk_typed_in" not in done.out + done.err
    keys = seedream("keys", "list", "--json").json["keys"]
    assert [row["provider"] for row in keys] == [e.id for e in OWN if e.id != "local"]
    [row] = [row for row in keys if row["provider"] == "wavespeed"]
    assert (row["state"], row["tail"], row["source"]) == ("present", ws.key[-4:], "environment")
    assert "works" in seedream("keys", "test", "wavespeed").out
    assert "No key" in seedream("keys", "delete", "wavespeed").out
    assert seedream("keys", "set", "wavespeed", stdin="two words\n", env=env).code == 1


def test_cache_says_what_the_library_takes_up_and_prunes_no_result(seedream, bought):
    before = seedream("cache", "stats", "--json").json
    assert before["library_bytes"] > 0
    assert seedream("cache", "prune", "--json").json["freed_bytes"] == 0
    shown = seedream("show", bought, "--json").json
    assert all(is_picture(frame["steps"][0]["versions"][0]["path"]) for frame in shown["frames"])


def test_doctor_checks_library_disk_keys_network_and_formats(seedream, ws):
    everywhere = {f"SEEDREAM_{entry.id.upper()}_URL": ws.url for entry in OWN if entry.is_remote}
    done = seedream("doctor", "--json", env=everywhere)
    checks = {check["check"]: check["ok"] for check in done.json["checks"]}
    assert (done.code, done.json["ok"]) == (0, True)
    assert list(checks) == ["library", "disk", "key_store", "network", "formats"]
    assert [name for name, is_good in checks.items() if is_good and name != "disk"] == [
        *("library", "network", "formats"),
    ]
    assert seedream("doctor", env=everywhere).out.count("\n") == 5
    away = everywhere | {"SEEDREAM_BYTEPLUS_URL": "http://127.0.0.1:1"}
    told = seedream("doctor", env=away)
    assert (told.code, "BytePlus Ark" in told.out) == (0, True)


def test_the_version_is_told(seedream):
    assert re.fullmatch(r"seedream \d+\.\d+\.\d+\n", seedream("--version").out)


def test_a_second_process_on_the_library_is_told_who_has_it(tmp_path, seedream, shots, ws):
    ws.control.configure(service_time_s=30)
    run = ("run", shots, "--step", "warmer", *WS, "--out", tmp_path / "out")
    first = seedream.begin(*run)
    assert ws.control.await_jobs(1)
    second = seedream(*run, "--json")
    assert (second.code, list(second.json)) == (1, FINISHED)
    (error,) = second.named("error")
    assert (error["code"], str(first.pid) in error["message"]) == ("library_busy", True)
    other = seedream("list")
    assert (other.code, other.out) == (1, "")
    assert "is open in another" in other.err
    ws.control.finish_now()
    assert ended(first).code == 0
    assert ws.control.billed() == 3 * PRICE_MICROS
