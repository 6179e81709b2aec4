"""How the answers of a conversation are drawn up: JSON of chat's Manner; empty where it has none of its own."""

STATEMENTS = ("ALTER TABLE conversations ADD COLUMN manner TEXT NOT NULL DEFAULT ''",)
