from __future__ import annotations

import re
from itertools import pairwise

import pytest

from engine.protocol.children.chunking import USUAL_SIZES, Chunking, ChunkingMethod
from engine.text.chunking import chunk_spans, cut_text
from engine.text.chunking.rules import LIMIT_TOKENS, cut_rules, word_offsets


def words_as_tokens(text: str) -> list[tuple[int, int]]:
    return [match.span() for match in re.finditer(r"\w+|[^\w\s]", text)]


def test_chunks_cover_every_word_and_respect_the_limit() -> None:
    text = "# Manual\n\n" + "\n\n".join(f"Párrafo {n}. " + "La caldera se revisa cada octubre. " * 20 for n in range(9))
    tokens = words_as_tokens(text)
    chunks = chunk_spans(text, tokens)
    assert "".join("".join(text[start:end] for start, end in chunks).split()) == "".join(text.split())
    assert all(sum(start <= token < end for token, _ in tokens) <= LIMIT_TOKENS for start, end in chunks)
    assert text[slice(*chunks[0])].startswith("# Manual\n\nPárrafo 0")


def test_short_paragraphs_share_a_chunk_and_a_heading_stays_with_the_text_after_it() -> None:
    text = "Uno dos.\n\nTres cuatro.\n\nMantenimiento\n\n" + "Palabra " * 155 + "fin."
    chunks = [text[start:end] for start, end in chunk_spans(text, words_as_tokens(text))]
    assert chunks[0] == "Uno dos.\n\nTres cuatro."
    assert chunks[1].startswith("Mantenimiento\n\nPalabra")


def test_one_endless_line_without_spaces_is_cut_by_tokens() -> None:
    text = "x" * 5_000
    tokens = [(n, n + 1) for n in range(5_000)]
    chunks = chunk_spans(text, tokens)
    assert "".join(text[start:end] for start, end in chunks) == text
    assert max(end - start for start, end in chunks) <= LIMIT_TOKENS


