"""Providers of other packages: off until switched on, named when faulty, used as any other."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from seedream_desktop.app.roster import OWN
from tests.fixtures.console import ROOT, Console, pictures

PACKAGE = ROOT / "tests" / "fixtures" / "plugin"
KEY = {"MIRROR_API_KEY": "mirror-key-5c1d"}


class Site:
    """A folder of packages that Python finds, in place of an installation."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "site"
        shutil.copytree(PACKAGE, self.folder)
        self.console = Console(folder / "library")

    @property
    def module(self):
        return self.folder / "seedream_mirror" / "__init__.py"

    def spoil(self, before, after):
        text = self.module.read_text(encoding="utf-8")
        assert before in text
        self.module.write_text(text.replace(before, after, 1), encoding="utf-8")

    def __call__(self, *words, **options):
        env = {"PYTHONPATH": f"{ROOT}{os.pathsep}{self.folder}", **KEY, **options.pop("env", {})}
        return self.console(*words, env=env, **options)


@pytest.fixture
def site(tmp_path):
    return Site(tmp_path)


@pytest.fixture
def shots(tmp_path):
    return pictures(tmp_path / "shots", 2)


def run(site, shots, *more):
    words = ("run", shots, "--step", "as it is", "--provider", "mirror", "--mode", "each")
    out = site.console.home.parent / "out"
    return site(*words, "--out", out, "--yes", "--json", *more)


def test_what_is_installed_is_off_until_it_is_switched_on(site):
    shown = [c["provider"] for c in site("providers", "--json").json["providers"]]
    assert shown == [entry.id for entry in OWN]
    found = site("providers", "--plugins", "--json").json["plugins"]
    assert found == [
        {"provider": "mirror", "package": "seedream-mirror", "version": "1.0", "enabled": False}
    ]


def test_a_run_is_bought_from_a_provider_that_was_switched_on(site, shots):
    assert site("providers", "--enable", "mirror").code == 0
    shown = site("providers", "mirror", "--json").json
    assert (shown["key"], shown["key_variable"]) == ("present", "MIRROR_API_KEY")
    done = run(site, shots)
    assert (done.code, done.err) == (0, "")
    assert done.json["outputs"] == 2
    assert done.json["spent_usd"] == "0.02"
    assert len(list((site.console.home.parent / "out").iterdir())) == 2
    assert site("providers", "--disable", "mirror").code == 0
    assert run(site, shots).code == 1


@pytest.mark.parametrize(
    ("before", "after", "reason"),
    [
        ("API = 1", "API = 2", "API 2"),
        ('"""An example', 'raise RuntimeError("out of order")\n"""An example', "out of order"),
        ("ADAPTER = Mirror", "", "ADAPTER"),
        ('BASE_URL = "https://mirror.example"', "", "no address"),
        ("        self._line = line", "        self._line = line.nothing", "nothing"),
        ('"card.toml"', '"no.toml"', "card_unreadable"),
    ],
)
def test_a_faulty_one_is_named_and_the_rest_goes_on(site, before, after, reason):
    site("providers", "--enable", "mirror")
    site.spoil(before, after)
    shown = site("providers")
    assert shown.code == 0
    assert "WaveSpeedAI" in shown.out
    assert "mirror" in shown.err
    assert reason in shown.err
    assert "--disable mirror" in shown.err


def test_one_that_fails_in_an_order_leaves_it_in_doubt_and_says_whose_fault_it_was(site, shots):
    site("providers", "--enable", "mirror")
    site.spoil(
        "        targets = [", "        raise ValueError('lost my glasses')\n        targets = ["
    )
    done = run(site, shots)
    assert done.code == 4
    queue = site("queue")
    assert "mirror" in queue.out
    assert "lost my glasses" in queue.out


def test_orders_of_one_that_is_gone_stay_as_they_are_and_stop_nothing(site, shots):
    site("providers", "--enable", "mirror")
    site.spoil("        targets = [", "        raise ValueError('lost')\n        targets = [")
    assert run(site, shots).code == 4
    site("providers", "--disable", "mirror")
    queue = site("queue", "--json")
    assert queue.code in (0, 4)
    assert site("resume", "--json").code in (0, 4)
    request = site("queue", "--json").json["requests"][0]["request"]
    assert site("decide", request, "--abandon", "--yes").code == 0


def test_what_is_not_installed_cannot_be_switched_on(site):
    done = site("providers", "--enable", "nobody")
    assert done.code == 1
    assert "nobody" in done.err
    assert "mirror" in done.err


def test_a_start_looks_for_no_packages_unless_one_is_switched_on(site):
    code = "import sys; from seedream_desktop.app.cli.main import main\ntry: main(['list'])\n"
    code += "except SystemExit: pass\nprint('importlib.metadata' in sys.modules)"
    env = site.console.environ()
    done = subprocess.run(
        [sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "False"
