"""Passages that a person marked as the answer to a question: test sets of their own documents."""

STATEMENTS: tuple[str, ...] = (
    # `path` is that of the document: it is found again when it was read anew. `set_name` names the test set.
    """CREATE TABLE marked_answers(
        id INTEGER PRIMARY KEY AUTOINCREMENT, set_name TEXT NOT NULL, question TEXT NOT NULL, collection TEXT NOT NULL,
        path TEXT NOT NULL, page INTEGER NOT NULL, passage TEXT NOT NULL, marked_at INTEGER NOT NULL,
        UNIQUE(set_name, question, collection, path)) STRICT""",
)
