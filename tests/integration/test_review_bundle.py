"""The review bundle from the console: what is in it, what is not, and what comes back."""

import hashlib
import json
import re
from pathlib import Path

import pytest

from seedream_desktop.domain.judgement import Aspect, Flag, Label
from seedream_desktop.exporting.bundle_format import script_json
from tests.fixtures import reviewing
from tests.fixtures.choices import LONG_FROM_NOW_MS as NOW_MS
from tests.fixtures.choices import choices, seal, written
from tests.fixtures.reviewing import KEY, NAMES, PROMPTS, SECRETIVE, index_of, pictures_of


@pytest.fixture(scope="module")
def studio(tmp_path_factory):
    return reviewing.studio(tmp_path_factory.mktemp("studio"))


@pytest.fixture(scope="module")
def bundle(studio):
    return studio.pack()


@pytest.fixture
def clean(studio):
    """The studio with nothing judged."""
    studio.forget()
    return studio


# -- packing


def test_a_bundle_has_every_picture_as_a_small_one_in_webp_and_says_which(bundle):
    index, pictures = index_of(bundle), pictures_of(bundle)
    assert [image["name"] for image in index["images"]] == sorted(
        (name.replace("/", "\N{DIVISION SLASH}") for name in NAMES),
        key=[image["name"] for image in index["images"]].index,
    )
    assert len(index["pictures"]) == len(NAMES) * 3
    assert len(pictures) == 2 * len(index["pictures"])
    for number, facts in enumerate(index["pictures"]):
        data = pictures[f"p{number}"]
        assert hashlib.sha256(data).hexdigest() == facts["sha256"]
        with reviewing.decoded(data) as picture:
            assert (picture.format, picture.size) == ("WEBP", (facts["width"], facts["height"]))


def test_nothing_leaves_that_was_not_asked_for(studio, bundle):
    data = bundle.read_bytes()
    home = str(studio.folder.parent)
    for secret in (*PROMPTS, KEY, SECRETIVE, home, str(Path.home()), "shoot of a client"):
        assert secret.encode() not in data
        assert json.dumps(secret).strip('"').encode() not in data
    index = index_of(bundle)
    assert set(index) == {
        "format", "version", "id", "sequence", "title", "made_at", "steps", "images", "pictures",
        "marks",
    }  # fmt: skip
    assert index["steps"] == [{}, {}]
    assert index["marks"] == {}
    keys = {key for image in index["images"] for step in image["steps"] for v in step for key in v}
    assert keys == {"id", "picture", "is_chosen"}


def test_the_pictures_hold_no_metadata_but_the_colour_space(bundle):
    for data in pictures_of(bundle).values():
        with reviewing.decoded(data) as picture:
            assert not picture.getexif()
            assert set(picture.info) <= {
                "icc_profile",
                "loop",
                "background",
                "timestamp",
                "duration",
            }
        assert b"GPS" not in data
        assert SECRETIVE.encode() not in data


def test_what_is_ticked_is_in_it(studio):
    index = index_of(studio.pack("ticked.html", "--prompts", "--costs", "--anonymous"))
    assert tuple(step["prompt"] for step in index["steps"]) == PROMPTS
    assert [image["name"] for image in index["images"]] == ["001", "002", "003", "004"]
    assert index["images"][0]["steps"][0][0]["cost_usd"] == "0.00"


def test_no_name_or_title_can_end_the_element_that_it_stands_in(bundle):
    text = bundle.read_text(encoding="utf-8")
    scripts = re.findall(r"<script[^>]*>", text)
    assert {re.sub(r"\d+", "0", tag) for tag in scripts} == {
        '<script type="application/json" id="seedream-review">',
        '<script type="application/json" id="seedream-choices">',
        '<script type="application/json" id="seedream-words">',
        "<script>",
        '<script type="text/plain" id="t0">',
        '<script type="text/plain" id="p0">',
    }
    assert text.count("<script>") == 1
    assert "alert(1)" in text  # as a name, in JSON


