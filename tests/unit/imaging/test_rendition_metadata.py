"""What exported files say of themselves, as exiftool reads it, field by field."""

import hashlib

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from seedream_desktop.domain.export_wish import (
    Colour,
    FileFormat,
    Fit,
    MetadataWish,
    OutputSize,
    Preset,
)
from seedream_desktop.exporting.orders import EDITED, ENHANCED
from seedream_desktop.imaging.metadata import labels, xmp
from seedream_desktop.imaging.metadata.found import found
from seedream_desktop.imaging.metadata.outgoing import tells_place
from seedream_desktop.imaging.pool import Gate
from seedream_desktop.imaging.rendition import render
from seedream_desktop.ports.renditions import Order
from tests.fixtures import exiftool, heic, photographs, profiles

WRITTEN = [kind for kind in FileFormat if kind is not FileFormat.KEEP]
HAVE_IPTC = {FileFormat.JPEG, FileFormat.TIFF}
NOTHING = MetadataWish(rights=False, capture=False, gps=False, ai_mark=False)

RIGHTS = {
    "IFD0:Artist": "王小明",
    "IFD0:Copyright": "© 2025 王小明",
    "IFD0:ImageDescription": exiftool.CHINESE,
    "XMP-dc:Title": "灯塔",
    "XMP-dc:Creator": ["王小明"],
    "XMP-dc:Rights": "© 2025 王小明",
    "XMP-dc:Description": exiftool.CHINESE,
    "XMP-dc:Subject": ["灯塔", "晨雾"],
    "XMP-xmpRights:UsageTerms": "仅供编辑使用",
    "XMP-xmpRights:Marked": True,
    "XMP-iptcCore:CreatorContactInfo": {"CiEmailWork": "wang@example.com"},
}
IIM = {
    "IPTC:By-line": "王小明",
    "IPTC:CopyrightNotice": "© 2025 王小明",
    "IPTC:Caption-Abstract": exiftool.CHINESE,
    "IPTC:Keywords": ["灯塔", "晨雾", "lighthouse"],
}
CAPTURE = {
    "IFD0:Make": "Fujifilm",
    "IFD0:Model": "X-T5",
    "IFD0:ModifyDate": "2025:03:04 07:06:05",
    "ExifIFD:DateTimeOriginal": "2025:03:04 05:06:07",
    "ExifIFD:OffsetTimeOriginal": "+08:00",
    "ExifIFD:ExposureTime": 0.004,
    "ExifIFD:FNumber": 5.6,
    "ExifIFD:ISO": 400,
    "ExifIFD:FocalLength": 35,
    "ExifIFD:LensModel": "XF35mmF1.4 R",
    "XMP-aux:Lens": "XF35mmF1.4 R",
    "XMP-photoshop:DateCreated": "2025:03:04",
}
SOURCE_TYPE = "XMP-iptcExt:DigitalSourceType"


@pytest.fixture
def result(tmp_path):
    path = tmp_path / "result.png"
    path.write_bytes(photographs.encoded(photographs.quadrants(48, 64), "PNG"))
    return path


@pytest.fixture(scope="module")
def tagged(tmp_path_factory):
    """Return the bytes of pictures that say all that exiftool can make them say, made once."""
    made = {}

    def data(kind, tags):
        named = (kind, str(tags))
        if named not in made:
            path = tmp_path_factory.mktemp("tagged") / f"original.{photographs.SUFFIX[kind]}"
            path.write_bytes(photographs.turned(photographs.quadrants(), kind, 6))
            made[named] = (path if tags == {} else exiftool.tag(path, tags)).read_bytes()
        return made[named]

    return data


@pytest.fixture
def original(tmp_path, tagged):
    """Return such a picture as a file of the test's own."""

    def made(kind="JPEG", tags=None):
        path = tmp_path / f"original.{photographs.SUFFIX[kind]}"
        path.write_bytes(tagged(kind, tags))
        return path

    return made


@pytest.fixture
def exported(tmp_path, result):
    """Render the result with metadata of an original; return the rendition and its file."""

    def made(original, preset, **more):
        given = {
            "source": result,
            "target": tmp_path / f"out.{preset.format.value}",
            "preset": preset,
            "original": original,
            "source_type": EDITED,
        }
        if original is not None and original.exists():
            given["original_digest"] = hashlib.sha256(original.read_bytes()).hexdigest()
        order = Order(**{**given, **more})
        return render(order, Gate()), order.target

    return made


def part_of(told, wanted):
    return {name: told.get(name) for name in wanted}


