"""Exports as files: what is written, what is left alone, and what is said of each."""

import asyncio
import csv
import hashlib
import io
import itertools
import json
import os
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from seedream_desktop.domain.errors import DiskFull, StorageFailed, UserFixable
from seedream_desktop.domain.export_wish import (
    Conflict,
    ExportWish,
    FileFormat,
    Fit,
    MetadataWish,
    OutputSize,
    Picking,
    Preset,
    Sidecar,
    Unsure,
    What,
)
from seedream_desktop.domain.judgement import Flag, Label, Mark
from seedream_desktop.domain.receipt import THERE, Fate
from seedream_desktop.exporting import delivery
from seedream_desktop.exporting.delivery import Delivery
from seedream_desktop.exporting.orders import DRAWN, EDITED, ENHANCED, GENERATED, source_type
from seedream_desktop.exporting.preview import preview
from seedream_desktop.exporting.wish_limits import refuse_unclear
from seedream_desktop.imaging.annex import Annex
from seedream_desktop.imaging.pictures import ImagingPictures
from seedream_desktop.ports.renditions import Order
from tests.fixtures import photographs
from tests.fixtures.exportables import Shelf, edit

JPEG = Preset(template="{name}", format=FileFormat.JPEG)
PLAIN = Preset(template="{name}")
TURNS_MAX = 30
"""Turns of the loop after the first file, by which an export of eight is over or nearly so."""


@pytest.fixture
def shelf(tmp_path):
    return Shelf(tmp_path)


def wish(*presets, **more):
    return ExportWish(presets=presets or (PLAIN,), **more)


def fates(receipts):
    return [receipt.fate for receipt in receipts]


def files_of(held, asked, out):
    return [out / planned.path for planned in preview(held, asked).files]


def codes(receipt):
    return [change.code for change in receipt.changes]


def test_results_leave_as_the_very_bytes_of_the_service_and_that_is_said(shelf):
    held = shelf.filled()
    done = shelf.export(held, wish())
    assert fates(done) == [Fate.WRITTEN] * 3
    stored = {shelf.blob(v.digest).read_bytes() for v in held.versions}
    assert set(shelf.files().values()) == stored
    assert [codes(receipt) for receipt in done] == [["bytes_kept"]] * 3


@pytest.mark.parametrize("conflict", Conflict)
@pytest.mark.parametrize("preset", [PLAIN, JPEG, replace(JPEG, format=FileFormat.AVIF)])
def test_a_second_export_changes_nothing(shelf, conflict, preset):
    held = shelf.filled()
    asked = wish(replace(preset, sidecars=frozenset(Sidecar)), conflict=conflict)
    shelf.export(held, asked)
    before = {
        name: (data, (shelf.out / name).stat().st_mtime_ns) for name, data in shelf.files().items()
    }
    again = shelf.export(held, asked)
    after = {
        name: (data, (shelf.out / name).stat().st_mtime_ns) for name, data in shelf.files().items()
    }
    assert after == before
    assert set(fates(again)) <= {Fate.SAME, Fate.SKIPPED}


def test_a_name_that_another_file_has_gets_a_number_and_that_file_stays(shelf):
    held = shelf.filled(1)
    shelf.out.mkdir()
    (shelf.out / "shot 1.jpg").write_bytes(b"mine")
    for preset in (PLAIN, JPEG):
        done = shelf.export(held, wish(preset))
        assert (shelf.out / "shot 1.jpg").read_bytes() == b"mine"
        assert "name_taken" in codes(done[0])
    assert sorted(shelf.files()) == ["shot 1-2.jpg", "shot 1-3.jpg", "shot 1.jpg"]


@pytest.mark.parametrize("preset", [PLAIN, JPEG])
def test_a_file_that_is_to_be_left_alone_is(shelf, preset):
    held = shelf.filled(2)
    shelf.out.mkdir()
    (shelf.out / "shot 1.jpg").write_bytes(b"mine")
    done = shelf.export(held, wish(preset, conflict=Conflict.SKIP))
    assert fates(done) == [Fate.SKIPPED, Fate.WRITTEN]
    assert (shelf.out / "shot 1.jpg").read_bytes() == b"mine"


