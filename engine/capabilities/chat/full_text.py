"""The messages' keyword index, registered with the store: an answer gets its entry when it is finished."""

from __future__ import annotations

from engine.store.vector_tables import FullTextSpec

MESSAGES_FTS = FullTextSpec("messages_fts", pending="SELECT count(*) FROM messages WHERE state = 'writing'")