def codes(rendition):
    return [change.code for change in rendition.changes]


@exiftool.needed
@pytest.mark.parametrize("kind", WRITTEN)
@pytest.mark.parametrize("of", ["JPEG", "TIFF"])
def test_rights_and_capture_are_kept_to_the_letter_and_the_place_left_out(
    original, exported, kind, of
):
    rendition, file = exported(original(of), Preset(format=kind))
    told = exiftool.told(file)
    assert part_of(told, RIGHTS) == RIGHTS
    assert part_of(told, CAPTURE) == CAPTURE
    if kind in HAVE_IPTC:
        assert part_of(told, IIM) == IIM
    said = str(told)
    for secret in ("SN-12345", "31.23", "121.47", "GPS", "Exposure2012", "digitalCapture", "上海"):
        assert secret not in said
    assert b"SN-12345" not in file.read_bytes()
    assert told.get("IFD0:Orientation", 1) == 1
    assert told[SOURCE_TYPE] == EDITED
    assert {"rights_kept", "capture_kept", "gps_left_out", "marked_edited"} <= {*codes(rendition)}


@exiftool.needed
@pytest.mark.parametrize("kind", WRITTEN)
@pytest.mark.parametrize("of", ["PNG", "WEBP"])
def test_pictures_of_the_web_give_their_words_too(original, exported, kind, of):
    tags = {name: v for name, v in exiftool.ALL.items() if not name.startswith("IPTC")}
    _, file = exported(original(of, tags), Preset(format=kind))
    wanted = {n: v for n, v in (RIGHTS | CAPTURE).items() if not n.startswith("XMP-photoshop")}
    assert part_of(exiftool.told(file), wanted) == wanted


@exiftool.needed
@pytest.mark.parametrize("kind", WRITTEN)
def test_the_place_goes_along_where_it_is_asked_for(original, exported, kind):
    _, file = exported(original(), Preset(format=kind, metadata=MetadataWish(gps=True)))
    told = exiftool.told(file)
    assert told["GPS:GPSLatitude"] == pytest.approx(31.2304, abs=1e-4)
    assert told["GPS:GPSLongitudeRef"] == "E"
    assert float(told["XMP-exif:GPSLatitude"]) == pytest.approx(31.2304, abs=1e-4)
    assert told["XMP-photoshop:City"] == "上海"  # from IIM, which not all formats have
    assert told["XMP-iptcExt:LocationCreated"][0]["City"] == "上海"
    assert kind not in HAVE_IPTC or told["IPTC:City"] == "上海"


@exiftool.needed
@pytest.mark.parametrize("kind", WRITTEN)
def test_each_group_is_left_out_where_it_is_switched_off(original, exported, kind):
    _, file = exported(original(), Preset(format=kind, metadata=NOTHING))
    told = exiftool.told(file)
    left = [n for n in told if n.partition(":")[0] in {"IPTC", "GPS"} or n.startswith("XMP")]
    assert left == []
    assert not set(told) & set(RIGHTS | CAPTURE)
    words = MetadataWish(capture=False, ai_mark=False)
    _, file = exported(original(), Preset(format=kind, metadata=words))
    told = exiftool.told(file)
    assert part_of(told, RIGHTS) == RIGHTS
    assert not set(told) & set(CAPTURE)


@exiftool.needed
@pytest.mark.parametrize("kind", WRITTEN)
def test_edits_are_told_where_they_are_asked_for(original, exported, kind):
    history = ("1: 暖色 (byteplus seedream-4.0; $0.03)", "2: rain <&> fog (byteplus seedream-4.0)")
    wish = MetadataWish(edits=True, costs=True)
    rendition, file = exported(
        original(tags={}),
        Preset(format=kind, metadata=wish),
        system="byteplus seedream-4.0",
        prompt="暖色\nrain <&> fog",
        history=history,
    )
    told = exiftool.told(file)
    assert told["XMP-iptcExt:AISystemUsed"] == "byteplus seedream-4.0"
    assert told["XMP-iptcExt:AIPromptInformation"] == "暖色\nrain <&> fog"
    assert tuple(e["Parameters"] for e in told["XMP-xmpMM:History"]) == history
    assert "edits_told" in codes(rendition)


@exiftool.needed
@pytest.mark.parametrize(
    ("primaries", "space"), [(profiles.SRGB, 1), (profiles.DISPLAY_P3, 65_535)]
)
def test_words_about_colour_are_true_whosever_profile_it_is(
    original, exported, result, primaries, space
):
    profile = profiles.rgb_profile(primaries, name="Of a camera")
    result.write_bytes(
        photographs.encoded(photographs.quadrants(48, 64), "PNG", icc_profile=profile)
    )
    keeping = Preset(format=FileFormat.JPEG, colour=Colour.KEEP)
    _, file = exported(original(), keeping)
    assert exiftool.told(file)["ExifIFD:ColorSpace"] == space