@pytest.mark.parametrize("preset", [PLAIN, JPEG])
def test_a_file_of_other_content_is_replaced_where_that_is_asked_for(shelf, preset):
    held = shelf.filled(2)
    shelf.out.mkdir()
    (shelf.out / "shot 1.jpg").write_bytes(b"mine")
    done = shelf.export(held, wish(preset, conflict=Conflict.OVERWRITE))
    assert fates(done) == [Fate.REPLACED, Fate.WRITTEN]
    assert (shelf.out / "shot 1.jpg").read_bytes() != b"mine"
    assert sorted(shelf.files()) == ["shot 1.jpg", "shot 2.jpg"]


def test_what_was_decided_for_one_file_goes_before_the_rule_for_all(shelf):
    held = shelf.filled(2)
    shelf.out.mkdir()
    for number in (1, 2):
        (shelf.out / f"shot {number}.jpg").write_bytes(b"mine")
    answers = {"shot 1.jpg": Conflict.SKIP, "shot 2.jpg": Conflict.OVERWRITE}
    assert fates(shelf.export(held, wish(answers=answers))) == [Fate.SKIPPED, Fate.REPLACED]


@pytest.mark.parametrize("preset", [PLAIN, JPEG])
def test_originals_are_never_overwritten_whatever_is_asked_for(shelf, preset):
    held = shelf.filled(2)
    before = shelf.files(shelf.originals)
    done = shelf.export(held, wish(preset, conflict=Conflict.OVERWRITE), shelf.originals)
    assert set(fates(done)) == {Fate.WRITTEN}
    after = shelf.files(shelf.originals)
    assert {name: after[name] for name in before} == before
    assert sorted(set(after) - set(before)) == ["shot 1-2.jpg", "shot 2-2.jpg"]


@pytest.mark.parametrize("preset", [PLAIN, JPEG])
def test_a_picture_that_steps_are_anchored_to_is_never_overwritten_either(shelf, preset):
    held = shelf.filled(1)
    shelf.out.mkdir()
    anchor = shelf.out / "shot 1.jpg"
    anchor.write_bytes(b"the only one")
    original = held.sequence.images[0].picture
    steps = tuple(
        replace(step, anchors=(replace(original, path=str(anchor)),))
        for step in held.sequence.steps
    )
    held = replace(held, sequence=replace(held.sequence, steps=steps))
    (done,) = shelf.export(held, wish(preset, conflict=Conflict.OVERWRITE))
    assert (anchor.read_bytes(), Path(done.path).name) == (b"the only one", "shot 1-2.jpg")


@pytest.mark.parametrize("preset", [PLAIN, JPEG])
def test_where_originals_are_left_alone_nothing_is_written_beside_them(shelf, preset):
    held = shelf.filled(2)
    before = shelf.files(shelf.originals)
    done = shelf.export(held, wish(preset, conflict=Conflict.SKIP), shelf.originals)
    assert set(fates(done)) == {Fate.SKIPPED}
    assert shelf.files(shelf.originals) == before


def test_an_original_behind_a_link_or_another_spelling_is_not_written_through(shelf):
    held = shelf.filled(1)
    shelf.out.mkdir()
    (shelf.out / "shot 1.jpg").symlink_to(shelf.originals / "shot 1.jpg")
    before = shelf.files(shelf.originals)
    shelf.export(held, wish(JPEG, conflict=Conflict.OVERWRITE))
    assert shelf.files(shelf.originals) == before


@pytest.mark.parametrize("conflict", [Conflict.UNIQUE, Conflict.OVERWRITE])
@pytest.mark.parametrize("preset", [PLAIN, JPEG])
def test_a_folder_that_has_a_name_keeps_it(shelf, preset, conflict):
    (shelf.out / "shot 1.jpg").mkdir(parents=True)
    shelf.export(shelf.filled(1), wish(preset, conflict=conflict))
    assert list(shelf.files()) == ["shot 1-2.jpg"]


def test_unsure_results_are_set_aside_refused_or_included_and_each_is_said(shelf):
    held = shelf.filled(2)
    unsure = replace(held.versions[0], is_paired=False)
    held = replace(held, versions=(unsure, held.versions[1]))
    found = {}
    for rule in Unsure:
        folder = shelf.folder / rule.value
        done = shelf.export(held, wish(what=What(unsure=rule)), folder)
        own = next(receipt for receipt in done if receipt.subject == unsure.id)
        assert not own.is_sure
        found[rule] = (sorted(shelf.files(folder)), own.fate, codes(own)[0])
    assert found == {
        Unsure.ASIDE: (["shot 2.jpg", "unsure/shot 1.jpg"], Fate.WRITTEN, "unsure_aside"),
        Unsure.REFUSE: (["shot 2.jpg"], Fate.REFUSED, "unsure_refused"),
        Unsure.INCLUDE: (["shot 1.jpg", "shot 2.jpg"], Fate.WRITTEN, "unsure_included"),
    }


