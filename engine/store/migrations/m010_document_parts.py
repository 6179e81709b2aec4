"""Documents inside other files, and pages that only OCR can read."""

STATEMENTS: tuple[str, ...] = (
    # The file that a document is in, for an attachment, a letter of a mailbox, a member of an archive.
    "ALTER TABLE documents ADD COLUMN parent INTEGER REFERENCES documents(id) ON DELETE CASCADE",
    "CREATE INDEX documents_by_parent ON documents(parent)",
    # `model` has read the page, empty where none has; `reason` says why it could not. `text` is kept for another reading.
    """CREATE TABLE scanned_pages(
        document INTEGER NOT NULL REFERENCES documents(id) ON DELETE CASCADE, page INTEGER NOT NULL,
        model TEXT NOT NULL DEFAULT '', reason TEXT NOT NULL DEFAULT '', text TEXT NOT NULL DEFAULT '',
        PRIMARY KEY(document, page)) STRICT, WITHOUT ROWID""",
)
