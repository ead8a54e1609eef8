"""What installers and the release are made of, as far as a look at the files can tell."""

import json
import plistlib
import re
import subprocess
import sys
import tomllib
import xml.etree.ElementTree as ET
from configparser import RawConfigParser
from pathlib import Path

import pytest

from seedream_desktop.exporting.queue_file import SUFFIX

ROOT = Path(__file__).resolve().parents[2]
PACKAGING = ROOT / "packaging"
ID = "org.seedreamdesktop.SeedreamDesktop"
WORKFLOW = (ROOT / ".github" / "workflows" / "release.yml").read_text(encoding="utf-8")
INSTALLER = (PACKAGING / "windows" / "installer.nsi").read_text(encoding="utf-8")


def plist(name):
    return plistlib.loads((PACKAGING / "macos" / name).read_bytes())


def test_the_mac_bundle_names_itself_its_documents_and_its_oldest_system():
    found = plist("Info.plist")
    assert found["CFBundleIdentifier"] == ID
    assert found["LSMinimumSystemVersion"] == "14.4", "what PySide6's wheels are built for"
    assert found["NSHighResolutionCapable"] is True
    kinds = {kind for kept in found["CFBundleDocumentTypes"] for kind in kept["LSItemContentTypes"]}
    assert kinds == {"org.seedreamdesktop.queue", "public.image", "public.folder"}
    [exported] = found["UTExportedTypeDeclarations"]
    endings = exported["UTTypeTagSpecification"]["public.filename-extension"]
    assert [f".{ending}" for ending in endings] == [SUFFIX]
    assert set(found["CFBundleLocalizations"]) == {"en", "zh-Hans"}


def test_the_hardened_runtime_is_loosened_for_nothing_but_the_interpreter():
    prefix = "com.apple.security.cs."
    wanted = {"disable-library-validation", "allow-unsigned-executable-memory"}
    assert plist("entitlements.plist") == {f"{prefix}{name}": True for name in wanted}


def test_every_action_of_the_release_is_pinned_to_a_commit():
    used = re.findall(r"uses: (\S+)(.*)", WORKFLOW)
    assert len(used) > 8
    for action, remark in used:
        assert re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40}", action), action
        assert re.fullmatch(r" # v\d+\.\d+\.\d+", remark), f"{action} says which version it is"


def test_no_job_of_the_release_may_write_but_the_one_that_publishes():
    assert "\npermissions: {}\n" in WORKFLOW
    assert WORKFLOW.count("contents: write") == 1
    assert WORKFLOW.index("contents: write") > WORKFLOW.index("publish:")
    assert WORKFLOW.count("persist-credentials: false") == WORKFLOW.count("actions/checkout@")


def test_the_windows_installer_asks_for_no_rights_and_keeps_the_library_in_silence():
    assert "RequestExecutionLevel user" in INSTALLER
    assert "ManifestLongPathAware true" in INSTALLER
    assert re.search(r'MessageBox .*MB_DEFBUTTON2 "\$\(LIBRARY_TOO\)" /SD IDNO', INSTALLER)
    removed = INSTALLER.index('RMDir /r "${LIBRARY}"')
    assert removed > INSTALLER.index('LIBRARY_TOO)" /SD IDNO'), "only after the question"
    assert INSTALLER.count('RMDir /r "${LIBRARY}"') == 1
    assert f'"${{CLASSES}}\\{SUFFIX}"' in INSTALLER


def test_every_sentence_of_the_installer_is_there_in_both_languages():
    said = re.findall(r"LangString (\w+) \$\{LANG_(\w+)\}", INSTALLER)
    codes = {code for code, _ in said}
    assert {(code, language) for code in codes for language in ("ENGLISH", "SIMPCHINESE")} == set(
        said
    )
    assert len(said) == 2 * len(codes)


def test_the_desktop_entry_and_its_description_name_each_other():
    entry = RawConfigParser()
    entry.optionxform = str
    entry.read(PACKAGING / "linux" / f"{ID}.desktop", encoding="utf-8")
    shown = entry["Desktop Entry"]
    assert shown["Exec"] == "seedream-desktop %F"
    assert shown["Icon"] == shown["StartupWMClass"] == ID
    source = (ROOT / "seedream_desktop" / "app" / "application.py").read_text(encoding="utf-8")
    assert f'setDesktopFileName("{ID}")' in source, "the window belongs to the entry"
    described = ET.parse(PACKAGING / "linux" / f"{ID}.metainfo.xml").getroot()
    assert described.findtext("launchable") == f"{ID}.desktop"
    types = ET.parse(PACKAGING / "linux" / f"{ID}.mime.xml").getroot()
    [glob] = types.iter("{http://www.freedesktop.org/standards/shared-mime-info}glob")
    assert glob.get("pattern") == f"*{SUFFIX}"
    [kind] = types.iter("{http://www.freedesktop.org/standards/shared-mime-info}mime-type")
    assert kind.get("type") in shown["MimeType"].split(";")


def test_the_bill_of_materials_lists_every_package_that_the_program_asks_for():
    command = [sys.executable, str(PACKAGING / "materials.py")]
    bill = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    listed = {part["name"].lower().replace("_", "-") for part in bill["components"]}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = {re.split(r"[\[<>=;]", line)[0].lower() for line in project["dependencies"]}
    assert asked <= listed
    assert not listed & {"pytest", "ruff", "pyinstaller"}


@pytest.mark.parametrize("script", sorted(PACKAGING.glob("*/*.sh")), ids=lambda path: path.name)
def test_a_shell_script_reads_as_one_and_stops_at_the_first_failure(script):
    subprocess.run(["bash", "-n", str(script)], check=True)
    assert re.search(r"^set -(euo pipefail|u)$", script.read_text(encoding="utf-8"), re.MULTILINE)
