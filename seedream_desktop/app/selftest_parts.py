"""What the self-test looks at, part by part; each returns what it saw and raises what is wrong."""

import asyncio
import secrets
import ssl
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from seedream_desktop.bundle import bundled

if TYPE_CHECKING:
    from seedream_desktop.settings.vault import SystemStore

MODULES_LEAST: Final = 400
_QT_FORMATS: Final = frozenset({"jpeg", "png", "svg", "webp"})
_LICENCES: Final = (
    "LICENSE",
    "THIRD_PARTY_NOTICES.md",
    "LGPL-3.0.txt",
    "GPL-3.0.txt",
    "Python.txt",
)
_ENDS: Final = (".jpg", ".jpeg", ".png", ".webp")
_ANONYMOUS: Final = "AECDH-AES256-SHA:@SECLEVEL=0"
_ROUNDS: Final = 8
_HASHED: Final = "????????.[0-9]"
"""How OpenSSL names the files in a folder of authorities."""


def cards() -> int:
    """Read the card of every service; return how many there are."""
    from seedream_desktop.app.roster import OWN

    return len([entry.card() for entry in OWN])


def texts() -> str:
    """Read the texts of every language, and Qt's own words; return how many there are."""
    from seedream_desktop.ui.catalogue import LANGUAGES, sections_of

    codes = {
        language: {
            f"{section}.{code}"
            for section, entries in sections_of(language).items()
            for code in entries
        }
        for language in LANGUAGES
    }
    every = set().union(*codes.values())
    if not every:
        raise AssertionError("no texts")
    for language, there in codes.items():
        if lacking := sorted(every - there):
            raise AssertionError(f"{language} lacks {len(lacking)} texts, {lacking[0]} among them")
    return f"{len(every)} in each of {', '.join(LANGUAGES)}, Qt's own in {_qt_words()}"


def _qt_words() -> str:
    """Load what Qt says by itself in every language that it is to speak; return which."""
    from PySide6.QtCore import QLibraryInfo, QTranslator

    from seedream_desktop.app.speech import QT_WORDS

    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    for language, words in QT_WORDS.items():
        if not QTranslator().load(words, folder):
            raise AssertionError(f"Qt has no words in {language}")
    return ", ".join(QT_WORDS)


def licences() -> str:
    """Look for the licences of what a frozen program brings along; an installed one has none."""
    if not hasattr(sys, "frozen"):
        return "licences with the packages"
    folder = bundled("licences")
    lacking = [name for name in _LICENCES if not (folder / name).is_file()]
    if lacking:
        raise AssertionError(f"no {', '.join(lacking)} among the licences")
    from seedream_desktop.ui.licences.stock import frozen_parts

    if empty := [part.name for part in frozen_parts(folder) if not part.papers]:
        raise AssertionError(f"no text of the licence of {', '.join(empty)}")
    return f"{sum(path.is_file() for path in folder.rglob('*'))} licences"


def guide() -> int:
    """Read every page of the guide with its pictures, in every language; return how many pages."""
    from PySide6.QtGui import QImageReader

    from seedream_desktop.ui.catalogue import LANGUAGES
    from seedream_desktop.ui.guide.book import PAGES, picture_path, source
    from seedream_desktop.ui.guide.page import read

    for language in LANGUAGES:
        for name in PAGES:
            page = read(name, source(language, name), str, str)
            files = [picture_path(language, file) for file in page.pictures]
            dark = [file.name for file in files if not QImageReader(str(file)).canRead()]
            if not page.title or not page.blocks or dark:
                raise AssertionError(f"the guide's page {language}/{name} lacks {dark or 'words'}")
    return len(PAGES)


def samples() -> int:
    """Return how many sample pictures there are."""
    found = len(sample_files())
    if not found:
        raise AssertionError("no sample pictures")
    return found


def sample_files() -> list[Path]:
    """Return the sample pictures."""
    return sorted(path for path in bundled("samples").rglob("*") if path.suffix.lower() in _ENDS)