def test_several_presets_are_written_in_one_pass_each_receipted(shelf):
    held = shelf.filled(2)
    small = OutputSize(fit=Fit.LONG_EDGE, edge_px=32)
    presets = (
        replace(JPEG, name="Web", size=small),
        Preset(name="Archive", template="{name}", format=FileFormat.TIFF),
        replace(PLAIN, name="As it is"),
    )
    done = shelf.export(held, wish(*presets, what=What(with_originals=True)))
    assert set(fates(done)) == {Fate.WRITTEN}
    assert [receipt.preset for receipt in done] == [p.name for p in presets for _ in range(4)]
    assert len(shelf.files()) == 12
    with Image.open(shelf.out / "Web" / "shot 1_original.jpg") as image:
        assert image.size == (32, 24)
    kept = (shelf.out / "As it is" / "shot 1_original.jpg").read_bytes()
    assert kept == (shelf.originals / "shot 1.jpg").read_bytes()


def test_one_picture_that_cannot_be_used_keeps_no_other_back(shelf):
    held = shelf.filled(3)
    shelf.blob(held.versions[0].digest).write_bytes(b"\xff\xd8\xff no picture")
    shelf.blob(held.versions[1].digest).unlink()
    done = shelf.export(held, wish(JPEG))
    assert fates(done) == [Fate.FAILED, Fate.FAILED, Fate.WRITTEN]
    assert [r.trouble.code for r in done[:2]] == ["picture_unusable", "export_source_missing"]
    assert list(shelf.files()) == ["shot 3.jpg"]


@pytest.mark.parametrize("preset", [PLAIN, JPEG])
def test_an_original_that_is_no_longer_what_it_was_is_not_exported_as_it(shelf, preset):
    held = shelf.filled(1)
    (shelf.originals / "shot 1.jpg").write_bytes(shelf.blob(held.versions[0].digest).read_bytes())
    done = shelf.export(held, wish(preset, what=What(with_originals=True)))
    assert fates(done) == [Fate.FAILED, Fate.WRITTEN]
    assert done[0].trouble.code == "picture_changed"
    assert list(shelf.files()) == ["shot 1.jpg"]


def test_an_original_that_has_moved_is_taken_from_the_library_where_it_is_there(shelf):
    held = shelf.filled(1)
    picture = held.sequence.images[0].picture
    shutil.move(picture.path, shelf.blob(picture.digest))
    done = shelf.export(held, wish(JPEG, what=What(with_originals=True)))
    assert fates(done) == [Fate.WRITTEN, Fate.WRITTEN]
    assert "original_missing" not in codes(done[1])


def test_a_full_disk_ends_the_export_and_what_is_done_stays(shelf, monkeypatch):
    held = shelf.filled(4)
    synced = []

    def fsync(descriptor, real=os.fsync):
        synced.append(descriptor)
        if len(synced) > 2:
            raise OSError(28, "No space left on device")
        real(descriptor)

    monkeypatch.setattr(delivery.os, "fsync", fsync)
    with pytest.raises(DiskFull):
        shelf.export(held, wish())
    assert 1 <= len(shelf.files()) <= 2
    assert not [name for name in shelf.files() if name.endswith(".part")]
    monkeypatch.undo()
    assert set(fates(shelf.export(held, wish()))) <= THERE
    assert len(shelf.files()) == 4


async def test_a_picture_is_told_even_where_no_room_is_left_for_what_lies_beside_it(
    shelf, monkeypatch
):
    held, told, synced = shelf.filled(1), [], []

    def fsync(descriptor, real=os.fsync):
        if synced:
            raise OSError(28, "No space left on device")
        synced.append(real(descriptor))

    monkeypatch.setattr(delivery.os, "fsync", fsync)
    asked = wish(replace(PLAIN, sidecars=frozenset({Sidecar.JSON})))
    pictures = ImagingPictures()
    try:
        export = Delivery(held, asked, shelf.out, pictures, shelf.blob)
        with pytest.raises(DiskFull):
            await export.deliver(preview(held, asked), told.append)
    finally:
        pictures.close()
    assert [receipt.path for receipt in told] == [str(shelf.out / "shot 1.jpg")]
    assert list(shelf.files()) == ["shot 1.jpg"]


