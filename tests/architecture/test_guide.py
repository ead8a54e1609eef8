"""The guide: both languages alike, every link leads somewhere, all that is named is there."""

import ast
import re
import tomllib
from pathlib import Path

import pytest
from PIL import Image

from seedream_desktop.ui import catalogue, text
from seedream_desktop.ui.catalogue import LANGUAGES, Audience
from seedream_desktop.ui.commands import COMMANDS
from seedream_desktop.ui.guide import wording
from seedream_desktop.ui.guide.book import PAGES, Book, picture_path, source
from seedream_desktop.ui.guide.page import DO, Heading, Items, Paragraph, Picture, plain
from seedream_desktop.ui.keymap import Keymap
from seedream_desktop.ui.shell.menus import MENUS
from tests.architecture.test_chinese import HOUSE_WORDS, ILL_FORMED

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "resources" / "guide"
IDS = {command.id: command for command in COMMANDS}
IN_MENUS = {command for _, commands in MENUS for command in commands}
NAMES = re.compile(r"\[\[([^\]]+)\]\]|\(\(([^)]+)\)\)")
KEYS_BY_HAND = re.compile(r"\b(Ctrl|Alt|⌘|F\d{1,2})\b|\bShift\+")
BYTES_MOST = 1_500_000


@pytest.fixture
def books():
    """Give the book of each language, in that language's words."""
    made, keymap = {}, Keymap()
    for language in LANGUAGES:
        text.speak(Audience.WINDOW, language)
        made[language] = Book(language, wording.name_of, lambda c: wording.keys_of(keymap, c))
    yield made
    text.speak(Audience.CONSOLE)


def each(books):
    return [(language, book.page(name)) for language, book in books.items() for name in PAGES]


def names_of(page: str, language: str) -> list[tuple[str, str]]:
    return NAMES.findall(source(language, page))


def test_every_page_is_there_in_every_language_and_no_other_is():
    for language in LANGUAGES:
        assert {path.stem for path in (FOLDER / language).glob("*.md")} == set(PAGES)


@pytest.mark.parametrize("name", PAGES)
def test_the_languages_have_the_same_blocks_anchors_links_pictures_and_names(books, name):
    one, other = (books[language].page(name) for language in LANGUAGES)
    assert [type(block) for block in one.blocks] == [type(block) for block in other.blocks]
    assert one.anchors == other.anchors
    assert one.pictures == other.pictures
    assert sorted(one.links) == sorted(other.links)
    counted = [[len(b.lines) for b in page.blocks if isinstance(b, Items)] for page in (one, other)]
    assert counted[0] == counted[1]
    named = [sorted(names_of(name, language)) for language in LANGUAGES]
    assert named[0] == named[1], "the same commands and texts, whatever is said around them"


def test_every_link_leads_somewhere(books):
    broken = [
        (language, page.name, link)
        for language, page in each(books)
        for link in page.links
        if not (
            link.removeprefix(DO) in IDS
            if link.startswith(DO)
            else books[language].has(link if not link.startswith("#") else page.name + link)
        )
    ]
    assert broken == []


def test_every_command_text_and_key_that_is_named_is_there():
    lacking = []
    for page in PAGES:
        for name, keyed in names_of(page, "en"):
            section, _, code = name.rpartition(":")
            if keyed:
                is_there = keyed in IDS and bool(IDS[keyed].keys)
            elif section:
                is_there = isinstance(catalogue.entry("en", section, code), str)
            else:
                is_there = name.removeprefix(">") in (IN_MENUS if name.startswith(">") else IDS)
            if not is_there:
                lacking.append((page, name or keyed))
    assert lacking == []


def test_no_text_that_a_page_takes_over_waits_for_a_parameter(books):
    for language, page in each(books):
        for block in page.blocks:
            lines = block.lines if isinstance(block, Items) else ()
            lines = (block.line,) if isinstance(block, Paragraph) else lines
            said = "".join(p.words for line in lines for p in line if p.style.value != "code")
            assert "{" not in said, (language, page.name)


def test_keys_are_read_from_the_table_of_commands_and_not_typed():
    typed = [
        (language, page, found[0])
        for language in LANGUAGES
        for page in PAGES
        if (found := KEYS_BY_HAND.search(source(language, page)))
    ]
    assert typed == []


def test_every_picture_is_there_says_what_it_shows_and_the_whole_is_light(books):
    used = set()
    for language, page in each(books):
        for block in page.blocks:
            if isinstance(block, Picture):
                path = picture_path(language, block.file)
                used.add(path)
                assert len(block.words) > 12
                with Image.open(path) as image:
                    assert image.format == "WEBP"
                    assert image.width >= 300
    kept = set(FOLDER.rglob("*.webp"))
    shown = {ROOT / name for name in re.findall(r"\]\((resources/guide/\S+)\)", README)}
    assert kept - used - shown == set(), "pictures that nobody sees"
    assert sum(path.stat().st_size for path in kept) < BYTES_MOST


README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_every_picture_and_file_of_the_readme_is_there():
    linked = re.findall(r"\]\((?!https?:)([^)#]+)\)", README)
    assert len(linked) > 6
    assert [name for name in linked if not (ROOT / name).exists()] == []


def test_every_page_that_a_screen_belongs_to_is_there(books):
    found = {}
    for path in (ROOT / "seedream_desktop" / "ui").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            name = getattr(node.func, "id", "") if isinstance(node, ast.Call) else ""
            if name == "about":
                values = [n.value for n in ast.walk(node.args[1]) if isinstance(n, ast.Constant)]
                found |= {str(value): path.name for value in values}
    assert len(found) > 10
    assert {p: w for p, w in found.items() if not books["en"].has(p)} == {}


def test_chinese_pages_are_set_as_chinese_is_and_use_the_words_of_the_house(books):
    for name in PAGES:
        page, said = books["zh"].page(name), []
        for block in page.blocks:
            lines = block.lines if isinstance(block, Items) else ()
            lines = (block.line,) if isinstance(block, Paragraph) else lines
            said += [plain(line) for line in lines if lines and not isinstance(line, str)]
            said += [block.words] if isinstance(block, Heading | Picture) else []
        for line in [page.title, *said]:
            for what, shape in ILL_FORMED.items():
                assert not (found := shape.search(line)), (name, what, found[0], line)
            for word, wrong in HOUSE_WORDS.items():
                assert not re.search(wrong, line), (name, word, line)


def test_the_pages_say_what_the_settings_begin_with():
    from seedream_desktop.settings.model import Settings

    threshold = text.usd(Settings().confirm_above_micros)
    for language in LANGUAGES:
        assert threshold in source(language, "caps")
        assert threshold in source(language, "plan")


def test_what_the_doubt_page_says_of_services_is_what_their_cards_say():
    recovery = {}
    for card in (ROOT / "resources" / "cards").glob("*.toml"):
        read = tomllib.loads(card.read_text(encoding="utf-8"))
        recovery[read["title"]] = read["recovery"]["value"]
    del recovery["This computer"]
    for language in LANGUAGES:
        part = source(language, "in-doubt").partition("{#services}")[2]
        lines = {title: line for title in recovery for line in part.splitlines() if title in line}
        assert {lines[t] for t in recovery if recovery[t] == "none"} == {lines["Novita AI"]}
        assert {t for t in recovery if recovery[t] == "history"} == {"WaveSpeedAI"}
        assert {t for t in recovery if recovery[t] == "idempotency"} == {"EvoLink"}
