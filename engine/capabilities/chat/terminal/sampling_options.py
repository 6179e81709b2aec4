"""Options of `ateneo chat` and `ateneo ask` that say how the next token is chosen and what form the answer has."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from pathlib import Path
from typing import get_args

import msgspec

from engine.capabilities.chat.api import ConversationSettings
from engine.cli.arguments import full_path
from engine.cli.standard_input import decode_text
from engine.files.opening import open_ordinary_file
from engine.protocol.answering.presets import Preset, check_ranges, with_preset
from engine.protocol.answering.sampling import Sampling
from engine.protocol.errors import FileUnreadable, FileVanished, SchemaInvalid
from engine.protocol.i18n import Translations

LONGEST_SCHEMA = 1_000_000
"""Bytes of a schema's file."""
NUMBERS: dict[str, tuple[Callable[[str], float], str]] = {
    "temperature": (float, "how varied answers are: 0 always takes the likeliest token, up to 2"),
    "top_k": (int, "choose among so many of the likeliest tokens; 0: all"),
    "top_p": (float, "choose among the likeliest tokens that together reach this probability; 1: all"),
    "min_p": (float, "leave out tokens below this share of the likeliest one's probability; 0: none"),
    "typical_p": (float, "leave out tokens that are unusually likely or unlikely; 1: none"),
    "repeat_penalty": (float, "make tokens that were just written less likely; 1: not"),
    "frequency_penalty": (float, "make tokens less likely for each time they were written; 0: not"),
    "presence_penalty": (float, "make tokens that were written at all less likely; 0: not"),
    "mirostat": (int, "1 or 2: keep the surprise at one level in place of the cuts; 0: not"),
    "mirostat_tau": (float, "that level"),
    "mirostat_eta": (float, "how fast it is adapted"),
    "seed": (int, "the number that fixes chance: the same one gives the same answer"),
    "max_tokens": (int, "the longest answer, in tokens"),
    "thinking_tokens": (int, "how many tokens a model may think before it answers"),
    "thinking_seconds": (float, "how many seconds a model may think before it answers"),
}
"""The fields of Sampling that have an option, with their types and help texts."""


def add_sampling_options(parser: argparse.ArgumentParser, translations: Translations) -> None:
    """Add the options to a command."""
    tr = translations.tr
    group = parser.add_argument_group(tr("cli", "how the next token is chosen"))
    about = tr("cli", "precise, balanced or creative; single settings change it")
    group.add_argument("--preset", choices=get_args(Preset), help=about)
    for name, (type_, help) in NUMBERS.items():
        group.add_argument(f"--{name.replace('_', '-')}", dest=name, type=type_, help=tr("cli", help))
    group.add_argument("--stop", action="append", help=tr("cli", "end the answer at this text; may be repeated"))
    about = tr("cli", "a file with a JSON schema: the answer is JSON that fits it")
    group.add_argument("--schema", type=full_path, default="", metavar="FILE", help=about)
    about = tr("cli", "let the model think before it answers, where it can")
    group.add_argument("--thinking", action="store_true", help=about)
    about = tr("cli", "how many tokens of prompt and answer the model may use; 0: all it can")
    group.add_argument("--context", type=int, default=0, metavar="N", help=about)


def settings_of(arguments: argparse.Namespace) -> ConversationSettings:
    """Return the settings that the options name. Raises SettingOutOfRange, SchemaInvalid, and the errors of reading a file."""
    sampling = with_preset(Sampling(), arguments.preset) if arguments.preset else Sampling()
    given = {name: getattr(arguments, name) for name in NUMBERS if getattr(arguments, name) is not None}
    schema = read_schema(Path(arguments.schema)) if arguments.schema else ""
    sampling = msgspec.structs.replace(sampling, **given, stop=tuple(arguments.stop or ()), schema=schema)
    check_ranges(sampling)
    return ConversationSettings(
        sampling,
        arguments.system,
        model=arguments.model,
        thinking=arguments.thinking,
        context=arguments.context,
        persona=getattr(arguments, "persona", ""),
    )


def read_schema(path: Path) -> str:
    """Return the text of a schema's file. Raises SchemaInvalid for what is no JSON object, FileVanished, FileUnreadable."""
    try:
        with open_ordinary_file(path) as file:
            data = file.read(LONGEST_SCHEMA)
    except FileNotFoundError:
        raise FileVanished(name=path.name) from None
    except OSError as error:
        raise FileUnreadable(str(error), name=path.name) from None
    text = decode_text(data)
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as broken:
        raise SchemaInvalid(str(broken)) from None
    if not isinstance(content, dict):
        raise SchemaInvalid("a schema is a JSON object")
    return text
