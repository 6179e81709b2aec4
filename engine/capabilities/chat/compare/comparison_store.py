"""Comparisons in SQLite, with the row of an answer while it is written."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, get_args

from engine.capabilities.chat import rows
from engine.capabilities.chat.api.comparisons import (
    BeginComparison,
    ComparedAnswer,
    ComparedState,
    Comparison,
    ComparisonAxis,
    ComparisonEntry,
    ComparisonError,
)
from engine.capabilities.chat.api.messages import AnswerRemarks, MessageState
from engine.capabilities.chat.api.replies import ConversationSettings
from engine.capabilities.chat.messages import AnswerRow
from engine.protocol.answering.passage import Citation, Passage
from engine.protocol.errors import AteneoError, NotFound
from engine.store.clock import now_ms, purge_cutoff
from engine.store.database import Store
from engine.store.json_cells import decode_cell, decode_list

LONGEST_IN_LIST = 200
"""Characters of a prompt in the list."""
_COMPARISON = """SELECT id, CAST(prompt AS BLOB), question, CAST(settings AS BLOB), CAST(axes AS BLOB), created_at, changed_at
    FROM comparisons"""
_ANSWER = """SELECT position, CAST(settings AS BLOB), CAST(text AS BLOB), CAST(state AS BLOB), CAST(model AS BLOB), tokens,
    seconds, first_token_seconds, CAST(citations AS BLOB), CAST(passages AS BLOB), CAST(remarks AS BLOB), CAST(error AS BLOB)
    FROM comparison_answers WHERE comparison = ? ORDER BY position"""

Row = Sequence[Any]  # Any: a damaged file may hold a value of any type in any column


class ComparisonStore:
    """Reads and changes comparisons. A comparison that was deleted is not found until it is restored."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def add(self, request: BeginComparison, prompt: str, settings: Sequence[ConversationSettings]) -> int:
        """Save a comparison with an answer that waits for each of the settings. Returns its id."""
        now = now_ms()
        with self._store.write() as connection:
            connection.execute(
                "INSERT INTO comparisons(prompt, question, settings, axes, created_at, changed_at) VALUES(?, ?, ?, ?, ?, ?)",
                (prompt, request.question, rows.encode_one(request.settings), rows.encode(request.axes), now, now),
            )
            id = connection.last_insert_rowid()
            for position, each in enumerate(settings):
                connection.execute(
                    "INSERT INTO comparison_answers(comparison, position, settings) VALUES(?, ?, ?)",
                    (id, position, rows.encode_one(each)),
                )
        return id

    def find(self, id: int) -> Comparison:
        """Return a comparison. Raises NotFound."""
        with self._store.read() as connection:
            row = connection.execute(f"{_COMPARISON} WHERE id = ? AND deleted_at IS NULL", (id,)).fetchone()
            if row is None:
                raise NotFound("comparison")
            answers = tuple(_answer(answer) for answer in connection.execute(_ANSWER, (id,)))
        return _comparison(row, answers)

    def list(self, *, deleted: bool) -> tuple[ComparisonEntry, ...]:
        """Return the comparisons, the last changed first."""
        sql = f"""SELECT id, CAST(substr(prompt, 1, {LONGEST_IN_LIST}) AS BLOB), CAST(axes AS BLOB), changed_at,
            (SELECT count(*) FROM comparison_answers WHERE comparison = id AND state = 'complete'),
            (SELECT count(*) FROM comparison_answers WHERE comparison = id)
            FROM comparisons WHERE deleted_at IS {"NOT" if deleted else ""} NULL ORDER BY changed_at DESC, id DESC"""
        with self._store.read() as connection:
            return tuple(
                ComparisonEntry(
                    id, _text(prompt), decode_list(axes, ComparisonAxis), int(finished), int(total), int(changed)
                )
                for id, prompt, axes, changed, finished, total in connection.execute(sql)
            )

    def reset(self, id: int, positions: Sequence[int]) -> None:
        """Let these answers wait again; what they said is gone."""
        with self._store.write() as connection:
            for position in positions:
                connection.execute(
                    """UPDATE comparison_answers SET text = '', state = 'waiting', model = '', tokens = 0, seconds = 0,
                       first_token_seconds = 0, citations = '[]', passages = '[]', remarks = '', error = ''
                       WHERE comparison = ? AND position = ?""",
                    (id, position),
                )
            connection.execute("UPDATE comparisons SET changed_at = ? WHERE id = ?", (now_ms(), id))

    def fail(self, id: int, position: int, error: AteneoError) -> None:
        """Keep the error of an answer beside what it says so far."""
        kept = ComparisonError(error.kind, error.message, error.values, error.detail[:2000])
        with self._store.write() as connection:
            connection.execute(
                "UPDATE comparison_answers SET state = 'failed', error = ? WHERE comparison = ? AND position = ?",
                (rows.encode_one(kept), id, position),
            )

    def set_deleted(self, id: int, *, deleted: bool) -> None:
        """Hide a comparison, or show it again. Raises NotFound."""
        with self._store.write(frees_space=deleted) as connection:
            connection.execute(
                "UPDATE comparisons SET deleted_at = ? WHERE id = ?", (now_ms() if deleted else None, id)
            )
            if not connection.changes():
                raise NotFound("comparison")

    def purge(self, id: int) -> None:
        """Remove a comparison's words from the file and its log."""
        with self._store.write(frees_space=True) as connection:
            connection.execute("DELETE FROM comparisons WHERE id = ?", (id,))
        self._store.checkpoint()

    def purge_old(self) -> None:
        """Purge the comparisons that were deleted long enough ago."""
        cutoff = purge_cutoff(self._store)
        with self._store.read() as connection:
            old = connection.execute("SELECT id FROM comparisons WHERE deleted_at < ?", (cutoff,)).fetchall()
        for (id,) in old:
            self.purge(int(str(id)))

    def mark_interrupted(self) -> None:
        """Mark the answers that an engine left half written when it was killed."""
        with self._store.write() as connection:
            connection.execute("UPDATE comparison_answers SET state = 'interrupted' WHERE state = 'writing'")


