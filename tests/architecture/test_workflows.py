"""The workflows and scripts of packaging, as those who know such files judge them."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from ruamel.yaml import YAML

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / ".github" / "workflows"
WORKFLOWS = sorted(FOLDER.glob("*.yml"))
SCRIPTS = [*sorted((ROOT / "packaging").glob("*/*.sh")), ROOT / ".ci" / "run"]
LINTERS = {
    "actionlint": ("-oneline", *WORKFLOWS),
    "zizmor": ("--offline", "--no-progress", "--quiet", FOLDER),
    "check-jsonschema": ("--builtin-schema", "vendor.github-workflows", *WORKFLOWS),
    "shellcheck": SCRIPTS,
}


def workflow(name):
    return YAML(typ="safe").load((FOLDER / name).read_text(encoding="utf-8"))


@pytest.mark.parametrize("linter", LINTERS)
def test_who_knows_such_files_finds_nothing_in_them(linter, monkeypatch):
    bin_ = str(Path(sys.executable).parent)
    program = shutil.which(linter, path=bin_)
    assert program, "`python3 dev.py setup` installs it"
    monkeypatch.setenv("PATH", bin_, prepend=os.pathsep)  # actionlint asks shellcheck about steps
    done = subprocess.run(
        [program, *LINTERS[linter]], capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_every_action_is_pinned_to_a_commit(path):
    used = re.findall(r"uses: (\S+)(.*)", path.read_text(encoding="utf-8"))
    assert used
    for action, remark in used:
        assert re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40}", action), action
        assert re.fullmatch(r" # v\d+\.\d+\.\d+", remark), f"{action} says which version it is"


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_no_job_may_write_but_the_one_that_publishes(path):
    found = workflow(path.name)
    assert found["permissions"] == {}
    writing = {
        name for name, job in found["jobs"].items() if "write" in job["permissions"].values()
    }
    assert writing == ({"publish"} if path.name == "release.yml" else set())
    text = path.read_text(encoding="utf-8")
    assert text.count("persist-credentials: false") == text.count("actions/checkout@")


def test_every_change_is_checked_tested_and_packaged_on_three_systems():
    found = workflow("changes.yml")
    assert set(found["on"]) == {"push", "pull_request"}
    steps = [step.get("run", "") for step in found["jobs"]["linux"]["steps"]]
    said = "\n".join(steps)
    for chore in ("dev.py check", "dev.py test", "dev.py package release"):
        assert chore in said
    elsewhere = found["jobs"]["elsewhere"]
    assert elsewhere["strategy"]["matrix"]["runner"] == ["windows-latest", "macos-latest"]
    assert elsewhere["steps"][-1]["run"] == "python dev.py package freeze"


def test_a_release_is_published_only_after_every_artefact_has_tested_itself():
    jobs = workflow("release.yml")["jobs"]
    assert set(jobs["publish"]["needs"]) == {"linux", "windows-test", "macos"}
    said = {
        name: "\n".join(step.get("run", "") for step in job["steps"]) for name, job in jobs.items()
    }
    assert "dev.py package release" in said["linux"]
    assert "dev.py package freeze" in said["windows-freeze"]
    for name in ("windows-test", "macos"):
        assert "--self-test" in said[name]
    assert "materials.py" in said["publish"]
    assert "SHA256SUMS" in said["publish"]


def test_ci_does_the_three_chores_and_any_of_them_stops_a_change():
    said = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert re.findall(r"python3 dev\.py (\w+)", said) == ["check", "test", "package"]
    assert said.count("failed=1") == 4, "each of them, and no test at all"
