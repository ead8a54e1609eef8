"""The self-test's look at what is loaded by name while the program runs: Qt's plug-ins, services.

Nothing imports these, so a build that left one out shows it nowhere but in use.
"""

import importlib
import sys
from pathlib import Path
from typing import Final

_EVERYWHERE: Final = (
    "iconengines/qsvgicon",
    "imageformats/qgif",
    "imageformats/qjpeg",
    "imageformats/qsvg",
    "imageformats/qwebp",
)
_OF_SYSTEMS: Final = {
    "linux": (
        "platforms/qxcb",
        "platforms/qwayland",
        "platforms/qoffscreen",
        "platforminputcontexts/composeplatforminputcontextplugin",
        "platforminputcontexts/ibusplatforminputcontextplugin",
        "wayland-shell-integration/xdg-shell",
        "xcbglintegrations/qxcb-egl-integration",
    ),
    "win32": ("platforms/qwindows",),
    "darwin": ("platforms/qcocoa",),
}
_SERVICE: Final = "self-test"
_MODULE: Final = "seedream_self_test_service"
_SOURCE: Final = f"""
from seedream_desktop.bundle import bundled

API = 1
CARD = bundled("cards", "novita.toml").read_text("utf-8").replace('"novita"', '"{_SERVICE}"', 1)
BASE_URL = "https://self-test.invalid"


class ADAPTER:
    pass
"""


def plugins(folder: Path) -> str:
    """Load Qt's plug-ins with all that they are linked to, and a service from a package."""
    return f"{len(_of_qt())} of Qt, and a service of another package: {_of_services(folder)}"


def _of_qt() -> tuple[str, ...]:
    """Load each of Qt's plug-ins that the program counts on, whether or not this screen needs it.

    A platform that is not the one in use would be missed by the next user.
    """
    from PySide6.QtCore import QLibraryInfo, QPluginLoader

    root = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.PluginsPath))
    wanted = _EVERYWHERE + _OF_SYSTEMS.get(sys.platform, ())
    for name in wanted:
        kind, stem = name.split("/")
        files = [path for path in (root / kind).glob(f"*{stem}.*") if path.stem.endswith(stem)]
        if not files:
            raise AssertionError(f"Qt's plug-in {name} is not there")
        loader = QPluginLoader(str(files[0]))
        if not loader.load():
            raise AssertionError(f"Qt's plug-in {name}: {loader.errorString()}")
    return wanted


def _of_services(folder: Path) -> str:
    """Lay a package beside the program's own, find it by its entry point, and load it."""
    from seedream_desktop.app.plugins import found, load
    from seedream_desktop.domain.ids import ProviderId

    site = folder / "site"
    papers = site / f"{_MODULE}-1.0.dist-info"
    papers.mkdir(parents=True)
    point = f"[seedream_desktop.providers]\n{_SERVICE} = {_MODULE}\n"
    (papers / "entry_points.txt").write_text(point, encoding="utf-8")
    (papers / "METADATA").write_text(f"Name: {_MODULE}\nVersion: 1.0\n", encoding="utf-8")
    (site / f"{_MODULE}.py").write_text(_SOURCE, encoding="utf-8")
    sys.path.insert(0, str(site))
    importlib.invalidate_caches()
    try:
        if _SERVICE not in {plugin.name for plugin in found()}:
            raise AssertionError("the service of another package is not found")
        return load(ProviderId(_SERVICE), ()).card().title
    finally:
        sys.path.remove(str(site))
        sys.modules.pop(_MODULE, None)
