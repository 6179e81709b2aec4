"""Traits that searches are narrowed by: a document's language, author and day."""

STATEMENTS: tuple[str, ...] = (
    # ISO 639-1, empty where it is not known; '?' where it is still to be identified.
    "ALTER TABLE documents ADD COLUMN language TEXT NOT NULL DEFAULT '?'",
    "ALTER TABLE documents ADD COLUMN author TEXT NOT NULL DEFAULT ''",
    # "2026-03-05", of the file's own particulars; empty where it has none, and the file's time stands for it.
    "ALTER TABLE documents ADD COLUMN day TEXT NOT NULL DEFAULT ''",
)
