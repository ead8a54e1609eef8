import os
import shutil
import subprocess
import sys
from pathlib import Path

from seedream_desktop.bundle import bundled

ROOT = Path(__file__).parents[2]


def test_a_checkout_has_its_data_beside_the_package() -> None:
    assert bundled("cards") == ROOT / "resources" / "cards"
    assert bundled("cards", "local.toml").is_file()


def test_an_installed_package_has_its_data_inside(tmp_path: Path) -> None:
    """As the wheel's force-include lays it out; see pyproject.toml."""
    shutil.copytree(ROOT / "seedream_desktop", tmp_path / "seedream_desktop")
    shutil.copytree(ROOT / "resources" / "cards", tmp_path / "seedream_desktop/resources/cards")
    program = (
        "from seedream_desktop.bundle import bundled\n"
        "from seedream_desktop.providers.cards import bundled_card\n"
        "assert bundled_card('local').is_local\n"
        "print(bundled('cards'))\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert Path(ran.stdout.strip()) == tmp_path / "seedream_desktop" / "resources" / "cards"
