"""How documents are cut into chunks: the person's choice for each collection."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

ChunkingMethod = Literal["document", "sentences", "paragraphs", "window", "headings"]
"""`document`: as few chunks as the embedder can read. `sentences`: whole sentences, joined up to the size. `paragraphs`: each of
its own. `window`: paragraphs joined up to the size. `headings`: what stands under a heading."""
SMALLEST, LARGEST = 16, 8192
"""Tokens that the size of a chunk may be."""
USUAL_SIZES: dict[ChunkingMethod, int] = {
    "document": 480,
    "sentences": 64,
    "paragraphs": 220,
    "window": 160,
    "headings": 320,
}
LARGEST_OVERLAP = 0.5
"""Part of the size that two neighbours may share."""


class Chunking(msgspec.Struct, frozen=True, omit_defaults=True):
    """Sizes are tokens of the embedder; 0 is the usual `size` of the method. Neighbours share up to `overlap` tokens."""

    method: ChunkingMethod = "window"
    size: Annotated[int, msgspec.Meta(ge=0)] = 0
    overlap: Annotated[int, msgspec.Meta(ge=0)] = 0

    @property
    def tokens(self) -> int:
        """The size in tokens."""
        return self.size or USUAL_SIZES[self.method]

    @property
    def largest_overlap(self) -> int:
        """The most tokens that neighbours may share."""
        return int(self.tokens * LARGEST_OVERLAP)

    @property
    def key(self) -> str:
        """A short text that is the same for equal cuts, "paragraphs:220:0"; empty for the usual one."""
        is_usual = (self.method, self.tokens, self.overlap) == ("window", USUAL_SIZES["window"], 0)
        return "" if is_usual else f"{self.method}:{self.tokens}:{self.overlap}"


USUAL = Chunking()
