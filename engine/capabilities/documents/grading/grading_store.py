"""Gradings in SQLite: each criterion is kept as soon as it is judged, and the person's own level beside the model's."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import apsw
import msgspec

from engine.capabilities.documents.api.grading import GradedCriterion, Grading, Rubric, RubricLevel, RubricNotice
from engine.capabilities.documents.api.whole_document import Evidence
from engine.capabilities.documents.whole.whole_document import WholeDocument
from engine.protocol.errors import NotFound
from engine.store.clock import now_ms, purge_cutoff
from engine.store.database import Store
from engine.store.json_cells import decode_list

_GRADING = """SELECT g.id, coalesce((SELECT d.id FROM documents d JOIN collections c ON c.id = d.collection
    WHERE d.path = g.path AND d.deleted_at IS NULL AND c.deleted_at IS NULL ORDER BY d.id DESC LIMIT 1), 0),
    g.path, g.title, g.rubric, g.model, g.created_at, g.is_suggestion, CAST(g.notices AS BLOB)
    FROM gradings g WHERE g.deleted_at IS NULL"""
_CRITERIA = """SELECT position, name, weight, CAST(levels AS BLOB), level, chosen, reason, CAST(evidence AS BLOB), description,
    section FROM grading_criteria WHERE grading = ? ORDER BY position"""
DECIMALS = 6

Row = Sequence[Any]  # Any: a damaged file may hold a value of any type in any column


class GradingStore:
    """Reads and changes gradings. One that was removed is not found until it is restored."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def add(self, document: WholeDocument, rubric: Rubric, model: str, is_suggestion: bool) -> int:
        """Save a grading whose criteria have no level yet. Return its id."""
        with self._store.write() as connection:
            connection.execute(
                """INSERT INTO gradings(path, title, rubric, model, is_suggestion, notices, created_at)
                   VALUES(?, ?, ?, ?, ?, ?, ?)""",
                (document.path, document.title, rubric.path, model, is_suggestion, _json(rubric.notices), now_ms()),
            )
            id = connection.last_insert_rowid()
            connection.executemany(
                """INSERT INTO grading_criteria(grading, position, name, section, description, weight, levels)
                   VALUES(?, ?, ?, ?, ?, ?, ?)""",
                (
                    (id, position, c.name, c.section, c.description, c.weight, _json(c.levels))
                    for position, c in enumerate(rubric.criteria)
                ),
            )
        return id

    def put(self, id: int, position: int, level: str, reason: str, evidence: Sequence[Evidence]) -> GradedCriterion:
        """Keep what was judged of a criterion, and return it. Raises NotFound for a grading that was deleted meanwhile."""
        with self._store.write() as connection:
            connection.execute(
                "UPDATE grading_criteria SET level = ?, reason = ?, evidence = ? WHERE grading = ? AND position = ?",
                (level, reason, _json(evidence), id, position),
            )
            if not connection.changes():
                raise NotFound("grading")
        return self.find(id).criteria[position]

    def choose(self, id: int, position: int, level: str) -> Grading:
        """Keep the person's level; empty for none. Raises NotFound, also for a level that the criterion has not."""
        criteria = {criterion.position: criterion for criterion in self.find(id).criteria}
        known = {item.name for item in criteria[position].levels} if position in criteria else set()
        if position not in criteria or (level and level not in known):
            raise NotFound("level")
        with self._store.write() as connection:
            connection.execute(
                "UPDATE grading_criteria SET chosen = ? WHERE grading = ? AND position = ?", (level, id, position)
            )
        return self.find(id)

    def find(self, id: int) -> Grading:
        """Return a grading. Raises NotFound."""
        with self._store.read() as connection:
            row = connection.execute(f"{_GRADING} AND g.id = ?", (id,)).fetchone()
            if row is None:
                raise NotFound("grading")
            return _grading(connection, row)

    def list(self, path: str) -> tuple[Grading, ...]:
        """Return the gradings, the newest first: those of one document, or all where the path is empty."""
        with self._store.read() as connection:
            sql = f"{_GRADING} AND (g.path = ? OR ? = '') ORDER BY g.created_at DESC, g.id DESC"
            listed = connection.execute(sql, (path, path)).fetchall()
            return tuple(_grading(connection, row) for row in listed)

    def set_removed(self, id: int, *, removed: bool) -> None:
        """Hide a grading, or show it again. Raises NotFound."""
        with self._store.write(frees_space=removed) as connection:
            at = now_ms() if removed else None
            connection.execute("UPDATE gradings SET deleted_at = ? WHERE id = ?", (at, id))
            if not connection.changes():
                raise NotFound("grading")

    def purge_old(self) -> None:
        """Delete for good the gradings that were removed long enough ago."""
        with self._store.write(frees_space=True) as connection:
            connection.execute("DELETE FROM gradings WHERE deleted_at < ?", (purge_cutoff(self._store),))


def with_level(criterion: GradedCriterion) -> GradedCriterion:
    """Return the criterion with the score of the level that counts."""
    name = criterion.chosen or criterion.level
    score = next((level.score for level in criterion.levels if level.name == name), None)
    return msgspec.structs.replace(criterion, score=score)


def total(criteria: Sequence[GradedCriterion]) -> float:
    """Return the sum of weight × score over the criteria that have a level."""
    return round(sum(c.weight * c.score for c in criteria if c.score is not None), DECIMALS)


def maximum(criteria: Sequence[GradedCriterion]) -> float:
    """Return the sum where every criterion reaches its highest level."""
    return round(sum(c.weight * max((level.score for level in c.levels), default=0.0) for c in criteria), DECIMALS)


def _grading(connection: apsw.Connection, row: Row) -> Grading:
    id, document, path, title, rubric, model, created_at, is_suggestion, notices = row
    criteria = tuple(_criterion(values) for values in connection.execute(_CRITERIA, (id,)))
    return Grading(
        int(id),
        int(document),
        str(path),
        str(title),
        str(rubric),
        str(model),
        int(created_at),
        criteria,
        total(criteria),
        maximum(criteria),
        bool(is_suggestion),
        decode_list(notices, RubricNotice),
    )


def _criterion(row: Row) -> GradedCriterion:
    position, name, weight, levels, level, chosen, reason, evidence, description, section = row
    return with_level(
        GradedCriterion(
            int(position),
            str(name),
            float(weight),
            decode_list(levels, RubricLevel),
            str(level),
            str(chosen),
            None,
            str(reason),
            decode_list(evidence, Evidence),
            str(description),
            str(section),
        )
    )


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()
