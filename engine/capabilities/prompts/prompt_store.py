"""The person's own personas, prompts and chains in SQLite: saving, deleting with undo, purging."""

from __future__ import annotations

from collections.abc import Mapping

import apsw

from engine.capabilities.prompts import prompt_rows
from engine.capabilities.prompts.api import (
    LONGEST_NAME,
    LONGEST_TEXT,
    MOST_STEPS,
    Chain,
    ChainRun,
    Persona,
    PromptEmpty,
    PromptKind,
    PromptTextTooLong,
    RunState,
    SavedPrompt,
)
from engine.capabilities.prompts.prompt_rows import CHAIN, PERSONA, PROMPT, RUN, encode
from engine.protocol.errors import NameTaken, NotFound
from engine.store.clock import now_ms, purge_cutoff
from engine.store.database import Store

TABLES: Mapping[PromptKind, str] = {"persona": "personas", "prompt": "prompts", "chain": "prompt_chains"}


class PromptStore:
    """All of it. What was deleted long ago is purged by `purge_old`."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def personas(self) -> list[Persona]:
        """Return the person's personas by name."""
        with self._store.read() as connection:
            return [prompt_rows.persona(row) for row in connection.execute(_listing(PERSONA))]

    def prompts(self) -> list[SavedPrompt]:
        """Return the person's prompts by name."""
        with self._store.read() as connection:
            return [prompt_rows.prompt(row) for row in connection.execute(_listing(PROMPT))]

    def chains(self) -> list[Chain]:
        """Return the person's chains by name."""
        with self._store.read() as connection:
            return [prompt_rows.chain(row) for row in connection.execute(_listing(CHAIN))]

    def chain(self, id: int) -> Chain:
        """Return one of the person's chains. Raises NotFound."""
        with self._store.read() as connection:
            row = connection.execute(f"{CHAIN} WHERE id = ? AND deleted_at IS NULL", (id,)).fetchone()
        if row is None:
            raise NotFound("chain")
        return prompt_rows.chain(row)

    def save_persona(self, persona: Persona) -> int:
        """Return the id. Raises NameTaken, NotFound, PromptTextTooLong."""
        for text in (*(getattr(persona.fields, name) for name in persona.fields.__struct_fields__),):
            _check_length(text)
        values = {
            "language": persona.language,
            "fields": encode(persona.fields),
            "tools": encode(persona.tools),
            "examples": encode(persona.examples),
            "preset": persona.preset or "",
            "model": persona.model,
            "hands_to": encode(persona.hands_to),
        }
        old_name = next((own.name for own in self.personas() if own.id == persona.id), "")
        id = self._save("persona", persona.id, persona.name, values)
        name = " ".join(persona.name.split())
        if old_name and old_name != name:
            self._follow_name(old_name, name)
        return id

    def save_prompt(self, prompt: SavedPrompt) -> int:
        """Return the id. Raises NameTaken (also for the command), NotFound, PromptEmpty, PromptTextTooLong."""
        _check_length(prompt.text)
        if not prompt.text.strip():
            raise PromptEmpty
        command = "-".join(prompt.command.strip().lstrip("/").split())[:LONGEST_NAME]
        values = {"command": command, "text": prompt.text, "examples": encode(prompt.examples)}
        return self._save("prompt", prompt.id, prompt.name, values, command)

    def save_chain(self, chain: Chain) -> int:
        """Return the id. Raises NameTaken, NotFound, PromptEmpty, PromptTextTooLong."""
        if not chain.steps or not all(step.prompt.strip() for step in chain.steps):
            raise PromptEmpty
        for step in chain.steps:
            _check_length(step.prompt)
        if len(chain.steps) > MOST_STEPS:
            raise PromptTextTooLong(limit=MOST_STEPS, length=len(chain.steps))
        return self._save("chain", chain.id, chain.name, {"steps": encode(chain.steps)})

    def delete(self, kind: PromptKind, id: int) -> None:
        """Hide it. Raises NotFound."""
        with self._store.write(frees_space=True) as connection:
            self._require(connection, kind, id)
            connection.execute(f"UPDATE {TABLES[kind]} SET deleted_at = ? WHERE id = ?", (now_ms(), id))

    def restore(self, kind: PromptKind, id: int) -> None:
        """Show it again. Raises NotFound once it was purged, NameTaken where its name is in use again."""
        table = TABLES[kind]
        with self._store.write() as connection:
            row = connection.execute(f"SELECT name FROM {table} WHERE id = ?", (id,)).fetchone()
            if row is None:
                raise NotFound(kind)
            _check_name(connection, table, str(row[0]), id)
            connection.execute(f"UPDATE {table} SET deleted_at = NULL WHERE id = ?", (id,))

    def purge_deleted(self) -> int:
        """Remove everything that was deleted for good. Returns how many."""
        return self._purge_before(None)

    def purge_old(self) -> None:
        """Remove what was deleted long enough ago."""
        self._purge_before(purge_cutoff(self._store))

    def begin_run(self, chain: Chain, text: str) -> int:
        """Write a run without outputs. Returns its id."""
        with self._store.write() as connection:
            connection.execute(
                "INSERT INTO chain_runs(chain, input, steps, state, created_at) VALUES(?, ?, ?, 'running', ?)",
                (chain.id, text, encode(chain.steps), now_ms()),
            )
            return connection.last_insert_rowid()

    def save_run(self, id: int, outputs: list[str], state: RunState) -> None:
        """Save the outputs of a run. One that was purged meanwhile is left out."""
        with self._store.write() as connection:
            connection.execute(
                "UPDATE chain_runs SET outputs = ?, state = ? WHERE id = ?", (encode(outputs), state, id)
            )

    def run(self, id: int) -> ChainRun:
        """Return a run. Raises NotFound."""
        with self._store.read() as connection:
            row = connection.execute(f"{RUN} WHERE id = ?", (id,)).fetchone()
        if row is None:
            raise NotFound("run")
        return prompt_rows.run(row)

    def runs(self, chain: int) -> tuple[ChainRun, ...]:
        """Return the runs of a chain, the last one first."""
        with self._store.read() as connection:
            found = connection.execute(f"{RUN} WHERE chain = ? ORDER BY id DESC", (chain,))
            return tuple(prompt_rows.run(row) for row in found)

    def stop_interrupted(self) -> None:
        """Mark the runs that an ended engine left behind as stopped: they can be resumed."""
        with self._store.write() as connection:
            connection.execute("UPDATE chain_runs SET state = 'stopped' WHERE state = 'running'")

    def _save(self, kind: PromptKind, id: int, name: str, values: dict[str, str], command: str = "") -> int:
        name, table = " ".join(name.split()), TABLES[kind]
        if len(name) > LONGEST_NAME:
            raise PromptTextTooLong(limit=LONGEST_NAME, length=len(name))
        with self._store.write() as connection:
            if id > 0:
                self._require(connection, kind, id)
            _check_name(connection, table, name, id)
            if command:
                _check_name(connection, table, command, id, "command")
            columns = {"name": name, **values, "changed_at": now_ms()}
            if id > 0:
                changes = ", ".join(f"{column} = ?" for column in columns)
                connection.execute(f"UPDATE {table} SET {changes} WHERE id = ?", (*columns.values(), id))
                return id
            marks = ", ".join("?" for _ in columns)
            connection.execute(f"INSERT INTO {table}({', '.join(columns)}) VALUES({marks})", tuple(columns.values()))
            return connection.last_insert_rowid()

    def _follow_name(self, old: str, new: str) -> None:
        """Let the personas that hand over to a renamed one hand over to it still."""
        for persona in self.personas():
            names = tuple(new if name == old else name for name in persona.hands_to)
            if names != persona.hands_to:
                with self._store.write() as connection:
                    sql = "UPDATE personas SET hands_to = ? WHERE id = ?"
                    connection.execute(sql, (encode(names), persona.id))

    def _require(self, connection: apsw.Connection, kind: PromptKind, id: int) -> None:
        sql = f"SELECT 1 FROM {TABLES[kind]} WHERE id = ? AND deleted_at IS NULL"
        if connection.execute(sql, (id,)).fetchone() is None:
            raise NotFound(kind)

    def _purge_before(self, cutoff: int | None) -> int:
        where = "deleted_at IS NOT NULL" if cutoff is None else f"deleted_at < {cutoff:d}"
        count = 0
        with self._store.write(frees_space=True) as connection:
            for table in TABLES.values():
                connection.execute(f"DELETE FROM {table} WHERE {where}")
                count += connection.changes()
        if count:
            self._store.checkpoint()
        return count


def _listing(select: str) -> str:
    return f"{select} WHERE deleted_at IS NULL ORDER BY name COLLATE NOCASE, id"


def _check_name(connection: apsw.Connection, table: str, name: str, id: int, column: str = "name") -> None:
    """Raises NameTaken where another row has the name, or where it is empty."""
    sql = f"SELECT 1 FROM {table} WHERE {column} = ? COLLATE NOCASE AND id <> ? AND deleted_at IS NULL"
    if not name or connection.execute(sql, (name, id)).fetchone() is not None:
        raise NameTaken(name=name)


def _check_length(text: str) -> None:
    if len(text) > LONGEST_TEXT:
        raise PromptTextTooLong(limit=LONGEST_TEXT, length=len(text))
