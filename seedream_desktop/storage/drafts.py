"""Rows of commands that were begun and have not yet become a run."""

import json
import sqlite3

from seedream_desktop.ports.drafts import Draft


def save(connection: sqlite3.Connection, command: tuple[str, ...], folder: str, now: float) -> int:
    """Write a command with the folder that it was given in; return its id."""
    row = connection.execute(
        "insert into drafts (command, folder, begun_at) values (?, ?, ?) returning id",
        (json.dumps(command), json.dumps(folder), now),
    ).fetchone()
    return int(row[0])


def listed(connection: sqlite3.Connection) -> tuple[Draft, ...]:
    """List drafts, oldest first."""
    rows = connection.execute("select id, command, folder from drafts order by id")
    return tuple(
        Draft(id=number, command=tuple(json.loads(command)), folder=json.loads(folder))
        for number, command, folder in rows
    )


def drop(connection: sqlite3.Connection, draft: int) -> None:
    """Remove a draft that became a run, or came to nothing."""
    connection.execute("delete from drafts where id = ?", (draft,))
