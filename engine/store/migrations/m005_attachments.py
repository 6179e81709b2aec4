"""Pictures shown with a question: copies in home/attachments, named by content, so that two questions may share one."""

STATEMENTS = (
    """CREATE TABLE attachments(
        message INTEGER NOT NULL REFERENCES messages(id) ON DELETE CASCADE,
        position INTEGER NOT NULL,
        file TEXT NOT NULL,
        thumbnail TEXT NOT NULL,
        name TEXT NOT NULL,
        PRIMARY KEY(message, position)
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX attachments_file ON attachments(file)",
)
