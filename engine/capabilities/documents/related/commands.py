"""`ateneo search --related FILE`: passages of the library that are related to a file or a text."""

from __future__ import annotations

import argparse
from collections.abc import Callable

from engine.capabilities.documents.api.related import FIND_RELATED, FindRelated
from engine.capabilities.documents.whole.document_argument import document_argument
from engine.cli.console import Console, read_stdin
from engine.protocol.answering.passage import Passage

STANDARD_INPUT = "-"


def add_related_option(search: argparse.ArgumentParser, tr: Callable[[str], str]) -> None:
    """Add `--related` to `search`."""
    about = tr("find what is related to this file, to a document by its number, or to the text piped in (-)")
    search.add_argument("--related", metavar="FILE", help=about)


def find_related(options: argparse.Namespace, console: Console) -> tuple[Passage, ...]:
    """Return the passages that are related to what the option names."""
    if options.related == STANDARD_INPUT:
        request = FindRelated(text=read_stdin(), k=options.k)
    else:
        named = document_argument(options.related)
        request = FindRelated(named.id, path=named.path, k=options.k)
    return console.call(FIND_RELATED, request).passages
