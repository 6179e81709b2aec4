"""Pictures in folders, with a keyword index over their names and what is written in them, and albums.

`deleted_at` is a person's wish, `gone_at` says that the file was no longer there. Each vector table now belongs to a noun.
"""

STATEMENTS = (
    "ALTER TABLE embedders ADD COLUMN owner TEXT NOT NULL DEFAULT 'chunks'",
    """CREATE TABLE picture_folders(
        id INTEGER PRIMARY KEY AUTOINCREMENT, path TEXT NOT NULL UNIQUE, watched INTEGER NOT NULL DEFAULT 1,
        changed_at INTEGER NOT NULL, deleted_at INTEGER) STRICT""",
    """CREATE TABLE pictures(
        id INTEGER PRIMARY KEY AUTOINCREMENT, path TEXT NOT NULL UNIQUE, name TEXT NOT NULL, text TEXT NOT NULL DEFAULT '',
        bytes INTEGER NOT NULL, modified_ns INTEGER NOT NULL, sha256 BLOB,
        state TEXT NOT NULL CHECK(state IN ('indexed', 'waiting', 'failed')), encoder TEXT NOT NULL DEFAULT '',
        text_reader TEXT NOT NULL DEFAULT '', width INTEGER NOT NULL DEFAULT 0, height INTEGER NOT NULL DEFAULT 0,
        format TEXT NOT NULL DEFAULT '', day TEXT NOT NULL DEFAULT '', taken_at TEXT NOT NULL DEFAULT '',
        camera TEXT NOT NULL DEFAULT '', latitude REAL, longitude REAL, colours TEXT NOT NULL DEFAULT '',
        dhash INTEGER NOT NULL DEFAULT 0, phash INTEGER NOT NULL DEFAULT 0, sharpness REAL NOT NULL DEFAULT 0,
        thumbnail TEXT NOT NULL DEFAULT '', labels TEXT NOT NULL DEFAULT '[]', reason TEXT NOT NULL DEFAULT '',
        reason_values TEXT NOT NULL DEFAULT '{}', detail TEXT NOT NULL DEFAULT '', notice TEXT NOT NULL DEFAULT '',
        added_at INTEGER NOT NULL, deleted_at INTEGER, gone_at INTEGER) STRICT""",
    "CREATE INDEX pictures_by_day ON pictures(day, id)",
    "CREATE INDEX pictures_by_name ON pictures(name COLLATE NOCASE, id)",
    "CREATE INDEX pictures_by_path ON pictures(path, state, encoder, deleted_at, gone_at)",  # covers a folder's counts
    "CREATE INDEX pictures_by_content ON pictures(sha256)",
    "CREATE INDEX pictures_hidden ON pictures(id) WHERE deleted_at IS NOT NULL OR gone_at IS NOT NULL",
    """CREATE VIRTUAL TABLE pictures_words USING fts5(
        name, text, content='pictures', content_rowid='id', tokenize='unicode61 remove_diacritics 2')""",
    """CREATE TABLE albums(
        id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, rule TEXT NOT NULL, pictures INTEGER NOT NULL DEFAULT 0,
        cover TEXT NOT NULL DEFAULT '', changed_at INTEGER NOT NULL, deleted_at INTEGER) STRICT""",
)
