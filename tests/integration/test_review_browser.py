"""The review as a client meets it: in a real browser, from the disk, with the network cut."""

import json
import re

import pytest

from tests.fixtures import reviewing
from tests.fixtures.browser import Browser
from tests.fixtures.reviewing import index_of

MARKS = """
Object.fromEntries(window.seedreamReview.choices.subjects.keys().map((subject) => {
  const { flag, stars, label, note } = window.seedreamReview.choices.mark(subject);
  return [subject, [flag, stars, label, note]];
}))
"""
SHOWN = "document.querySelector('#stage').dataset.shown === {}"


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    browser = Browser(tmp_path_factory.mktemp("profile"))
    yield browser
    browser.close()


@pytest.fixture(scope="module")
def studio(browser, tmp_path_factory):
    return reviewing.studio(tmp_path_factory.mktemp("studio"))


@pytest.fixture(scope="module")
def bundle(studio):
    return studio.pack("review.html", "--all-versions")


@pytest.fixture
def opened(browser, bundle, tmp_path):
    """Open a bundle, as Anna unless asked otherwise; every page has its own profile."""
    pages = []

    def show(path=bundle, *, who="Anna", **options):
        page = browser.page(path, downloads=tmp_path, **options)
        pages.append(page)
        if who:
            page.write(who)
            page.press("Enter")
        return page

    yield show
    for page in pages:
        assert page.complaints() == []
        page.close()


def stage(page, place, step, version=-1):
    page.wait(SHOWN.format(json.dumps(f"{place} {step} {version}")))


def boxes(page):
    """Return where the two pictures of the stage lie in their panes, in fractions of each."""
    return page.ask(
        "['a', 'b'].map((name) => { const pane = document.querySelector(`.pane.${name}`);"
        "const i = pane.querySelector('img').getBoundingClientRect();"
        "const p = pane.getBoundingClientRect();"
        "return [(p.left + p.width / 2 - i.left) / i.width,"
        "(p.top + p.height / 2 - i.top) / i.height];"
        "})"
    )


def held(studio):
    """Return what the library holds now, as the page tells it."""
    return {
        subject: [mark.flag.value, mark.stars, mark.label.value, mark.notes.get("Anna", "")]
        for subject, mark in studio.marks().items()
    }


def judge_all_over(page):
    """Judge by keys in the grid and on the stage, and by clicks."""
    page.press("ArrowRight", "ArrowLeft")  # the first goes to where the reviewer is
    page.press("P", "4", "6")
    page.press("ArrowDown", "Shift+3", "X", "9", "9", "7")
    page.press("ArrowUp", "ArrowLeft", "]", "]", "[")
    page.press("Enter")
    page.press("ArrowRight", "2", "U", "P", "Ctrl+Z", "T")
    page.write("更暖一点 – a bit warmer </script> & “so”\nsecond line")
    page.press("Escape", "ArrowDown")
    page.click('#bar [data-flag="reject"]')
    page.click('#bar [data-stars="5"]')
    page.click('#bar [data-label="purple"]')


def test_it_opens_from_the_disk_and_asks_no_address_for_anything(opened):
    page = opened()
    page.wait("document.querySelectorAll('#grid img[src]').length === 12")
    assert {re.match(r"\w+:", address)[0] for address in page.requested()} == {"file:", "data:"}
    refused = page.ask("fetch('https://example.com').then(() => 'reached', () => 'refused')")
    assert refused == "refused"
    assert page.ask("navigator.sendBeacon('https://example.com', 'x')") in {True, False}
    refusals = [c for c in page.complaints() if "Content Security Policy" in json.dumps(c)]
    assert len(refusals) >= 1
    page.browser.events.clear()


def test_what_is_judged_in_the_browser_is_what_the_library_then_holds(opened, studio):
    studio.forget()
    page = opened()
    judge_all_over(page)
    shown = {subject: mark for subject, mark in page.ask(MARKS).items() if any(mark)}
    assert len(shown) >= 4
    page.click("#save-choices")
    page.click("#save-small")
    file = page.downloaded()
    assert file.name.endswith("- Anna.seedream-choices.json")
    assert file.stat().st_size < 10_000
    assert str(file.parent) not in file.read_text()
    (told,) = studio.merge(file).json["merged"]
    assert (told["who"], told["known"], told["unknown"]) == ("Anna", 0, [])
    blank = ["", 0, "", ""]
    assert {s: m for s, m in held(studio).items() if m != blank} == shown
    before = studio.judgements()
    assert studio.merge(file).json["merged"][0]["new"] == 0
    assert studio.judgements() == before