def test_the_page_says_itself_that_it_may_reach_nothing(bundle):
    policy = re.search(
        r'http-equiv="Content-Security-Policy" content="([^"]*)"', bundle.read_text()
    )
    rules = dict(rule.strip().split(" ", 1) for rule in policy[1].split(";"))
    assert rules["default-src"] == "'none'"
    assert rules["img-src"] == "data:"
    assert rules["script-src"].startswith("'sha256-")
    assert "http" not in re.sub(r"http://www\.w3\.org/2000/svg|http-equiv", "", bundle.read_text())


def test_a_file_that_cannot_be_written_leaves_nothing_behind(studio):
    missing = studio.folder / "no such folder" / "review.html"
    ended = studio.console("review", "pack", studio.sequence, "--out", missing, "--json")
    assert ended.code == 1
    assert ended.json["code"] == "review_not_written"
    assert not list(studio.folder.glob(".*.part"))


@pytest.mark.parametrize("content", ["<!doctype html><title>a page</title>", "{}", ""])
def test_a_file_that_is_no_review_keeps_its_name(studio, tmp_path, content):
    page = tmp_path / "index.html"
    page.write_text(content)
    ended = studio.console("review", "pack", studio.sequence, "--out", page, "--json")
    assert (ended.code, ended.json["code"]) == (1, "review_name_taken")
    assert page.read_text() == content
    assert list(tmp_path.iterdir()) == [page]


def test_an_older_review_is_replaced_be_it_damaged_or_not(studio, tmp_path):
    name = str(tmp_path / "again.html")
    path = studio.pack(name)
    path.write_bytes(path.read_bytes()[:-100_000])
    assert len(pictures_of(studio.pack(name))) == len(pictures_of(studio.pack(name))) > 0


def test_a_review_that_came_back_with_choices_keeps_its_name(studio, bundle, tmp_path):
    said = script_json(choices(index_of(bundle), [(1, 2, "flag", "pick", NOW_MS)]))
    block = '<script type="application/json" id="seedream-choices">'
    back = tmp_path / "back.html"
    back.write_text(bundle.read_text("utf-8").replace(f"{block}null", block + said), "utf-8")
    before = back.read_bytes()
    ended = studio.console("review", "pack", studio.sequence, "--out", back, "--json")
    assert (ended.code, ended.json["code"]) == (1, "review_has_choices")
    assert back.read_bytes() == before


def test_only_what_is_picked_is_packed_where_that_is_wished(clean, bundle, tmp_path):
    index = index_of(bundle)
    said = choices(index, [(1, 2, "flag", "pick", NOW_MS)])
    clean.merge(written(tmp_path / "a.json", said))
    picked = index_of(clean.pack("picked.html", "--picked", "--marks"))
    assert [image["name"] for image in picked["images"]] == [index["images"][1]["name"]]
    subject = index["images"][1]["steps"][1][0]["id"]
    assert picked["marks"] == {subject: {"flag": "pick"}}


def test_an_original_that_is_gone_is_named_and_the_rest_is_packed(studio, tmp_path):
    shoot = studio.folder / "shoot of a client"
    name = "plain-3.jpg"
    (shoot / name).rename(tmp_path / name)
    try:
        path = studio.folder / "gone.html"
        ended = studio.console("review", "pack", studio.sequence, "--out", path, "--json")
    finally:
        (tmp_path / name).rename(shoot / name)
    assert ended.json["lost"] == [name]
    pictures = {image["name"]: image["picture"] for image in index_of(path)["images"]}
    assert pictures[name] is None
    assert ended.json["pictures"] == len(NAMES) * 3 - 1


def test_a_result_whose_picture_is_not_sure_stays_out_unless_it_is_asked_for(studio):
    first = "(select min(seq) from versions)"
    studio.console.write(f"update versions set is_paired = 0 where seq = {first}")
    try:
        path = studio.folder / "unsure.html"
        ended = studio.console("review", "pack", studio.sequence, "--out", path, "--json")
        marked = index_of(studio.pack("marked.html", "--unsure"))
    finally:
        studio.console.write(f"update versions set is_paired = 1 where seq = {first}")
    assert ended.json["unsure_left_out"] == 1
    shown = [v for image in index_of(path)["images"] for step in image["steps"] for v in step]
    assert len(shown) == len(NAMES) * 2 - 1
    shown = [v for image in marked["images"] for step in image["steps"] for v in step]
    assert [v.get("is_unsure", False) for v in shown].count(True) == 1