@exiftool.needed
@pytest.mark.parametrize("kind", WRITTEN)
def test_a_print_says_its_resolution(original, exported, kind):
    size = OutputSize(fit=Fit.PRINT, width_mm=10, height_mm=15, dpi=254)
    rendition, file = exported(original(), Preset(format=kind, size=size))
    assert (rendition.size.width_px, rendition.size.height_px) == (100, 133)
    told = exiftool.told(file)
    assert (told["IFD0:XResolution"], told["IFD0:ResolutionUnit"]) == (254, 2)


@exiftool.needed
@pytest.mark.parametrize("kind", WRITTEN)
def test_files_are_as_their_formats_want_them(original, exported, kind):
    _, file = exported(original(), Preset(format=kind))
    known = ("Warning", "IPTC-NAA", "Compression")  # the TIFF of today has what 1992's had not
    found = [w for w in exiftool.warnings_of(file) if not any(word in w for word in known)]
    assert found == []


@exiftool.needed
def test_what_an_editor_made_of_a_models_picture_stays_a_models_picture(original, exported):
    trained = EDITED.rpartition("/")[0] + "/trainedAlgorithmicMedia"
    made = original(tags={"XMP-iptcExt:DigitalSourceType": trained})
    _, file = exported(made, Preset(format=FileFormat.PNG), source_type=ENHANCED)
    assert exiftool.told(file)[SOURCE_TYPE] == trained


@exiftool.needed
def test_the_preview_within_exif_stays_behind(original, exported, tmp_path):
    small = tmp_path / "small.jpg"
    small.write_bytes(photographs.encoded(photographs.quadrants(16, 12), "JPEG"))
    made = exiftool.tag(original(), {}, f"-ThumbnailImage<={small}")
    assert "IFD1:ThumbnailImage" in exiftool.told(made)
    rendition, file = exported(made, Preset(format=FileFormat.JPEG))
    assert not [name for name in exiftool.told(file) if name.startswith("IFD1")]
    assert "thumbnail_left_out" in codes(rendition)


@exiftool.needed
def test_more_words_than_a_jpeg_takes_are_cut_and_the_marks_stay(original, exported):
    made = original("TIFF", {"XMP-dc:Description": "雾" * 30_000, "XMP-dc:Rights": "© 王"})
    rendition, file = exported(made, Preset(format=FileFormat.JPEG))
    told = exiftool.told(file)
    assert told[SOURCE_TYPE] == EDITED
    assert told["XMP-dc:Rights"] == "© 王"
    assert "XMP-dc:Description" not in told
    assert "metadata_too_long" in codes(rendition)
    rendition, file = exported(made, Preset(format=FileFormat.PNG))
    assert exiftool.told(file)["XMP-dc:Description"] == "雾" * 30_000


@exiftool.needed
def test_latin_words_of_old_iptc_become_utf8(original, exported):
    made = original(tags={"IPTC:By-line": "x"})
    data = made.read_bytes().replace(b"\x1c\x02\x50\x00\x01x", b"\x1c\x02\x50\x00\x01\xe9")
    made.write_bytes(data.replace(b"\x1c\x01\x5a\x00\x03\x1b%G", b"\x1c\x01\x5a\x00\x03\x1b.A"))
    _, file = exported(made, Preset(format=FileFormat.JPEG))
    assert exiftool.told(file)["IPTC:By-line"] == "é"


LABEL = '{"Label":"1","ContentProducer":"0011310000","ProduceID":"雾-1"}'


@exiftool.needed
@pytest.mark.parametrize("kind", WRITTEN)
@pytest.mark.parametrize("way", ["XMP", "text"])
def test_the_services_own_label_goes_along_whatever_is_asked_for(result, exported, kind, way):
    with Image.open(result) as picture:
        info = PngInfo()
        if way == "XMP":
            packet = xmp.written([xmp.simple(labels.AIGC, LABEL)])
            info.add_itxt("XML:com.adobe.xmp", packet.decode())
        else:
            info.add_itxt("AIGC", LABEL)
        picture.save(result, "PNG", pnginfo=info)
    rendition, file = exported(None, Preset(format=kind, metadata=NOTHING))
    assert exiftool.told(file)["XMP-TC260:Aigc"] == LABEL
    assert "label_kept" in codes(rendition)


