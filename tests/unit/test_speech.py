"""Speech: the window and the console are each spoken to in their own way, in their language."""

import re

import pytest

from seedream_desktop.app import speech
from seedream_desktop.domain.errors import AccountRefused, Billed
from seedream_desktop.domain.ids import ProviderId
from seedream_desktop.domain.request import Trouble
from seedream_desktop.providers._rehearsal_card import rehearsal_card
from seedream_desktop.providers.cards import bundled_card
from seedream_desktop.ui import catalogue, figures, text
from seedream_desktop.ui.catalogue import Audience, chosen


@pytest.fixture(autouse=True)
def _english_console():
    yield
    text.speak(Audience.CONSOLE)


def test_the_window_names_its_menus_and_the_console_its_commands():
    refused = AccountRefused("key_refused", service="WaveSpeedAI")
    speech.to_window("en")
    assert "File › Providers and keys…" in text.of_error(refused)
    assert "seedream" not in text.of_error(refused)
    speech.to_console("en")
    assert "seedream keys set" in text.of_error(refused)
    assert "›" not in text.of_error(refused)


def test_advice_that_holds_for_both_is_the_same_for_both():
    said = set()
    for audience in Audience:
        text.speak(audience)
        said.add(text.sentence("proxy_malformed", {"variable": "https_proxy"}, Billed.NO))
    assert len(said) == 1


@pytest.mark.parametrize(
    ("wanted", "system", "language"),
    [
        ("system", ["zh_CN.UTF-8"], "zh"),
        ("system", ["zh-Hans-CN", "en-US"], "zh"),
        ("system", ["de_DE", "zh_CN"], "zh"),
        ("system", ["C", "", "de_DE"], "en"),
        ("system", [], "en"),
        ("en", ["zh_CN"], "en"),
        ("zh", ["en_US"], "zh"),
    ],
)
def test_the_setting_goes_before_the_system_and_english_before_silence(wanted, system, language):
    assert chosen(wanted, system) == language


def test_the_console_is_told_its_language_by_the_environment(monkeypatch):
    monkeypatch.setattr(catalogue, "sections_of", {"zh": ZH, "en": ENGLISH}.__getitem__)
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    speech.to_console()
    assert text.line("queue_empty") == "没有未完成的。"


ENGLISH = catalogue.sections_of("en")
ZH = {
    "lines": {"queue_empty": "没有未完成的。"},
    "counts": {"request": {"other": "{count:,} 个请求"}},
}


def test_what_a_language_lacks_is_said_in_english_entry_by_entry(monkeypatch):
    monkeypatch.setattr(catalogue, "sections_of", {"zh": ZH, "en": ENGLISH}.__getitem__)
    text.speak(Audience.WINDOW, "zh")
    assert text.line("queue_empty") == "没有未完成的。"
    assert text.counted("request", 1) == "1 个请求"
    assert text.counted("picture", 1) == "1 picture"
    assert text.sentence("library_closed", {}, Billed.NO).startswith("The library is closed.")


@pytest.mark.parametrize(
    ("count", "said"), [(0, "0 requests"), (1, "1 request"), (1_200, "1,200 requests")]
)
def test_a_number_goes_with_its_noun(count, said):
    assert text.counted("request", count) == said


def test_a_sentence_may_differ_as_a_whole_for_one():
    one = text.text("found", {"count": 1, "parts": "1 in doubt"}, section="shell")
    assert one == "1 request is unfinished since last time: 1 in doubt."
    more = text.text("found", {"count": 2, "parts": "2 in doubt"}, section="shell")
    assert more == "2 requests are unfinished since last time: 2 in doubt."


@pytest.mark.parametrize(
    ("micros", "said"),
    [
        (0, "$0.00"),
        (40_500, "$0.0405"),
        (1_234_500_000, "$1,234.50"),
        (-1_200_000, "-$1.20"),
    ],
)
def test_amounts_are_written_in_one_way(micros, said):
    assert figures.usd(micros) == said


