"""Classifiers and their examples in SQLite. Loads no model."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from typing import TYPE_CHECKING, Any

import msgspec

from engine.capabilities.classification import api
from engine.capabilities.classification.api import ClassifierMissing, TooManyLabels
from engine.capabilities.classification.purging import delete_orphans
from engine.protocol.errors import NameTaken, NotFound
from engine.store.clock import may_purge, now_ms, purge_cutoff
from engine.store.database import Store
from engine.store.json_cells import decode_cell, decode_list
from engine.store.rows import rows
from engine.tables.tables import Row

if TYPE_CHECKING:
    import apsw

MAX_EXAMPLES = 100_000
MAX_CHARACTERS = 20_000
"""Of an example; an embedder reads the first two thousand or so."""
FINE_TUNED_PREFIX = "tuned-"
"""Beginning of the ids of fine-tuned encoders."""
_FINE_TUNED_MODELS = (
    "SELECT model FROM (SELECT iif(json_valid(training_record), training_record ->> '$.tuning.model', NULL) AS model "
    "FROM classifiers) WHERE model IS NOT NULL"
)
_COLUMNS = "id, text, label, split, source"

ExampleKey = tuple[bytes, str, str]
"""Hash of the text, label and split: two rows with the same key are the same example."""


class ClassifierStore:
    """The tables `classifiers`, `examples` and `text_embeddings`.

    `revision` of a classifier counts changes of its labels and examples; a head trained at an earlier one is outdated.
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    def purge(self) -> None:
        """Delete classifiers removed over 30 days ago, and embeddings of texts that are no longer examples."""
        with self._store.write(frees_space=True) as connection:
            connection.execute("DELETE FROM classifiers WHERE deleted_at < ?", (purge_cutoff(self._store),))
            delete_orphans(connection)
        self.delete_orphan_embeddings()

    def fine_tuned_models(self) -> frozenset[str]:
        """Return the ids of all classifiers' fine-tuned encoders, those of removed classifiers included."""
        with self._store.read() as connection:
            return frozenset(str(model) for (model,) in _rows(connection, _FINE_TUNED_MODELS))

    def may_delete_encoders(self) -> bool:
        """Tell whether an encoder that no training record names is surely used no more.

        Not while a record is damaged, nor soon after the library was restored from a backup.
        """
        with self._store.read() as connection:
            damaged = _rows(connection, "SELECT 1 FROM classifiers WHERE NOT json_valid(training_record) LIMIT 1")
        return not damaged and may_purge(self._store)

    def ids(self) -> frozenset[int]:
        """Return the ids of all classifiers, removed ones included."""
        with self._store.read() as connection:
            return frozenset(int(id) for (id,) in _rows(connection, "SELECT id FROM classifiers"))

    def delete_orphan_embeddings(self) -> None:
        """Delete embeddings by fine-tuned encoders that no classifier has any more."""
        with self._store.write(frees_space=True) as connection:
            sql = f"DELETE FROM text_embeddings WHERE embedder GLOB ? AND embedder NOT IN ({_FINE_TUNED_MODELS})"
            connection.execute(sql, (f"{FINE_TUNED_PREFIX}*",))

    def list_classifiers(self) -> tuple[api.Classifier, ...]:
        """Return the classifiers that are not removed, sorted by name."""
        with self._store.read() as connection:
            sql = "SELECT id FROM classifiers WHERE deleted_at IS NULL ORDER BY name COLLATE NOCASE"
            return tuple(_load(connection, int(id)) for (id,) in _rows(connection, sql))

    def names(self) -> tuple[str, ...]:
        """Return the names of the classifiers that are not removed, sorted."""
        with self._store.read() as connection:
            sql = "SELECT name FROM classifiers WHERE deleted_at IS NULL ORDER BY name COLLATE NOCASE"
            return tuple(str(name) for (name,) in _rows(connection, sql))

    def get(self, id: int) -> api.Classifier:
        """Return one classifier, its labels and counts of examples among it. Raises NotFound, also for a removed one."""
        with self._store.read() as connection:
            return _load(connection, id)

    def id_of(self, name: str) -> int:
        """Return the id of the classifier with this name. Raises ClassifierMissing."""
        with self._store.read() as connection:
            sql = "SELECT id FROM classifiers WHERE name = ? AND deleted_at IS NULL"
            for (id,) in _rows(connection, sql, (name,)):
                return int(id)
        raise ClassifierMissing(name=name)

    def create(self, name: str, labels: Sequence[api.Label], wording: str) -> api.Classifier:
        """Insert a classifier and return it. Raises NameTaken."""
        with self._store.write() as connection:
            _check_name(connection, name)
            connection.execute(
                "INSERT INTO classifiers(name, labels, wording) VALUES(?, ?, ?)",
                (name.strip(), _encode_labels(labels), wording),
            )
            return _load(connection, connection.last_insert_rowid())

    def rename(self, id: int, name: str) -> None:
        """Give it another name, without spaces at its ends. Raises NotFound, and NameTaken for an empty name too."""
        with self._store.write() as connection:
            _load(connection, id)
            _check_name(connection, name, id)
            connection.execute("UPDATE classifiers SET name = ? WHERE id = ?", (name.strip(), id))

    def remove(self, id: int) -> None:
        """Hide a classifier; `purge` deletes it later. An id that is not there is no error."""
        with self._store.write(frees_space=True) as connection:
            connection.execute("UPDATE classifiers SET deleted_at = ? WHERE id = ?", (now_ms(), id))

    def restore(self, id: int) -> None:
        """Show a removed classifier again. Raises NameTaken when another has its name by now."""
        with self._store.write() as connection:
            for (name,) in _rows(connection, "SELECT name FROM classifiers WHERE id = ?", (id,)):
                _check_name(connection, name, id)
            connection.execute("UPDATE classifiers SET deleted_at = NULL WHERE id = ?", (id,))

    def set_labels(self, id: int, labels: Sequence[api.Label], wording: str) -> api.Classifier:
        """Replace the labels, rename them in examples and head, and return the classifier. Raises NotFound."""
        with self._store.write() as connection:
            before = _load(connection, id)
            new_names = _relabel_examples(connection, id, before.labels, labels)
            if new_names and before.training:
                _rename_in_head(connection, id, new_names)
            connection.execute(
                "UPDATE classifiers SET labels = ?, wording = ? WHERE id = ?",
                (_encode_labels(labels), wording or before.wording, id),
            )
            _increment_revision(connection, id)
            return _load(connection, id)

    def add_examples(
        self, id: int, read_rows: Callable[[], Iterable[Row]], split: api.Split, source: str
    ) -> api.AddExamplesResult:
        """Insert all rows of a source, or none of them when one is refused.

        Of more rows than MAX_EXAMPLES allows, evenly spaced ones are taken: tables are often sorted by label.
        Raises NotFound, and TooManyLabels where the label column may be another.
        """
        counts: Counter[str] = Counter()
        with self._store.write() as connection:
            labels = [*_load(connection, id).labels]
            names = {label.name for label in labels}
            room = max(MAX_EXAMPLES - _count(connection, "classifier = ?", (id,)), 0)
            keys = _keys(connection, id)
            total_new, new = max(sum(_row_kind(row, split, keys) == "new" for row in read_rows()), 1), 0
            for row in read_rows():
                kind = _row_kind(row, split, keys)
                if kind == "new":
                    new += 1
                    kind = "added" if new * room // total_new > (new - 1) * room // total_new else "left_out"
                counts[kind] += 1
                if kind != "added":
                    continue
                keys.add(_insert(connection, id, row, split, source))
                counts["unlabelled"] += not row.label
                if row.label and row.label not in names:
                    names.add(row.label)
                    labels.append(api.Label(row.label))
                    if len(names) > api.MAX_LABELS:
                        raise TooManyLabels(count=len(names), limit=api.MAX_LABELS)
            _save_labels(connection, id, labels)
        names_of_counts = ("added", "unlabelled", "empty", "repeated", "left_out")
        return api.AddExamplesResult(*(counts[name] for name in names_of_counts))

    def list_examples(self, request: api.ListExamples) -> tuple[tuple[api.Example, ...], int]:
        """Return a page of examples in the order they were added, and the number of examples of all pages."""
        conditions, values = ["classifier = ?"], [request.classifier]
        filters = {"labelled": "label <> ''", "unlabelled": "label = ''"}
        conditions += [filters[request.filter]] if request.filter in filters else []
        more: list[str] = []
        for column, value in (("label", request.label), ("split", request.split)):
            if value:
                conditions.append(f"{column} = ?")
                more.append(value)
        condition, parameters = " AND ".join(conditions), (*values, *more)
        with self._store.read() as connection:
            total = _count(connection, condition, parameters)
            sql = f"SELECT {_COLUMNS} FROM examples WHERE {condition} ORDER BY id LIMIT ? OFFSET ?"
            page = _rows(connection, sql, (*parameters, request.limit, request.offset))
        return tuple(api.Example(*row) for row in page), total

    def labelled_examples(self, id: int, split: api.Split | None = None) -> tuple[api.Example, ...]:
        """Return all examples with a label, of one split or of both."""
        return self.list_examples(api.ListExamples(id, "labelled", split=split, limit=-1))[0]

    def label_examples(self, ids: Sequence[int], label: str) -> None:
        """Set the label of these examples, and add it to their classifiers where it is new."""
        with self._store.write() as connection:
            for id in ids:
                connection.execute("UPDATE examples SET label = ? WHERE id = ?", (label, id))
            for classifier in _owners(connection, ids):
                labels = _load(connection, classifier).labels
                is_new = label and label not in [known.name for known in labels]
                _save_labels(connection, classifier, (*labels, api.Label(label)) if is_new else labels)

    def remove_examples(self, ids: Sequence[int]) -> None:
        """Delete these examples for good; ids that are not there are passed over. The heads stay as they are."""
        with self._store.write(frees_space=True) as connection:
            for classifier in _owners(connection, ids):
                _increment_revision(connection, classifier)
            connection.executemany("DELETE FROM examples WHERE id = ?", [(id,) for id in ids])

    def restore_examples(self, id: int, examples: Sequence[api.Example]) -> None:
        """Insert examples with the ids they had; one that was added again meanwhile is left out. Raises NotFound."""
        with self._store.write() as connection:
            labels = [*_load(connection, id).labels]
            for example in examples:
                connection.execute(
                    "INSERT OR IGNORE INTO examples(id, classifier, text, hash, label, split, source) "
                    "SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7 WHERE NOT EXISTS (SELECT 1 FROM examples WHERE hash = ?4 AND "
                    "classifier = ?2 AND label = ?5 AND split = ?6)",
                    (
                        example.id, id, example.text, text_hash(example.text), example.label, example.split,
                        example.source,
                    ),
                )  # fmt: skip
                if example.label and example.label not in [label.name for label in labels]:
                    labels.append(api.Label(example.label))
            _save_labels(connection, id, labels)

    def hold_out(self, id: int, test: Sequence[int]) -> None:
        """Use the examples `test` for testing and all others for training."""
        with self._store.write() as connection:
            connection.execute("UPDATE examples SET split = 'train' WHERE classifier = ?", (id,))
            connection.executemany("UPDATE examples SET split = 'test' WHERE id = ?", [(example,) for example in test])
            _increment_revision(connection, id)

    def head(self, id: int) -> bytes | None:
        """Return the trained head (see heads.FittedHead.to_bytes), None before the first training."""
        with self._store.read() as connection:
            heads = _rows(connection, "SELECT head FROM classifiers WHERE id = ?", (id,))
        return bytes(heads[0][0]) if heads and heads[0][0] is not None else None

    def revision(self, id: int) -> int:
        """Return how often labels or examples have changed, to notice a change during training. Raises NotFound."""
        with self._store.read() as connection:
            _load(connection, id)
            return int(_rows(connection, "SELECT revision FROM classifiers WHERE id = ?", (id,))[0][0])

    def count_learned_test_examples(self, id: int) -> int:
        """Return how many labelled test examples the head was trained on, before they were set aside.

        A text that is among the training examples too is not counted: it is a repetition in the data, not a late choice.
        """
        condition = (
            "classifier = ?1 AND split = 'test' AND label <> '' AND hash IN (SELECT hash FROM learned_texts WHERE "
            "classifier = ?1) AND hash NOT IN (SELECT hash FROM examples WHERE classifier = ?1 AND split = 'train')"
        )
        with self._store.read() as connection:
            return _count(connection, condition, (id,))

    def save_head(
        self, id: int, head: bytes, record: api.TrainingRecord, revision: int, examples: Sequence[api.Example] = ()
    ) -> None:
        """Save a head with its record and the texts of the `examples` that it was trained on.

        `revision` is the one they were read at.
        """
        with self._store.write() as connection:
            connection.execute(
                "UPDATE classifiers SET head = ?, training_record = ?, trained_revision = ? WHERE id = ?",
                (head, msgspec.json.encode(record).decode(), revision, id),
            )
            connection.execute("DELETE FROM learned_texts WHERE classifier = ?", (id,))
            connection.executemany(
                "INSERT OR IGNORE INTO learned_texts VALUES(?, ?)", [(id, text_hash(e.text)) for e in examples]
            )


