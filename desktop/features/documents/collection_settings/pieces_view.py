"""Text of a document with its pieces told apart by their backgrounds and numbered at their beginnings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

import msgspec
from PySide6.QtGui import QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QTextEdit, QWidget

from desktop.i18n import TranslatedMixin, tr
from desktop.theme.theme import Theme
from desktop.theme.tokens import Type
from desktop.widgets.text import formatting
from engine.capabilities.documents.api.chunking import ChunkingPreview, PreviewedChunk, PreviewedPage

BACKGROUNDS = ("card", "tint")


class _Stretch(msgspec.Struct, frozen=True):
    """A stretch of a page that belongs to the same pieces; `begins` is the number of the piece that begins with it, else 0."""

    text: str
    pieces: tuple[int, ...]
    begins: int


class PiecesView(TranslatedMixin, QTextEdit):
    """Underlines what two pieces share. The place in the text stays while the pieces change."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._preview: ChunkingPreview | None = None
        self.setReadOnly(True)
        self.setAcceptRichText(False)
        self.setUndoRedoEnabled(False)
        theme.changed.connect(self._write)
        self.retranslate()

    def show_preview(self, preview: ChunkingPreview) -> None:
        """Show the beginning of a document with its pieces."""
        is_other = self._preview is None or self._preview.path != preview.path
        self._preview = preview
        place = 0 if is_other else self.verticalScrollBar().value()
        self._write()
        self.verticalScrollBar().setValue(place)

    def retranslate(self) -> None:
        self.setAccessibleName(tr("documents", "The document with its pieces"))
        self._write()

    def _write(self) -> None:
        place = self.verticalScrollBar().value()
        self.clear()
        self.document().setDefaultFont(self._theme.font(Type.BODY))
        if self._preview is not None:
            cursor = QTextCursor(self.document())
            cursor.beginEditBlock()
            for page in self._preview.pages:
                self._write_page(cursor, page, self._preview.chunks)
            if self._preview.is_cut:
                cursor.insertText("\n…", self._plain("faint"))
            cursor.endEditBlock()
        self.verticalScrollBar().setValue(place)

    def _write_page(self, cursor: QTextCursor, page: PreviewedPage, chunks: Sequence[PreviewedChunk]) -> None:
        if self._preview is not None and len(self._preview.pages) > 1:
            label = page.label or tr("documents", "Page {n}", n=formatting.number(page.number))
            cursor.insertText(f"{label}\n" if page.number == 1 else f"\n\n{label}\n", self._plain("faint"))
        for stretch in stretches(page, chunks):
            if stretch.begins:
                cursor.insertText(f" {formatting.number(stretch.begins)} ", self._number())
            cursor.insertText(stretch.text, self._format(stretch.pieces))

    def _format(self, pieces: tuple[int, ...]) -> QTextCharFormat:
        form = self._plain("text")
        if pieces:
            form.setBackground(self._theme.colour(BACKGROUNDS[pieces[-1] % len(BACKGROUNDS)]))
        form.setFontUnderline(len(pieces) > 1)
        return form

    def _number(self) -> QTextCharFormat:
        form = self._plain("on_accent")
        form.setBackground(self._theme.colour("accent"))
        return form

    def _plain(self, colour: str) -> QTextCharFormat:
        form = QTextCharFormat()
        form.setForeground(self._theme.colour(colour))
        return form


def stretches(page: PreviewedPage, chunks: Sequence[PreviewedChunk]) -> Iterator[_Stretch]:
    """Yield the stretches of a page in order, with the numbers of the pieces that each belongs to."""
    own = [(number, chunk) for number, chunk in enumerate(chunks, 1) if chunk.page == page.number]
    cuts = sorted({0, len(page.text), *(c.start for _, c in own), *(c.end for _, c in own)})
    starts = {chunk.start: number for number, chunk in own}
    for start, end in pairwise(cuts):
        pieces = tuple(number for number, chunk in own if chunk.start < end and chunk.end > start)
        yield _Stretch(page.text[start:end], pieces, starts.get(start, 0))
