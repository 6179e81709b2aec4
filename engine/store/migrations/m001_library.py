"""Conversations as trees, documents in collections, chunks with a keyword index. Vectors: see engine.store.vectors."""

STATEMENTS = (
    """CREATE TABLE conversations(
        id INTEGER PRIMARY KEY AUTOINCREMENT, title TEXT NOT NULL DEFAULT '', position INTEGER NOT NULL,
        created_at INTEGER NOT NULL, changed_at INTEGER NOT NULL, deleted_at INTEGER, leaf INTEGER,
        collections TEXT NOT NULL DEFAULT '[]') STRICT""",
    "CREATE INDEX conversations_by_position ON conversations(position)",
    """CREATE VIRTUAL TABLE conversations_words USING fts5(
        title, content='conversations', content_rowid='id', tokenize='unicode61 remove_diacritics 2')""",
    """CREATE TABLE messages(
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        conversation INTEGER NOT NULL REFERENCES conversations(id) ON DELETE CASCADE,
        parent INTEGER REFERENCES messages(id) ON DELETE CASCADE,
        role TEXT NOT NULL CHECK(role IN ('user', 'assistant')), text TEXT NOT NULL,
        state TEXT NOT NULL CHECK(state IN ('complete', 'writing', 'interrupted', 'stopped', 'failed')),
        created_at INTEGER NOT NULL, model TEXT NOT NULL DEFAULT '', tokens INTEGER NOT NULL DEFAULT 0,
        seconds REAL NOT NULL DEFAULT 0, first_token_seconds REAL NOT NULL DEFAULT 0,
        citations TEXT NOT NULL DEFAULT '[]', passages TEXT NOT NULL DEFAULT '[]') STRICT""",
    "CREATE INDEX messages_by_conversation ON messages(conversation, parent)",
    "CREATE INDEX messages_by_parent ON messages(parent)",
    """CREATE VIRTUAL TABLE messages_words USING fts5(
        text, content='messages', content_rowid='id', tokenize='unicode61 remove_diacritics 2')""",
    "CREATE TABLE drafts(conversation INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT",
    """CREATE TABLE collections(
        id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE, folders TEXT NOT NULL DEFAULT '[]',
        changed_at INTEGER NOT NULL, deleted_at INTEGER) STRICT""",
    """CREATE TABLE documents(
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        collection INTEGER NOT NULL REFERENCES collections(id) ON DELETE CASCADE,
        path TEXT NOT NULL, title TEXT NOT NULL, bytes INTEGER NOT NULL, modified_ns INTEGER NOT NULL, sha256 BLOB,
        state TEXT NOT NULL CHECK(state IN ('indexed', 'keywords', 'failed')), embedder TEXT NOT NULL DEFAULT '',
        reason TEXT NOT NULL DEFAULT '', reason_values TEXT NOT NULL DEFAULT '{}', detail TEXT NOT NULL DEFAULT '',
        notice TEXT NOT NULL DEFAULT '', indexed_at INTEGER NOT NULL, deleted_at INTEGER,
        UNIQUE(collection, path)) STRICT""",
    """CREATE TABLE pages(
        document INTEGER NOT NULL REFERENCES documents(id) ON DELETE CASCADE, number INTEGER NOT NULL,
        label TEXT NOT NULL DEFAULT '', text TEXT NOT NULL, PRIMARY KEY(document, number)) STRICT, WITHOUT ROWID""",
    """CREATE TABLE chunks(
        id INTEGER PRIMARY KEY AUTOINCREMENT, document INTEGER NOT NULL REFERENCES documents(id) ON DELETE CASCADE,
        page INTEGER NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL, text TEXT NOT NULL) STRICT""",
    "CREATE INDEX chunks_by_document ON chunks(document)",
    """CREATE VIRTUAL TABLE chunks_words USING fts5(
        text, content='chunks', content_rowid='id', tokenize='unicode61 remove_diacritics 2')""",
    "CREATE VIRTUAL TABLE chunks_vocabulary USING fts5vocab(chunks_words, row)",
    """CREATE TABLE embedders(
        id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE, dimensions INTEGER NOT NULL,
        generation INTEGER NOT NULL DEFAULT 0) STRICT""",
    "CREATE TABLE settings(name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID",
)
