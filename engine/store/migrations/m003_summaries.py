"""Running summaries of conversations, and the messages that a person keeps in the model's context."""

STATEMENTS: tuple[str, ...] = (
    # Notes on a conversation up to and with an answer. Each branch has those whose answer is on it; the last of these counts.
    """CREATE TABLE summaries(
        message INTEGER PRIMARY KEY REFERENCES messages(id) ON DELETE CASCADE, text TEXT NOT NULL,
        is_edited INTEGER NOT NULL DEFAULT 0 CHECK(is_edited IN (0, 1)), changed_at INTEGER NOT NULL) STRICT""",
    """CREATE TABLE pinned_messages(
        message INTEGER PRIMARY KEY REFERENCES messages(id) ON DELETE CASCADE) STRICT""",
)