def text_hash(text: str) -> bytes:
    """Return the SHA-256 of the text in UTF-8."""
    return hashlib.sha256(text.encode()).digest()


def data_hash(examples: Sequence[api.Example]) -> str:
    """Return a hash of texts and labels, the same in whatever order the examples are."""
    lines = sorted(text_hash(example.text) + example.label.encode() for example in examples)
    return hashlib.sha256(b"\n".join(lines)).hexdigest()


def _rows(connection: apsw.Connection, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    return list(rows(connection.execute(sql, tuple(values))))  # Any: SQL states a column's type, mypy cannot see it


def _key(row: Row, split: api.Split) -> ExampleKey:
    return text_hash(row.text[:MAX_CHARACTERS]), row.label, split


def _keys(connection: apsw.Connection, id: int) -> set[ExampleKey]:
    keys = _rows(connection, "SELECT hash, label, split FROM examples WHERE classifier = ?", (id,))
    return {(bytes(hash), str(label), str(split)) for hash, label, split in keys}


def _row_kind(row: Row, split: api.Split, keys: Set[ExampleKey]) -> str:
    if not row.text:
        return "empty"
    return "repeated" if _key(row, split) in keys else "new"


def _insert(connection: apsw.Connection, id: int, row: Row, split: api.Split, source: str) -> ExampleKey:
    key = _key(row, split)
    connection.execute(
        "INSERT INTO examples(classifier, text, hash, label, split, source) VALUES(?, ?, ?, ?, ?, ?)",
        (id, row.text[:MAX_CHARACTERS], key[0], row.label, split, source),
    )
    return key


def _load(connection: apsw.Connection, id: int) -> api.Classifier:
    """Raises NotFound."""
    sql = (
        "SELECT name, CAST(labels AS BLOB), wording, revision, trained_revision, CAST(training_record AS BLOB) "
        "FROM classifiers "
        "WHERE id = ? AND deleted_at IS NULL"
    )
    for name, labels, wording, revision, trained_revision, record in _rows(connection, sql, (id,)):
        counts: dict[str, int] = dict(
            _rows(connection, "SELECT label, count(*) FROM examples WHERE classifier = ? GROUP BY 1", (id,))
        )
        decoded = decode_list(labels, api.Label)
        counted = tuple(msgspec.structs.replace(label, examples=counts.get(label.name, 0)) for label in decoded)
        training = decode_cell(record, api.TrainingRecord)
        outdated = training is not None and trained_revision != revision
        return api.Classifier(id, name, counted, sum(counts.values()), wording, training, outdated)
    raise NotFound(f"classifier {id}")


def _check_name(connection: apsw.Connection, name: str, id: int = 0) -> None:
    """Raises NameTaken for an empty name, or one that another classifier than `id` has."""
    sql = "SELECT 1 FROM classifiers WHERE name = ? AND id <> ? AND deleted_at IS NULL"
    if not name.strip() or _rows(connection, sql, (name.strip(), id)):
        raise NameTaken(name=name)


def _increment_revision(connection: apsw.Connection, id: int) -> None:
    connection.execute("UPDATE classifiers SET revision = revision + 1 WHERE id = ?", (id,))


def _save_labels(connection: apsw.Connection, id: int, labels: Sequence[api.Label]) -> None:
    connection.execute("UPDATE classifiers SET labels = ? WHERE id = ?", (_encode_labels(labels), id))
    _increment_revision(connection, id)


def _owners(connection: apsw.Connection, examples: Sequence[int]) -> set[int]:
    sql = "SELECT classifier FROM examples WHERE id = ?"
    return {int(row[0]) for example in examples for row in _rows(connection, sql, (example,))}


def _count(connection: apsw.Connection, condition: str, values: Sequence[object]) -> int:
    return int(_rows(connection, f"SELECT count(*) FROM examples WHERE {condition}", values)[0][0])


def _relabel_examples(
    connection: apsw.Connection, id: int, old: Sequence[api.Label], new: Sequence[api.Label]
) -> Mapping[str, str]:
    """Rename labels of examples and remove labels that are gone; return old name → new name of each renamed one.

    One statement does it all, so that two labels can swap their names.
    """
    names = {label.name for label in new}
    renamed = {label.previous_name: label.name for label in new if label.previous_name}
    targets = {label.name: renamed.get(label.name, label.name if label.name in names else "") for label in old}
    changed = {before: after for before, after in targets.items() if before != after}
    sql = (
        "UPDATE examples SET label = (SELECT value ->> 1 FROM json_each(?1) WHERE value ->> 0 = label) "
        "WHERE classifier = ?2 AND label IN (SELECT value ->> 0 FROM json_each(?1))"
    )
    connection.execute(sql, (msgspec.json.encode([*changed.items()]).decode(), id))
    return {before: after for before, after in changed.items() if after}


def _rename_in_head(connection: apsw.Connection, id: int, names: Mapping[str, str]) -> None:
    from engine.capabilities.classification.heads.heads import rename_labels  # imports numpy

    for (head,) in _rows(connection, "SELECT head FROM classifiers WHERE id = ?", (id,)):
        if head is not None:
            connection.execute("UPDATE classifiers SET head = ? WHERE id = ?", (rename_labels(bytes(head), names), id))


def _encode_labels(labels: Sequence[api.Label]) -> str:
    stored = [msgspec.structs.replace(label, examples=0, previous_name="") for label in labels]
    return msgspec.json.encode(stored).decode()
