"""Names of the document collections that the program makes itself; the window shows them in the person's language."""

from __future__ import annotations

ATTACHED = "@attached"
"""Holds the files attached to conversations, each once. A conversation searches only those attached to it."""