@pytest.mark.parametrize("preset", [PLAIN, JPEG])
def test_a_folder_that_cannot_be_written_to_is_an_error_that_names_it(shelf, preset):
    held = shelf.filled(1)
    shelf.out.write_bytes(b"a file of this name")
    with pytest.raises(StorageFailed) as failed:
        shelf.export(held, wish(preset))
    assert failed.value.params["folder"] == str(shelf.out)
    assert shelf.out.read_bytes() == b"a file of this name"


def test_sidecars_tell_what_the_picture_is_and_no_path_and_no_cost(shelf):
    held = shelf.filled(2)
    mark = Mark(flag=Flag.PICK, stars=4, label=Label.GREEN, notes={"": "Himmel 很好"})
    held = replace(held, marks={held.versions[0].id: mark})
    preset = replace(JPEG, sidecars=frozenset(Sidecar))
    shelf.export(held, wish(preset))
    told = json.loads((shelf.out / "shot 1.jpg.json").read_bytes())
    assert told["file"] == "shot 1.jpg"
    assert (told["flag"], told["stars"], told["label"]) == ("pick", 4, "green")
    assert told["notes"] == {"": "Himmel 很好"}
    assert told["edits"][0]["prompt"] == "暖色 light"
    assert told["digital_source_type"] == EDITED
    rows = list(csv.DictReader(io.StringIO((shelf.out / "export.csv").read_text("utf-8-sig"))))
    assert [row["file"] for row in rows] == ["shot 1.jpg", "shot 2.jpg"]
    assert (rows[0]["stars"], rows[0]["prompt"], rows[0]["cost_usd"]) == ("4", "暖色 light", "")
    every = b"".join(data for name, data in shelf.files().items() if not name.endswith("jpg"))
    assert str(shelf.folder).encode() not in every
    assert b"0.03" not in every
    costs = replace(preset, metadata=MetadataWish(edits=True, costs=True))
    shelf.export(held, wish(costs), shelf.folder / "costs")
    assert b"0.03" in (shelf.folder / "costs" / "export.csv").read_bytes()


def test_a_table_that_is_there_is_not_lost(shelf):
    held = shelf.filled(1)
    shelf.out.mkdir()
    (shelf.out / "export.csv").write_bytes(b"mine")
    shelf.export(held, wish(replace(PLAIN, sidecars=frozenset({Sidecar.CSV}))))
    assert sorted(shelf.files()) == ["export-2.csv", "export.csv", "shot 1.jpg"]
    assert (shelf.out / "export.csv").read_bytes() == b"mine"


@pytest.mark.parametrize("words", ["=cmd()", "\n=cmd()", "＝cmd()", "＋1", "－1", "＠SUM(A1)"])
def test_no_cell_of_a_table_is_a_formula_in_any_language(shelf, words):
    held = shelf.filled(1)
    held = replace(held, edits={held.versions[0].id: (edit(held.versions[0], prompt=words),)})
    shelf.export(held, wish(replace(PLAIN, sidecars=frozenset({Sidecar.CSV}))))
    table = (shelf.out / "export.csv").read_text(encoding="utf-8-sig")
    assert next(csv.DictReader(io.StringIO(table, newline="")))["prompt"] == f"'{words}"


def test_how_a_picture_came_to_be_is_told_truly():
    version = type("Version", (), {"made_at": 1.0})()
    trained, classical = edit(version), edit(version, is_trained=False)
    assert source_type(()) == ""
    assert source_type((classical, trained)) == EDITED
    assert source_type((classical,)) == ENHANCED
    assert source_type((replace(trained, is_generated=True), classical)) == GENERATED
    assert source_type((replace(classical, is_generated=True),)) == DRAWN


def test_coordinates_within_an_originals_own_bytes_are_said(shelf):
    held = shelf.filled(1)
    exif = Image.Exif()
    exif.get_ifd(0x8825)[1] = "N"
    path = Path(held.sequence.images[0].picture.path)
    path.write_bytes(photographs.encoded(photographs.quadrants(), "JPEG", exif=exif))
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    of = held.sequence.images[0]
    image = replace(of, picture=replace(of.picture, digest=digest))
    held = replace(held, sequence=replace(held.sequence, images=(image,)))
    pairs = What(with_originals=True)
    assert codes(shelf.export(held, wish(what=pairs))[0]) == ["bytes_kept", "gps_goes_along"]
    with_gps = replace(PLAIN, metadata=MetadataWish(gps=True))
    assert codes(shelf.export(held, wish(with_gps, what=pairs))[0]) == ["bytes_kept"]


