"""Content of a file of prompts: the person's own personas, prompts and chains."""

from __future__ import annotations

import msgspec

from engine.capabilities.prompts.api import Chain, Persona, SavedPrompt


class ExportedPrompts(msgspec.Struct, frozen=True, omit_defaults=True):
    """The JSON of such a file; `ateneo_prompts` is the version of the format. A Markdown file holds the same."""

    ateneo_prompts: int
    personas: tuple[Persona, ...] = ()
    prompts: tuple[SavedPrompt, ...] = ()
    chains: tuple[Chain, ...] = ()
