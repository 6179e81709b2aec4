"""Labels renamed, examples removed and restored: no label that a person gave is lost."""

from __future__ import annotations

import pytest

from engine.capabilities.classification import api
from engine.capabilities.classification.classifier_store import MAX_EXAMPLES
from engine.capabilities.classification.handlers import classify_lane
from engine.protocol import errors, tables
from tests.support.harness import EngineHarness

LINES = "one\tA\ntwo\tA\nthree\t😀\nfour"


@pytest.fixture
def classifier(engine: EngineHarness) -> int:
    id = engine.call(api.CREATE_CLASSIFIER, api.CreateClassifier("c")).id
    engine.call(api.ADD_EXAMPLES, api.AddExamples(id, tables.Source(lines=LINES)))
    engine.call(api.ADD_EXAMPLES, api.AddExamples(id, tables.Source(lines="five\tA"), "test"))
    return id


def examples(engine: EngineHarness, id: int) -> tuple[api.Example, ...]:
    return engine.call(api.LIST_EXAMPLES, api.ListExamples(id)).examples


def labels(engine: EngineHarness, id: int) -> list[str]:
    return [example.label for example in examples(engine, id)]


def test_examples_follow_a_label_that_is_renamed(engine: EngineHarness, classifier: int) -> None:
    new = (api.Label("animal", previous_name="A"), api.Label("😀"))
    done = engine.call(api.SET_LABELS, api.SetLabels(classifier, new))
    assert labels(engine, classifier) == ["animal", "animal", "😀", "", "animal"]
    assert done.labels == (api.Label("animal", examples=3), api.Label("😀", examples=1))


def test_two_labels_can_change_names_with_each_other(engine: EngineHarness, classifier: int) -> None:
    new = (api.Label("😀", previous_name="A"), api.Label("A", previous_name="😀"))
    engine.call(api.SET_LABELS, api.SetLabels(classifier, new))
    assert labels(engine, classifier) == ["😀", "😀", "A", "", "😀"]


def test_a_trained_head_predicts_the_new_name(tiny: EngineHarness) -> None:
    id = tiny.call(api.CREATE_CLASSIFIER, api.CreateClassifier("animals")).id
    lines = "the dog\tdog\ndog runs\tdog\na house\thouse\nthe house\thouse"
    tiny.call(api.ADD_EXAMPLES, api.AddExamples(id, tables.Source(lines=lines)))
    tiny.call(api.ADD_EXAMPLES, api.AddExamples(id, tables.Source(lines="the dog runs\tdog"), "test"))
    tiny.call(api.TRAIN, api.Train(id))
    renamed = tiny.call(
        api.SET_LABELS, api.SetLabels(id, (api.Label("perro", previous_name="dog"), api.Label("house")))
    )
    assert renamed.outdated
    result = tiny.call(api.CLASSIFY, api.Classify(("the dog",), id))
    assert (result.labels, result.predictions[0].label) == (("perro", "house"), "perro")
    assert tiny.call(api.EVALUATE, api.Evaluate(id)).examples == 1


def test_examples_of_a_removed_label_lose_it(engine: EngineHarness, classifier: int) -> None:
    new = (api.Label("A", "a description"), api.Label('quoted "B"'))
    engine.call(api.SET_LABELS, api.SetLabels(classifier, new))
    assert labels(engine, classifier) == ["A", "A", "", "", "A"]


def test_removed_examples_come_back_as_they_were(engine: EngineHarness, classifier: int) -> None:
    before = examples(engine, classifier)
    gone = (before[0], before[2], before[4])
    engine.call(api.REMOVE_EXAMPLES, api.RemoveExamples(tuple(example.id for example in gone)))
    engine.call(api.SET_LABELS, api.SetLabels(classifier, (api.Label("A"),)))
    engine.call(api.RESTORE_EXAMPLES, api.RestoreExamples(classifier, gone))
    assert examples(engine, classifier) == before
    assert [label.name for label in engine.call(api.OPEN_CLASSIFIER, api.OpenClassifier(classifier)).labels] == [
        "A",
        "😀",
    ]
    engine.call(api.RESTORE_EXAMPLES, api.RestoreExamples(classifier, gone))
    assert examples(engine, classifier) == before


def test_an_example_that_was_added_again_is_not_restored_twice(engine: EngineHarness, classifier: int) -> None:
    first = examples(engine, classifier)[0]
    engine.call(api.REMOVE_EXAMPLES, api.RemoveExamples((first.id,)))
    engine.call(api.ADD_EXAMPLES, api.AddExamples(classifier, tables.Source(lines="one\tA")))
    engine.call(api.RESTORE_EXAMPLES, api.RestoreExamples(classifier, (first,)))
    assert [example.text for example in examples(engine, classifier)].count("one") == 1


def test_examples_of_a_missing_classifier_are_not_restored(engine: EngineHarness, classifier: int) -> None:
    gone = examples(engine, classifier)
    with pytest.raises(errors.NotFound):
        engine.call(api.RESTORE_EXAMPLES, api.RestoreExamples(classifier + 1, gone))


def test_more_examples_than_are_kept_are_counted(engine: EngineHarness, classifier: int) -> None:
    lines = "\n".join(f"text {number}\tA" for number in range(MAX_EXAMPLES))
    added = engine.call(api.ADD_EXAMPLES, api.AddExamples(classifier, tables.Source(lines=lines)))
    assert (added.added, added.left_out) == (MAX_EXAMPLES - 5, 5)


def test_a_table_that_is_too_long_and_sorted_keeps_all_its_labels_in_their_shares(
    engine: EngineHarness, classifier: int
) -> None:
    lines = "\n".join(f"text {number}\t{'C' if number < 150_000 else 'D'}" for number in range(200_000))
    added = engine.call(api.ADD_EXAMPLES, api.AddExamples(classifier, tables.Source(lines=lines)))
    assert (added.added, added.left_out) == (MAX_EXAMPLES - 5, 200_000 - MAX_EXAMPLES + 5)
    counted = {
        label.name: label.examples
        for label in engine.call(api.LIST_CLASSIFIERS, api.ListClassifiers()).classifiers[0].labels
    }
    assert counted["C"] == pytest.approx(3 * counted["D"], abs=4)
    again = engine.call(api.ADD_EXAMPLES, api.AddExamples(classifier, tables.Source(lines=lines)))
    assert (again.added, again.repeated) == (0, MAX_EXAMPLES - 5)


def test_the_route_chooses_the_lane_from_the_request() -> None:
    assert classify_lane(api.Classify(("one text",), 1)) == "quick"
    assert classify_lane(api.Classify(("one text",), 1, method=api.PredictionMethod("meaning"))) == "quick"
    assert classify_lane(api.Classify(("one text",), method=api.PredictionMethod("prompt"))) == "model"
    assert classify_lane(api.Classify(("one text", "another"), method=api.PredictionMethod("prompt"))) == "index"
