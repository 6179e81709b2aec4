"""Folders, pins, archive and privacy of conversations, the source of their titles, and the pieces of messages with vectors."""

STATEMENTS: tuple[str, ...] = (
    """CREATE TABLE conversation_folders(
        id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, created_at INTEGER NOT NULL, deleted_at INTEGER) STRICT""",
    """ALTER TABLE conversations ADD COLUMN folder INTEGER REFERENCES conversation_folders(id) ON DELETE SET NULL""",
    """ALTER TABLE conversations ADD COLUMN is_pinned INTEGER NOT NULL DEFAULT 0 CHECK(is_pinned IN (0, 1))""",
    """ALTER TABLE conversations ADD COLUMN is_archived INTEGER NOT NULL DEFAULT 0 CHECK(is_archived IN (0, 1))""",
    """ALTER TABLE conversations ADD COLUMN is_private INTEGER NOT NULL DEFAULT 0 CHECK(is_private IN (0, 1))""",
    # 'words': the first words of the first question, until a model writes a title. Titles from before may be a person's.
    """ALTER TABLE conversations ADD COLUMN title_source TEXT NOT NULL DEFAULT 'person'
        CHECK(title_source IN ('words', 'model', 'person'))""",
    # Folders of conversations that the last question was put to.
    """ALTER TABLE conversations ADD COLUMN source_folders TEXT NOT NULL DEFAULT '[]'
        CHECK(json_valid(source_folders) AND substr(source_folders, 1, 1) = '[')""",
    "CREATE INDEX conversations_by_folder ON conversations(folder)",
    "CREATE INDEX conversations_without_title ON conversations(id) WHERE title_source = 'words'",
    "CREATE INDEX conversations_private ON conversations(id) WHERE is_private",
    # The pieces of a message that `embedder` made vectors of, written with them. Offsets are characters of the message's text,
    # which had `message_bytes` then: an answer that was continued has more.
    """CREATE TABLE message_chunks(
        id INTEGER PRIMARY KEY AUTOINCREMENT, message INTEGER NOT NULL REFERENCES messages(id) ON DELETE CASCADE,
        embedder TEXT NOT NULL, start_offset INTEGER NOT NULL, end_offset INTEGER NOT NULL, message_bytes INTEGER NOT NULL)
        STRICT""",
    "CREATE INDEX message_chunks_by_message ON message_chunks(message, embedder)",
    "CREATE INDEX message_chunks_by_embedder ON message_chunks(embedder)",
    "CREATE VIRTUAL TABLE messages_vocabulary USING fts5vocab(messages_fts, row)",
)
