"""Pictures where people keep them: untouched, wherever they lie and whatever they are called."""

import hashlib
import os
import shutil

import pytest

from tests.fixtures.console import ROOT, Console, files, is_picture, pictures

STEP = ("--step", "match the colours, slightly warm")


@pytest.fixture
def seedream(tmp_path):
    return Console(tmp_path / "library")


def state_of(folder):
    """Return every file's bytes and times."""
    return {
        name: (
            hashlib.sha256((folder / name).read_bytes()).hexdigest(),
            (folder / name).stat().st_mtime_ns,
        )
        for name in files(folder)
    }


def test_originals_are_never_written_to(tmp_path, seedream):
    shots = pictures(tmp_path / "shots", 3)
    for name in files(shots):
        os.utime(shots / name, (1_000_000_000, 1_100_000_000))
        (shots / name).chmod(0o444)
    before = state_of(shots)
    assert seedream("run", shots, *STEP, "--out", tmp_path / "out").code == 0
    assert state_of(shots) == before


def test_results_beside_the_originals_take_other_names(tmp_path, seedream):
    shots = pictures(tmp_path / "shots", 2)
    shutil.copy(shots / "shot 1.png", shots / "shot 1.jpg.png")
    picture = (shots / "shot 2.png").read_bytes()
    (shots / "shot 1.jpg").write_bytes(picture + b"\0")
    before = state_of(shots)
    run = ("run", shots / "shot 1.png", shots / "shot 2.png", *STEP, "--out", shots)
    assert seedream(*run).code == 0
    after = state_of(shots)
    assert {name: after[name] for name in before} == before
    assert sorted(set(after) - set(before)) == ["shot 1-2.jpg", "shot 2.jpg"]
    assert seedream(*run).code == 0
    assert state_of(shots) == after


def test_a_folder_that_is_input_and_output_is_edited_once(tmp_path, seedream):
    shots = pictures(tmp_path / "shots", 2)
    before = state_of(shots)
    run = ("run", shots, *STEP, "--out", shots, "--json")
    assert seedream(*run).json["images"] == 2
    again = seedream(*run)
    assert (again.code, again.json["images"], again.json["requests"]) == (0, 2, 0)
    assert files(shots) == ["shot 1.jpg", "shot 1.png", "shot 2.jpg", "shot 2.png"]
    assert before.items() <= state_of(shots).items()


def test_names_of_any_script_and_with_spaces_come_through(tmp_path, seedream):
    folder = pictures(tmp_path / "日本 – été ☀", 3)
    names = ["Kaffee & Kuchen (1).png", "花瓶 七.png", "naïve 'quoted' \"x\".png"]
    for number, name in enumerate(names, start=1):
        (folder / f"shot {number}.png").rename(folder / name)
    out = tmp_path / "Ausgabe für alle"
    done = seedream("run", folder, *STEP, "--out", out, "--json")
    assert (done.code, done.json["outputs"]) == (0, 3)
    assert files(out) == sorted(
        ["Kaffee & Kuchen (1).jpg", "花瓶 七.jpg", "naïve 'quoted' _x_.jpg"]
    )
    shown = seedream("show", done.json["sequence"], "--json").json
    assert {frame["source"] for frame in shown["frames"]} == {str(folder / name) for name in names}


def test_equal_names_from_two_folders_get_a_number(tmp_path, seedream):
    one, two = pictures(tmp_path / "one", 1), pictures(tmp_path / "two", 2)
    (two / "shot 1.png").unlink()
    (two / "shot 2.png").rename(two / "SHOT 1.png")
    out = tmp_path / "out"
    done = seedream("run", one, two, *STEP, "--out", out, "--json")
    assert (done.code, done.json["images"]) == (0, 2)
    assert [name.casefold() for name in files(out)] == ["shot 1-2.jpg", "shot 1.jpg"]
    assert seedream("run", one, two, *STEP, "--out", out).code == 0
    assert len(files(out)) == 2


def test_a_loop_of_links_is_walked_once(tmp_path, seedream):
    shots = pictures(tmp_path / "shots", 2)
    (shots / "deep").mkdir()
    (shots / "deep" / "back").symlink_to(shots, target_is_directory=True)
    done = seedream("run", shots, *STEP, "--out", tmp_path / "out", "--json")
    assert (done.code, done.json["images"], done.json["skipped"]) == (0, 2, [])


def test_the_output_folder_inside_of_the_input_folder_is_not_edited_again(tmp_path, seedream):
    shots = pictures(tmp_path / "shots", 2)
    run = ("run", shots, *STEP, "--out", shots / "edited")
    assert seedream(*run, "--json").json["images"] == 2
    assert files(shots / "edited") == ["shot 1.jpg", "shot 2.jpg"]
    again = seedream(*run, "--json")
    assert (again.code, again.json["images"], again.json["requests"]) == (0, 2, 0)
    assert [notice["code"] for notice in again.named("notice")] == ["own_results"]
    assert files(shots / "edited") == ["shot 1.jpg", "shot 2.jpg"]
    onward = seedream("run", shots / "edited", *STEP, "--out", tmp_path / "twice", "--json")
    assert onward.json["images"] == 2


def test_a_picture_that_changed_since_the_plan_is_not_sent_and_the_rest_is(tmp_path, seedream):
    shots = pictures(tmp_path / "shots", 2)
    words = ("run", shots, *STEP, "--out", tmp_path / "out")
    assert seedream(*words).code == 0
    shutil.copy(shots / "shot 2.png", shots / "shot 1.png")
    done = seedream(*words, "--json")
    assert (done.code, done.json["images"]) == (0, 1)


def test_the_demo_has_ten_results_and_is_free_the_second_time(tmp_path, seedream):
    source = (ROOT / "dev.py").read_text(encoding="utf-8")
    namespace = {"__name__": "dev", "__file__": str(ROOT / "dev.py")}
    exec(compile(source, "dev.py", "exec"), namespace)  # the very words of its DEMO
    words = list(namespace["DEMO"])
    words[words.index("--out") + 1] = str(tmp_path / "demo")
    done = seedream(*words, "--json", cwd=ROOT)
    assert (done.code, done.json["state"], done.json["images"]) == (0, "completed", 10)
    assert done.json["outputs"] == 20
    names = files(tmp_path / "demo")
    assert names == [f"ceramic-{number:02d}.jpg" for number in range(1, 11)]
    assert all(is_picture(tmp_path / "demo" / name) for name in names)
    again = seedream(*words, "--json", cwd=ROOT)
    assert (again.code, again.json["requests"], again.json["spent_usd"]) == (0, 0, "0.00")
    assert files(tmp_path / "demo") == names
