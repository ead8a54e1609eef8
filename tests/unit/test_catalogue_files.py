"""The texts' files are read as they are needed."""

import tomllib
from pathlib import Path

import pytest

from seedream_desktop.ui import catalogue
from seedream_desktop.ui.catalogue import LANGUAGES, Sections

FOLDER = Path(__file__).parents[2] / "resources" / "i18n"


@pytest.mark.parametrize("language", LANGUAGES)
def test_sections_are_those_of_all_files_together(language):
    wanted = {}
    for file in sorted((FOLDER / f"{language}.toml", *FOLDER.glob(f"{language}.*.toml"))):
        for name, entries in tomllib.loads(file.read_text(encoding="utf-8")).items():
            wanted.setdefault(name, {}).update(entries)
    assert {name: dict(entries) for name, entries in Sections(language).items()} == wanted


def test_one_section_is_had_for_its_own_files_alone(monkeypatch):
    parsed = []
    monkeypatch.setattr(
        catalogue, "_parsed", lambda text: parsed.append(text) or tomllib.loads(text)
    )
    sections = Sections("en")
    assert "dates" in sections
    assert not parsed
    assert sections["dates"]
    assert sections["dates"]
    assert len(parsed) == 1
    with pytest.raises(KeyError):
        sections["no such section"]
