"""`seedream export`: results leave the library as a command line asks, and say what they are."""

import csv
import json

import pytest
from PIL import Image

from tests.fixtures import exiftool, photographs, profiles
from tests.fixtures.console import Console, files

STEPS = ("--step", "slightly warm", "--step", "black and white")
P3 = profiles.rgb_profile(profiles.DISPLAY_P3, name="Display P3 of a test")


@pytest.fixture(scope="module")
def worked(tmp_path_factory):
    """Return a console whose library holds two steps over three pictures, and the sequence."""
    folder = tmp_path_factory.mktemp("exports")
    for number, place in ((1, "day 1"), (2, "day 1"), (3, "day 2")):
        shots = folder / "shots" / place
        shots.mkdir(parents=True, exist_ok=True)
        picture = photographs.photograph(640, 480, number)
        data = photographs.encoded(picture, "JPEG", icc_profile=P3)
        (shots / f"灯塔 {number}.jpg").write_bytes(data)
    seedream = Console(folder / "library")
    done = seedream("run", folder / "shots", *STEPS, "--json")
    if done.code == 2:
        done = seedream("run", folder / "shots", *STEPS, "--out", folder / "first", "--json")
    assert done.code == 0, done.err
    return seedream, done.json["sequence"]


@pytest.fixture
def export(worked, tmp_path):
    """Run `seedream export` into a folder of the test's own."""
    seedream, sequence = worked

    def command(*words):
        return seedream("export", sequence, "--out", tmp_path / "out", *words)

    return command


def test_pictures_leave_in_another_format_size_and_colour_space(export, tmp_path):
    words = ("--format", "jpeg", "--quality", 88, "--size", 320, "--colour", "original")
    done = export(*words, "--name", "{name}_{step}", "--json")
    assert done.code == 0, done.err
    assert files(tmp_path / "out") == [f"灯塔 {n}_step2.jpg" for n in (1, 2, 3)]
    with Image.open(tmp_path / "out" / "灯塔 1_step2.jpg") as image:
        assert image.size == (320, 240)
        assert image.info["icc_profile"] == P3
    receipt = done.json["receipts"][0]
    codes = {change["code"] for change in receipt["changes"]}
    assert {"format_jpeg", "size_changed", "colour_converted", "marked_enhanced"} <= codes
    assert receipt["line"].startswith("灯塔 1_step2.jpg: written, JPEG at quality 88, 320 × 240")
    again = export(*words, "--name", "{name}_{step}", "--json")
    assert {receipt["fate"] for receipt in again.json["receipts"]} == {"same"}


def test_names_can_be_seen_before_anything_is_written(export, tmp_path):
    words = ("--steps", "all", "--pairs", "--mirror", "--name", "{name}", "--dry-run")
    done = export(*words, "--json")
    assert done.code == 0, done.err
    paths = [file["path"] for file in done.json["files"]]
    assert paths[:3] == ["day 1/灯塔 1_original.jpg", "day 1/灯塔 1.jpg", "day 1/灯塔 1-2.jpg"]
    assert sum(file["renamed"] for file in done.json["files"]) == 3
    assert not (tmp_path / "out").exists()
    assert "day 2/灯塔 3.jpg" in export(*words).out


def test_all_of_it_lands_where_the_names_said(export, tmp_path):
    words = ("--steps", "1,2", "--pairs", "--mirror", "--format", "png")
    named = [file["path"] for file in export(*words, "--dry-run", "--json").json["files"]]
    assert "day 1/灯塔 1-step1.png" in named
    assert export(*words).code == 0
    out = tmp_path / "out"
    assert sorted(p.relative_to(out).as_posix() for p in out.rglob("*.png")) == sorted(named)


def test_what_it_is_lies_beside_it(export, tmp_path):
    done = export("--sidecar", "json,csv", "--costs")
    assert done.code == 0, done.err
    out = tmp_path / "out"
    told = json.loads((out / "灯塔 1.jpg.json").read_bytes())
    assert [step["prompt"] for step in told["edits"]] == ["slightly warm", "black and white"]
    with (out / "export.csv").open(encoding="utf-8-sig", newline="") as table:
        rows = list(csv.DictReader(table))
    assert [row["file"] for row in rows] == [f"灯塔 {n}.jpg" for n in (1, 2, 3)]
    assert {row["provider"] for row in rows} == {"local"}


@exiftool.needed
def test_edits_are_told_within_the_picture_where_they_are_asked_for(export, tmp_path):
    assert export("--format", "webp", "--edits").code == 0
    told = exiftool.told(tmp_path / "out" / "灯塔 1.webp")
    assert told["XMP-iptcExt:DigitalSourceType"].endswith("/algorithmicallyEnhanced")
    assert told["XMP-iptcExt:AIPromptInformation"] == "slightly warm\nblack and white"
    assert export("--format", "png", "--no-ai-mark").code == 0
    assert "DigitalSourceType" not in str(exiftool.told(tmp_path / "out" / "灯塔 1.png"))


def test_nothing_rated_is_nothing_exported(export, tmp_path):
    done = export("--stars", 5, "--json")
    assert (done.code, done.json["exported"]) == (0, [])
    assert export("--what", "picked", "--json").json["exported"] == []


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--name", "{who}"), "template_unknown_token"),
        (("--size", "large"), "export_size_unclear"),
        (("--steps", "3"), "export_step_unknown"),
        (("--quality", "0"), "export_unclear"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_a_reason(export, tmp_path, words, code):
    done = export(*words, "--json")
    assert (done.code, done.json["code"]) == (1, code)
    assert not (tmp_path / "out").exists()


def test_nothing_is_exported_into_the_library_itself(worked):
    seedream, sequence = worked
    done = seedream("export", sequence, "--out", seedream.home / "blobs", "--json")
    assert (done.code, done.json["code"]) == (1, "export_into_library")


def test_a_person_is_told_each_picture_and_the_sum(export, tmp_path):
    done = export("--format", "jpeg", "--size", "150x100mm@254")
    assert "灯塔 1.jpg: written, JPEG at quality 92, 1333 × 1000 instead of 640 × 480" in done.out
    assert f"3 results in {tmp_path / 'out'}." in done.out


def test_results_that_another_sequence_bought_tell_who_made_them(worked, tmp_path):
    seedream, first = worked
    source = json.loads(seedream("show", first, "--json").out)["frames"][1]["source"]
    again = seedream("run", source, *STEPS, "--out", tmp_path / "run", "--json")
    assert again.json["sequence"] != first
    words = ("--out", tmp_path / "out", "--sidecar", "json")
    assert seedream("export", again.json["sequence"], *words).code == 0
    told = json.loads((tmp_path / "out" / "灯塔 2.jpg.json").read_bytes())
    assert [step["prompt"] for step in told["edits"]] == ["slightly warm", "black and white"]
