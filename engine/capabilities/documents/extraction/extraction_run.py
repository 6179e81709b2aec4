"""A run that reads the facts of document after document; each is kept at once, and a stopped run can go on."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from pathlib import Path

import msgspec

from engine.capabilities.documents.api import extraction as api
from engine.capabilities.documents.cells.cell_store import CellStore
from engine.capabilities.documents.extraction.extraction_store import ExtractionStore, UnreadFactDocument
from engine.capabilities.documents.extraction.field_kinds import FieldRule, field_rule
from engine.capabilities.documents.extraction.model_reader import read_by_model
from engine.capabilities.documents.extraction.rules import find_records
from engine.capabilities.documents.whole.model_strength import is_weak_in
from engine.models.interfaces import ModelPool
from engine.protocol.cancellation import IsCancelled
from engine.protocol.errors import Cancelled, ModelMissing, NotFound
from engine.protocol.progress import Progress
from engine.store.database import Store
from engine.store.rows import rows
from engine.text.language import detect_language

LANGUAGE_SAMPLE = 4000
_USES: tuple[api.ModelUse, ...] = ("off", "missing", "weak", "used")
"""Of the documents of a run the last of these is told."""


class ExtractionRun:
    """Handler of EXTRACT."""

    def __init__(self, store: Store, tables: ExtractionStore, pool: ModelPool) -> None:
        self._store, self._tables, self._pool, self._cells = store, tables, pool, CellStore(store)

    def extract(
        self, request: api.ExtractFacts, is_cancelled: IsCancelled
    ) -> Generator[api.ExtractionEvent, None, api.FactTable]:
        """Read the documents that wait. Raises NotFound, NoFields; and the errors of the pool where a model does not work."""
        table = request.table or self._add(request)
        fields = self._tables.find(table).fields
        use: api.ModelUse = "off"
        waiting = self._tables.waiting(table)
        for done, document in enumerate(waiting):
            yield Progress(done, len(waiting), "document", Path(document.path).name)
            if is_cancelled():
                break
            try:
                used, found = self._read(table, document, fields, request.uses_model, is_cancelled)
            except Cancelled:
                break
            use = max(use, used, key=_USES.index)
            yield api.RowsExtracted(table, found)
        else:
            yield Progress(len(waiting), len(waiting), "document")
        return msgspec.structs.replace(self._tables.find(table), model=use, cancelled=bool(self._tables.waiting(table)))

    def _add(self, request: api.ExtractFacts) -> int:
        fields = [_cleaned(field) for field in request.fields if field.name.strip()]
        if not 0 < len(fields) <= api.MOST_FIELDS:
            raise api.NoFields(limit=api.MOST_FIELDS)
        documents = self._documents(request.documents, request.collection)
        if not documents:
            raise NotFound(f"collection {request.collection}" if request.collection else "document")
        name = request.name.strip() or ", ".join(field.name for field in fields)
        return self._tables.add(name[:200], fields, documents)

    def _documents(self, ids: Sequence[int], collection: str) -> list[tuple[int, str, str]]:
        """Return (id, path, title) of the documents that can be read. Raises NotFound for one that is not there."""
        with self._store.read() as connection:
            listed = connection.execute(
                """SELECT d.id, d.path, d.title FROM documents d JOIN collections c ON c.id = d.collection
                   WHERE d.deleted_at IS NULL AND c.deleted_at IS NULL AND d.state <> 'failed'
                   AND (? = '' OR c.name = ?) ORDER BY d.path COLLATE NOCASE""",
                ("" if ids else collection, collection),
            )
            known = {int(id): (int(id), str(path), str(title)) for id, path, title in rows(listed)}
        if missing := [id for id in ids if id not in known]:
            raise NotFound(f"document {missing[0]}")
        return [known[id] for id in dict.fromkeys(ids)] if ids else list(known.values())

    def _read(
        self,
        table: int,
        document: UnreadFactDocument,
        fields: Sequence[api.FactField],
        uses_model: bool,
        is_cancelled: IsCancelled,
    ) -> tuple[api.ModelUse, tuple[api.FactRow, ...]]:
        pages = self._pages(document.document)
        if not pages:
            return "off", self._tables.put(table, document.position, [], "no_text")
        for _ in self._cells.fill([document.document], is_cancelled):
            continue
        rules = [field_rule(field) for field in fields]
        records = find_records(rules, self._cells.cells([document.document]), pages)
        use: api.ModelUse = "off"
        if uses_model and len(records) == 1:
            use, more = self._ask_model(fields, rules, records[0], pages, is_cancelled)
            records = [tuple(sorted((*records[0], *more), key=lambda cell: cell.field))]
        return use, self._tables.put(table, document.position, records)

    def _ask_model(
        self,
        fields: Sequence[api.FactField],
        rules: Sequence[FieldRule],
        found: Sequence[api.FactCell],
        pages: Mapping[int, str],
        is_cancelled: IsCancelled,
    ) -> tuple[api.ModelUse, list[api.FactCell]]:
        """Return the values that the model quotes for the fields without one. Raises Cancelled, the errors of the pool."""
        known = {cell.field for cell in found}
        left = {at: (field, rules[at]) for at, field in enumerate(fields) if at not in known}
        language = detect_language(pages[min(pages)][:LANGUAGE_SAMPLE])
        try:
            if is_weak_in(self._pool, None, language):
                return "weak", []
        except ModelMissing:
            return "missing", []
        if not left:
            return "used", []
        with self._pool.text_model(None, is_cancelled) as model:
            return "used", list(read_by_model(model, left, pages, language, is_cancelled))

    def _pages(self, document: int) -> dict[int, str]:
        with self._store.read() as connection:
            sql = "SELECT number, text FROM pages WHERE document = ? ORDER BY number"
            return {
                int(number): str(text) for number, text in rows(connection.execute(sql, (document,))) if text.strip()
            }


def _cleaned(field: api.FactField) -> api.FactField:
    name, description = " ".join(field.name.split()), " ".join(field.description.split())
    return api.FactField(name[: api.LONGEST_NAME], description[: api.LONGEST_DESCRIPTION])
