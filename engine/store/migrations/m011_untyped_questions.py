"""Questions whose words are not all the person's own: piped into a command, or imported."""

STATEMENTS: tuple[str, ...] = (
    """CREATE TABLE untyped_questions(
        message INTEGER PRIMARY KEY REFERENCES messages(id) ON DELETE CASCADE) STRICT""",
)
