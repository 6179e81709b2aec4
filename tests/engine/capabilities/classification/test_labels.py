"""Labels renamed and examples taken away and put back: nothing a person did to them is lost. No model is needed."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.capabilities.classification import api
from engine.capabilities.classification.classifier_store import MOST_EXAMPLES
from engine.protocol import errors, tables
from tests.engine.capabilities.classification.desk import Desk
from tests.support.tiny_models import write_embedder

LINES = "one\tA\ntwo\tA\nthree\t😀\nfour"


@pytest.fixture
def classifier(desk: Desk) -> int:
    id = desk.call(api.CREATE, api.Create("c")).id
    desk.call(api.ADD, api.AddExamples(id, tables.Source(lines=LINES)))
    desk.call(api.ADD, api.AddExamples(id, tables.Source(lines="five\tA"), "test"))
    return id


def examples(desk: Desk, id: int) -> tuple[api.Example, ...]:
    return desk.call(api.EXAMPLES, api.ListExamples(id)).examples


def labels(desk: Desk, id: int) -> list[str]:
    return [one.label for one in examples(desk, id)]


def test_examples_follow_a_label_that_is_renamed(desk: Desk, classifier: int) -> None:
    new = (api.Label("animal", before="A"), api.Label("😀"))
    done = desk.call(api.SET_LABELS, api.SetLabels(classifier, new))
    assert labels(desk, classifier) == ["animal", "animal", "😀", "", "animal"]
    assert done.labels == (api.Label("animal", examples=3), api.Label("😀", examples=1))


def test_two_labels_can_change_names_with_each_other(desk: Desk, classifier: int) -> None:
    new = (api.Label("😀", before="A"), api.Label("A", before="😀"))
    desk.call(api.SET_LABELS, api.SetLabels(classifier, new))
    assert labels(desk, classifier) == ["😀", "😀", "A", "", "😀"]


def test_what_was_learned_answers_with_the_new_name(desk: Desk, tmp_path: Path) -> None:
    desk.add(write_embedder(tmp_path / "ten-words"))
    id = desk.call(api.CREATE, api.Create("animals")).id
    lines = "the dog\tdog\ndog runs\tdog\na house\thouse\nthe house\thouse"
    desk.call(api.ADD, api.AddExamples(id, tables.Source(lines=lines)))
    desk.call(api.ADD, api.AddExamples(id, tables.Source(lines="the dog runs\tdog"), "test"))
    desk.call(api.TRAIN, api.Train(id))
    renamed = desk.call(api.SET_LABELS, api.SetLabels(id, (api.Label("perro", before="dog"), api.Label("house"))))
    assert renamed.outdated
    found = desk.call(api.CLASSIFY, api.Classify(("the dog",), id))
    assert (found.labels, found.results[0].label) == (("perro", "house"), "perro")
    assert desk.call(api.EVALUATE, api.Evaluate(id)).examples == 1


def test_examples_of_a_label_that_is_left_out_lose_it_alone(desk: Desk, classifier: int) -> None:
    new = (api.Label("A", "a description"), api.Label('quoted "B"'))
    desk.call(api.SET_LABELS, api.SetLabels(classifier, new))
    assert labels(desk, classifier) == ["A", "A", "", "", "A"]


def test_removed_examples_come_back_as_they_were(desk: Desk, classifier: int) -> None:
    before = examples(desk, classifier)
    gone = (before[0], before[2], before[4])
    desk.call(api.REMOVE_EXAMPLES, api.RemoveExamples(tuple(one.id for one in gone)))
    desk.call(api.SET_LABELS, api.SetLabels(classifier, (api.Label("A"),)))
    desk.call(api.RESTORE_EXAMPLES, api.RestoreExamples(classifier, gone))
    assert examples(desk, classifier) == before
    assert [one.name for one in desk.call(api.OPEN, api.Open(classifier)).labels] == ["A", "😀"]
    desk.call(api.RESTORE_EXAMPLES, api.RestoreExamples(classifier, gone))
    assert examples(desk, classifier) == before


def test_an_example_that_was_added_anew_does_not_come_back_twice(desk: Desk, classifier: int) -> None:
    first = examples(desk, classifier)[0]
    desk.call(api.REMOVE_EXAMPLES, api.RemoveExamples((first.id,)))
    desk.call(api.ADD, api.AddExamples(classifier, tables.Source(lines="one\tA")))
    desk.call(api.RESTORE_EXAMPLES, api.RestoreExamples(classifier, (first,)))
    assert [one.text for one in examples(desk, classifier)].count("one") == 1


def test_examples_of_a_classifier_that_is_gone_stay_gone(desk: Desk, classifier: int) -> None:
    gone = examples(desk, classifier)
    with pytest.raises(errors.NotFound):
        desk.call(api.RESTORE_EXAMPLES, api.RestoreExamples(classifier + 1, gone))


def test_more_examples_than_are_kept_are_counted(desk: Desk, classifier: int) -> None:
    lines = "\n".join(f"text {number}\tA" for number in range(MOST_EXAMPLES))
    added = desk.call(api.ADD, api.AddExamples(classifier, tables.Source(lines=lines)))
    assert (added.added, added.left_out) == (MOST_EXAMPLES - 5, 5)


def test_a_table_that_is_too_long_and_sorted_keeps_all_its_labels_in_their_shares(desk: Desk, classifier: int) -> None:
    lines = "\n".join(f"text {number}\t{'C' if number < 150_000 else 'D'}" for number in range(200_000))
    added = desk.call(api.ADD, api.AddExamples(classifier, tables.Source(lines=lines)))
    assert (added.added, added.left_out) == (MOST_EXAMPLES - 5, 200_000 - MOST_EXAMPLES + 5)
    counted = {label.name: label.examples for label in desk.call(api.LIST, api.ListClassifiers()).classifiers[0].labels}
    assert counted["C"] == pytest.approx(3 * counted["D"], abs=4)
    again = desk.call(api.ADD, api.AddExamples(classifier, tables.Source(lines=lines)))
    assert (again.added, again.repeated) == (0, MOST_EXAMPLES - 5)
