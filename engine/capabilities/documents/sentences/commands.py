"""`ateneo documents sentences`: the vectors of single sentences, which the window makes when nothing else is to be done."""

from __future__ import annotations

import argparse
from functools import partial

import msgspec

from engine.capabilities.documents.api.sentences import EMBED_SENTENCES, EmbedSentences
from engine.cli.console import AddCommand, Console
from engine.protocol.i18n import Translations


class SentencesOutput(msgspec.Struct, frozen=True):
    """The output of `documents sentences --json`: passages that were prepared, and those that are left."""

    passages: int
    left: int


def add_sentences(action: AddCommand, translations: Translations) -> None:
    """Add `documents sentences`."""
    tr = partial(translations.tr, "cli")
    parser = action("sentences", tr("prepare single sentences, which orders more exactly what a search finds"))
    parser.set_defaults(run=_sentences)


def _sentences(options: argparse.Namespace, console: Console) -> None:
    """Run until all is made. Another request, of the window for example, goes first; then the rest is made."""
    passages = 0
    while True:
        report = console.call(EMBED_SENTENCES, EmbedSentences(), console.progress)
        passages += report.passages
        if not report.cancelled or console.was_interrupted:
            break
    if console.json:
        console.print_json(SentencesOutput(passages, report.left))
    else:
        text = "Passages whose sentences were prepared: {passages}. Left: {left}."
        console.print(console.tr("cli", text, passages=passages, left=report.left))
