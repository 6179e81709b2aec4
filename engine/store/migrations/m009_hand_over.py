"""The personas that a persona may pass a question on to, by their names."""

STATEMENTS: tuple[str, ...] = (
    """ALTER TABLE personas ADD COLUMN hands_to TEXT NOT NULL DEFAULT '[]'
        CHECK(json_valid(hands_to) AND substr(hands_to, 1, 1) = '[')""",
)
