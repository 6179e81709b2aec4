"""Classifiers of texts with their examples, and vectors of texts by their hash, so that training again costs nothing.

`revision` counts changes of labels and examples; `trained` is the one the head was trained on.
"""

STATEMENTS = (
    """CREATE TABLE classifiers(
        id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, labels TEXT NOT NULL, wording TEXT NOT NULL,
        revision INTEGER NOT NULL DEFAULT 0, trained INTEGER NOT NULL DEFAULT -1, card TEXT, head BLOB,
        deleted_at INTEGER) STRICT""",
    """CREATE TABLE examples(
        id INTEGER PRIMARY KEY AUTOINCREMENT, classifier INTEGER NOT NULL REFERENCES classifiers(id) ON DELETE CASCADE,
        text TEXT NOT NULL, hash BLOB NOT NULL, label TEXT NOT NULL DEFAULT '',
        split TEXT NOT NULL CHECK(split IN ('train', 'test')), source TEXT NOT NULL DEFAULT '') STRICT""",
    "CREATE INDEX examples_of ON examples(classifier, label)",
    "CREATE INDEX examples_by_text ON examples(hash, classifier)",
    """CREATE TABLE text_vectors(
        hash BLOB NOT NULL, embedder TEXT NOT NULL, vector BLOB NOT NULL,
        PRIMARY KEY(hash, embedder)) STRICT, WITHOUT ROWID""",
)
