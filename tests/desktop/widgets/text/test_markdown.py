"""Markdown blocks: parsing, completeness while streaming, places of citations, and unsafe addresses."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it.token import Token

from desktop.widgets.text.markdown import (
    MARKER,
    MAX_BLOCK,
    CitationMark,
    MarkdownBlock,
    MarkdownReader,
    is_complete,
    reveal,
    safe_target,
)

PIECES = ("2", ". ", "* ", "- ",
          "# One\n", "word ", "**bold** ", "\n", "\n\n", "- item\n", "  1. two\n", "> said\n", "```py\n", "x = 1\n", "```\n",
          "| a | b |\n", "|---|---|\n", "    code\n", "---\n", "[a](b) ", "`c` ", "$x$ ", "<b>", "\u200b")  # fmt: skip


def blocks(source: str, *marks: CitationMark) -> list[MarkdownBlock]:
    return list(MarkdownReader().blocks(source, 0, marks))


def inline(parsed: list[MarkdownBlock]) -> list[Token]:
    return [token for block in parsed for token in block.tokens if token.type == "inline"]


def marked(source: str, *marks: CitationMark) -> str:
    """The text with its markers as [n]; the numbers that no text took behind a bar."""
    parsed = blocks(source, *marks)
    words = "\n".join(MARKER.sub(r"[\1]", token.content.replace("\u200a", "")) for token in inline(parsed))
    left = "".join(f"[{number}]" for block in parsed for number in block.numbers)
    return f"{words}|{left}" if left else words


def test_blocks_follow_each_other_without_gaps_or_overlaps() -> None:
    source = "# Title\n\nA paragraph.\n\n- one\n- two\n\n```py\nx\n```\n\n| a |\n|---|\n| 1 |\n"
    parsed = blocks(source)
    assert [block.tokens[0].type for block in parsed] == [
        "heading_open", "paragraph_open", "bullet_list_open", "fence", "table_open"
    ]  # fmt: skip
    assert all(before.end <= after.start for before, after in pairwise(parsed))


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(PIECES), min_size=2, max_size=14), st.data())
def test_later_text_cannot_change_a_complete_block(pieces: list[str], data: st.DataObject) -> None:
    whole = "".join(pieces)
    part = whole[: data.draw(st.integers(1, len(whole)))]
    now = blocks(part)
    kept = [block for block, following in pairwise([*now, None]) if block and is_complete(block, following, part)]
    again = kept + list(MarkdownReader().blocks(whole, kept[-1].end if kept else 0))
    assert [kinds(block) for block in again] == [kinds(block) for block in blocks(whole)]


def kinds(block: MarkdownBlock) -> list[tuple[str, str]]:
    return [(token.type, token.content.strip()) for token in block.tokens]


def test_raw_html_is_text() -> None:
    parsed = blocks("<script>alert(1)</script>\n\nText with <img src=x onerror=y> inside.")
    assert {token.type for block in parsed for token in block.tokens} == {"paragraph_open", "inline", "paragraph_close"}
    assert "<script>" in inline(parsed)[0].content


def test_link_definitions_cannot_hide_an_address() -> None:
    assert "[text][1]" in inline(blocks("[text][1]\n\n[1]: http://example.org"))[0].content


def test_ten_thousand_nested_lists_are_limited_in_depth() -> None:
    parsed = blocks("- " * 10_000 + "deep")
    assert sum(len(block.tokens) for block in parsed) < 200


def test_ten_thousand_nested_quotes_are_limited_in_depth() -> None:
    parsed = blocks(">" * 5_000 + " deep")
    assert sum(len(block.tokens) for block in parsed) < 200


def test_a_very_long_block_is_plain_text() -> None:
    parsed = blocks("short\n\n" + "**a** " * MAX_BLOCK)
    assert [bool(block.plain) for block in parsed] == [False, True]


def test_a_long_text_of_short_blocks_stays_markdown() -> None:
    parsed = blocks("A **paragraph** of words.\n\n" * 1_000)
    assert len(parsed) == 1_000
    assert not any(block.plain for block in parsed)


def test_a_long_code_block_is_not_split_at_its_empty_lines() -> None:
    parsed = blocks("```py\n" + "x = 1\n\n" * 500 + "```\n\n" + "after\n\n" * 1_000)
    assert [token.type for token in parsed[0].tokens] == ["fence"]
    assert parsed[0].tokens[0].content.count("x = 1") == 500


# where citations go


@pytest.mark.parametrize(
    ("source", "cited", "shown"),
    [
        (
            "It is serviced in October. Call Ana.",
            "It is serviced in October.",
            "It is serviced in October.[1] Call Ana.",
        ),
        ("It is **in October**. Then.", "It is **in October**.", "It is **in October**.[1] Then."),
        ("It is **in October** now.", "It is **in October", "It is **in October**[1] now."),
        ("- one fact\n- another fact", "- one fact", "one fact[1]\nanother fact"),
        ("1. one\n2. two", "1. one\n2. two", "one\ntwo[1]"),
        ("| a | b |\n|---|---|\n| x | y |", "| a | b |\n|---|---|\n| x", "a\nb\nx[1]\ny"),
        ("# Title\n\nText.", "# Title\n\nText.", "Title\nText.[1]"),
        ("> said so.", "> said so.", "said so.[1]"),
        ("Same. Same. Same.", "Same. Same.", "Same. Same.[1] Same."),
        ("Line one\nline two. End", "Line one\nline two.", "Line one\nline two.[1] End"),
        ("Ends with a space. \nNext", "Ends with a space. \n", "Ends with a space.[1] \nNext"),
        ("Ñandú 😀 emoji. Next", "Ñandú 😀 emoji.", "Ñandú 😀 emoji.[1] Next"),
    ],
)
def test_a_citation_follows_its_sentence(source: str, cited: str, shown: str) -> None:
    assert marked(source, CitationMark(1, len(cited))) == shown


def test_several_citations_keep_their_order() -> None:
    source = "A first. A second. A third."
    assert (
        marked(source, CitationMark(1, 8), CitationMark(2, 18), CitationMark(1, 27))
        == "A first.[1] A second.[2] A third.[1]"
    )
    assert marked(source, CitationMark(1, 8), CitationMark(2, 8)) == "A first.[1][2] A second. A third."


def test_a_citation_in_a_code_block_follows_the_block() -> None:
    assert marked("```\nx = 1\n```", CitationMark(3, 9)) == "|[3]"


def test_a_citation_beyond_the_text_is_left_out() -> None:
    assert marked("Short.", CitationMark(1, 4_000)) == "Short."


def test_our_marker_characters_in_a_text_are_no_citation() -> None:
    assert "7" in marked("fake \ufdd07\ufdd1 mark")
    assert not MARKER.search(inline(blocks("fake \ufdd07\ufdd1 mark"))[0].content)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=14), st.lists(st.integers(-5, 200), max_size=4))
def test_no_citation_is_lost_wherever_it_is_put(pieces: list[str], places: list[int]) -> None:
    source = "".join(pieces)
    marks = [CitationMark(number, at) for number, at in enumerate(places, start=1)]
    shown = marked(source, *marks)
    inside = blocks(source)
    for mark in marks:
        if any(block.start < mark.at <= block.end for block in inside):
            assert f"[{mark.number}]" in shown


# addresses


@pytest.mark.parametrize(
    "address",
    ["http://example.org", "https://example.org/a?b=c#d", "mailto:ana@example.org", "https://ñandú.example/á"],
)
def test_web_and_mail_addresses_may_be_offered(address: str) -> None:
    assert safe_target(address) == address


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)", "JaVaScRiPt:alert(1)", "file:///etc/passwd", "/etc/hosts", "etc/hosts", "../x",
        "smb://server/share", "\\\\server\\share", "//server/share", "data:text/html,x", "vbscript:x", "ftp://a/b",
        "steam://run/1", "tel:123", "http:", "http://", "https:///path", "http:\\\\server", "about:blank", "",
        "http://a\u202egro.evil", "https://a\u200b.org", "http://[::1", "java\nscript:x", " file:///x", "qrc:/x",
        "copy:0", "cite:1", "more:", "HTTP:no-host", "http://a%E2%80%AEb.example",
    ],
)  # fmt: skip
def test_no_other_address_is_offered(address: str) -> None:
    assert safe_target(address) == ""


def test_characters_that_hide_or_reverse_text_are_written_out() -> None:
    assert reveal("a\u202eb\u200bc\u2066\ufeff") == "a⟨U+202E⟩b⟨U+200B⟩c⟨U+2066⟩⟨U+FEFF⟩"
    assert reveal("niño 😀 日本") == "niño 😀 日本"
