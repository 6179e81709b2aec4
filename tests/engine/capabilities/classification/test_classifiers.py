"""Classifiers from examples to predictions, with the real embedder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.bootstrap import Engine, bootstrap
from engine.capabilities.classification import api
from engine.capabilities.classification.api import NoTestExamples, TooFewLabels
from engine.models.training.fine_tuning import studio_is_installed
from engine.protocol import errors, tables
from engine.protocol.progress import Progress

WEATHER = ("will it rain tomorrow", "how cold is it in Oslo", "is it sunny outside", "storm forecast for tonight")
MUSIC = ("play some jazz", "put on the new album", "I want to hear a song by Queen", "next track please")
TABLE = "\n".join([*(f"{text}\tweather" for text in WEATHER), *(f"{text}\tmusic" for text in MUSIC)])


@pytest.fixture
def engine(home: Path, models: Path) -> Iterator[Engine]:
    with bootstrap(home, models) as made:
        yield made


@pytest.fixture
def classifier(engine: Engine) -> int:
    id = engine.call(api.CREATE_CLASSIFIER, api.CreateClassifier("commands")).id
    engine.call(api.ADD_EXAMPLES, api.AddExamples(id, tables.Source(lines=TABLE)))
    return id


def test_labels_alone_classify(engine: Engine) -> None:
    labels = (api.Label("music"), api.Label("weather", "rain, sun and temperature"))
    result = engine.call(api.CLASSIFY, api.Classify(("will there be snow on Monday",), labels=labels))
    assert result.predictions[0].label == "weather"
    with pytest.raises(TooFewLabels):
        engine.call(api.CLASSIFY, api.Classify(("a text",), labels=labels[:1]))
    with pytest.raises(errors.TextEmpty):
        engine.call(api.CLASSIFY, api.Classify((" ",), labels=labels))


def test_training_makes_a_record_and_a_second_one_embeds_nothing(engine: Engine, classifier: int) -> None:
    trained = engine.call(api.TRAIN, api.Train(classifier))
    assert trained.training is not None and not trained.outdated
    again: list[Progress] = []
    repeated = engine.call(api.TRAIN, api.Train(classifier), again.append)
    assert [event for event in again if event.unit == "text"] == []
    assert repeated.training is not None and repeated.training.cross_validation == trained.training.cross_validation
    result = engine.call(api.CLASSIFY, api.Classify(("play a waltz", "is it windy"), classifier))
    assert [prediction.label for prediction in result.predictions] == ["music", "weather"]


def test_an_evaluation_has_baselines_and_a_page_of_its_own(engine: Engine, classifier: int, tmp_path: Path) -> None:
    engine.call(api.TRAIN, api.Train(classifier))
    with pytest.raises(NoTestExamples):
        engine.call(api.EVALUATE, api.Evaluate(classifier))
    tests = "any fog today\tweather\nturn up the music\tmusic\nplay some jazz\tmusic"
    engine.call(api.ADD_EXAMPLES, api.AddExamples(classifier, tables.Source(lines=tests), "test"))
    report = engine.call(api.EVALUATE, api.Evaluate(classifier))
    assert [baseline.name for baseline in report.baselines] == ["majority", "bag of words"]
    assert report.accuracy == 1.0
    cell = engine.call(api.CONFUSION_EXAMPLES, api.ListConfusionExamples(classifier, "weather", "weather"))
    assert [example.text for example in cell.examples] == ["any fog today"]
    engine.call(api.EXPORT_REPORT, api.ExportReport(classifier, str(tmp_path / "r.html"), "es"))
    assert "Matriz de confusión" in (tmp_path / "r.html").read_text("utf-8")
    issues = engine.call(api.FIND_DATA_ISSUES, api.FindDataIssues(classifier))
    assert [pair.issue for pair in issues.pairs] == ["same text"]


def test_one_label_is_refused_and_no_example_is_lost(engine: Engine, classifier: int) -> None:
    engine.call(api.SET_LABELS, api.SetLabels(classifier, (api.Label("music"),)))
    with pytest.raises(TooFewLabels):
        engine.call(api.TRAIN, api.Train(classifier))
    assert engine.call(api.LIST_EXAMPLES, api.ListExamples(classifier, "unlabelled")).total == len(WEATHER)


def test_the_most_uncertain_example_comes_first(engine: Engine, classifier: int) -> None:
    engine.call(api.TRAIN, api.Train(classifier))
    result = engine.call(api.LIST_BY_UNCERTAINTY, api.ListExamples(classifier, order="uncertain")).examples
    assert [example.margin for example in result] == sorted(example.margin for example in result)


def test_a_removed_classifier_comes_back_unless_its_name_was_taken(engine: Engine, classifier: int) -> None:
    engine.call(api.REMOVE_CLASSIFIER, api.RemoveClassifier(classifier))
    assert engine.call(api.LIST_CLASSIFIERS, api.ListClassifiers()).classifiers == ()
    engine.call(api.RESTORE_CLASSIFIER, api.RestoreClassifier(classifier))
    with pytest.raises(errors.NameTaken):
        engine.call(api.CREATE_CLASSIFIER, api.CreateClassifier("commands"))


def test_repeated_and_empty_rows_are_counted_not_added(engine: Engine, classifier: int) -> None:
    added = engine.call(api.ADD_EXAMPLES, api.AddExamples(classifier, tables.Source(lines=TABLE + "\n \tx\n\tmusic")))
    assert (added.added, added.repeated, added.empty) == (0, 8, 2)


def test_a_benchmark_repeats_exactly(engine: Engine, tmp_path: Path) -> None:
    table = tmp_path / "t.csv"
    table.write_text("text,label\n" + TABLE.replace("\t", ","), encoding="utf-8")
    request = api.Benchmark(tables.Source(str(table)), tables.Source(str(table)), "head", shots=3, seeds=2)
    first, second = (engine.call(api.BENCHMARK, request) for _ in range(2))
    assert (first.accuracy, first.macro_f1) == (second.accuracy, second.macro_f1)


@pytest.mark.skipif(studio_is_installed(), reason="the studio is installed")
def test_contrastive_training_says_what_it_needs(engine: Engine, tmp_path: Path) -> None:
    source = tables.Source(lines=TABLE)
    with pytest.raises(errors.TrainingNeedsStudio):
        engine.call(api.BENCHMARK, api.Benchmark(source, source, "contrastive"))
    assert not list(engine.context.home.glob("tuning-*"))


@pytest.mark.skipif(not studio_is_installed(), reason="needs the studio")
@pytest.mark.slow
def test_contrastive_training_separates_the_labels(engine: Engine) -> None:
    source = tables.Source(lines=TABLE)
    result = engine.call(api.BENCHMARK, api.Benchmark(source, source, "contrastive", shots=4, seeds=1))
    assert result.accuracy.mean == 1 and not list(engine.context.home.glob("tuning-*"))


def test_many_texts_are_embedded_by_the_child_as_the_engine_would(engine: Engine, home: Path) -> None:
    from engine.capabilities.classification.embedding_cache import EmbeddingCache
    from engine.rpc.generators import exhaust

    cache = EmbeddingCache(engine.context.store, engine.context.pool, engine.context.indexer)
    many = [f"text number {number} about {topic}" for number in range(20) for topic in ("rain", "jazz")]
    in_child, here = exhaust(cache.embeddings(many, lambda: False)), exhaust(cache.embeddings(many[:4], lambda: False))
    assert in_child.shape == (40, here.shape[1])
    assert (in_child[:4] * here).sum(axis=1).min() > 0.98
