"""How each collection's documents are cut and watched, and chunks that are made beside those in use."""

_OBJECT_OR_EMPTY = "CHECK({0} = '' OR (json_valid({0}) AND substr({0}, 1, 1) = '{{'))"

STATEMENTS: tuple[str, ...] = (
    # JSON of the settings that the person chose for the collection, empty for the usual ones.
    f"ALTER TABLE collections ADD COLUMN settings TEXT NOT NULL DEFAULT '' {_OBJECT_OR_EMPTY.format('settings')}",
    # `chunking` is how the chunks were cut, empty for the usual way; `outline` is JSON of the headings that their paths name.
    "ALTER TABLE documents ADD COLUMN chunking TEXT NOT NULL DEFAULT ''",
    f"ALTER TABLE documents ADD COLUMN outline TEXT NOT NULL DEFAULT '' {_OBJECT_OR_EMPTY.format('outline')}",
    # Chunks that will take the place of a document's, all at once when each has its vector. `staged` says for what they were cut.
    "ALTER TABLE documents ADD COLUMN staged TEXT NOT NULL DEFAULT ''",
    """CREATE TABLE staged_chunks(
        document INTEGER NOT NULL REFERENCES documents(id) ON DELETE CASCADE, position INTEGER NOT NULL,
        page INTEGER NOT NULL, start_offset INTEGER NOT NULL, end_offset INTEGER NOT NULL, text TEXT NOT NULL,
        path TEXT NOT NULL DEFAULT '', vector BLOB, PRIMARY KEY(document, position)) STRICT, WITHOUT ROWID""",
)
