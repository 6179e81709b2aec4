"""The person's own prompts as a JSON or a Markdown file, to be taken to another computer."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import msgspec

from engine.capabilities.prompts.api import (
    Chain,
    ExportPrompts,
    ImportPrompts,
    Persona,
    PromptCounts,
    PromptEmpty,
    PromptFileUnreadable,
    SavedPrompt,
)
from engine.capabilities.prompts.chain_runner import check_steps
from engine.capabilities.prompts.exported_prompts import ExportedPrompts
from engine.capabilities.prompts.prompt_markdown import read_markdown, write_markdown
from engine.capabilities.prompts.prompt_store import PromptStore
from engine.files.atomic_file import write_file_atomically
from engine.files.names import named_path
from engine.files.opening import open_ordinary_file
from engine.protocol.errors import FileVanished, NameTaken

LARGEST_FILE = 20_000_000
"""Bytes of a file that is read."""
MARKDOWN = (".md", ".markdown")
"""Endings of a file that is written as Markdown; any other is JSON."""
MOST_NAMES = 100
"""Numbers tried for a name that is taken."""


class PromptFile:
    """Writes and reads such files."""

    def __init__(self, store: PromptStore) -> None:
        self._store = store

    def write(self, request: ExportPrompts) -> PromptCounts:
        """Raises FileUnwritable, DiskFull, TargetNotAFile."""
        personas, prompts, chains = self._store.personas(), self._store.prompts(), self._store.chains()
        content = ExportedPrompts(1, tuple(personas), tuple(prompts), tuple(chains))
        if Path(request.path).suffix.lower() in MARKDOWN:
            data = write_markdown(content, request.language).encode("utf-8", "replace")
        else:
            data = msgspec.json.format(msgspec.json.encode(content), indent=2)
        with write_file_atomically(request.path) as file:
            file.write(data)
        return PromptCounts(len(personas), len(prompts), len(chains))

    def read(self, request: ImportPrompts) -> PromptCounts:
        """Raises PromptFileUnreadable, FileVanished, FileNotOrdinary, and the errors of saving, before anything is saved."""
        content = _decode(named_path(request.path))
        if not all(prompt.text.strip() for prompt in content.prompts):
            raise PromptEmpty
        for chain in content.chains:
            check_steps(chain.steps)
        for persona in content.personas:
            _save_under_free_name(persona, self._store.save_persona)
        for prompt in content.prompts:
            _save_under_free_name(prompt, self._store.save_prompt)
        for chain in content.chains:
            _save_under_free_name(chain, self._store.save_chain)
        return PromptCounts(len(content.personas), len(content.prompts), len(content.chains))


def _decode(path: Path) -> ExportedPrompts:
    try:
        with open_ordinary_file(path) as file:
            data = file.read(LARGEST_FILE + 1)
    except FileNotFoundError:
        raise FileVanished(name=path.name) from None
    except OSError as error:
        raise PromptFileUnreadable(str(error), name=path.name) from None
    try:
        text = data.decode("utf-8-sig")
        if text.lstrip().startswith("{"):
            return msgspec.json.decode(text, type=ExportedPrompts)
        return read_markdown(text)
    except (ValueError, msgspec.MsgspecError, RecursionError) as error:
        raise PromptFileUnreadable(str(error), name=path.name) from None


EntryT = TypeVar("EntryT", Persona, SavedPrompt, Chain)


def _save_under_free_name(entry: EntryT, save: Callable[[EntryT], int]) -> None:
    """Save an entry as a new one, with a number behind its name and command where these are taken."""
    for number in range(1, MOST_NAMES):
        ending = "" if number == 1 else f" {number}"
        changed = msgspec.structs.replace(entry, id=0, name=f"{entry.name}{ending}")
        if isinstance(changed, SavedPrompt) and changed.command:
            changed = msgspec.structs.replace(changed, command=f"{changed.command}{ending.replace(' ', '-')}")
        try:
            save(changed)
        except NameTaken:
            continue
        return
    raise NameTaken(name=entry.name)