def test_the_whole_review_comes_back_with_the_choices_in_it(opened, studio, bundle):
    studio.forget()
    page = opened()
    page.press("ArrowUp", "P", "5", "T")
    page.write("note </script><script>alert(2)</script>")
    page.click("#save-choices")
    page.click("#save-whole")
    file = page.downloaded()
    shown = {subject: mark for subject, mark in page.ask(MARKS).items() if any(mark)}
    assert index_of(file) == index_of(bundle)
    assert studio.merge(file).json["merged"][0]["new"] == 3
    assert held(studio) == shown
    again = opened(file, who="")
    again.wait("document.querySelectorAll('#grid img[src]').length === 12")
    assert again.ask("document.querySelector('dialog')") is None
    assert {s: m for s, m in again.ask(MARKS).items() if any(m)} == shown


def test_the_name_is_asked_once_and_choices_outlive_a_reload(opened, bundle):
    page = opened()
    page.press("ArrowUp", "X", "3")
    shown = page.ask(MARKS)
    page.open(bundle)
    assert page.ask("document.querySelector('dialog')") is None
    assert page.text("#who-am-i") == "Anna"
    assert page.ask(MARKS) == shown
    assert page.text("#save-choices").endswith("(2)")


def test_choices_go_on_in_another_browser(opened, tmp_path):
    page = opened()
    page.press("ArrowUp", "P", "2")
    page.click("#save-choices")
    page.click("#save-small")
    file = page.downloaded()
    other = opened(who="Ben")
    other.click("#save-choices")
    other.ask("document.querySelector('#continue').closest('details').open = true")
    other.choose_file("#continue", file)
    other.wait("document.querySelector('#told').textContent.startsWith('2 ')")
    assert other.ask(MARKS) == page.ask(MARKS)
    assert other.text("#who-am-i") == "Ben"


def test_choices_go_on_from_a_whole_review_but_not_from_a_changed_file(opened, tmp_path):
    page = opened()
    page.press("ArrowUp", "P", "2")
    page.click("#save-choices")
    page.click("#save-whole")
    review = page.downloaded()
    page.click("#save-small")
    changed = tmp_path / "changed.json"
    changed.write_text(page.downloaded().read_text().replace('"pick"', '"reject"'))
    other = opened(who="Ben")
    other.click("#save-choices")
    other.ask("document.querySelector('#continue').closest('details').open = true")
    other.choose_file("#continue", changed)
    other.wait("document.querySelector('#told').textContent.includes('was changed')")
    assert other.ask("window.seedreamReview.choices.said.size") == 0
    other.choose_file("#continue", review)
    other.wait("document.querySelector('#told').textContent.startsWith('2 ')")
    assert other.ask(MARKS) == page.ask(MARKS)


def test_a_second_window_of_the_review_loses_nothing_of_the_first(opened, browser, bundle):
    page = opened()
    page.press("ArrowUp", "3")
    other = browser.page(bundle, beside=page)
    other.press("ArrowUp", "P")
    other.wait("window.seedreamReview.choices.said.size === 2")
    kept = other.ask("(window.seedreamReview.choices.keep(), seedreamReview.choices.fileText())")
    page.wait("document.querySelector('#save-choices').textContent.endsWith('(2)')")
    page.ask("window.seedreamReview.choices.keep()")
    other.open(bundle)
    words = "JSON.parse(window.seedreamReview.choices.fileText()).choices"
    assert other.ask(words) == page.ask(words) == json.loads(kept)["choices"]


def test_a_page_that_the_browser_itself_saved_is_a_review_as_well(opened, studio, tmp_path):
    page = opened()
    page.press("ArrowUp", "P", "Enter")
    page.ask("window.seedreamReview.choices.keep()")
    saved = tmp_path / "saved.html"
    saved.write_text(f"<!DOCTYPE html>\n{page.ask('document.documentElement.outerHTML')}")
    again = opened(saved, who=None)
    assert again.ask("document.querySelectorAll('#grid').length") == 1
    assert again.ask("document.querySelector('#sheet').offsetParent !== null")
    assert again.ask(MARKS) == page.ask(MARKS)
    assert studio.merge(saved, words=["--dry-run"]).code == 0
    again.browser.events.clear()  # its policy lets no style be that the viewer has not set itself


