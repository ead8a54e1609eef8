"""What a review bundle is made of, without a library: limits, texts, and what cannot get in."""

import json
import os
import re
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seedream_desktop.bundle import bundled
from seedream_desktop.domain.errors import BadInput
from seedream_desktop.domain.ids import SequenceId
from seedream_desktop.exporting.bundle_format import BundleIndex, script_json
from seedream_desktop.exporting.bundle_page import block, page
from seedream_desktop.exporting.bundle_reading import ReviewKind, cleaned, read_review
from seedream_desktop.exporting.bundle_writer import BUNDLE_BYTES_MAX, Allowance, likely_bytes
from tests.fixtures.choices import choices, written

INDEX = {
    "id": "rv-1", "sequence": "sq-1", "title": "Spring", "made_at": 1_780_000_000,
    "images": [{"id": "im-1", "name": "a.jpg", "picture": 0, "steps": []}],
}  # fmt: skip
SAID = [(0, 0, "stars", "4", 1_780_000_000_001)]


def words(language):
    return tomllib.loads(bundled("i18n", f"{language}.review.toml").read_text("utf-8"))["viewer"]


def templates(entry):
    return list(entry.values()) if isinstance(entry, dict) else [entry]


def names(entry):
    return {name for template in templates(entry) for name in re.findall(r"\{(\w+)\}", template)}


# -- texts


def test_the_viewer_says_all_in_both_languages_and_with_the_same_figures():
    english, chinese = words("en"), words("zh")
    assert set(english) == set(chinese)
    differing = [code for code in english if not names(chinese[code]) <= names(english[code])]
    assert differing == []
    lines = [len(words(language)["key_rows"].splitlines()) for language in ("en", "zh")]
    assert lines[0] == lines[1]


def test_every_word_that_the_viewer_asks_for_is_there():
    scripts = "".join(path.read_text("utf-8") for path in bundled("review").glob("*.js"))
    asked = set(re.findall(r'\bsay\("(\w+)"', scripts))
    assert len(asked) > 50
    assert asked - set(words("en")) == set()


# -- room


@given(st.lists(st.integers(0, 4_000_000), min_size=1, max_size=300))
def test_whatever_pictures_want_the_bundle_keeps_to_its_limit(wanted):
    allowance = Allowance(len(wanted), 20_000_000)
    used = 0
    for want in wanted:
        given_bytes = min(want, allowance.next_bytes())
        allowance.spend(given_bytes)
        used += given_bytes * 4 / 3 + 16_000 * 4 / 3 + 400
    assert used <= 20_000_000


def test_what_light_pictures_leave_goes_to_those_after_them():
    allowance = Allowance(10)
    first = allowance.next_bytes()
    allowance.spend(1000)
    assert allowance.next_bytes() > first


def test_what_it_may_come_to_is_told_before_and_never_above_the_limit():
    assert 40e6 < likely_bytes(800, 1600) <= BUNDLE_BYTES_MAX
    assert likely_bytes(100_000, 3072) == BUNDLE_BYTES_MAX
    assert likely_bytes(30, 1024) < likely_bytes(30, 1600)


# -- what stands within the page


@given(st.text())
def test_no_text_can_end_the_element_that_it_stands_in(text):
    said = script_json({"title": text})
    assert not re.search(r"[<>&\u2028\u2029]", said)
    assert json.loads(said) == {"title": text}


@given(st.text(max_size=40))
def test_whatever_a_title_is_the_page_has_one_script_that_runs(title):
    index = BundleIndex(
        id="rv-1", sequence="sq-1", title=title, made_at=1, steps=(), images=(), pictures=()
    )
    head, foot = page(index, {"en": {"a": title}})
    assert len(re.findall(r"<script>", head)) == 1
    assert head.count("<title>") == head.count("</title>") == 1
    assert foot.startswith("</body>")


def test_a_picture_is_letters_and_digits_only():
    assert re.fullmatch(
        rb'<script type="text/plain" id="p7">[A-Za-z0-9+/=]*</script>\n',
        block("p", 7, bytes(range(256))),
    )


# -- what comes back


def test_a_file_of_choices_is_recognised_by_what_is_in_it(tmp_path):
    path = written(tmp_path / "whatever (2).json", choices(INDEX, SAID))
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    review = read_review(path)
    assert (review.kind, review.sequence) == (ReviewKind.CHOICES, SequenceId("sq-1"))
    assert review.choices.who == "Anna"


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda text: text[: len(text) // 2], "review_broken"),
        (lambda text: text.replace('"value": "4"', '"value": "5"'), "review_broken"),
        (lambda text: text.replace('"who": "Anna"', '"who": "Ben"'), "review_broken"),
        (lambda text: text.replace('"stars"', '"system"'), "review_broken"),
        (lambda text: text.replace('"value": "4"', f'"value": "{"9" * 5000}"'), "review_broken"),
        (lambda text: text.replace("1780000000001", "-1"), "review_broken"),
        (lambda text: text.replace('"version": 1', '"version": 7'), "review_newer"),
        (lambda text: text.replace("seedream-choices", "other-choices"), "review_not_ours"),
        (lambda _text: "", "review_not_ours"),
        (lambda _text: "GIF89a", "review_not_ours"),
        (lambda _text: "[" * 100_000, "review_not_ours"),
        (lambda _text: '{"a":' * 100_000, "review_broken"),
        (lambda _text: "<!doctype html><title>a page</title>", "review_not_ours"),
    ],
)
def test_a_file_that_is_not_right_is_refused_with_its_name_and_the_reason(tmp_path, spoil, code):
    path = tmp_path / "sent.json"
    path.write_text(spoil(json.dumps(choices(INDEX, SAID))), encoding="utf-8")
    with pytest.raises(BadInput) as caught:
        read_review(path)
    assert caught.value.code == code
    assert caught.value.params["path"] == str(path)


@given(st.binary(max_size=400))
def test_any_bytes_are_a_review_or_refused(tmp_path_factory, data):
    path = tmp_path_factory.getbasetemp() / "any.html"
    path.write_bytes(data)
    with pytest.raises(BadInput):
        read_review(path)


def test_a_file_that_is_too_large_is_not_read_whole(tmp_path, monkeypatch):
    monkeypatch.setattr("seedream_desktop.exporting.bundle_reading.CHOICES_BYTES_MAX", 100_000)
    path = tmp_path / "large.json"
    path.write_text(json.dumps({"format": "seedream-choices", "filling": "x" * 200_000}))
    with pytest.raises(BadInput) as caught:
        read_review(path)
    assert caught.value.code == "review_broken"
    assert caught.value.params["cause"] == "too_large"


def test_a_folder_and_a_file_that_is_gone_are_named(tmp_path):
    for path in (tmp_path, tmp_path / "gone.html"):
        with pytest.raises(BadInput) as caught:
            read_review(path)
        assert caught.value.code == "review_unreadable"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with names")
@pytest.mark.timeout(5)
def test_what_is_no_file_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe.json")
    for path in (tmp_path / "pipe.json", Path("/dev/zero")):
        with pytest.raises(BadInput) as caught:
            read_review(path)
        assert caught.value.code == "review_unreadable"


def test_names_lose_what_steers_a_terminal_and_notes_keep_their_lines():
    assert cleaned("A\x1b[31m\u202e\n", is_name=True) == "A\ufffd[31m\ufffd\ufffd"
    assert cleaned("a\n\tb\x07") == "a\n\tb\ufffd"
    assert cleaned("家庭 👨‍👩‍👧 é", is_name=True) == "家庭 👨‍👩‍👧 é"
