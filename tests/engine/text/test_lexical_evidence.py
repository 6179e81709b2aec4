"""Words of a query that stand together in a passage tell more than the same words apart."""

from __future__ import annotations

import pytest

from engine.text.lexical_evidence import BEST_SENTENCE, COVERAGE, PAIRS, LexicalEvidence
from engine.text.relevance import QueryTerms
from engine.text.sentences import spans
from engine.text.tokens import is_stop_word, words


def evidence(query: str) -> LexicalEvidence:
    """Return the evidence of a query whose content words weigh the same."""
    content = [word for word in words(query) if not is_stop_word(word)]
    return LexicalEvidence.of(query, QueryTerms.of(dict.fromkeys(content, 1.0)).weights)


QUERY = evidence("revisar caldera gas")


def test_a_sentence_with_the_query_has_all_that_there_is() -> None:
    assert QUERY.score("Hay que revisar caldera, gas y luz.") == pytest.approx(COVERAGE + BEST_SENTENCE + PAIRS * 2 / 3)


def test_words_in_one_sentence_are_ahead_of_words_in_several() -> None:
    together = QUERY.score("El gas y la caldera se van a revisar. Nada más.")
    apart = QUERY.score("Se va a revisar. Es el gas. La caldera también.")
    assert together == pytest.approx(COVERAGE + BEST_SENTENCE)
    assert apart == pytest.approx(COVERAGE + BEST_SENTENCE / 3)


def test_endings_and_spellings_of_numbers_do_not_matter() -> None:
    assert evidence("las facturas de 1.234,50 euros").score("Factura: 1234.50 euro") > COVERAGE + BEST_SENTENCE - 0.01


@pytest.mark.parametrize("text", ["", " \n", "Otra cosa.", "…"])
def test_a_text_without_the_words_has_none(text: str) -> None:
    assert QUERY.score(text) == 0.0


def test_a_query_without_words_is_evidence_of_nothing() -> None:
    assert evidence("").score("Hay texto.") == 0.0 == evidence("¿?").score("")


@pytest.mark.parametrize(
    "text",
    [
        "El gas y la caldera se van a revisar. Nada más. ¿Y la caldera?",
        "La oficina no revisa gas: ﬁn. Caldera de gas. I\u0307 caldera.",  # folded into more, and into fewer characters
    ],
)
def test_sentences_that_are_given_are_not_looked_for(text: str) -> None:
    assert QUERY.score(text, "Gas", spans(text)) == QUERY.score(text, "Gas")
    whole = QUERY.score(text, "", [(0, len(text))])
    assert whole >= QUERY.score(text)
    assert QUERY.score(text, "", [(7, 3), (9999, 10_000)]) == 0.0
