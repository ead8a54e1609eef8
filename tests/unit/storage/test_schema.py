import contextlib
import sqlite3

import pytest

from seedream_desktop.domain.errors import StorageFailed, UserFixable
from seedream_desktop.storage import backups, schema
from seedream_desktop.storage.connection import APPLICATION_ID
from seedream_desktop.storage.library import Library
from seedream_desktop.storage.schema import MIGRATIONS, Migration, split_statements
from tests.unit.storage import samples
from tests.unit.storage.migrated import FIRST, SECOND, THIRD, backups_of, look, make, opened, rows


async def test_an_empty_database_gets_all_migrations_and_no_backup(path):
    async with opened(path, FIRST, SECOND, THIRD) as (database, notices):
        assert notices == ()
        assert await database.read(rows) == [(1, 10)]
    assert look(path, "pragma user_version") == [(3,)]
    assert look(path, "pragma application_id") == [(APPLICATION_ID,)]
    assert backups_of(path) == []


async def test_a_former_version_is_copied_before_each_migration(path):
    await make(path, FIRST)
    async with opened(path, FIRST, SECOND, THIRD) as (database, _):
        assert await database.read(rows) == [(1, 10)]
    newest, oldest = backups_of(path)
    assert "-v2-" in newest.name
    assert "-v1-" in oldest.name
    assert look(oldest, "select * from t") == [(1,)]
    assert look(newest, "select * from t") == [(1, 10)]
    assert look(oldest, "pragma user_version") == [(1,)]
    assert look(oldest, "pragma integrity_check") == [("ok",)]


async def test_a_database_that_is_up_to_date_is_not_copied(path):
    await make(path, FIRST)
    await make(path, FIRST)
    assert backups_of(path) == []


async def test_the_newest_three_backups_are_kept(path):
    steps = [Migration(n, (f"create table t{n} (n integer) strict;",)) for n in range(1, 7)]
    for count in range(1, 7):
        await make(path, *steps[:count])
    assert [copy.name.split("-")[1] for copy in backups_of(path)] == ["v5", "v4", "v3"]


async def test_a_migration_that_fails_leaves_the_former_version_whole(path):
    await make(path, FIRST)
    bad = Migration(2, ("alter table t add column m integer;", "select no_such_function();"))
    with pytest.raises(sqlite3.OperationalError):
        await make(path, FIRST, bad)
    async with opened(path, FIRST) as (database, notices):
        assert notices == ()
        assert await database.read(rows) == [(1,)]


async def test_a_migration_may_rebuild_a_table_but_not_break_its_references(path):
    parent = Migration(
        1,
        (
            "create table p (id integer primary key) strict;",
            "create table c (p integer not null references p (id)) strict;",
            "insert into p values (1);",
            "insert into c values (1);",
        ),
    )
    rebuild = Migration(
        2,
        (
            "create table q (id integer primary key, x integer) strict;",
            "insert into q (id) select id from p;",
            "drop table p;",
            "alter table q rename to p;",
        ),
    )
    breaking = Migration(3, ("delete from p;",))
    async with opened(path, parent, rebuild) as (database, _):
        assert await database.write(lambda c: c.execute("pragma foreign_keys").fetchone()) == (1,)
    with pytest.raises(AssertionError, match="point nowhere"):
        await make(path, parent, rebuild, breaking)
    assert look(path, "select count(*) from p") == [(1,)]