def test_without_a_name_nothing_is_saved(opened):
    page = opened(who="")
    page.press("Enter", "ArrowUp", "P")
    page.click("#save-choices")
    page.click("#save-small")
    assert "name first" in page.text("#told")
    assert page.ask("document.activeElement.id") == "who"
    page.write("Zoë")
    page.click("#save-small")
    assert json.loads(page.downloaded().read_text())["who"] == "Zoë"


def test_the_split_is_a_slider_by_keys_and_by_hand(opened):
    page = opened()
    page.press("Shift+Y")
    stage(page, 0, 2)
    page.ask("document.querySelector('#split').focus()")
    assert (page.attribute("#split", "role"), page.attribute("#split", "aria-valuenow")) == (
        "slider", "50",
    )  # fmt: skip
    assert ("slider", "Split") in page.tree()
    page.press("ArrowRight", "Shift+ArrowRight")
    assert page.attribute("#split", "aria-valuenow") == "61"
    assert page.attribute("#split", "aria-valuetext") == "Split 61 percent"
    page.press("Home")
    assert page.attribute("#split", "aria-valuenow") == "0"
    page.press("Enter")
    x, y, *_ = page.box("#split")
    width = page.ask("document.querySelector('#stage').clientWidth")
    page.drag((x, y), (width * 0.25, y))
    assert page.attribute("#split", "aria-valuenow") == "25"
    assert page.ask("seedreamReview.place.place") == 0  # the arrows moved the split only


def test_both_pictures_keep_in_step_by_fraction_and_zoom_outlives_stepping(opened):
    page = opened()
    page.press("Y")
    stage(page, 0, 2)
    whole = page.text("#zoom")
    page.press("Z")
    assert page.text("#zoom") == "100 %"
    x, y, *_ = page.box(".pane.b")
    page.mouse("mouseWheel", x - 40, y + 30, deltaX=0, deltaY=-600)
    page.drag((x, y), (x + 60, y - 20))
    a, b = boxes(page)
    assert a == pytest.approx(b, abs=0.002)
    assert b != pytest.approx([0.5, 0.5], abs=0.01)
    zoom = page.text("#zoom")
    page.press("ArrowRight")
    stage(page, 1, 2)
    assert page.text("#zoom") == zoom != whole
    assert boxes(page)[1] == pytest.approx(b, abs=0.01)


def test_holding_the_key_shows_what_was_before(opened):
    page = opened()
    page.press("E")
    stage(page, 0, 2)
    seen = "getComputedStyle(document.querySelector('.pane.a')).visibility"
    assert page.ask(seen) == "hidden"
    page.down("\\")
    assert page.ask(seen) == "visible"
    assert page.ask("getComputedStyle(document.querySelector('.pane.b')).visibility") == "hidden"
    page.up("\\")
    assert page.ask(seen) == "hidden"
    page.sign("keyDown", "、", "Backslash")  # of a Chinese input method
    assert page.ask(seen) == "visible"
    page.sign("keyUp", "、", "Backslash")
    assert page.ask(seen) == "hidden"
    page.click("#turn")
    assert (page.ask(seen), page.attribute("#turn", "aria-pressed")) == ("visible", "true")
    page.click("#turn")
    assert (page.ask(seen), page.attribute("#turn", "aria-pressed")) == ("hidden", "false")


def test_it_blinks_by_itself_but_not_where_motion_is_unwelcome(opened):
    page = opened()
    page.press("B")
    stage(page, 0, 2)
    page.wait("document.querySelector('#stage.before')")
    page.wait("!document.querySelector('#stage.before')")
    still = opened(prefers_reduced_motion="reduce")
    still.press("B")
    stage(still, 0, 2)
    assert still.ask("seedreamReview.stage.timer") is None
    still.press(" ")
    assert still.ask("document.querySelector('#stage').classList.contains('before')")
    assert still.ask("document.querySelector('#pace').hidden")


def test_images_are_filtered_by_what_was_said_and_by_words(opened):
    page = opened()
    page.press("ArrowUp", "P", "ArrowDown", "4", "ArrowDown", "T")
    page.write("horizon")
    page.press("Escape")
    rows = "document.querySelectorAll('#grid .row').length"
    pick = (
        "(v) => { const s = document.querySelector('#filter'); s.value = v;"
        "s.dispatchEvent(new Event('change')); }"
    )
    for name, count in (("picked", 1), ("stars_3", 1), ("noted", 1), ("unjudged", 1), ("all", 4)):
        page.ask(f"({pick})({json.dumps(name)})")
        assert page.ask(rows) == count, name
    page.press("/")
    page.write("horiz")
    assert page.ask(rows) == 1
    page.write("zzz")
    assert page.ask(rows) == 0
    assert "No image fits" in page.text(".nothing")


