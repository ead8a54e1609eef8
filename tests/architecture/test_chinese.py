"""Simplified Chinese beside English: nothing lacking, nothing left over, everything well formed."""

import re
import string
import tomllib
from pathlib import Path

import pytest

from seedream_desktop.domain.errors import Billed
from seedream_desktop.providers.local import understood
from seedream_desktop.ui import catalogue, text
from seedream_desktop.ui.catalogue import Audience
from seedream_desktop.ui.shell.menus import MENUS

FOLDER = Path(__file__).parents[2] / "resources" / "i18n"
ENGLISH, CHINESE = catalogue.sections_of("en"), catalogue.sections_of("zh")
CODES = [(section, code) for section, entries in ENGLISH.items() for code in entries]
MENU = re.compile(r"(\w+) › ")
MNEMONIC = re.compile(r"\(&\w\)")
# Prompts and keys that are written to a service or a list of keys, not said.
VERBATIM = {("settings", "language_en"), ("viewer", "key_rows")}
ILL_FORMED = {
    "a Latin letter or digit touches a Chinese one": re.compile(
        r"[\u4e00-\u9fff][A-Za-z0-9]|[A-Za-z0-9%][\u4e00-\u9fff]"
    ),
    "a half-width sign follows a Chinese letter": re.compile(r"[\u4e00-\u9fff][,;:!?]"),
    "a blank stands beside a full-width sign": re.compile(
        r"[，。；：！？、）] | [，。；：！？、）]"
    ),
    "three full stops": re.compile(r"\.\.\."),
    "a reader is addressed": re.compile(r"[您你]"),
}
# The words of the house, each with those that would mean the same and are not used.
HOUSE_WORDS = {
    "编辑序列": r"(?<!编辑)序列",
    "锚点图": r"锚点(?!图)|锚图",
    "请求": r"请求单|调用",
    "账目": r"账本|账单(?!页面)|台账",
    "能力卡": r"能力卡片|规格卡",
    "图库": r"素材库|资料库",
}


@pytest.fixture(autouse=True)
def _speech():
    yield
    text.speak(Audience.CONSOLE)


def templates(entry) -> list[str]:
    """Return what is said of an entry; which parameter is counted is not."""
    parts = (entry,) if isinstance(entry, str) else [v for k, v in entry.items() if k != "by"]
    return [part for part in parts if isinstance(part, str)]


def fields(entry) -> set[tuple[str, str]]:
    """Return the parameters of an entry, each with its form; "one" may leave some out."""
    if isinstance(entry, dict) and "other" in entry:
        entry = entry["other"]
    parsed = (part for template in templates(entry) for part in string.Formatter().parse(template))
    return {(name, spec or "") for _, name, spec, _ in parsed if name}


def shape(entry) -> dict[str, object] | None:
    """Return what must be alike in both languages besides the words."""
    if isinstance(entry, str):
        return None
    fixed = {name: entry[name] for name in ("by", "money") if name in entry}
    return {name: True for name in entry if name != "one"} | fixed


def each_text():
    for section, code in CODES:
        for template in templates(CHINESE.get(section, {}).get(code, "")):
            yield section, code, template


def test_every_english_text_has_a_chinese_one_and_no_other_is_there():
    chinese = [(section, code) for section, entries in CHINESE.items() for code in entries]
    assert [at for at in CODES if at not in set(chinese)] == [], "add these to the zh files"
    assert [at for at in chinese if at not in set(CODES)] == [], "nobody asks for these any more"


@pytest.mark.parametrize("path", sorted(FOLDER.glob("en*.toml")), ids=lambda path: path.name)
def test_the_files_of_both_languages_are_written_side_by_side(path):
    beside = path.with_name(f"zh{path.name[2:]}")
    one, other = (tomllib.loads(p.read_text(encoding="utf-8")) for p in (path, beside))
    assert list(one) == list(other)
    assert {name: list(one[name]) for name in one} == {name: list(other[name]) for name in other}


def test_both_languages_take_the_same_parameters_in_the_same_form():
    differ = {
        at: fields(ENGLISH[at[0]][at[1]]) ^ fields(CHINESE[at[0]][at[1]])
        for at in CODES
        if fields(ENGLISH[at[0]][at[1]]) != fields(CHINESE[at[0]][at[1]])
    }
    assert differ == {}


def test_both_languages_have_the_same_parts_and_chinese_knows_no_singular():
    differ = [at for at in CODES if shape(ENGLISH[at[0]][at[1]]) != shape(CHINESE[at[0]][at[1]])]
    assert differ == []
    tables = [(at, CHINESE[at[0]][at[1]]) for at in CODES]
    assert [at for at, entry in tables if isinstance(entry, dict) and "one" in entry] == []


@pytest.mark.parametrize("what", ILL_FORMED)
def test_chinese_is_set_as_chinese_is(what):
    found = [
        (section, code, match[0])
        for section, code, template in each_text()
        if (section, code) not in VERBATIM
        if (match := ILL_FORMED[what].search(template))
    ]
    assert found == []


def test_what_has_words_in_english_is_said_in_chinese():
    """A text without a Chinese letter is a name, a sign or a figure in English as well."""
    plain = re.compile(r"\{[^}]*\}|\b[A-Z]\w*\b|\bv\b|\b(px|mm)\b")
    forgotten = [
        (section, code, template)
        for section, code, template in each_text()
        if template and (section, code) not in VERBATIM
        if not re.search(r"[\u4e00-\u9fff]", template)
        if re.search(r"[a-z]{2}", plain.sub("", template))
    ]
    assert forgotten == []


@pytest.mark.parametrize("word", HOUSE_WORDS)
def test_one_word_is_used_for_one_thing(word):
    wrong = re.compile(HOUSE_WORDS[word])
    assert [at for *at, template in each_text() if wrong.search(template)] == []


@pytest.mark.parametrize("code", CHINESE["messages"])
def test_every_message_ends_its_sentences(code):
    entry = CHINESE["messages"][code]
    assert entry["what"].endswith("。")
    for audience in Audience:
        text.speak(audience, "zh")
        params = {name: name.upper() for name, _ in fields(entry)}
        said = text.sentence(code, params, Billed.YES)
        assert not re.search(r"[{}]|。。|\.。|。 ", said), said
        assert (CHINESE["billed"]["yes"] in said) == entry.get("money", True)


def test_a_menu_that_is_named_is_there_under_that_name():
    names = {MNEMONIC.sub("", CHINESE["shell"][f"menu_{name}"]): name for name, _ in MENUS}
    for code, entry in CHINESE["messages"].items():
        for template in templates(entry):
            for found in MENU.finditer(template):
                commands = [CHINESE["commands"][c] for c in dict(MENUS)[names[found[1]]] if c]
                rest = template[found.end() :]
                assert any(rest.startswith(label) for label in commands), (code, template)


@pytest.mark.parametrize(
    "prompt",
    [
        CHINESE["shell"]["sample_match"],
        CHINESE["shell"]["sample_glow"],
        *(
            CHINESE["example_prompts"][name]
            for name in ("match", "neutral", "brighter", "contrast")
        ),
        *(CHINESE["example_prompts"][name] for name in ("warm", "golden", "monochrome")),
        *(CHINESE["example_prompts"][name] for name in ("sharpen", "vignette")),
    ],
)
def test_what_is_offered_to_be_written_is_understood_by_the_local_engine(prompt):
    assert understood(prompt)
