"""How much of the passages a model reads: the one that leads alone, else the best sentences of all and those beside them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

import numpy as np
from msgspec.structs import replace

from engine.capabilities.chat import api
from engine.capabilities.chat.answering.extractive_answer import ANSWER_UNSUPPORTED, NEAREST_QUOTED
from engine.capabilities.chat.answering.ranking import RankedPassages, SentenceRanker
from engine.capabilities.chat.api import AnswerReplaced, Send
from engine.models.interfaces import Embedder
from engine.protocol.answering.passage import Passage
from engine.protocol.i18n import Translations
from engine.text.extractive_quote import rank_sentences, shorten
from engine.text.tokens import content_stems
from tests.support.fake_text_model import FakeModelPool, FakeTextModel
from tests.support.harness import EngineHarness, NoIndexer

RIGHT = "La caldera de gas se revisa cada octubre. El técnico es Julián Ferrer."
OTHER = "La caldera de vapor del barco era de 1912. Se cambió en 1920."
QUESTION = Send("¿Quién revisa la caldera de gas?", collections=("casa",))
LACKS = "El texto no contiene esa información."
ANSWER = "El técnico es Julián Ferrer."
DIMENSIONS = 512


class StemEmbedder:
    """Texts that share stems are nearer than others; all are rather near, as with the real embedder."""

    id = "stems"

    def embed_queries(self, texts: Sequence[str]) -> Any:
        vectors = np.full((len(texts), DIMENSIONS), 0.3, np.float32)
        for row, text in enumerate(texts):
            for stem in content_stems(text):
                vectors[row, sum(map(ord, stem)) % DIMENSIONS] += 1
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)

    embed_passages = embed_queries


class PoolWithEmbedder(FakeModelPool):
    @contextmanager
    def embedder(self, model: str | None = None) -> Iterator[Embedder]:
        yield cast("Embedder", StemEmbedder())


def passage(number: int, text: str, score: float) -> Passage:
    return Passage(number, number, f"/docs/{number}.txt", str(number), 1, 0, len(text), text, score)


def reading(home: Path, model: FakeTextModel, *passages: Passage) -> EngineHarness:
    pool = PoolWithEmbedder(model)
    retrieve = lambda query, collections, k, files: passages  # noqa: E731
    return EngineHarness(home, home / "models", "chat", pool=pool, indexer=NoIndexer(), retrieve=retrieve)


def test_a_passage_far_ahead_is_read_alone_and_whole(home: Path, model: FakeTextModel) -> None:
    model.answer = ANSWER
    engine = reading(home, model, passage(1, RIGHT, 9.0), passage(2, OTHER, 4.0))
    message = engine.call(api.SEND, QUESTION).message
    assert RIGHT in model.received[0][-1].text and "barco" not in model.received[0][-1].text
    assert [Path(citation.path).stem for citation in message.citations] == ["1"]
    assert len(message.passages) == 2 and len(model.received) == 1
    engine.close()


def test_a_passage_with_a_better_sentence_goes_before_those_that_the_search_had_before_it(
    home: Path, model: FakeTextModel
) -> None:
    others = [passage(n, f"El patio número {n} es gris. La torre se pinta a menudo.", 6.5 - n / 10) for n in (1, 2, 3)]
    engine = reading(home, model, *others, passage(4, RIGHT, 5.9), passage(5, OTHER, 1.0))
    message = engine.call(api.SEND, QUESTION).message
    assert [kept.document for kept in message.passages] == [4, 1, 2]
    assert RIGHT in model.received[0][-1].text
    engine.close()


def test_a_follow_up_that_cannot_stand_alone_leaves_the_order_of_the_search(home: Path, model: FakeTextModel) -> None:
    engine = reading(
        home, model, *(passage(n, text, 6 - n / 10) for n, text in enumerate((OTHER, OTHER, OTHER, RIGHT)))
    )
    first = engine.call(api.SEND, QUESTION).message
    assert first.passages[0].document == 3
    later = Send("¿Y quién?", conversation=first.conversation, collections=("casa",))
    assert [kept.document for kept in engine.call(api.SEND, later).message.passages] == [0, 1, 2]
    engine.close()


def test_passages_near_each_other_are_read_together(home: Path, model: FakeTextModel) -> None:
    engine = reading(home, model, passage(1, OTHER, 9.0), passage(2, RIGHT, 5.5))
    engine.call(api.SEND, QUESTION)
    assert RIGHT in model.received[0][-1].text and OTHER in model.received[0][-1].text
    engine.close()


def test_where_the_leading_passage_lacks_the_answer_the_others_are_read(home: Path, model: FakeTextModel) -> None:
    model.answers = [LACKS, ANSWER]
    engine = reading(home, model, passage(1, OTHER, 25.0), passage(2, RIGHT, 4.0))
    message = engine.call(api.SEND, QUESTION).message
    assert RIGHT not in model.received[0][-1].text and RIGHT in model.received[1][-1].text
    assert message.text.strip() == ANSWER and AnswerReplaced("", "more") in engine.events
    assert [Path(citation.path).stem for citation in message.citations] == ["2"]
    engine.close()


def test_an_answer_is_asked_for_twice_at_most(home: Path, model: FakeTextModel) -> None:
    model.answer = LACKS
    engine = reading(home, model, passage(1, OTHER, 25.0), passage(2, RIGHT, 4.0))
    message = engine.call(api.SEND, QUESTION).message
    assert len(model.received) == 2 and message.text.startswith(LACKS)
    engine.close()


def test_below_an_answer_that_says_it_found_nothing_what_comes_nearest_is_quoted(
    home: Path, model: FakeTextModel
) -> None:
    model.answer = LACKS
    engine = reading(home, model, passage(1, OTHER, 9.0), passage(2, RIGHT, 8.5))
    message = engine.call(api.SEND, QUESTION).message
    nearest = Translations("es").tr("answers", NEAREST_QUOTED)
    assert nearest in message.text and Translations("es").tr("answers", ANSWER_UNSUPPORTED) not in message.text
    assert not message.remarks.unsupported
    engine.close()


def test_shortened_passages_keep_the_sentence_beside_the_one_with_the_questions_words() -> None:
    text = "La torre se pinta a menudo. El patio es gris. La caldera de gas se revisa cada octubre. Ferrer viene."
    ranked = rank_sentences("¿Quién revisa la caldera de gas?", [text], lambda question, texts: [0.0] * len(texts))
    (short,) = shorten([text], ranked, 14, lambda text: len(text.split()))
    assert short.endswith("octubre. Ferrer viene.") and "torre" not in short


def test_sentences_whose_vectors_are_stored_are_not_embedded_again(model: FakeTextModel) -> None:
    embedder, asked = StemEmbedder(), list[str]()

    class Counting(StemEmbedder):
        def embed_passages(self, texts: Sequence[str]) -> Any:  # type: ignore[override]  # the base's is an attribute
            asked.extend(texts)
            return embedder.embed_queries(texts)

    class Pool(FakeModelPool):
        @contextmanager
        def embedder(self, model: str | None = None) -> Iterator[Embedder]:
            yield cast("Embedder", Counting())

    first, second = "La caldera se revisa.", "El barco zarpa."
    stored = {first: embedder.embed_queries([QUESTION.text])[0]}
    ranker = SentenceRanker(Pool(model), lambda id, passages: stored if id == "stems" else {})
    ranked = ranker.rank(QUESTION.text, [passage(1, f"{second} {first}", 1.0)])
    assert asked == [second]
    assert ranked.best is not None and (ranked.best.start, ranked.best.end) == (
        len(second) + 1,
        len(second) + 1 + len(first),
    )


def test_what_the_search_has_counted_of_a_sentence_is_not_counted_again() -> None:
    near, far = passage(1, RIGHT, 9.0), passage(2, OTHER, 5.0)
    counted = [replace(near, score=9.0 + 4.0, sentence_score=4.0), replace(far, score=5.0 - 4.0, sentence_score=-4.0)]
    alike = lambda question, texts: [0.8 for _ in texts]  # noqa: E731
    sentences = rank_sentences("", [RIGHT, OTHER], alike)
    plain, again = (RankedPassages(tuple(found), sentences) for found in ([near, far], counted))
    assert plain.leader == near and again.leader == counted[0]
    close = [replace(near, score=6.0), replace(far, score=2.0, sentence_score=-3.0)]
    assert RankedPassages(tuple(close), sentences).leader is None
