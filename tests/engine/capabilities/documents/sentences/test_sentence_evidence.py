"""The nearest sentence counts in a search: it orders passages, is told with them, and its lack is no loss."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from engine.capabilities.documents import api
from engine.capabilities.documents.api.sentences import EMBED_SENTENCES, EmbedSentences
from engine.capabilities.documents.searching.result_list import merge_neighbours
from engine.models.registry import ModelRegistry
from engine.protocol.answering.passage import Passage
from engine.rpc.generators import exhaust
from tests.support.harness import DocumentsHarness
from tests.support.tiny_models import DIMENSIONS, write_embedder

QUERY = "La caldera se revisa"
SECOND = "Aquí está palabra3 y nada más."


@pytest.fixture
def engine(home: Path, tmp_path: Path, folder: Path) -> Iterator[DocumentsHarness]:
    """An engine that has read the folder and has the vectors of all sentences."""
    models = tmp_path / "models"
    exhaust(ModelRegistry([models]).add(write_embedder(tmp_path / "words")))
    engine = DocumentsHarness(home, models)
    engine.index(folder)
    engine.call(EMBED_SENTENCES, EmbedSentences())
    yield engine
    engine.close()


def bring_near(engine: DocumentsHarness, name: str, sentence: int) -> None:
    """Give a sentence of a file the vector of the query, and all others its opposite."""
    with engine.pool.embedder() as embedder:
        query = embedder.embed_queries([QUERY])[0]
    row = np.rint(query / np.abs(query).max() * 127).astype(np.int8)
    with engine.store.write() as connection:
        ids = {
            Path(str(path)).stem: id
            for id, path in connection.execute(
                "SELECT k.id, d.path FROM chunks k JOIN documents d ON d.id = k.document"
            ).fetchall()
        }
        for stem, id in ids.items():
            vectors = [row if stem == name and at == sentence else -row for at in range(2)]
            sql = "UPDATE sentence_vectors SET vectors = ? WHERE chunk = ?"
            connection.execute(sql, (np.stack(vectors).tobytes(), id))


def test_of_passages_with_the_same_words_the_one_with_the_nearest_sentence_comes_first(
    engine: DocumentsHarness,
) -> None:
    bring_near(engine, "3", 1)
    found = engine.search(QUERY)
    assert Path(found[0].path).stem == "3"
    assert found[0].text[slice(*found[0].sentence)] == SECOND
    assert found[0].sentence_score > 0 > found[1].sentence_score
    bring_near(engine, "1", 0)
    assert Path(engine.search(QUERY)[0].path).stem == "1"


def test_a_passage_whose_sentences_have_no_vectors_counts_as_it_is(engine: DocumentsHarness) -> None:
    bring_near(engine, "3", 1)
    with engine.store.write() as connection:
        connection.execute("DELETE FROM sentence_vectors WHERE chunk NOT IN (SELECT max(chunk) FROM sentence_vectors)")
    found = engine.search(QUERY)
    (far,) = (passage for passage in found if passage.sentence != (0, 0))
    assert found[-1] == far  # none of its sentences is near, and the others do not suffer from having none
    assert all(passage.sentence_score > far.sentence_score for passage in found[:-1])


def test_passages_of_one_sentence_count_as_they_are(engine: DocumentsHarness) -> None:
    with engine.store.write() as connection:
        connection.execute("UPDATE sentence_vectors SET spans = x'', vectors = x''")
    found = engine.search(QUERY)
    assert {passage.sentence for passage in found} == {(0, 0)}
    assert sum(passage.sentence_score for passage in found) == pytest.approx(0, abs=1e-5)
    assert len(found) == 5


def test_without_any_none_is_told_and_nothing_is_added(engine: DocumentsHarness) -> None:
    with engine.store.write() as connection:
        connection.execute("DELETE FROM sentence_vectors")
    found = engine.search(QUERY)
    assert {(passage.sentence, passage.sentence_score) for passage in found} == {((0, 0), 0.0)}
    assert len(found) == 5


def test_the_stages_tell_which_sentences_were_near_and_the_order_in_the_end(engine: DocumentsHarness) -> None:
    bring_near(engine, "3", 1)
    explanation = engine.call(api.SEARCH, api.SearchDocuments(QUERY, explain=True)).explanation
    assert explanation is not None
    assert [stage.stage for stage in explanation.stages] == ["meaning", "words", "sentences", "fused"]
    *_, sentences, fused = explanation.stages
    assert Path(sentences.candidates[0].path).stem == Path(fused.candidates[0].path).stem == "3"
    assert sentences.candidates[0].score == pytest.approx(1.0, abs=0.01)


def test_the_stored_vectors_are_given_for_the_sentences_of_passages(engine: DocumentsHarness) -> None:
    bring_near(engine, "3", 1)
    passages = engine.search(QUERY)
    vectors = engine.exports["sentence_vectors"]("words", passages)
    assert len(vectors) == 6  # the first sentence is the same in all files
    assert np.linalg.norm(vectors[SECOND]) == pytest.approx(1.0)
    assert vectors[SECOND].shape == (DIMENSIONS,)
    assert engine.exports["sentence_vectors"]("another", passages) == {}


def test_the_sentence_of_a_passage_that_is_joined_with_its_neighbour_stays_the_same() -> None:
    page = "Primera frase. Segunda frase. Tercera frase."
    near = Passage(1, 2, "/1.txt", "", 1, 15, 29, page[15:29], 3.0, sentence=(8, 13))
    other = Passage(1, 1, "/1.txt", "", 1, 0, 14, page[:14], 2.0, sentence=(0, 7))
    (joined,) = merge_neighbours([near, other])
    assert joined.text[slice(*joined.sentence)] == near.text[8:13] == "frase"
    (plain,) = merge_neighbours([Passage(1, 2, "/1.txt", "", 1, 15, 29, page[15:29], 3.0), other])
    assert plain.sentence == (0, 0)
