"""Evaluating: never on what the head has learned, and with labels of a single example left out."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from engine.capabilities.classification import api
from engine.capabilities.classification.api import HeldOutExamplesLearned, PredictionMethod, TooFewExamples
from engine.protocol import tables
from tests.support.command_line import run_command
from tests.support.harness import EngineHarness

DOGS = ("the dog", "the dog runs", "dog", "dog runs", "a dog", "dog dog")
HOUSES = ("a house", "house", "the house", "a house house", "house a house", "the house house")
PAIRS = [*((text, "dog") for text in DOGS), *((text, "house") for text in HOUSES)]
LINES = "\n".join(f"{text}\t{label}" for text, label in PAIRS)
SINGLE = "runs\tmoving"


def make_classifier(engine: EngineHarness, lines: str = LINES, tests: str = "") -> int:
    id = engine.call(api.CREATE_CLASSIFIER, api.CreateClassifier("c")).id
    engine.call(api.ADD_EXAMPLES, api.AddExamples(id, tables.Source(lines=lines)))
    if tests:
        engine.call(api.ADD_EXAMPLES, api.AddExamples(id, tables.Source(lines=tests), "test"))
    return id


def evaluate(engine: EngineHarness, classifier: int, method: PredictionMethod | None = None) -> api.EvaluationReport:
    return engine.call(api.EVALUATE, api.Evaluate(classifier, method=method))


def test_examples_set_aside_after_the_training_are_not_tested_on_until_it_is_trained_again(tiny: EngineHarness) -> None:
    id = make_classifier(tiny)
    tiny.call(api.TRAIN, api.Train(id))
    tiny.call(api.SPLIT_EXAMPLES, api.SplitExamples(id, 0.34))
    with pytest.raises(HeldOutExamplesLearned) as refused:
        evaluate(tiny, id)
    assert refused.value.values["count"] == "4"
    assert evaluate(tiny, id, PredictionMethod()).examples == 4, "without the head nothing was learned"
    tiny.call(api.TRAIN, api.Train(id))
    report = evaluate(tiny, id)
    assert (report.examples, report.trained_on) == (4, 8)


def test_examples_that_were_removed_and_came_back_for_testing_are_still_learned(tiny: EngineHarness) -> None:
    id = make_classifier(tiny)
    tiny.call(api.TRAIN, api.Train(id))
    first = tiny.call(api.LIST_EXAMPLES, api.ListExamples(id)).examples[0]
    tiny.call(api.REMOVE_EXAMPLES, api.RemoveExamples((first.id,)))
    back = tables.Source(lines=f"{first.text}\t{first.label}")
    tiny.call(api.ADD_EXAMPLES, api.AddExamples(id, back, "test"))
    with pytest.raises(HeldOutExamplesLearned):
        evaluate(tiny, id)


def test_new_test_examples_and_repetitions_in_the_data_are_tested_on(tiny: EngineHarness) -> None:
    id = make_classifier(tiny, tests="dog a dog\tdog\nhouse the house\thouse\nthe dog\tdog")
    tiny.call(api.TRAIN, api.Train(id))
    assert evaluate(tiny, id).examples == 3, "a text in both parts is told by the search for problems"


def test_before_any_training_there_is_nothing_learned(tiny: EngineHarness) -> None:
    id = make_classifier(tiny)
    tiny.call(api.SPLIT_EXAMPLES, api.SplitExamples(id, 0.34))
    assert evaluate(tiny, id).examples == 4


def test_a_label_with_one_example_is_left_out_and_named(tiny: EngineHarness) -> None:
    id = make_classifier(tiny, f"{LINES}\n{SINGLE}", tests="dog a dog\tdog\nhouse the house\thouse\nruns runs\tmoving")
    training = tiny.call(api.TRAIN, api.Train(id)).training
    assert training is not None
    assert (training.left_out, training.examples) == (("moving",), 12)
    report = evaluate(tiny, id)
    assert (report.labels, report.examples, report.unknown) == (("dog", "house"), 2, 1)


def test_with_one_label_of_two_examples_training_is_refused(tiny: EngineHarness) -> None:
    id = make_classifier(tiny, "the dog\tdog\ndog\tdog\na house\thouse\nruns\tmoving")
    with pytest.raises(TooFewExamples):
        tiny.call(api.TRAIN, api.Train(id))


@pytest.mark.parametrize("method", ["head", "words", "zero-shot"])
def test_a_benchmark_leaves_single_examples_out_and_counts_their_tests_as_wrong(
    tiny: EngineHarness, tmp_path: Path, method: api.EvaluationMethod
) -> None:
    train, test = tmp_path / "train.csv", tmp_path / "test.csv"
    train.write_text("text,label\n" + f"{LINES}\n{SINGLE}".replace("\t", ",") + "\n", "utf-8")
    test.write_text("text,label\nthe dog dog,dog\nthe house a,house\nruns,moving\nruns,moving\n", "utf-8")
    request = api.Benchmark(tables.Source(str(train)), tables.Source(str(test)), method, shots=0)
    result = tiny.call(api.BENCHMARK, request)
    assert result.left_out == ("moving",)
    assert result.accuracy.mean <= 0.5


@pytest.fixture
def folder(tmp_path: Path, tiny: EngineHarness) -> Path:
    tiny.close()
    (tmp_path / "train.csv").write_text("text,label\n" + f"{LINES}\n{SINGLE}".replace("\t", ",") + "\n", "utf-8")
    (tmp_path / "test.csv").write_text("text,label\ndog a dog,dog\nhouse the house,house\nruns runs,moving\n", "utf-8")
    return tmp_path


def classify(home: Path, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    options = ("--home", str(home), "--models", str(folder / "models"), "--language", "en")
    return run_command(("classify", *arguments, *options), environment={**os.environ, "COLUMNS": "120"})


NOTE = "Left out, since they have only one example: moving. Add a second one of each to train on them too."
UNKNOWN = "1 of the test examples have labels that the classifier does not know; they are not counted."


def test_the_command_line_goes_on_and_notes_what_was_left_out(home: Path, folder: Path) -> None:
    train, test = str(folder / "train.csv"), str(folder / "test.csv")
    trained = classify(home, folder, "train", "animals", train, "--test", test)
    assert trained.returncode == 0 and NOTE in trained.stderr
    tested = classify(home, folder, "test", "animals")
    assert tested.returncode == 0 and tested.stderr.strip() == UNKNOWN
    evaluated = classify(home, folder, "evaluate", "--train", train, "--test", test, "--shots", "0")
    assert evaluated.returncode == 0 and evaluated.stdout.startswith("accuracy")
    assert evaluated.stderr.strip() == NOTE
