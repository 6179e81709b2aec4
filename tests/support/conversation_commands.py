"""Commands about conversations, prompts, memories and tools, whose JSON command_shapes.py records after the others."""

from __future__ import annotations

import json
from pathlib import Path

Command = tuple[str, list[str]]
"""A name in the list of shapes, and the arguments."""
WITHOUT_JSON = {"prompts restore", "persona restore", "chain restore", "chat title"}
"""Commands that print nothing, and the one that needs a bigger model than the tests have."""


def conversation_commands(folder: Path) -> list[Command]:
    """Return them in the order they are run. Conversation 1 was asked about documents, and 2 of the model alone."""
    schema = folder / "schema.json"
    schema.write_text(json.dumps({"type": "object", "properties": {"city": {"type": "string"}}}), "utf-8")
    return [*_chat(folder, str(schema)), *_prompts(folder), *_memory(), *_tools()]


def _chat(folder: Path, schema: str) -> list[Command]:
    exported = str(folder / "conversations.json")
    greedy = ["--temperature", "0", "--max-tokens", "4"]
    return [
        ("chat --edit", ["chat", "Write a haiku", "--conversation", "2", "--edit", *greedy]),
        ("chat --retry", ["chat", "--retry", "--conversation", "2", *greedy]),
        ("chat --tools", ["chat", "What is 2 + 2?", "--tools", "calculator", *greedy]),
        ("chat list", ["chat", "list"]),
        ("chat show", ["chat", "show", "1"]),
        ("chat search", ["chat", "search", "rain", "-k", "2"]),
        ("chat pin", ["chat", "pin", "2"]),
        ("chat archive", ["chat", "archive", "2"]),
        ("chat private", ["chat", "private", "2"]),
        ("chat folder NAME", ["chat", "folder", "Home", "2"]),
        ("chat folder", ["chat", "folder"]),
        ("chat keep", ["chat", "keep", "3"]),
        ("chat context", ["chat", "context", "And?", "--conversation", "2", "--history", "last", "--exchanges", "0"]),
        ("chat summary", ["chat", "summary", "2"]),
        ("chat next", ["chat", "next", "The capital of France is", "-k", "3"]),
        ("chat next --schema", ["chat", "next", "{", "-k", "3", "--top-k", "1", "--schema", schema]),
        ("chat compare", ["chat", "compare", "Hello", "--grid", "temperature=0,1", "--max-tokens", "2"]),
        ("chat compare --list", ["chat", "compare", "--list"]),
        ("chat export", ["chat", "export", "--all", "--output", exported]),
        ("chat import", ["chat", "import", exported]),
        ("conversations list", ["conversations", "list"]),
    ]


def _prompts(folder: Path) -> list[Command]:
    exported = str(folder / "prompts.md")
    return [
        ("prompts add", ["prompts", "add", "Tone", "{{text}} in a {{tone:warm|cold}} tone", "--command", "tone"]),
        ("prompts list", ["prompts", "list"]),
        ("prompts show", ["prompts", "show", "tone"]),
        ("prompts edit", ["prompts", "edit", "tone", "--rename", "Tones"]),
        ("prompts fill", ["prompts", "fill", "tone", "text=Hello"]),
        ("prompts run", ["prompts", "run", "tone", "--set", "text=Hello", "--max-tokens", "4"]),
        ("prompts check", ["prompts", "check", "Write about dogs"]),
        ("persona add", ["persona", "add", "Bookworm", "--role", "a librarian"]),
        ("persona list", ["persona", "list"]),
        ("persona show", ["persona", "show", "Bookworm"]),
        ("persona edit", ["persona", "edit", "Bookworm", "--tone", "dry"]),
        ("chain add", ["chain", "add", "Twice", "Shorten {{input}}", "Translate {{previous}}"]),
        ("chain list", ["chain", "list"]),
        ("chain run", ["chain", "run", "Twice", "--input", "Hello"]),
        ("chain run --table", ["chain", "run", "Twice", "--table", str(folder / "two.csv"), "--column", "text"]),
        ("chain runs", ["chain", "runs", "Twice"]),
        ("prompts export", ["prompts", "export", "--output", exported]),
        ("prompts import", ["prompts", "import", exported]),
        ("prompts remove", ["prompts", "remove", "Tones"]),
        ("persona remove", ["persona", "remove", "Bookworm"]),
        ("chain remove", ["chain", "remove", "Twice"]),
        ("prompts purge", ["prompts", "purge"]),
    ]


def _memory() -> list[Command]:
    return [
        ("memory add", ["memory", "add", "My dog is called Bruno"]),
        ("memory list", ["memory", "list"]),
        ("memory edit", ["memory", "edit", "1", "My dog is called Bela", "--until", "2100-01-31"]),
        ("memory decline", ["memory", "decline", "1"]),
        ("memory approve", ["memory", "approve", "1"]),
        ("memory search", ["memory", "search", "What is my dog called?"]),
        ("memory forget", ["memory", "forget", "1"]),
    ]


def _tools() -> list[Command]:
    return [
        ("tools list", ["tools", "list"]),
        ("tools run", ["tools", "run", "calculator", "2 + 2"]),
        ("tools server", ["tools", "server"]),
    ]
