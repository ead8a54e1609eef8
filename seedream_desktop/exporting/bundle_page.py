"""The page of a review bundle: our own viewer around the index, and nothing from elsewhere."""

import base64
import hashlib
import html
import re
from collections.abc import Mapping
from functools import cache
from typing import Any, Final, NamedTuple

from seedream_desktop.bundle import bundled
from seedream_desktop.exporting.bundle_format import BundleIndex, bundle_seal, script_json

_SCRIPTS: Final = (
    "01-words",
    "02-choices",
    "03-pictures",
    "04-filter",
    "05-grid",
    "06-view",
    "07-stage",
    "08-bar",
    "09-dialogs",
    "10-keys",
    "viewer",
)
_HOLE: Final = re.compile(r"\{\{(\w+)\}\}")


class Page(NamedTuple):
    """What stands before the pictures, and what after them."""

    head: str
    foot: str


def page(index: BundleIndex, words: Mapping[str, Mapping[str, Any]]) -> Page:
    """Return the page around an index; words are the viewer's texts by language.

    Its policy lets no address be reached: pictures are data of the page itself, and no script
    or style runs but the ones that are hashed here. Names, notes and prompts stand as JSON in
    which no sign can end the element, and are shown by the viewer as text.
    """
    said = script_json(index)
    filling = {
        "policy": _policy(),
        "seal": bundle_seal(said),
        "title": html.escape(index.title),
        "style": _style(),
        "index": said,
        "choices": "null",
        "words": script_json(words),
        "script": _script(),
    }
    head, foot = (
        bundled("review", "viewer.html").read_text(encoding="utf-8").split("{{pictures}}\n")
    )
    return Page(_HOLE.sub(lambda hole: filling[hole[1]], head), foot)


def block(kind: str, number: int, data: bytes) -> bytes:
    """Return a picture as an element that no browser decodes before the viewer asks for it."""
    coded = base64.b64encode(data)
    return b'<script type="text/plain" id="%s%d">%s</script>\n' % (kind.encode(), number, coded)


def _policy() -> str:
    return (
        f"default-src 'none'; script-src '{_hash(_script())}'; style-src '{_hash(_style())}'; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


@cache
def _style() -> str:
    return bundled("review", "viewer.css").read_text(encoding="utf-8")


@cache
def _script() -> str:
    """Return the viewer's parts as one script that leaves no name behind but its own."""
    parts = (bundled("review", f"{name}.js").read_text(encoding="utf-8") for name in _SCRIPTS)
    whole = '(() => {\n"use strict";\n' + "\n".join(parts) + "})();\n"
    assert not re.search(r"</script|<!--", whole, re.IGNORECASE), "it would end its element"
    return whole