def test_megabytes_in_one_paragraph_are_cut_in_proportion_to_their_length() -> None:
    for unit in ("palabra ", "1. y ", "a\n", "# a\n", "x" + " " * 100):
        text = unit * (1_000_000 // len(unit))
        chunks = chunk_spans(text, words_as_tokens(text))
        assert len("".join("".join(text[start:end] for start, end in chunks).split())) == len("".join(text.split()))


MANUAL = "# Manual\n\nIntroducción corta.\n\n" + "\n\n".join(
    f"## Capítulo {n}\n\nEl párrafo {n} dice una cosa. " + "La caldera se revisa cada octubre. " * 20 for n in range(5)
)
METHODS: tuple[ChunkingMethod, ...] = tuple(USUAL_SIZES)


def pieces(text: str, method: ChunkingMethod, size: int = 0, overlap: int = 0, is_all: bool = False) -> list[str]:
    chosen = Chunking(method, size, overlap)
    rules = cut_rules(chosen.method, chosen.tokens, chosen.overlap, 512)
    return [text[start:end] for start, end in cut_text(text, word_offsets(text), rules, is_all=is_all)]


@pytest.mark.parametrize("overlap", [0, 12])
@pytest.mark.parametrize("method", METHODS)
def test_every_method_covers_every_word_in_order_and_keeps_to_its_size(method: ChunkingMethod, overlap: int) -> None:
    chosen = Chunking(method, 60, overlap)
    rules = cut_rules(method, 60, overlap, 512)
    spans = cut_text(MANUAL, word_offsets(MANUAL), rules)
    longest = 60 * LIMIT_TOKENS // 160 if method == "window" else 60
    assert max(len(word_offsets(MANUAL[start:end])) for start, end in spans) <= longest
    covered = sorted({at for start, end in spans for at in range(start, end)})
    assert "".join(MANUAL[at] for at in covered if not MANUAL[at].isspace()) == "".join(MANUAL.split())
    assert all(a < b and c <= d for (a, c), (b, d) in pairwise(spans))
    assert chosen.key == f"{method}:60:{overlap}"


@pytest.mark.parametrize("method", METHODS)
def test_no_piece_begins_or_ends_within_a_word(method: ChunkingMethod) -> None:
    text = "Antidisestablishmentarianismo y desoxirribonucleico, " * 200
    rules = cut_rules(method, 30, 10, 512)
    for start, end in cut_text(text, word_offsets(text), rules):
        assert start == 0 or text[start - 1].isspace()
        assert end == len(text) or text[end].isspace() or text[end - 1].isspace()


def test_a_section_stays_together_and_begins_with_its_heading() -> None:
    assert pieces(MANUAL, "headings")[0] == "# Manual\n\nIntroducción corta."
    assert all(piece.startswith("## Capítulo") for piece in pieces(MANUAL, "headings")[1:])
    assert len(pieces(MANUAL, "headings")) == 6


def test_known_headings_count_and_not_what_looks_like_one() -> None:
    text = "Uno\n\nTexto de uno.\n\nNo es un título\n\nSigue.\n\nDos\n\nTexto de dos."
    rules = cut_rules("headings", 16, 0, 512)
    spans = cut_text(text, word_offsets(text), rules, [0, text.index("Dos")])
    assert [text[start:end] for start, end in spans] == [text[: text.index("\n\nDos")], "Dos\n\nTexto de dos."]


def test_a_heading_with_nothing_under_it_stays_with_the_next() -> None:
    text = "# Parte\n\n## Capítulo\n\n" + "Texto del capítulo. " * 10
    assert pieces(text, "headings", 40)[0].startswith("# Parte\n\n## Capítulo\n\nTexto")


def test_sentences_are_joined_and_none_is_cut() -> None:
    assert all(piece.rstrip().endswith((".", "Manual")) for piece in pieces(MANUAL, "sentences", 30))
    assert pieces(MANUAL, "sentences", 16)[3] == "La caldera se revisa cada octubre. La caldera se revisa cada octubre."


def test_paragraphs_stay_apart() -> None:
    text = "Primero corto.\n\nSegundo corto.\n\nTercero corto. " + "Largo. " * 300
    assert pieces(text, "paragraphs", 100)[:2] == ["Primero corto.", "Segundo corto."]


def test_neighbours_share_whole_sentences_where_they_fit_else_words() -> None:
    shared = pieces(MANUAL, "window", 60, 20)
    assert any(piece.startswith("La caldera se revisa cada octubre.") for piece in shared[1:])
    text = "palabra " * 300
    first, second, *_ = pieces(text, "window", 60, 20)
    assert len(word_offsets(first)) == 62
    assert second.startswith("palabra")
    whole = cut_text(text, word_offsets(text), cut_rules("window", 60, 20, 512))
    assert (whole[0][1] - whole[1][0]) // len("palabra ") == 19


@pytest.mark.parametrize("method", METHODS)
def test_a_small_document_stays_whole(method: ChunkingMethod) -> None:
    text = "Título\n\nUna frase. Otra frase.\n\nOtro párrafo."
    assert pieces(text, method, is_all=True) == [text]


def test_a_piece_is_never_longer_than_the_embedder_reads() -> None:
    rules = cut_rules("document", 480, 0, 128)
    assert rules.limit == 128 - 16
    assert all(len(word_offsets(MANUAL[a:b])) <= 112 for a, b in cut_text(MANUAL, word_offsets(MANUAL), rules))


def test_blank_text_has_no_pieces() -> None:
    assert all(pieces(" \n\n\t ", method, is_all=True) == [] for method in METHODS)


@pytest.mark.parametrize("method", METHODS)
def test_a_long_page_is_cut_by_every_method(method: ChunkingMethod) -> None:
    for unit in ("palabra ", "1. y ", "a\n", "# a\n", "# a\n\n", "x" + " " * 100):
        text = unit * (60_000 // len(unit))
        rules = cut_rules(method, 64, 16, 512)
        assert cut_text(text, word_offsets(text), rules)[-1][1] >= len(text.rstrip())