def test_coordinates_that_a_service_left_in_a_result_are_said_as_well(shelf):
    held = shelf.filled(1)
    exif = Image.Exif()
    exif.get_ifd(0x8825)[1] = "N"
    blob = shelf.blob(held.versions[0].digest)
    blob.write_bytes(photographs.encoded(photographs.quadrants(), "JPEG", exif=exif))
    (receipt,) = shelf.export(held, wish(PLAIN))
    assert codes(receipt) == ["bytes_kept", "gps_goes_along"]


def test_receipts_are_read_by_programs(shelf):
    held = shelf.filled(1)
    done = shelf.export(held, wish(replace(JPEG, size=OutputSize(fit=Fit.LONG_EDGE, edge_px=8))))
    facts = json.loads(json.dumps(done[0].facts()))
    assert facts["fate"] == "written"
    assert Path(facts["path"]) == shelf.out / "shot 1.jpg"
    assert {"part": "size", "code": "size_changed", "before": "64 × 48", "after": "8 × 6"} in facts[
        "changes"
    ]


@pytest.mark.parametrize(
    "preset",
    [
        Preset(quality=0),
        Preset(quality=101),
        Preset(background="white"),
        Preset(size=OutputSize(fit=Fit.LONG_EDGE, edge_px=0)),
        Preset(size=OutputSize(fit=Fit.PRINT, dpi=0)),
        Preset(size=OutputSize(fit=Fit.PRINT, width_mm=0)),
        Preset(template="{nonsense}"),
    ],
)
def test_a_wish_that_cannot_be_meant_is_refused(preset):
    with pytest.raises(UserFixable):
        refuse_unclear(wish(preset))
    with pytest.raises(UserFixable):
        refuse_unclear(ExportWish(presets=()))
    with pytest.raises(UserFixable):
        refuse_unclear(wish(what=What(picking=Picking.RATED, stars_min=9)))


def test_the_exported_bytes_are_those_of_the_digest(shelf):
    held = shelf.filled(1)
    done = shelf.export(held, wish(what=What(with_originals=True)))
    original = Path(done[0].path).read_bytes()
    assert hashlib.sha256(original).hexdigest() == held.sequence.images[0].picture.digest


@pytest.mark.parametrize("preset", [JPEG, PLAIN], ids=["written anew", "as it is"])
async def test_an_export_given_up_at_any_turn_has_told_each_file_and_leaves_no_half_one(
    shelf, preset
):
    held, asked = shelf.filled(8), wish(preset)
    pictures = ImagingPictures()
    ends = []
    try:
        for turns in itertools.count():
            told, out = [], shelf.out / str(turns)
            export = Delivery(held, asked, out, pictures, shelf.blob)
            work = asyncio.create_task(export.deliver(preview(held, asked), told.append))
            names = files_of(held, asked, out)
            while not work.done() and not any(map(os.path.lexists, names)):  # noqa: ASYNC110
                await asyncio.sleep(0)  # a moment more, and it is over
            for _ in range(turns):
                await asyncio.sleep(0)
            work.cancel()
            ends += await asyncio.gather(work, return_exceptions=True)
            there = {str(path) for path in out.iterdir()}
            assert there == {receipt.path for receipt in told}
            if len(there) == len(held.versions) or turns == TURNS_MAX:
                break
    finally:
        pictures.close()
    assert any(isinstance(end, asyncio.CancelledError) for end in ends)


async def test_pictures_are_rendered_in_a_process_of_their_own_too(shelf):
    held = shelf.filled(2)
    annex = Annex(threads=2)
    try:
        export = Delivery(held, wish(JPEG), shelf.out, ImagingPictures(annex), shelf.blob)
        done = await export.deliver(preview(held, wish(JPEG)), lambda receipt: None)
        assert fates(done) == [Fate.WRITTEN] * 2
        order = Order(
            source=shelf.blob(held.versions[0].digest),
            target=shelf.out / "not there" / "a.jpg",
            preset=JPEG,
        )
        with pytest.raises(FileNotFoundError):
            await ImagingPictures(annex).render(order)
    finally:
        annex.close()
