"""What installers and the release are made of, as far as a look at the files can tell."""

import json
import plistlib
import re
import subprocess
import sys
import tomllib
import xml.etree.ElementTree as ET
from configparser import RawConfigParser
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from seedream_desktop import __version__
from seedream_desktop.exporting.queue_file import SUFFIX

ROOT = Path(__file__).resolve().parents[2]
PACKAGING = ROOT / "packaging"
ID = "org.seedreamdesktop.SeedreamDesktop"
INSTALLER = (PACKAGING / "windows" / "installer.nsi").read_text(encoding="utf-8")


ENTRIES = {
    "icp4": 16, "icp5": 32, "icp6": 64, "ic07": 128, "ic08": 256, "ic09": 512,
    "ic10": 1024, "ic11": 32, "ic12": 64, "ic13": 256, "ic14": 512,
}  # fmt: skip


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """What artwork.py makes, in a process of its own: it starts a Qt."""
    folder = tmp_path_factory.mktemp("made")
    subprocess.run([sys.executable, str(PACKAGING / "artwork.py"), str(folder)], check=True)
    return folder


def picture(content):
    with Image.open(BytesIO(content)) as opened:
        assert opened.format == "PNG"
        assert opened.mode == "RGBA"
        assert all(low < high for low, high in opened.getextrema()), "something is drawn"
        return opened.size


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


def test_the_icon_of_a_mac_holds_every_size_that_its_system_asks_for(made):
    content = (made / "app.icns").read_bytes()
    assert content[:4] == b"icns"
    assert int.from_bytes(content[4:8], "big") == len(content)
    found, at = {}, 8
    while at < len(content):
        length = int.from_bytes(content[at + 4 : at + 8], "big")
        edge, height = picture(content[at + 8 : at + length])
        assert edge == height
        found[content[at : at + 4].decode()] = edge
        at += length
    assert found == ENTRIES


def test_the_icon_of_windows_holds_every_size_from_16_to_256(made):
    content = (made / "app.ico").read_bytes()
    found = []
    for i in range(int.from_bytes(content[4:6], "little")):
        row = content[6 + 16 * i : 22 + 16 * i]
        length, at = (int.from_bytes(row[k : k + 4], "little") for k in (8, 12))
        edge, _ = picture(content[at : at + length])
        assert row[0] == row[1] == edge % 256
        found.append(edge)
    assert found == [16, 20, 24, 32, 40, 48, 64, 256]


@pytest.mark.parametrize("program", ["seedream", "seedream-desktop"])
def test_windows_is_told_the_name_and_version_of_each_program(made, program):
    kept = {}
    words = ("VSVersionInfo", "FixedFileInfo", "StringFileInfo", "StringTable", "VarFileInfo")
    names = {name: lambda *_, **named: kept.update(named) for name in (*words, "VarStruct")}
    names["StringStruct"] = kept.__setitem__
    eval(
        (made / f"{program}.version.txt").read_text(encoding="utf-8"), names
    )  # as it is read there
    numbers = tuple(int(part) for part in __version__.split("."))
    assert kept["filevers"] == kept["prodvers"] == (*numbers, 0)
    assert kept["FileVersion"] == kept["ProductVersion"] == __version__
    assert kept["ProductName"] == "Seedream Desktop"
    assert kept["OriginalFilename"] == f"{program}.exe"


def test_frozen_programs_take_long_paths_on_windows():
    from PyInstaller.utils.win32 import winmanifest

    assert b"longPathAware" in winmanifest.create_application_manifest()
    assert "manifest=" not in (PACKAGING / "seedream.spec").read_text(encoding="utf-8")


def test_the_spec_gives_each_system_its_icon_version_and_entitlements():
    spec = (PACKAGING / "seedream.spec").read_text(encoding="utf-8")
    for part in ("app.icns", "app.ico", ".version.txt", "entitlements.plist", "Info.plist"):
        assert part in spec


def test_windows_opens_with_it_what_it_can_read_and_forgets_that_when_it_is_removed():
    def listed(macro):
        return re.findall(rf'!insertmacro {macro} "(\.\w+)"', INSTALLER)

    assert listed("OPENS") == listed("OPENS_NO_MORE")
    assert {".jpg", ".png", ".webp", ".tiff", ".heic", ".avif"} <= set(listed("OPENS"))


def test_the_bill_of_materials_lists_every_package_that_the_program_asks_for():
    command = [sys.executable, str(PACKAGING / "materials.py")]
    bill = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    listed = {part["name"].lower().replace("_", "-") for part in bill["components"]}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = {re.split(r"[\[<>=;]", line)[0].lower() for line in project["dependencies"]}
    assert asked <= listed
    assert not listed & {"pytest", "ruff", "pyinstaller"}
    assert all(part["licenses"][0]["license"]["name"] for part in bill["components"])
    assert bill["specVersion"] == "1.6"
    assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", bill["serialNumber"])
    assert bill["metadata"]["component"]["version"] == __version__


def test_the_notices_say_how_qt_is_used_and_its_licences_come_along():
    notices = (ROOT / "THIRD_PARTY_NOTICES.md").read_text(encoding="utf-8")
    assert "GNU Lesser General Public License, version 3" in notices
    for name in ("LGPL-3.0", "GPL-3.0"):
        text = (PACKAGING / "licences" / f"{name}.txt").read_text(encoding="utf-8")
        assert "Version 3, 29 June 2007" in text


@pytest.mark.parametrize("script", sorted(PACKAGING.glob("*/*.sh")), ids=lambda path: path.name)
def test_a_shell_script_reads_as_one_and_stops_at_the_first_failure(script):
    subprocess.run(["bash", "-n", str(script)], check=True)
    assert re.search(r"^set -(euo pipefail|u)$", script.read_text(encoding="utf-8"), re.MULTILINE)