# -- merging


def test_choices_become_judgements_with_who_and_when(clean, bundle, tmp_path):
    index = index_of(bundle)
    at = index["made_at"] * 1000 + 5
    said = choices(
        index,
        [(0, 2, "flag", "pick", at), (0, 2, "stars", "4", at + 1), (1, 0, "label", "green", at + 2),
         (2, 1, "note", "wärmer\n更暖", at + 3)],
    )  # fmt: skip
    ended = clean.merge(written(tmp_path / "a.json", said))
    (told,) = ended.json["merged"]
    assert (told["new"], told["changed"], told["unknown"]) == (4, 4, [])
    held = clean.marks()
    first = held[index["images"][0]["steps"][1][0]["id"]]
    assert (first.flag, first.stars) == (Flag.PICK, 4)
    assert held[index["images"][1]["id"]].label is Label.GREEN
    assert held[index["images"][2]["steps"][0][0]["id"]].notes == {"Anna": "wärmer\n更暖"}
    assert {one.who for one in clean.judgements()} == {"Anna"}
    assert min(one.at for one in clean.judgements()) == at / 1000


def test_merging_again_changes_nothing_and_the_order_does_not_matter(clean, bundle, tmp_path):
    index = index_of(bundle)
    at = index["made_at"] * 1000
    anna = written(tmp_path / "a.json", choices(index, [(0, 2, "stars", "5", at + 10)]))
    ben = written(
        tmp_path / "b.json",
        choices(
            index, [(0, 2, "stars", "2", at + 20), (0, 2, "flag", "reject", at + 5)], who="Ben"
        ),
    )
    clean.merge(anna)
    clean.merge(ben)
    one_way = (clean.marks(), set(clean.judgements()))
    assert clean.merge(anna, ben).json["merged"][0]["new"] == 0
    assert (clean.marks(), set(clean.judgements())) == one_way
    clean.forget()
    clean.merge(ben, anna)
    assert (clean.marks(), set(clean.judgements())) == one_way
    assert next(iter(one_way[0].values())).stars == 2


def test_files_of_one_pass_are_held_against_one_another(clean, bundle, tmp_path):
    said = choices(index_of(bundle), [(1, 2, "flag", "pick", NOW_MS)])
    first, second = (written(tmp_path / f"{name}.json", said) for name in "ab")
    for words in (["--dry-run"], ()):
        told = clean.merge(first, second, words=words).json["merged"]
        assert [(each["new"], each["known"]) for each in told] == [(1, 0), (0, 1)]
    assert len(clean.judgements()) == 1


def test_a_clock_that_is_ahead_does_not_outdo_what_is_said_later(clean, bundle, tmp_path):
    index = index_of(bundle)
    ahead = written(tmp_path / "a.json", choices(index, [(0, 1, "stars", "1", NOW_MS * 2)]))
    clean.merge(ahead)
    (word,) = clean.judgements()
    assert word.at < NOW_MS / 1000
    assert clean.merge(ahead).json["merged"][0]["known"] == 1
    assert clean.judgements() == (word,)


def test_pictures_that_are_not_here_are_named_and_the_rest_is_taken(clean, bundle, tmp_path):
    index = index_of(bundle)
    said = choices(index, [(0, 1, "flag", "pick", 1), (1, 1, "flag", "pick", 2)])
    said["choices"][1] |= {"subject": "vr-gone000000", "name": "gone.jpg"}
    said["seal"] = seal(said)
    (told,) = clean.merge(written(tmp_path / "a.json", said)).json["merged"]
    assert told["new"] == 1
    assert told["unknown"] == [{"name": "gone.jpg", "step": 1}]


def test_a_file_that_was_changed_is_refused_and_nothing_of_it_taken(clean, bundle, tmp_path):
    path = written(tmp_path / "sent.json", choices(index_of(bundle), [(0, 1, "stars", "4", 5)]))
    path.write_text(path.read_text().replace('"value": "4"', '"value": "5"'))
    ended = clean.merge(path)
    assert (ended.code, ended.json["code"]) == (1, "review_broken")
    assert "sent.json" in ended.json["message"]
    assert clean.judgements() == ()


