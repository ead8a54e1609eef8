"""XMP packets (ISO 16684-1): the properties of one, and a packet of given properties."""

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Mapping
from copy import deepcopy
from typing import Final

RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
XML: Final = "http://www.w3.org/XML/1998/namespace"
NAMESPACES: Final[Mapping[str, str]] = {
    "dc": "http://purl.org/dc/elements/1.1/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "xmpRights": "http://ns.adobe.com/xap/1.0/rights/",
    "xmpMM": "http://ns.adobe.com/xap/1.0/mm/",
    "stEvt": "http://ns.adobe.com/xap/1.0/sType/ResourceEvent#",
    "photoshop": "http://ns.adobe.com/photoshop/1.0/",
    "tiff": "http://ns.adobe.com/tiff/1.0/",
    "exif": "http://ns.adobe.com/exif/1.0/",
    "exifEX": "http://cipa.jp/exif/1.0/",
    "aux": "http://ns.adobe.com/exif/1.0/aux/",
    "Iptc4xmpCore": "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/",
    "Iptc4xmpExt": "http://iptc.org/std/Iptc4xmpExt/2008-02-29/",
    "plus": "http://ns.useplus.org/ldf/xmp/1.0/",
    "cc": "http://creativecommons.org/ns#",
    "lr": "http://ns.adobe.com/lightroom/1.0/",
    "TC260": "http://www.tc260.org.cn/ns/AIGC/1.0/",
}
Properties = dict[str, ET.Element]
"""By "{namespace}name", each as the element of that property."""

_META: Final = "adobe:ns:meta/"
_BEGIN: Final = '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
_END: Final = '<?xpacket end="w"?>'
_NOT_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_BYTES_MAX: Final = 4_000_000

for _prefix, _uri in (*NAMESPACES.items(), ("rdf", RDF), ("x", _META)):
    ET.register_namespace(_prefix, _uri)


def named(prefix: str, name: str) -> str:
    """Return a property's key."""
    return f"{{{NAMESPACES[prefix]}}}{name}"


def read(packet: bytes) -> Properties:
    """Return a packet's properties. Raises ValueError, ET.ParseError.

    Document types are refused: they have no place in XMP, and entities can grow without end.
    """
    if len(packet) > _BYTES_MAX:
        raise ValueError("too long for a packet")
    words = _decoded(packet)
    if "<!DOCTYPE" in words or "<!ENTITY" in words:
        raise ValueError("a document type in XMP")
    root = ET.fromstring(words)  # noqa: S314 - no document type, so no entity
    found: Properties = {}
    for description in root.iter(f"{{{RDF}}}Description"):
        if description is not root and not _is_top(root, description):
            continue
        for key, value in description.attrib.items():
            if not key.startswith((f"{{{RDF}}}", f"{{{XML}}}")) and key.startswith("{"):
                found[key] = simple(key, value)
        found |= {child.tag: deepcopy(child) for child in description}
    for each in found.values():
        each.tail = None
    return found


def written(properties: Iterable[ET.Element]) -> bytes:
    """Return a packet in UTF-8; b"" of nothing."""
    own = list(properties)
    if not own:
        return b""
    meta = ET.Element(f"{{{_META}}}xmpmeta")
    description = ET.SubElement(ET.SubElement(meta, f"{{{RDF}}}RDF"), f"{{{RDF}}}Description")
    description.set(f"{{{RDF}}}about", "")
    description.extend(own)
    body = ET.tostring(meta, encoding="unicode")
    return f"{_BEGIN}\n{body}\n{_END}".encode()


def simple(key: str, value: str) -> ET.Element:
    """Return a property of one text."""
    element = ET.Element(key)
    element.text = clean(value)
    return element


def listed(key: str, kind: str, values: Iterable[str]) -> ET.Element:
    """Return a property of several texts; kind is "Bag", "Seq" or "Alt" (in any language)."""
    element = ET.Element(key)
    container = ET.SubElement(element, f"{{{RDF}}}{kind}")
    for value in values:
        item = ET.SubElement(container, f"{{{RDF}}}li")
        item.text = clean(value)
        if kind == "Alt":
            item.set(f"{{{XML}}}lang", "x-default")
    return element


def structured(key: str, kind: str, items: Iterable[Mapping[str, str]]) -> ET.Element:
    """Return a property of several structures of texts, by their keys."""
    element = ET.Element(key)
    container = ET.SubElement(element, f"{{{RDF}}}{kind}")
    for fields in items:
        item = ET.SubElement(container, f"{{{RDF}}}li")
        item.set(f"{{{RDF}}}parseType", "Resource")
        item.extend([simple(name, value) for name, value in fields.items()])
    return element


def clean(words: str) -> str:
    """Return words without what XML cannot hold."""
    return _NOT_XML.sub(" ", words)


def first_text(element: ET.Element) -> str:
    """Return a property's text, or its first one."""
    return next((text.strip() for text in element.itertext() if text.strip()), "")


def _is_top(root: ET.Element, description: ET.Element) -> bool:
    """Say whether a description is the picture's own, and not a structure within a property."""
    return any(description in list(rdf) for rdf in root.iter(f"{{{RDF}}}RDF"))


def _decoded(packet: bytes) -> str:
    if packet[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return packet.decode("utf-16")
    return packet.decode("utf-8-sig").rstrip("\0")
