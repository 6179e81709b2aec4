"""The place of each chunk in its document, and the version of the reader that read each document."""

STATEMENTS: tuple[str, ...] = (
    # The headings above the chunk, or the numbers of its paragraphs; empty in a document with pages of its own.
    "ALTER TABLE chunks ADD COLUMN path TEXT NOT NULL DEFAULT ''",
    # A document that another version read is read again, changed or not. 0: before there were versions.
    "ALTER TABLE documents ADD COLUMN reader INTEGER NOT NULL DEFAULT 0",
)
