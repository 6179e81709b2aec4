"""Search for a quoted passage in a page with other spaces, line breaks and hyphens."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from desktop.widgets.passages.quote_search import find_quote

PAGE = "3. Mantenimiento\r\nLa caldera de gas se\r\nrevisa cada  octu-\r\nbre. El técnico es Julián Ferrer."


def test_a_quote_is_found_across_line_breaks_and_hyphens() -> None:
    start, end = find_quote(PAGE, "La caldera de gas se revisa cada octubre.")
    assert PAGE[start:end].split()[0] == "La"
    assert PAGE[start:end].endswith("octu-\r\nbre")


def test_the_beginning_is_found_when_the_quote_continues_on_the_next_page() -> None:
    start, end = find_quote(PAGE, "El técnico es Julián Ferrer. Vive en la calle del Olmo, número 7")
    assert PAGE[start:end].startswith("El técnico")


def test_a_quote_that_is_not_in_the_page_is_not_found() -> None:
    assert find_quote(PAGE, "una cosa completamente distinta") == (0, 0)
    assert find_quote(PAGE, "") == (0, 0)
    assert find_quote("", "octubre") == (0, 0)


@given(st.text(), st.text())
def test_any_text_gives_a_span_of_the_page(page: str, quote: str) -> None:
    start, end = find_quote(page, quote)
    assert 0 <= start <= end <= len(page)
