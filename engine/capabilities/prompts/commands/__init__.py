"""`ateneo prompts`, `ateneo persona` and `ateneo chain`: saved prompts, personas and chains from a terminal."""

from __future__ import annotations

from functools import partial

from engine.capabilities.prompts.commands.chain_commands import add_chain_actions
from engine.capabilities.prompts.commands.common import make_group
from engine.capabilities.prompts.commands.persona_commands import add_persona_actions
from engine.capabilities.prompts.commands.prompt_commands import add_prompt_actions
from engine.cli.console import AddCommand
from engine.protocol.i18n import Translations


def add_commands(add: AddCommand, translations: Translations) -> None:
    """Add the three commands with their subcommands."""
    tr = partial(translations.tr, "cli")
    prompts = make_group(add, translations, "prompts", tr("saved prompts with variables: list, show, add, fill, check"))
    add_prompt_actions(prompts, tr)
    personas = make_group(add, translations, "persona", tr("personas made of six fields: list, show, add, remove"))
    add_persona_actions(personas, tr)
    chains = make_group(add, translations, "chain", tr("prompts that run one after the other: list, add, run, runs"))
    add_chain_actions(chains, tr)