def test_an_amount_may_come_as_the_console_s_json_has_it():
    said = text.line("ledger_sum", spent="1234.50", open=0)
    assert said == "Spent $1,234.50, set aside $0.00."


def test_a_reason_takes_its_detail_along_and_does_without():
    params = {"path": "a.jpg", "reason": "too_many_bytes", "detail": "300 MB"}
    said = text.sentence("picture_unusable", params, Billed.NO)
    assert said.startswith("a.jpg cannot be used: the file is too large (300 MB). Nothing")
    bare = text.sentence("picture_unusable", {"path": "a.jpg", "reason": "damaged"}, Billed.NO)
    assert bare.startswith("a.jpg cannot be used: the picture is damaged. Nothing")


@pytest.mark.parametrize(
    ("cause", "said"),
    [
        ("RemoteProtocolError", "the service closed the connection"),
        ("ConnectError ECONNREFUSED", "the connection was refused"),
        ("ConnectError EWHATEVER", "no connection"),
        ("Strange {", "Strange {"),
    ],
)
def test_what_ended_a_connection_is_put_into_words(cause, said):
    params = {"host": "api.example", "cause": cause}
    assert f"({said}" in text.sentence("not_connected", params, Billed.NO)


@pytest.mark.parametrize("cause", ["not_a_file", "too_large", "cut_off", "changed_on_its_way"])
def test_what_is_wrong_with_a_file_is_said_in_the_language_that_is_spoken(cause):
    params = {"path": "a.json", "cause": cause}
    assert cause not in text.sentence("review_broken", params, Billed.NO)
    text.speak(Audience.WINDOW, "zh")
    said = text.sentence("review_broken", params, Billed.NO)
    assert not re.search("[a-z]{3}", said.replace("a.json", ""))


def test_amounts_in_a_column_have_the_same_number_of_decimals():
    column = (27_000, 0, 1_250_000)
    assert figures.decimals_of(column) == 3
    assert [text.usd(each, 3) for each in column] == ["$0.027", "$0.000", "$1.250"]
    assert figures.decimals_of(()) == 2
    assert text.usd(40_500, 2) == "$0.0405", "nothing is ever cut off"


def test_a_line_that_may_be_cut_off_says_first_whether_it_was_billed():
    trouble = Trouble(code="answer_lost", billed=Billed.UNKNOWN, params={"host": "h", "cause": ""})
    whole, line = text.of_trouble(trouble), text.brief(trouble)
    billed = text.text(Billed.UNKNOWN.value, section="billed")
    assert line.startswith(billed)
    assert billed in whole


def test_the_built_in_engine_and_rehearsals_have_names_in_each_language_and_services_one():
    local, service = (bundled_card(ProviderId(name)) for name in ("local", "byteplus"))
    played = rehearsal_card(service)
    said = {}
    for language in ("en", "zh"):
        text.speak(Audience.WINDOW, language)
        said[language] = [speech.titled(card).title for card in (local, service, played)]
    assert said == {
        "en": ["This computer", "BytePlus Ark", "Rehearsed BytePlus Ark"],
        "zh": ["本机", "BytePlus Ark", "BytePlus Ark 演练"],
    }
    others = speech.titled(played).elsewhere.values()
    assert {card.title for card in others} <= {"BytePlus Ark 演练"}


def test_chinese_sets_sentences_and_lists_without_blanks():
    text.speak(Audience.WINDOW, "zh")
    assert text.sentences(("已保存。", "", "请重试。")) == "已保存。请重试。"
    assert text.listed(("失败", "", "1 张图片")) == "失败，1 张图片"
    trouble = Trouble(
        code="moderated", billed=Billed.NO, params={"service": "S", "said": "Too bad."}
    )
    assert "：Too bad。未计费。请" in text.of_trouble(trouble)
    text.speak(Audience.WINDOW)
    assert text.sentences(("Saved.", "", "Try again.")) == "Saved. Try again."
