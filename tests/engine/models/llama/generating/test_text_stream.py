from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from engine.models.llama.generating.text_stream import TextStream


def streamed(pieces: list[bytes], stops: tuple[str, ...] = ()) -> tuple[list[str], bool]:
    stream = TextStream(stops)
    shown = []
    for piece in pieces:
        shown.append(stream.feed(piece))
        if stream.stopped:
            break
    return [*shown, stream.finish()], stream.stopped


def test_a_character_split_over_tokens_appears_once_and_whole() -> None:
    emoji = "🎉".encode()
    shown, _ = streamed([b"a", emoji[:1], emoji[1:3], emoji[3:], b"b"])
    assert shown == ["a", "", "", "🎉", "b", ""]


def test_an_unfinished_character_at_the_end_is_dropped() -> None:
    shown, _ = streamed([b"a", "é".encode()[:1]])
    assert "".join(shown) == "a"


def test_the_beginning_of_a_stop_string_is_held_back_and_never_shown_when_it_follows() -> None:
    shown, stopped = streamed([b"Hello\n", b"Us", b"er", b": more"], ("\nUser:",))
    assert "".join(shown) == "Hello"
    assert stopped


def test_what_only_looked_like_a_stop_string_is_shown_after_all() -> None:
    shown, stopped = streamed([b"Hello\n", b"Us", b"a"], ("\nUser:",))
    assert "".join(shown) == "Hello\nUsa"
    assert not stopped


def test_the_earliest_of_several_stop_strings_ends_the_text() -> None:
    shown, _ = streamed([b"one two three"], ("three", "two", ""))
    assert "".join(shown) == "one "


@given(st.text(max_size=60), st.lists(st.integers(1, 5), max_size=60), st.text(min_size=1, max_size=4))
def test_no_cut_of_the_bytes_changes_what_is_shown(text: str, cuts: list[int], stop: str) -> None:
    data, pieces = text.encode(), []
    for cut in cuts:
        pieces.append(data[:cut])
        data = data[cut:]
    shown, stopped = streamed([*pieces, data], (stop,))
    assert "".join(shown) == text.split(stop)[0]
    assert stopped == (stop in text)
