"""Tool servers as rows of the library."""

from __future__ import annotations

import re
from collections.abc import Sequence

import apsw
import msgspec

from engine.capabilities.tools.api import ToolServer
from engine.protocol.answering.tools import ToolSpec
from engine.protocol.errors import BadRequest, NameTaken, NotFound
from engine.store.clock import now_ms, purge_cutoff
from engine.store.database import Store
from engine.store.json_cells import decode_list
from engine.store.rows import rows

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,31}")
MOST_ARGUMENTS, LONGEST_ARGUMENT = 64, 4096
_COLUMNS = "SELECT name, CAST(command AS BLOB), enabled, CAST(tools AS BLOB) FROM tool_servers WHERE deleted_at IS NULL"


class ServerStore:
    """Reads and writes the table of tool servers."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def list(self) -> tuple[ToolServer, ...]:
        """Return the servers that are not removed, by name."""
        with self._store.read() as connection:
            listed = list(rows(connection.execute(f"{_COLUMNS} ORDER BY name COLLATE NOCASE")))
        return tuple(
            ToolServer(
                name, decode_list(command, str), bool(enabled), tuple(t.name for t in decode_list(tools, ToolSpec))
            )
            for name, command, enabled, tools in listed
        )

    def get(self, name: str) -> ToolServer:
        """Return one server. Raises NotFound."""
        for server in self.list():
            if server.name == name:
                return server
        raise NotFound(f"tool server {name}")

    def enabled_tools(self) -> tuple[tuple[str, tuple[ToolSpec, ...]], ...]:
        """Return the servers that are turned on, with the tools that each offered."""
        with self._store.read() as connection:
            listed = list(rows(connection.execute(f"{_COLUMNS} AND enabled = 1 ORDER BY name COLLATE NOCASE")))
        return tuple((name, decode_list(tools, ToolSpec)) for name, _, _, tools in listed)

    def add(self, name: str, command: Sequence[str]) -> ToolServer:
        """Add a server, turned off. Raises NameTaken, BadRequest."""
        name = name.strip()
        if not _NAME.fullmatch(name):
            raise BadRequest("the name of a tool server is made of letters, figures, - and _")
        if not command or not command[0].strip() or len(command) > MOST_ARGUMENTS:
            raise BadRequest("the command line of a tool server is empty or too long")
        if any(len(part) > LONGEST_ARGUMENT or "\0" in part for part in command):
            raise BadRequest("a part of the command line is too long")
        encoded = msgspec.json.encode(list(command)).decode()
        with self._store.write() as connection:
            _refuse_taken(connection, name)
            connection.execute(
                "INSERT INTO tool_servers(name, command, added_at) VALUES(?, ?, ?)", (name, encoded, now_ms())
            )
        return self.get(name)

    def enable(self, name: str, tools: Sequence[ToolSpec]) -> None:
        """Turn a server on, with the tools it offers."""
        encoded = msgspec.json.encode(list(tools)).decode()
        with self._store.write() as connection:
            connection.execute(
                "UPDATE tool_servers SET enabled = 1, tools = ? WHERE name = ? AND deleted_at IS NULL", (encoded, name)
            )

    def disable(self, name: str) -> None:
        """Turn a server off. Raises NotFound."""
        self.get(name)
        with self._store.write() as connection:
            connection.execute("UPDATE tool_servers SET enabled = 0 WHERE name = ? AND deleted_at IS NULL", (name,))

    def remove(self, name: str) -> None:
        """Turn a server off and hide it. Raises NotFound."""
        self.get(name)
        with self._store.write(frees_space=True) as connection:
            connection.execute(
                "UPDATE tool_servers SET enabled = 0, deleted_at = ? WHERE name = ? AND deleted_at IS NULL",
                (now_ms(), name),
            )

    def restore(self, name: str) -> None:
        """Show the server of that name that was removed last. Raises NotFound, NameTaken."""
        with self._store.write() as connection:
            _refuse_taken(connection, name)
            connection.execute(
                """UPDATE tool_servers SET deleted_at = NULL WHERE id = (SELECT id FROM tool_servers
                   WHERE name = ? AND deleted_at IS NOT NULL ORDER BY deleted_at DESC, id DESC LIMIT 1)""",
                (name,),
            )
        self.get(name)

    def purge(self) -> None:
        """Delete the servers that were removed long ago."""
        cutoff = purge_cutoff(self._store)
        with self._store.write() as connection:
            connection.execute("DELETE FROM tool_servers WHERE deleted_at < ?", (cutoff,))


def _refuse_taken(connection: apsw.Connection, name: str) -> None:
    taken = connection.execute("SELECT 1 FROM tool_servers WHERE name = ? AND deleted_at IS NULL", (name,)).fetchall()
    if taken:
        raise NameTaken(name=name)