def test_a_value_that_its_aspect_cannot_hold_is_refused_whole(clean, bundle, tmp_path):
    said = choices(index_of(bundle), [(0, 1, "flag", "pick", 1), (1, 1, "stars", "9", 2)])
    ended = clean.merge(written(tmp_path / "a.json", said))
    assert ended.json["code"] == "review_broken"
    assert clean.judgements() == ()


@pytest.mark.parametrize("value", ["٣", " 3 ", "+3", "0_3", "03", "9" * 4_000])
def test_stars_are_one_plain_digit_and_a_refusal_is_short(clean, bundle, tmp_path, value):
    said = choices(index_of(bundle), [(0, 1, "stars", value, 2)])
    ended = clean.merge(written(tmp_path / "a.json", said))
    assert ended.json["code"] == "review_broken"
    assert len(json.dumps(ended.json)) < 1_000
    assert clean.judgements() == ()


@pytest.mark.parametrize("at", [1, NOW_MS])
def test_of_two_words_on_one_thing_the_last_holds_and_merging_again_changes_nothing(
    clean, bundle, tmp_path, at
):
    said = [(0, 1, "stars", "4", at), (0, 1, "stars", "2", at)]
    path = written(tmp_path / "a.json", choices(index_of(bundle), said))
    told = clean.merge(path).json["merged"][0]
    assert (told["new"], told["changed"]) == (1, 1)
    assert [word.value for word in clean.judgements()] == ["2"]
    assert clean.merge(path).json["merged"][0]["new"] == 0
    assert [word.value for word in clean.judgements()] == ["2"]


@pytest.mark.parametrize("who", ["\u200b", "\u2060\u00a0", " \ufeff "])
def test_a_name_in_which_nothing_is_to_be_seen_is_none(clean, bundle, tmp_path, who):
    said = choices(index_of(bundle), [(0, 1, "stars", "4", 5)], who=who)
    assert clean.merge(written(tmp_path / "a.json", said)).json["code"] == "review_nameless"


def test_choices_of_another_library_are_refused(clean, bundle, tmp_path):
    said = choices(index_of(bundle), [(0, 1, "stars", "4", 5)], sequence="sq-elsewhere0")
    ended = clean.merge(written(tmp_path / "a.json", said))
    assert ended.json["code"] == "review_elsewhere"


def test_a_bundle_that_nobody_has_judged_in_says_so(clean, bundle):
    assert clean.merge(bundle).json["code"] == "review_no_choices"


def test_a_bundle_whose_index_was_changed_is_refused(clean, bundle, tmp_path):
    changed = tmp_path / "changed.html"
    changed.write_bytes(bundle.read_bytes().replace(b"plain-3.jpg", b"other-3.jpg"))
    assert clean.merge(changed).json["code"] == "review_broken"


def test_choices_without_a_name_need_one(clean, bundle, tmp_path):
    said = choices(index_of(bundle), [(0, 1, "stars", "4", 5)], who="  ")
    path = written(tmp_path / "a.json", said)
    assert clean.merge(path).json["code"] == "review_nameless"
    assert clean.merge(path, words=("--who", "Ben")).json["merged"][0]["who"] == "Ben"
    assert {one.who for one in clean.judgements()} == {"Ben"}


def test_a_dry_run_tells_and_writes_nothing(clean, bundle, tmp_path):
    path = written(tmp_path / "a.json", choices(index_of(bundle), [(0, 1, "stars", "4", 5)]))
    told = clean.merge(path, words=("--dry-run",)).json
    assert told["dry_run"]
    assert told["merged"][0][Aspect.STARS.value] == 1
    assert clean.judgements() == ()


def test_names_that_steer_a_terminal_or_turn_the_writing_are_made_harmless(clean, bundle, tmp_path):
    said = choices(index_of(bundle), [(0, 1, "stars", "4", 5)], who="A\x1b[31m\u202etxt")
    told = clean.merge(written(tmp_path / "a.json", said)).json["merged"][0]
    assert told["who"] == "A\ufffd[31m\ufffdtxt"
