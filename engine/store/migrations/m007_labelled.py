"""What a classifier took a question for: JSON of the protocol's Labelled; empty where none was asked."""

STATEMENTS = ("ALTER TABLE messages ADD COLUMN labelled TEXT NOT NULL DEFAULT ''",)
