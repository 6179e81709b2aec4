"""Cells of tables and labelled values read out of documents, and tables of facts extracted over many documents."""

STATEMENTS: tuple[str, ...] = (
    # Documents whose cells were read: by which version of the code, from how many characters of text.
    """CREATE TABLE cell_readings(
        document INTEGER PRIMARY KEY REFERENCES documents(id) ON DELETE CASCADE,
        version INTEGER NOT NULL, characters INTEGER NOT NULL) STRICT""",
    # Grid 0 of a page has its labelled values ("Total: 45 €"); `number` is a decimal with a point, empty where there is none.
    # Offsets are characters of the page's text.
    """CREATE TABLE table_cells(
        document INTEGER NOT NULL REFERENCES documents(id) ON DELETE CASCADE, page INTEGER NOT NULL,
        grid INTEGER NOT NULL, row INTEGER NOT NULL, place INTEGER NOT NULL, name TEXT NOT NULL, text TEXT NOT NULL,
        number TEXT NOT NULL DEFAULT '', unit TEXT NOT NULL DEFAULT '',
        start_offset INTEGER NOT NULL, end_offset INTEGER NOT NULL,
        PRIMARY KEY(document, page, grid, row, place)) STRICT, WITHOUT ROWID""",
    # `fields` is JSON: name, description and kind of each column.
    """CREATE TABLE extractions(
        id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL,
        fields TEXT NOT NULL CHECK(json_valid(fields) AND substr(fields, 1, 1) = '['),
        created_at INTEGER NOT NULL, deleted_at INTEGER) STRICT""",
    # A document keeps its path, so that the table can be read when the document is gone.
    """CREATE TABLE extraction_documents(
        extraction INTEGER NOT NULL REFERENCES extractions(id) ON DELETE CASCADE, position INTEGER NOT NULL,
        document INTEGER NOT NULL, path TEXT NOT NULL, title TEXT NOT NULL DEFAULT '',
        state TEXT NOT NULL DEFAULT 'waiting' CHECK(state IN ('waiting', 'done', 'failed')),
        reason TEXT NOT NULL DEFAULT '', PRIMARY KEY(extraction, position)) STRICT, WITHOUT ROWID""",
    # `origin` is where the value comes from: a label, a pattern, a table, the model, or the person.
    """CREATE TABLE extraction_cells(
        extraction INTEGER NOT NULL REFERENCES extractions(id) ON DELETE CASCADE, position INTEGER NOT NULL,
        record INTEGER NOT NULL, field INTEGER NOT NULL, text TEXT NOT NULL, origin TEXT NOT NULL DEFAULT '',
        page INTEGER NOT NULL DEFAULT 0, start_offset INTEGER NOT NULL DEFAULT 0, end_offset INTEGER NOT NULL DEFAULT 0,
        quote TEXT NOT NULL DEFAULT '',
        PRIMARY KEY(extraction, position, record, field)) STRICT, WITHOUT ROWID""",
)
