from __future__ import annotations

import re

from engine.text.chunking import LIMIT_TOKENS, chunk_spans


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