def test_it_speaks_chinese_to_whom_the_browser_does(opened):
    page = opened(languages="zh-CN,zh;q=0.9", who="安娜")
    assert page.text("#save-choices") == "保存我的选择"
    assert page.ask("document.documentElement.lang") == "zh-Hans"
    said = page.ask(
        "document.body.innerText + [...document.querySelectorAll('[aria-label]')]"
        ".map((n) => n.ariaLabel).join()"
    )
    assert not re.search(r"\{\w+\}", said)


def test_names_are_text_whatever_is_in_them(opened):
    page = opened()
    title = page.text("h1")
    assert title == "Spring </script> & “more”"
    assert page.ask("document.querySelectorAll('#grid b b, #grid script').length") == 0
    assert "<\N{DIVISION SLASH}script><script>alert(1)<" in page.text("#grid")


def test_every_control_has_a_name_and_the_grid_says_what_is_in_it(opened):
    page = opened()
    page.press("ArrowUp", "P", "4", "6")
    tree = page.tree()
    wanted = {"button", "combobox", "textbox", "searchbox", "slider", "gridcell", "columnheader"}
    nameless = [(role, name) for role, name in tree if role in wanted and not name.strip()]
    assert nameless == []
    assert any(
        role == "gridcell" and name.endswith("Step 2, picked, 4 of 5 stars, red")
        for role, name in tree
    )
    assert "picked, 4 of 5 stars, red" in page.text("#status")


def test_tab_reaches_everything_and_is_held_nowhere(opened):
    page = opened()
    page.press("Shift+Y")
    stage(page, 0, 2)
    page.ask("document.activeElement.blur()")
    reached = []
    for _ in range(60):
        page.press("Tab")
        reached.append(
            page.ask(
                "(({ id, dataset, tagName }) => id || dataset.flag || tagName)"
                "(document.activeElement)"
            )
        )
    assert {
        "filter",
        "search",
        "theme",
        "save-choices",
        "stage",
        "split",
        "pick",
        "note",
        "back",
    } <= set(reached)


def test_a_phone_shows_it_without_moving_sideways(opened):
    page = opened(width=360, height=740)
    assert page.ask("document.documentElement.scrollWidth") <= 360
    page.click('.cell[data-place="0"][data-step="1"]')  # the longest name
    stage(page, 0, 1)
    assert page.ask("document.documentElement.scrollWidth") <= 360
    for needed in ("#next", "#where span", "#what span"):
        assert page.ask(f"document.querySelector('{needed}').getBoundingClientRect().right") <= 360
    small = page.ask(
        "[...document.querySelectorAll('#bar button, #loupe button')].filter((n) => n.offsetParent"
        " && Math.min(n.offsetWidth, n.offsetHeight) < 24).length"
    )
    assert small == 0


def test_paper_has_the_pictures_and_the_notes(opened):
    page = opened()
    page.press("ArrowUp", "T")
    page.write("on paper too")
    page.call("Emulation.setEmulatedMedia", media="print")
    shown = "getComputedStyle(document.querySelector('.on-paper')).display"
    assert page.ask(shown) == "block"
    assert page.ask("getComputedStyle(document.querySelector('#bar')).display") == "none"
    assert len(page.printed()) > 20_000


def test_a_file_that_is_cut_off_says_so_and_shows_what_there_is(opened, bundle, tmp_path):
    cut = tmp_path / "cut.html"
    data = bundle.read_bytes()
    cut.write_bytes(data[: data.index(b'id="p9"')])
    page = opened(cut)
    page.wait("!document.querySelector('.banner').hidden")
    assert "not whole" in page.text(".banner")
    page.wait("document.querySelectorAll('#grid img[src]').length === 12")


def test_a_browser_that_keeps_nothing_is_said_to(opened, browser, bundle):
    page = opened(who="")
    page.call(
        "Page.addScriptToEvaluateOnNewDocument",
        source="Object.defineProperty(window, 'localStorage', { get() { throw new Error(); } })",
    )
    page.open(bundle)
    page.write("Anna")
    page.press("Enter")
    assert "does not keep" in page.text(".banner")
    page.press("ArrowUp", "P")
    assert page.ask(MARKS)[index_of(bundle)["images"][0]["steps"][1][0]["id"]] == [
        "pick",
        0,
        "",
        "",
    ]
