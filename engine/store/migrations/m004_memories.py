"""Facts and preferences that the person told."""

STATEMENTS: tuple[str, ...] = (
    # `source` is the SHA-256 of the sentence that the memory was made of. `slot` says what it is about: a newer memory of the
    # same slot replaces it. `embedder` made its vector; empty where it has none. `scope` 'folder' is that of `folder`.
    """CREATE TABLE memories(
        id INTEGER PRIMARY KEY AUTOINCREMENT, text TEXT NOT NULL CHECK(length(text) <= 2000), source BLOB NOT NULL,
        kind TEXT NOT NULL, slot TEXT NOT NULL DEFAULT '',
        state TEXT NOT NULL CHECK(state IN ('proposed', 'kept', 'declined', 'replaced')),
        scope TEXT NOT NULL DEFAULT 'everywhere' CHECK(scope IN ('everywhere', 'folder', 'never')), folder INTEGER,
        message INTEGER REFERENCES messages(id) ON DELETE SET NULL,
        conversation INTEGER REFERENCES conversations(id) ON DELETE SET NULL,
        is_on INTEGER NOT NULL DEFAULT 1 CHECK(is_on IN (0, 1)), expires_at INTEGER,
        replaced_by INTEGER REFERENCES memories(id) ON DELETE SET NULL,
        embedder TEXT NOT NULL DEFAULT '', created_at INTEGER NOT NULL, changed_at INTEGER NOT NULL) STRICT""",
    "CREATE INDEX memories_by_message ON memories(message)",
    "CREATE INDEX memories_by_conversation ON memories(conversation)",
    "CREATE INDEX memories_by_source ON memories(source)",
    "CREATE INDEX memories_by_replacement ON memories(replaced_by)",
    """CREATE VIRTUAL TABLE memories_fts USING fts5(
        text, content='memories', content_rowid='id', tokenize='unicode61 remove_diacritics 2')""",
    # SHA-256 of the sentences of memories that were deleted for good, and the messages they came from.
    "CREATE TABLE forgotten_sentences(source BLOB PRIMARY KEY, forgotten_at INTEGER NOT NULL) STRICT, WITHOUT ROWID",
    "CREATE TABLE forgotten_messages(message INTEGER PRIMARY KEY, forgotten_at INTEGER NOT NULL) STRICT",
)
