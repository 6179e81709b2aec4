"""Classifiers and their examples in the library. Knows no model."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from typing import TYPE_CHECKING, Any

import msgspec

from engine.capabilities.classification import api
from engine.protocol.errors import ClassifierMissing, NameTaken, NotFound, TooManyLabels
from engine.store.clock import purge_cutoff, now_ms
from engine.store.database import Store
from engine.tables.tables import Row

if TYPE_CHECKING:
    import apsw

MOST_EXAMPLES = 100_000
MOST_LABELS = 500
LONGEST_TEXT = 20_000
"""Characters of an example; an embedder reads the first two thousand or so."""
_HASHES = "SELECT hash, label, split FROM examples WHERE classifier = ?"
TUNED = "tuned-"
"""What the ids of tuned encoders begin with."""
_TUNED = "SELECT training_record ->> '$.tuning.model' FROM classifiers WHERE training_record ->> '$.tuning.model' IS NOT NULL"
_COLUMNS = "id, text, label, split, source"


class Projects:
    def __init__(self, store: Store) -> None:
        self._store = store

    def purge(self) -> None:
        """What was removed 30 days ago goes for good, and vectors of texts that are no longer examples."""
        with self._store.write() as connection:
            connection.execute("DELETE FROM classifiers WHERE deleted_at < ?", (purge_cutoff(self._store),))
            connection.execute("DELETE FROM examples WHERE classifier NOT IN (SELECT id FROM classifiers)")
            connection.execute("DELETE FROM text_embeddings WHERE hash NOT IN (SELECT hash FROM examples)")
        self.forget_untuned()

    def tuned(self) -> frozenset[str]:
        """The encoders that were tuned for a classifier; one that is hidden may come back."""
        with self._store.read() as connection:
            return frozenset(str(model) for (model,) in _rows(connection, _TUNED))

    def ids(self) -> frozenset[int]:
        """Hidden ones too."""
        with self._store.read() as connection:
            return frozenset(int(id) for (id,) in _rows(connection, "SELECT id FROM classifiers"))

    def forget_untuned(self) -> None:
        """Vectors of tuned encoders that no classifier has any more."""
        with self._store.write() as connection:
            sql = f"DELETE FROM text_embeddings WHERE embedder GLOB ? AND embedder NOT IN ({_TUNED})"
            connection.execute(sql, (f"{TUNED}*",))

    def all(self) -> tuple[api.Classifier, ...]:
        with self._store.read() as connection:
            sql = "SELECT id FROM classifiers WHERE deleted_at IS NULL ORDER BY name COLLATE NOCASE"
            ids = [int(id) for (id,) in _rows(connection, sql)]
            return tuple(_find(connection, id) for id in ids)

    def find(self, id: int) -> api.Classifier:
        """Raises NotFound."""
        with self._store.read() as connection:
            return _find(connection, id)

    def named(self, name: str) -> int:
        """Raises ClassifierMissing."""
        with self._store.read() as connection:
            sql = "SELECT id FROM classifiers WHERE name = ? AND deleted_at IS NULL"
            for (id,) in _rows(connection, sql, (name,)):
                return int(id)
        raise ClassifierMissing(name=name)

    def create(self, name: str, labels: Sequence[api.Label], wording: str) -> api.Classifier:
        """Raises NameTaken."""
        with self._store.write() as connection:
            _check_name(connection, name)
            connection.execute(
                "INSERT INTO classifiers(name, labels, wording) VALUES(?, ?, ?)",
                (name.strip(), _encoded(labels), wording),
            )
            return _find(connection, connection.last_insert_rowid())

    def rename(self, id: int, name: str) -> None:
        """Raises NotFound, NameTaken."""
        with self._store.write() as connection:
            _find(connection, id)
            _check_name(connection, name, id)
            connection.execute("UPDATE classifiers SET name = ? WHERE id = ?", (name.strip(), id))

    def hide(self, id: int, hidden: bool) -> None:
        """Raises NameTaken when its name was given to another meanwhile."""
        with self._store.write() as connection:
            if not hidden:
                for (name,) in _rows(connection, "SELECT name FROM classifiers WHERE id = ?", (id,)):
                    _check_name(connection, name, id)
            connection.execute("UPDATE classifiers SET deleted_at = ? WHERE id = ?", (now_ms() if hidden else None, id))

    def set_labels(self, id: int, labels: Sequence[api.Label], wording: str) -> api.Classifier:
        with self._store.write() as connection:
            before = _find(connection, id)
            renamed = _relabel(connection, id, before.labels, labels)
            if renamed and before.training:
                _rename_in_head(connection, id, renamed)
            connection.execute(
                "UPDATE classifiers SET labels = ?, wording = ? WHERE id = ?",
                (_encoded(labels), wording or before.wording, id),
            )
            _touch(connection, id)
            return _find(connection, id)

    def add(self, id: int, rows: Callable[[], Iterable[Row]], split: api.Split, source: str) -> api.AddExamplesResult:
        """In one transaction: all of a source, or nothing of it. Raises TooManyLabels: it may be another column.

        Of more than there is room for, rows from all over the source are kept: tables are often sorted by label.
        """
        counts: Counter[str] = Counter()
        with self._store.write() as connection:
            known = list(_find(connection, id).labels)
            names = {label.name for label in known}
            room = max(MOST_EXAMPLES - _count(connection, "classifier = ?", (id,)), 0)
            there = {(bytes(hash), str(label), str(split)) for hash, label, split in _rows(connection, _HASHES, (id,))}
            fresh, met = max(sum(_kind_of(row, split, there) == "fresh" for row in rows()), 1), 0
            for row in rows():
                what = _kind_of(row, split, there)
                if what == "fresh":
                    met += 1
                    what = "added" if met * room // fresh > (met - 1) * room // fresh else "left_out"
                counts[what] += 1
                if what != "added":
                    continue
                key = _key(row, split)
                there.add(key)
                counts["unlabelled"] += not row.label
                if row.label and row.label not in names:
                    names.add(row.label)
                    if len(names) > MOST_LABELS:
                        raise TooManyLabels(count=len(names), limit=MOST_LABELS)
                    known.append(api.Label(row.label))
                connection.execute(
                    "INSERT INTO examples(classifier, text, hash, label, split, source) VALUES(?, ?, ?, ?, ?, ?)",
                    (id, row.text[:LONGEST_TEXT], key[0], row.label, split, source),
                )
            connection.execute("UPDATE classifiers SET labels = ? WHERE id = ?", (_encoded(known), id))
            _touch(connection, id)
        return api.AddExamplesResult(counts["added"], counts["unlabelled"], counts["empty"], counts["repeated"], counts["left_out"])

    def examples(self, request: api.ListExamples) -> tuple[tuple[api.Example, ...], int]:
        """A page in the order they were added, and how many there are in all."""
        where, values = ["classifier = ?"], [request.classifier]
        shown = {"labelled": "label <> ''", "unlabelled": "label = ''"}
        where += [shown[request.filter]] if request.filter in shown else []
        more: list[Any] = []
        for column, value in (("label", request.label), ("split", request.split)):
            if value:
                where.append(f"{column} = ?")
                more.append(value)
        condition, parameters = " AND ".join(where), (*values, *more)
        with self._store.read() as connection:
            total = _count(connection, condition, parameters)
            sql = f"SELECT {_COLUMNS} FROM examples WHERE {condition} ORDER BY id LIMIT ? OFFSET ?"
            found = _rows(connection, sql, (*parameters, request.limit, request.offset))
        return tuple(_example(row) for row in found), total

    def labelled(self, id: int, split: api.Split) -> tuple[api.Example, ...]:
        return self.examples(api.ListExamples(id, "labelled", split=split, limit=-1))[0]

    def set_label(self, ids: Sequence[int], label: str) -> None:
        with self._store.write() as connection:
            for id in ids:
                connection.execute("UPDATE examples SET label = ? WHERE id = ?", (label, id))
            for classifier in _owners(connection, ids):
                found = _find(connection, classifier)
                if label and label not in [one.name for one in found.labels]:
                    labels = (*found.labels, api.Label(label))
                    connection.execute("UPDATE classifiers SET labels = ? WHERE id = ?", (_encoded(labels), classifier))
                _touch(connection, classifier)

    def remove(self, ids: Sequence[int]) -> None:
        with self._store.write() as connection:
            for classifier in _owners(connection, ids):
                _touch(connection, classifier)
            connection.executemany("DELETE FROM examples WHERE id = ?", [(id,) for id in ids])

    def put_back(self, id: int, examples: Sequence[api.Example]) -> None:
        """As they were; one whose text was added again meanwhile stays away. Raises NotFound."""
        with self._store.write() as connection:
            labels = [*_find(connection, id).labels]
            for one in examples:
                connection.execute(
                    "INSERT OR IGNORE INTO examples(id, classifier, text, hash, label, split, source) "
                    "SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7 WHERE NOT EXISTS (SELECT 1 FROM examples WHERE hash = ?4 AND "
                    "classifier = ?2 AND label = ?5 AND split = ?6)",
                    (one.id, id, one.text, hash_of(one.text), one.label, one.split, one.source),
                )
                if one.label and one.label not in [label.name for label in labels]:
                    labels.append(api.Label(one.label))
            connection.execute("UPDATE classifiers SET labels = ? WHERE id = ?", (_encoded(labels), id))
            _touch(connection, id)

    def set_aside(self, id: int, test: Sequence[int]) -> None:
        """These examples are for testing, all others for training."""
        with self._store.write() as connection:
            connection.execute("UPDATE examples SET split = 'train' WHERE classifier = ?", (id,))
            connection.executemany("UPDATE examples SET split = 'test' WHERE id = ?", [(one,) for one in test])
            _touch(connection, id)

    def head(self, id: int) -> bytes | None:
        with self._store.read() as connection:
            found = _rows(connection, "SELECT head FROM classifiers WHERE id = ?", (id,))
        return bytes(found[0][0]) if found and found[0][0] is not None else None

    def revision(self, id: int) -> int:
        with self._store.read() as connection:
            return int(_rows(connection, "SELECT revision FROM classifiers WHERE id = ?", (id,))[0][0])

    def keep_head(self, id: int, head: bytes, card: api.TrainingRecord, revision: int) -> None:
        """`revision` is the one the examples were read at: what changed since makes the head outdated."""
        with self._store.write() as connection:
            connection.execute(
                "UPDATE classifiers SET head = ?, training_record = ?, trained_revision = ? WHERE id = ?",
                (head, msgspec.json.encode(card).decode(), revision, id),
            )


def hash_of(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()


def data_hash(examples: Sequence[api.Example]) -> str:
    """The same texts with the same labels have the same one, in whatever order."""
    lines = sorted(hash_of(one.text) + one.label.encode() for one in examples)
    return hashlib.sha256(b"\n".join(lines)).hexdigest()


def _rows(connection: apsw.Connection, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    return list(connection.execute(sql, tuple(values)))


def _key(row: Row, split: api.Split) -> tuple[bytes, str, str]:
    return hash_of(row.text[:LONGEST_TEXT]), row.label, split


def _kind_of(row: Row, split: api.Split, there: Set[tuple[bytes, str, str]]) -> str:
    if not row.text:
        return "empty"
    return "repeated" if _key(row, split) in there else "fresh"


def _find(connection: apsw.Connection, id: int) -> api.Classifier:
    sql = "SELECT name, labels, wording, revision, trained_revision, training_record FROM classifiers WHERE id = ? AND deleted_at IS NULL"
    for name, labels, wording, revision, trained, card in _rows(connection, sql, (id,)):
        counted: dict[str, int] = dict(
            _rows(connection, "SELECT label, count(*) FROM examples WHERE classifier = ? GROUP BY 1", (id,))
        )
        listed = msgspec.json.decode(labels, type=tuple[api.Label, ...])
        shown = tuple(msgspec.structs.replace(one, examples=counted.get(one.name, 0)) for one in listed)
        known = msgspec.json.decode(card, type=api.TrainingRecord) if card else None
        return api.Classifier(
            id, name, shown, sum(counted.values()), wording, known, known is not None and trained != revision
        )
    raise NotFound(f"classifier {id}")


def _check_name(connection: apsw.Connection, name: str, id: int = 0) -> None:
    sql = "SELECT 1 FROM classifiers WHERE name = ? AND id <> ? AND deleted_at IS NULL"
    if not name.strip() or _rows(connection, sql, (name.strip(), id)):
        raise NameTaken(name=name)


def _touch(connection: apsw.Connection, id: int) -> None:
    connection.execute("UPDATE classifiers SET revision = revision + 1 WHERE id = ?", (id,))


def _owners(connection: apsw.Connection, ids: Sequence[int]) -> set[int]:
    sql = "SELECT classifier FROM examples WHERE id = ?"
    return {int(row[0]) for id in ids for row in _rows(connection, sql, (id,))}


def _count(connection: apsw.Connection, condition: str, values: Sequence[Any]) -> int:
    found = _rows(connection, f"SELECT count(*) FROM examples WHERE {condition}", values)
    return int(found[0][0])


def _relabel(
    connection: apsw.Connection, id: int, old: Sequence[api.Label], new: Sequence[api.Label]
) -> Mapping[str, str]:
    """All at once, so that two labels can change their names with each other. Returns the new name of each renamed one."""
    names = {label.name for label in new}
    renamed = {label.previous_name: label.name for label in new if label.previous_name}
    moves = {one.name: renamed.get(one.name, one.name if one.name in names else "") for one in old}
    sql = (
        "UPDATE examples SET label = (SELECT value ->> 1 FROM json_each(?1) WHERE value ->> 0 = label) "
        "WHERE classifier = ?2 AND label IN (SELECT value ->> 0 FROM json_each(?1))"
    )
    changed = {before: after for before, after in moves.items() if before != after}
    connection.execute(sql, (msgspec.json.encode(list(changed.items())).decode(), id))
    return {before: after for before, after in changed.items() if after}


def _rename_in_head(connection: apsw.Connection, id: int, names: Mapping[str, str]) -> None:
    """What was learned answers with the new names at once."""
    from engine.capabilities.classification.heads.heads import renamed

    for (head,) in _rows(connection, "SELECT head FROM classifiers WHERE id = ?", (id,)):
        if head is not None:
            connection.execute("UPDATE classifiers SET head = ? WHERE id = ?", (renamed(bytes(head), names), id))


def _encoded(labels: Sequence[api.Label]) -> str:
    return msgspec.json.encode([msgspec.structs.replace(one, examples=0, before="") for one in labels]).decode()


def _example(row: Sequence[Any]) -> api.Example:
    id, text, label, split, source = row
    return api.Example(id, text, label, split, source)
