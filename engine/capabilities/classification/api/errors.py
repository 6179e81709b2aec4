"""Errors of classification. The English sentences are the sources for translation."""

from __future__ import annotations

from engine.protocol.errors import ExamplesError, NotFound


class ClassifierMissing(NotFound):
    """No classifier has the name that a request or a command gives."""

    kind = "classifier_missing"
    sentence = (
        "There is no classifier called “{name}”. See their names on the Classify page or with “ateneo classify list”."
    )


class TooFewLabels(ExamplesError):
    """Fewer than two labels to choose among, or to train on. `count` is how many there are."""

    kind = "too_few_labels"
    sentence = "At least two labels are needed, and there are {count}. Add a label; to train, add examples of it too."


class TooManyLabels(ExamplesError):
    """More than MAX_LABELS labels, as a column of texts or of numbers gives. Nothing is added or trained."""

    kind = "too_many_labels"
    sentence = (
        "{count} different labels are too many; at most {limit} are possible. Is this the column of the "
        "labels? Choose another, or merge labels."
    )


class LabelsMismatch(ExamplesError):
    """The labels of the test file and of the training file have none in common. `label` is one of the training file."""

    kind = "labels_mismatch"
    sentence = (
        "None of the labels in {name} is in the training data, which has labels such as “{label}”. Write them "
        "the same way in both files, capitals included."
    )


class TooFewExamples(ExamplesError):
    """A label with a single example, which cannot be both trained on and tested."""

    kind = "too_few_examples"
    sentence = "“{label}” has only one example. Add a second one, or remove the label."


class NoTexts(ExamplesError):
    """A table whose chosen columns hold no row that can be used."""

    kind = "no_texts"
    sentence = "There are no texts in {name}. Choose the column that holds them."


class NoTestExamples(ExamplesError):
    """An evaluation without one labelled example that is held out and has a label the method knows."""

    kind = "no_test_examples"
    sentence = "No labelled example is set aside for testing. Label some, and set a fifth of them aside."


class HeldOutExamplesLearned(ExamplesError):
    """An evaluation of a head on examples that it was trained on, which were set aside afterwards. `count` is how many."""

    kind = "held_out_examples_learned"
    sentence = (
        "The classifier has learned from {count} of the examples set aside for testing, so it would seem better than it is. "
        "Train it again first."
    )


class NotTrained(ExamplesError):
    """The classifier's head was trained on embeddings of another model than the chosen one."""

    kind = "not_trained"
    sentence = "“{name}” was trained with the model {model}, which is not in use. Train it again, or choose that model."


class FineTunedModelMissing(ExamplesError):
    """The folder of a classifier's fine-tuned encoder is gone, as after a backup was restored elsewhere."""

    kind = "fine_tuned_model_missing"
    sentence = "The fine-tuned model of “{name}” is not on this computer: backups do not contain it. Train it again."
