"""`ateneo documents chunking`: how the documents of a collection are divided, and how one would be."""

from __future__ import annotations

import argparse
from functools import partial
from typing import get_args

import msgspec

from engine.capabilities.documents.api import chunking as api
from engine.cli.arguments import non_negative_int, positive_int, required_path
from engine.cli.console import AddCommand, Console
from engine.protocol.children.chunking import Chunking, ChunkingMethod
from engine.protocol.i18n import Translations

SHOWN_CHARACTERS = 240
"""Of each piece, on the console."""


class PieceLine(msgspec.Struct, frozen=True):
    """A piece of the previewed document."""

    page: int
    start: int
    end: int
    tokens: int
    shared: int
    text: str


class PreviewOutput(msgspec.Struct, frozen=True):
    """A document as it would be divided; `whole`: it fits in one piece; `cut`: only its beginning is shown."""

    path: str
    title: str
    whole: bool
    cut: bool
    pieces: tuple[PieceLine, ...]


class ChunkingOutput(msgspec.Struct, frozen=True, omit_defaults=True):
    """The output of `documents chunking --json`. `waiting` of the `documents` are still divided as before."""

    collection: str
    method: str
    size: int
    overlap: int
    documents: int
    waiting: int
    preview: PreviewOutput | None = None


def add_chunking(action: AddCommand, translations: Translations) -> None:
    """Add `documents chunking`."""
    tr = partial(translations.tr, "cli")
    parser = action("chunking", tr("say or choose how the documents of a collection are divided into pieces"))
    parser.add_argument("collection", metavar="COLLECTION", help=tr("name of the collection"))
    parser.add_argument(
        "--method", choices=get_args(ChunkingMethod), default=None, help=tr("where pieces begin and end")
    )
    size = tr("the size of a piece, in the tokens of the model that finds passages by meaning")
    parser.add_argument("--size", type=positive_int, default=None, metavar="N", help=size)
    overlap = tr("tokens that a piece shares with the one before it")
    parser.add_argument("--overlap", type=non_negative_int, default=None, metavar="N", help=overlap)
    preview = tr("only show how this file would be divided; nothing is changed")
    parser.add_argument("--preview", type=required_path, default=None, metavar="FILE", help=preview)
    parser.set_defaults(run=_chunking)


def _chunking(options: argparse.Namespace, console: Console) -> None:
    known = console.call(api.GET_CHUNKING, api.GetChunking(options.collection))
    wanted = _wanted(options, known.chunking)
    if options.preview:
        preview = console.call(api.PREVIEW_CHUNKING, api.PreviewChunking(wanted, path=options.preview))
        _print(console, msgspec.structs.replace(known, chunking=wanted), preview)
        return
    if wanted.key != known.chunking.key:
        console.call(api.SET_CHUNKING, api.SetChunking(options.collection, wanted))
    if wanted.key != known.chunking.key or known.waiting:
        # Another request, of the window for example, goes first; then the rest is done.
        while console.call(api.RECHUNK, api.RechunkDocuments(), console.progress).cancelled:
            if console.was_interrupted:
                break
        known = console.call(api.GET_CHUNKING, api.GetChunking(options.collection))
    _print(console, known, None)


def _wanted(options: argparse.Namespace, known: Chunking) -> Chunking:
    """Return the choice with the options in the place of what they name. Another method has sizes of its own."""
    if options.method and options.method != known.method:
        known = Chunking(options.method)
    size = known.size if options.size is None else options.size
    return Chunking(known.method, size, known.overlap if options.overlap is None else options.overlap)


def _print(console: Console, known: api.CollectionChunking, preview: api.ChunkingPreview | None) -> None:
    chosen = known.chunking
    if console.json:
        shown = _preview_output(preview) if preview else None
        console.print_json(
            ChunkingOutput(
                known.collection, chosen.method, chosen.tokens, chosen.overlap, known.documents, known.waiting, shown
            )
        )
        return
    text = "{collection}: {method}, {size} tokens, {overlap} shared; {waiting} of {documents} documents wait to be divided."
    values = {"collection": known.collection, "method": chosen.method, "size": chosen.tokens, "overlap": chosen.overlap}
    console.print(console.tr("cli", text, **values, waiting=known.waiting, documents=known.documents))
    if preview is not None:
        _print_preview(console, preview)


def _print_preview(console: Console, preview: api.ChunkingPreview) -> None:
    for number, piece in enumerate(_preview_output(preview).pieces, 1):
        place = console.tr("cli", "page {page}", page=piece.page)
        size = console.tr("cli", "{tokens} tokens, {shared} of them shared", tokens=piece.tokens, shared=piece.shared)
        console.print(f"{number}. {place} · {size}")
        console.print("   " + " ".join(piece.text.split())[:SHOWN_CHARACTERS])
    if preview.is_whole:
        console.print(console.tr("cli", "The document is small and stays whole."))
    if preview.is_cut:
        console.print(console.tr("cli", "Only its beginning is shown."))


def _preview_output(preview: api.ChunkingPreview) -> PreviewOutput:
    texts = {page.number: page.text for page in preview.pages}
    pieces = (
        PieceLine(c.page, c.start, c.end, c.tokens, c.shared, texts[c.page][c.start : c.end]) for c in preview.chunks
    )
    return PreviewOutput(preview.path, preview.title, preview.is_whole, preview.is_cut, tuple(pieces))