def window() -> str:
    """Start Qt, read pictures by its plug-ins, and draw every icon."""
    from PySide6.QtCore import QSize
    from PySide6.QtGui import QIcon, QImageReader

    from seedream_desktop.app.application import application

    app = application()
    known = {bytes(name.data()).decode() for name in QImageReader.supportedImageFormats()}
    if _QT_FORMATS - known:
        raise AssertionError(f"Qt cannot read {sorted(_QT_FORMATS - known)}")
    icons = sorted(bundled("icons").glob("*.svg"))
    drawn = [icon for icon in icons if not QIcon(str(icon)).pixmap(QSize(20, 20)).isNull()]
    if not icons or drawn != icons:
        raise AssertionError(f"{len(icons) - len(drawn)} icons are not drawn")
    return f"Qt on {app.platformName()}, {len(icons)} icons"


async def keys(*, is_needed: bool) -> str:
    """Write a secret to the system's secure store, read it back and delete it."""
    from seedream_desktop.settings.vault import system_store

    store = await asyncio.to_thread(system_store)
    if store is None:
        if is_needed:
            raise AssertionError("no secure store")
        return "no secure store here; keys would be held for one start"
    await asyncio.to_thread(_round_trip, store)
    return store.name


def _round_trip(store: "SystemStore") -> None:
    from seedream_desktop.domain.ids import ProviderId

    name, secret = ProviderId(f"self-test-{secrets.token_hex(4)}"), secrets.token_urlsafe(24)
    try:
        if not store.write(name, secret):
            raise AssertionError(f"{store.name} gives back something else than it was given")
    finally:
        is_gone = store.delete(name)
    if not is_gone:
        raise AssertionError(f"{store.name} did not delete what it was given")


def tls() -> str:
    """Load the authorities that are believed, and shake hands over TLS within this process."""
    from seedream_desktop.net.trust import trusted

    if trusted().verify_mode is not ssl.CERT_REQUIRED:
        raise AssertionError("certificates would not be checked")
    if not _has_authorities():
        raise AssertionError("no authority's certificate is here: no service could be reached")
    # Without certificates, so that none need be made here: it is the library that is tried.
    sides = []
    for protocol in (ssl.PROTOCOL_TLS_CLIENT, ssl.PROTOCOL_TLS_SERVER):
        context = ssl.SSLContext(protocol)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        context.maximum_version = ssl.TLSVersion.TLSv1_2
        context.set_ciphers(_ANONYMOUS)
        sides.append(context)
    return f"{_shaken(*sides)}, {ssl.OPENSSL_VERSION}"


def _has_authorities() -> bool:
    """Say whether anybody is believed; only Linux may have none, since it keeps them in files."""
    from seedream_desktop.net.trust import trusted

    if sys.platform != "linux":
        return True
    # Authorities are looked for when a connection begins; a folder of them is read even later.
    ends = (ssl.MemoryBIO(), ssl.MemoryBIO())
    begun = trusted().wrap_bio(*ends, server_hostname="self-test.invalid")
    folder = ssl.get_default_verify_paths().capath
    in_folder = any(Path(folder).glob(_HASHED)) if folder else False
    return in_folder or begun.context.cert_store_stats()["x509_ca"] > 0


def _shaken(client: ssl.SSLContext, server: ssl.SSLContext) -> str:
    there, back = ssl.MemoryBIO(), ssl.MemoryBIO()
    ends = (client.wrap_bio(back, there), server.wrap_bio(there, back, server_side=True))
    for _ in range(_ROUNDS):
        waiting = 0
        for end in ends:
            try:
                end.do_handshake()
            except ssl.SSLWantReadError:
                waiting += 1
        if not waiting:
            return str(ends[0].version())
    raise AssertionError("no handshake")


async def network() -> str:
    """Ask a server of this process over HTTP, as a service is asked."""
    from seedream_desktop.net.client import Client

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\nok")
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server:
        client = Client(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}")
        try:
            reply = await client.get("/", key=None)
        finally:
            await client.aclose()
    if reply.body != b"ok":
        raise AssertionError(f"answered {reply.status}")
    return "a server of this computer was asked"
