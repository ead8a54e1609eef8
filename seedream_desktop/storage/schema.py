"""Brings a database to the newest schema, one numbered file and one transaction at a time."""

import importlib.resources
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from seedream_desktop.domain.errors import UserFixable
from seedream_desktop.storage import migrations as migration_files
from seedream_desktop.storage.backups import back_up, newest_first
from seedream_desktop.storage.connection import APPLICATION_ID


@dataclass(frozen=True, slots=True)
class Migration:
    """The statements that lead from schema number - 1 to schema number."""

    number: int
    statements: tuple[str, ...]


def split_statements(script: str) -> tuple[str, ...]:
    """Cut a script into statements; each must end at the end of a line.

    executescript() would commit whatever is open, so statements are run one at a time.
    """
    statements: list[str] = []
    rest = ""
    for line in script.splitlines(keepends=True):
        rest += line
        if sqlite3.complete_statement(rest):
            statements.append(rest.strip())
            rest = ""
    if rest.strip():
        raise AssertionError("a migration ends in the middle of a statement")
    return tuple(statements)


def _shipped() -> tuple[Migration, ...]:
    """Read the numbered files that come with the program."""
    files = importlib.resources.files(migration_files).iterdir()
    scripts = sorted((f for f in files if f.name.endswith(".sql")), key=lambda f: f.name)
    found = tuple(
        Migration(int(f.name.split("_")[0]), split_statements(f.read_text(encoding="utf-8")))
        for f in scripts
    )
    assert [m.number for m in found] == list(range(1, len(found) + 1))
    return found


MIGRATIONS: Final = _shipped()


def check_ours(connection: sqlite3.Connection, path: Path, newest: int) -> None:
    """Refuse another program's database, and one that a newer version has written.

    Raises UserFixable; for a newer one `backup` names the newest copy that this version
    may be able to read, empty if there is none.
    """
    application = _number(connection, "pragma application_id")
    version = _number(connection, "pragma user_version")
    has_tables = _number(connection, "select count(*) from sqlite_schema") > 0
    is_fresh = application == 0 and version == 0 and not has_tables
    if application != APPLICATION_ID and not is_fresh:
        raise UserFixable("library_foreign", path=str(path))
    if version > newest:
        backups = newest_first(path)
        backup = str(backups[0]) if backups else ""
        raise UserFixable(
            "library_too_new", path=str(path), version=version, known=newest, backup=backup
        )


def migrate(
    connection: sqlite3.Connection, path: Path, migrations: Sequence[Migration] = MIGRATIONS
) -> None:
    """Apply what is missing; a database that was there before is copied before each one."""
    found = _number(connection, "pragma user_version")
    for migration in migrations:
        if migration.number <= found:
            continue
        if found > 0:
            back_up(connection, path, migration.number - 1)
        _apply(connection, migration)


def _apply(connection: sqlite3.Connection, migration: Migration) -> None:
    """Run one migration whole or not at all, its number included.

    Foreign keys are off meanwhile, so that a table may be rebuilt, and checked before the
    commit (sqlite.org/lang_altertable.html, section 7); the pragma does nothing inside.
    """
    connection.execute("pragma foreign_keys = off")
    try:
        connection.execute("begin immediate")
        for statement in migration.statements:
            connection.execute(statement)
        lost = connection.execute("pragma foreign_key_check").fetchall()
        assert not lost, "a migration leaves rows that point nowhere"
        connection.execute(f"pragma application_id = {APPLICATION_ID}")
        connection.execute(f"pragma user_version = {migration.number}")
        connection.execute("commit")
    except BaseException:
        if connection.in_transaction:
            connection.execute("rollback")
        raise
    finally:
        connection.execute("pragma foreign_keys = on")


def _number(connection: sqlite3.Connection, query: str) -> int:
    """Return the one number that a query answers with."""
    return int(connection.execute(query).fetchone()[0])