async def test_a_backup_that_cannot_be_written_stops_the_migration(path, monkeypatch):
    await make(path, FIRST)

    def fail(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(backups, "sync_file", fail)
    with pytest.raises(StorageFailed) as caught:
        await make(path, FIRST, SECOND)
    assert caught.value.code == "disk_full"
    assert look(path, "pragma user_version") == [(1,)]
    assert {file.name for file in path.parent.iterdir()} == {path.name, "library.ballast"}


async def test_a_newer_database_is_refused_untouched_with_the_copy_that_may_help(path):
    await make(path, FIRST)
    await make(path, FIRST, SECOND)
    (copy,) = backups_of(path)
    before = path.read_bytes()
    with pytest.raises(UserFixable) as caught:
        await make(path, FIRST)
    assert caught.value.code == "library_too_new"
    assert caught.value.params == {
        "path": str(path),
        "version": 2,
        "known": 1,
        "backup": str(copy),
    }
    assert path.read_bytes() == before


async def test_a_newer_database_without_a_copy_names_none(path):
    await make(path, FIRST, SECOND)
    with pytest.raises(UserFixable) as caught:
        await make(path, FIRST)
    assert caught.value.params["backup"] == ""


@pytest.mark.parametrize("statement", ["create table x (n)", "pragma application_id = 5"])
async def test_another_programs_database_is_refused_untouched(path, statement):
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute(statement)
        connection.execute("pragma user_version = 1")
    with pytest.raises(UserFixable) as caught:
        await make(path, FIRST)
    assert caught.value.code == "library_foreign"
    assert look(path, "pragma user_version") == [(1,)]


def test_scripts_are_cut_at_the_ends_of_statements_only():
    script = (
        "-- a remark; with a semicolon\ncreate table a (t text default ';');\n"
        "create trigger x after insert on a\nbegin\n  select 1;\n  select 2;\nend;\n"
    )
    first, second = split_statements(script)
    assert "create table" in first
    assert second.startswith("create trigger")
    assert second.endswith("end;")


def test_a_script_that_ends_in_a_statement_is_a_bug():
    with pytest.raises(AssertionError, match="middle of a statement"):
        split_statements("create table a (n);\ncreate table b (")


async def test_the_shipped_migrations_are_numbered_from_one_and_leave_strict_tables(library):
    assert [m.number for m in MIGRATIONS] == list(range(1, len(MIGRATIONS) + 1))
    tables = await library.database.read(
        lambda c: c.execute(
            "select name, strict from pragma_table_list where schema = 'main'"
        ).fetchall()
    )
    ours = {name: strict for name, strict in tables if not name.startswith("sqlite_")}
    assert len(ours) == 14
    assert set(ours.values()) == {1}


async def test_a_library_with_rows_survives_the_next_version_of_the_program(places):
    library = await Library.open(places)
    await samples.begin_run(library, samples.request("req-1"))
    request = await samples.sent(library, "req-1")
    await library.close()
    following = Migration(len(MIGRATIONS) + 1, ("alter table requests add column extra text;",))
    async with opened(places.library, *MIGRATIONS, following):
        pass
    (copy,) = backups_of(places.library)
    with pytest.raises(UserFixable):
        await Library.open(places)
    copy.replace(places.library)
    library = await Library.open(places)
    assert await library.request(request.id) == request
    await library.close()


def test_the_schema_module_reads_its_scripts_from_the_package():
    assert schema.MIGRATIONS[0].statements[-1].endswith("end;")


async def test_the_ledger_of_an_older_library_is_kept_row_by_row(path):
    """Number 3 rebuilds it, so that a row may be of an errand."""
    await make(path, MIGRATIONS[0])
    columns = "id, request, run, provider, attempt, kind, amount_micros, at, counted_at, note"
    with contextlib.closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(
            "insert into sequences values (1, 'sq', 'Work', 'print', 1, 1, 1.0, 1.0, '{}')"
        )
        connection.execute("insert into runs values (1, 'rn', 'sq', 1.0, 'token', 7, null, '')")
        connection.execute(
            "insert into requests values (1, 'rq', 'rn', 'sq', 'st', 0, 0, 'wavespeed', 'm',"
            " 'done', 1, null, 1, 7, 7, 0.0, null, 0, 1.0, 1.0, 1.0, '{}')"
        )
        for number, kind in ((1, "reserved"), (3, "spent")):
            connection.execute(
                f"insert into ledger ({columns}) values (?, 'rq', 'rn', 'wavespeed', 1, ?, 7,"
                " 1.5, 1.0, 'note')",
                (number, kind),
            )
    before = look(path, f"select {columns} from ledger order by id")
    await make(path, *MIGRATIONS)
    assert look(path, f"select {columns} from ledger order by id") == before
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        look(path, "delete from ledger")


async def test_the_errands_of_an_older_library_have_no_text_and_are_offered_to_nobody(path):
    """Number 5 adds what was asked for and what was written."""
    await make(path, *MIGRATIONS[:4])
    with contextlib.closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(
            "insert into errands (id, provider, model, remote_id, cost_micros, sent_at)"
            " values ('er', 'wavespeed', 'm', 'job', 7, 1.5)"
        )
    await make(path, *MIGRATIONS)
    rows = look(path, "select id, remote_id, text, style, words, is_closed from errands")
    assert rows == [("er", "job", "", "", None, 0)]
    with pytest.raises(sqlite3.IntegrityError):
        look(path, "update errands set is_closed = 2")
