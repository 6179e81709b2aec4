"""What is written in pictures is read after them: which still wait, and why one could not be read."""

STATEMENTS = (
    "ALTER TABLE pictures ADD COLUMN text_reason TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE pictures ADD COLUMN text_detail TEXT NOT NULL DEFAULT ''",
    """CREATE INDEX pictures_by_reader ON pictures(text_reader, path)
       WHERE deleted_at IS NULL AND gone_at IS NULL AND state <> 'failed'""",
)