def test_credentials_that_end_with_their_bytes_are_said(result, exported):
    data = result.read_bytes()
    box = photographs._chunk("caBX", b"\0\0\0\x20jumb\0\0\0\x18jumdc2pa")
    result.write_bytes(data[:33] + box + data[33:])
    rendition, _ = exported(None, Preset(format=FileFormat.JPEG))
    assert "credentials_left_out" in codes(rendition)


@exiftool.needed
def test_a_phones_picture_gives_its_words(tmp_path, exported):
    original = tmp_path / "phone.heic"
    original.write_bytes(heic.PLAIN.read_bytes())
    wanted = {n: v for n, v in exiftool.ALL.items() if not n.startswith(("IPTC", "XMP-crs"))}
    exiftool.tag(original, wanted)
    rendition, file = exported(original, Preset(format=FileFormat.JPEG))
    told = exiftool.told(file)
    expected = {n: v for n, v in (RIGHTS | CAPTURE).items() if not n.startswith("XMP-photoshop")}
    assert part_of(told, expected) == expected
    assert "GPS" not in str(told)
    assert "gps_left_out" in codes(rendition)


@exiftool.needed
def test_words_in_the_other_byte_order_come_over_too(tmp_path, exported):
    original = tmp_path / "original.jpg"
    original.write_bytes(photographs.encoded(photographs.quadrants(), "JPEG"))
    exiftool.tag(original, None, "-ExifByteOrder=MM")
    _, file = exported(original, Preset(format=FileFormat.TIFF))
    original = file.replace(tmp_path / "original.tif")
    assert original.read_bytes()[:2] == b"MM"
    _, file = exported(original, Preset(format=FileFormat.JPEG), source=original)
    told = exiftool.told(file)
    assert part_of(told, RIGHTS | CAPTURE | IIM) == RIGHTS | CAPTURE | IIM
    with Image.open(file) as image:
        there = photographs.corner_colours(image)
    assert photographs.delta_e(there, photographs.QUADRANTS) <= 2


@exiftool.needed
def test_a_place_within_an_original_is_found_wherever_it_is(original):
    assert not tells_place(found(original(tags={"XMP-dc:Rights": "© 王"})))
    for place in ("GPS:GPSLatitude", "XMP-exif:GPSLatitude"):
        assert tells_place(found(original(tags={place: "31.2304"})))
    assert tells_place(found(original(tags={"XMP-iptcExt:LocationCreatedGPSLatitude": "31.23"})))
    for word in ("IPTC:Sub-location", "XMP-photoshop:Country", "XMP-iptcExt:LocationShownCity"):
        assert tells_place(found(original(tags={word: "上海"})))


DAMAGED = {
    "EXIF": {"exif": b"Exif\0\0MM\0*\xff\xff\xff\xff"},
    "XMP": {"xmp": b"<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF"},
    "XMP with entities": {
        "xmp": b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>",
    },
    "XMP in no encoding": {"xmp": b"\xff\xfe\x00"},
}


@pytest.mark.parametrize("kind", WRITTEN)
@pytest.mark.parametrize("damage", DAMAGED.values(), ids=DAMAGED)
def test_damaged_metadata_keeps_no_picture_back(tmp_path, exported, kind, damage):
    original = tmp_path / "original.jpg"
    original.write_bytes(photographs.encoded(photographs.quadrants(), "JPEG", **damage))
    rendition, file = exported(original, Preset(format=kind))
    with Image.open(file) as image:
        assert image.size == (48, 64)
    assert "metadata_unreadable" in codes(rendition)


def test_an_original_that_is_gone_or_changed_is_said_and_gives_nothing(tmp_path, exported):
    rendition, _ = exported(tmp_path / "gone.jpg", Preset(format=FileFormat.PNG))
    assert "original_missing" in codes(rendition)
    other = tmp_path / "other.jpg"
    other.write_bytes(photographs.encoded(photographs.quadrants(), "JPEG"))
    rendition, _ = exported(other, Preset(format=FileFormat.PNG), original_digest="0" * 64)
    assert "original_changed" in codes(rendition)


def test_equal_orders_give_equal_bytes(tmp_path, exported):
    original = tmp_path / "original.jpg"
    original.write_bytes(photographs.turned(photographs.quadrants(), "JPEG", 3))
    for kind in WRITTEN:
        _, file = exported(original, Preset(format=kind))
        before = file.read_bytes()
        exported(original, Preset(format=kind))
        assert file.read_bytes() == before