class ComparisonRow(AnswerRow):
    """The row of an answer of a comparison while it is written."""

    def __init__(self, store: Store, comparison: int, position: int) -> None:
        super().__init__(store, 0)
        self._comparison, self._position = comparison, position
        self._update(state="writing")

    def flush(self) -> None:
        self._update(text=self.text, remarks=rows.encode_one(self.remarks))

    def save_sources(self, passages: Sequence[Passage]) -> None:
        self._update(passages=rows.encode(passages))

    def finish(
        self,
        state: MessageState,
        *,
        model: str = "",
        tokens: int = 0,
        seconds: float = 0.0,
        first_token_seconds: float = 0.0,
        citations: Sequence[Citation] = (),
    ) -> None:
        self._update(
            text=self.text, remarks=rows.encode_one(self.remarks), state=state, model=model, tokens=tokens,
            seconds=seconds, first_token_seconds=first_token_seconds, citations=rows.encode(citations),
        )  # fmt: skip
        self.is_finished = True

    def _update(self, **values: str | float) -> None:
        columns = ", ".join(f"{column} = ?" for column in values)
        with self._store.write() as connection:
            connection.execute(
                f"UPDATE comparison_answers SET {columns} WHERE comparison = ? AND position = ?",
                (*values.values(), self._comparison, self._position),
            )
            connection.execute("UPDATE comparisons SET changed_at = ? WHERE id = ?", (now_ms(), self._comparison))


def _comparison(row: Row, answers: tuple[ComparedAnswer, ...]) -> Comparison:
    id, prompt, question, settings, axes, created_at, changed_at = row
    return Comparison(
        id=id,
        prompt=_text(prompt),
        axes=decode_list(axes, ComparisonAxis),
        answers=answers,
        settings=rows.settings(settings) or ConversationSettings(),
        question=question if isinstance(question, int) else None,
        created_at=int(created_at),
        changed_at=int(changed_at),
    )


def _answer(row: Row) -> ComparedAnswer:
    (position, settings, text, state, model, tokens, seconds, first, citations, passages, remarks, error) = row
    return ComparedAnswer(
        position=position,
        settings=rows.settings(settings) or ConversationSettings(),
        text=_text(text),
        state=_state(_text(state)),
        model=_text(model),
        tokens=int(tokens),
        seconds=float(seconds),
        first_token_seconds=float(first),
        citations=decode_list(citations, Citation),
        passages=decode_list(passages, Passage),
        remarks=decode_cell(remarks, AnswerRemarks) or AnswerRemarks(),
        error=decode_cell(error, ComparisonError),
    )


def _state(text: str) -> ComparedState:
    known: tuple[ComparedState, ...] = get_args(ComparedState)
    return next((state for state in known if state == text), "interrupted")


def _text(value: object) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else ""
