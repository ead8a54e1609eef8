"""What makes and tries the packages says no where something is wrong with them."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGING = ROOT / "packaging"
ID = "org.seedreamdesktop.SeedreamDesktop"

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="packages are made on Linux")


@pytest.fixture(autouse=True)
def steps(monkeypatch):
    """Find the scripts of packaging as they find each other."""
    for folder in ("", "linux", "windows"):
        monkeypatch.syspath_prepend(str(PACKAGING / folder))
    before = set(sys.modules)
    yield
    for name in set(sys.modules) - before:
        if str(getattr(sys.modules[name], "__file__", "")).startswith(str(PACKAGING)):
            del sys.modules[name]


def test_a_frozen_folder_over_its_budget_fails(tmp_path, capsys):
    from freeze import BUDGET_MB, weighed

    (tmp_path / "part").write_bytes(bytes(3_000_000))
    (tmp_path / "link").symlink_to(tmp_path / "part")
    assert weighed(tmp_path, 3)
    assert not weighed(tmp_path, 2.9)
    assert "3 MB of at most 3" in capsys.readouterr().out
    assert BUDGET_MB <= 220, "say in DECISIONS.md what it is spent on"


@pytest.fixture
def prefix(tmp_path, monkeypatch):
    """Lay out what the desktop is told, as the packages do."""
    import deb
    from project import write_description

    monkeypatch.setattr(deb, "MADE", tmp_path / "made")
    write_description(tmp_path / "made")
    deb.lay_out_shared(tmp_path / "usr" / "share")
    return tmp_path / "usr"


def test_the_desktop_has_nothing_against_what_it_is_told(prefix):
    from desktop import problems

    assert problems(prefix) == []
    described = (prefix / "share" / "metainfo" / f"{ID}.metainfo.xml").read_text(encoding="utf-8")
    assert "@" not in described, "version and date are filled in"


@pytest.mark.parametrize(
    ("path", "before", "after", "said"),
    [
        (f"applications/{ID}.desktop", "Type=Application", "Type=Program", "desktop-file-validate"),
        (f"metainfo/{ID}.metainfo.xml", "<summary>", "<sumary>", "appstreamcli"),
        (f"mime/packages/{ID}.xml", "*.seedream-queue", "*.queue", "the file type"),
    ],
)
def test_the_desktops_checkers_find_what_is_broken(prefix, path, before, after, said):
    from desktop import problems

    file = prefix / "share" / path
    text = file.read_text(encoding="utf-8")
    assert before in text
    file.write_text(text.replace(before, after, 1), encoding="utf-8")
    assert any(said in problem for problem in problems(prefix))


def test_a_windows_installer_without_its_words_icon_and_manifest_is_found_out(tmp_path):
    from proof import problems

    icon = tmp_path / "app.ico"
    png = b"\x89PNG of its own"
    row = len(png).to_bytes(4, "little") + (22).to_bytes(4, "little")
    icon.write_bytes(b"\0\0\1\0\1\0" + bytes(8) + row + png)
    setup = tmp_path / "setup.exe"
    setup.write_bytes(b"MZ")
    found = " ".join(problems(setup, icon))
    for part in ("ProductName", "FileVersion", "longPathAware", "asInvoker", "the icon"):
        assert part in found


def test_a_part_whose_licence_is_not_to_be_found_stops_the_build(tmp_path, monkeypatch):
    import licences

    library = tmp_path / "libnobody.so.1"
    library.write_bytes(b"")
    with pytest.raises(LookupError, match="libnobody"):
        licences.gather(tmp_path / "licences", [str(library)])
    monkeypatch.setattr(licences, "_PYTHON", ())
    with pytest.raises(LookupError, match="Python"):
        licences.gather(tmp_path / "licences", [])


def test_the_licence_of_every_package_that_is_frozen_comes_along(tmp_path):
    from importlib.metadata import PackageNotFoundError, distribution

    import licences
    from materials import pins

    made = licences.gather(tmp_path / "licences", [])
    there = {path.relative_to(tmp_path / "licences").parts[0] for path in made}
    for name, _ in pins():
        try:
            distribution(name)
        except PackageNotFoundError:
            continue
        assert name in there | {"PySide6_Essentials", "shiboken6"}
    assert {"LGPL-3.0.txt", "GPL-3.0.txt", "Python.txt", "THIRD_PARTY_NOTICES.md"} <= there


def test_the_licence_of_what_a_package_is_built_from_takes_not_the_place_of_its_own(tmp_path):
    from importlib.metadata import Distribution

    import licences

    info, inner = tmp_path / "some-1.dist-info", tmp_path / "some"
    record = ""
    for folder, words in ((info, "theirs"), (inner, "inner")):
        folder.mkdir()
        (folder / "LICENSE").write_text(words, encoding="utf-8")
        record += f"{folder.name}/LICENSE,,\n"
    (info / "METADATA").write_text("Name: some\nVersion: 1\n", encoding="utf-8")
    (info / "RECORD").write_text(record, encoding="utf-8")
    made = tmp_path / "made"
    licences._of_package(Distribution.at(info), made)
    papers = {path.relative_to(made).as_posix(): path.read_text() for path in made.rglob("LICENSE")}
    assert papers == {"LICENSE": "theirs", "some/LICENSE": "inner"}


def test_where_no_clean_system_can_be_made_it_is_said_and_a_release_fails(
    tmp_path, monkeypatch, capsys
):
    import clean_system

    (tmp_path / "tree" / "DEBIAN").mkdir(parents=True)
    control = (
        "Package: it\nVersion: 1\nArchitecture: all\nMaintainer: us <a@b.c>\nDescription: it\n"
    )
    (tmp_path / "tree" / "DEBIAN" / "control").write_text(control, encoding="utf-8")
    program = tmp_path / "tree" / "opt" / "seedream-desktop" / "seedream-desktop"
    program.parent.mkdir(parents=True)
    program.write_text("#!/bin/sh\n", encoding="utf-8")
    program.chmod(0o755)
    package = tmp_path / "it.deb"
    build = ["dpkg-deb", "--build", str(tmp_path / "tree"), str(package)]
    subprocess.run(build, check=True, stdout=subprocess.DEVNULL)
    programs = {"mmdebstrap": None}
    monkeypatch.setattr(clean_system.shutil, "which", lambda name: programs.get(name, name))
    monkeypatch.setattr(clean_system, "OUT", tmp_path)
    assert clean_system.try_out(package, is_demanded=False)
    said = capsys.readouterr().out
    assert "SKIPPED no clean system can be made here: mmdebstrap is missing" in said
    assert "unpacked and run" in said
    assert not clean_system.try_out(package, is_demanded=True)


TOOLS = ("security", "codesign", "ditto", "hdiutil", "xcrun", "uuidgen")
MACH = ("_internal/QtCore.framework/Versions/A/QtCore", "_internal/libqcocoa.dylib")
SECRETS = {
    "CERTIFICATE": "cGF3bg==", "PASSWORD": "p", "IDENTITY": "Us",
    "NOTARY_KEY": "k", "NOTARY_KEY_ID": "i", "NOTARY_ISSUER": "u",
}  # fmt: skip


@pytest.fixture
def mac(tmp_path):
    """Stand in for the tools of a Mac, which note what they are told, around an app of files."""
    for name in ("packaging/macos/image.sh", "packaging/macos/entitlements.plist"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    (tmp_path / "seedream_desktop").mkdir()
    shutil.copy(ROOT / "seedream_desktop" / "__init__.py", tmp_path / "seedream_desktop")
    contents = tmp_path / "build" / "package" / "dist" / "Seedream Desktop.app" / "Contents"
    for name in (*MACH, "MacOS/seedream", "MacOS/seedream-desktop", "Resources/text.txt"):
        (contents / name).parent.mkdir(parents=True, exist_ok=True)
        (contents / name).write_text("text" if name.endswith("txt") else "Mach-O 64-bit")
    tools = tmp_path / "tools"
    tools.mkdir()
    for name in TOOLS:
        (tools / name).write_text(f'#!/bin/sh\necho "{name} $*" >>"$NOTED"\n')
    (tools / "file").write_text('#!/bin/sh\ncat "$2"\n')
    for tool in tools.iterdir():
        tool.chmod(0o755)

    def image(**secrets):
        environment = {"PATH": f"{tools}{os.pathsep}{os.environ['PATH']}", "KIND": "arm64"}
        environment |= {"NOTED": str(tmp_path / "noted"), "TMPDIR": str(tmp_path), **secrets}
        script = str(tmp_path / "packaging" / "macos" / "image.sh")
        done = subprocess.run(
            ["bash", script], env=environment, capture_output=True, encoding="utf-8", check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout, (tmp_path / "noted").read_text(encoding="utf-8").splitlines()

    return image


def test_a_mac_bundle_is_signed_inside_out_then_imaged_notarised_and_stapled(mac):
    _, noted = mac(**SECRETS)
    signed = [line for line in noted if line.startswith("codesign --force")]
    assert all("--timestamp" in line for line in signed)
    assert all("--options runtime" in line for line in signed[:-1]), "hardened; an image is not run"
    ends = [line.rsplit("/", 1)[1] for line in signed]
    assert {"QtCore", "libqcocoa.dylib", "QtCore.framework"} <= set(ends)
    assert "text.txt" not in ends
    assert ends.index("QtCore.framework") > ends.index("QtCore")
    assert ends[-4:-1] == ["seedream", "seedream-desktop", "Seedream Desktop.app"]
    assert all("--entitlements" in line for line in signed[-4:-1])
    order = ["codesign --verify", "hdiutil create", "notarytool submit", "stapler staple"]
    places = [next(i for i, line in enumerate(noted) if step in line) for step in order]
    assert places == sorted(places)
    assert any("delete-keychain" in line for line in noted)


def test_without_secrets_the_image_is_made_unsigned_and_says_so(mac):
    said, noted = mac()
    assert "left unsigned" in said
    assert "not notarised" in said
    assert [line.split()[0] for line in noted] == ["ditto", "hdiutil", "security"]
