"""Errors of classification. The English sentences are the sources for translation."""

from __future__ import annotations

from engine.protocol.errors import ExamplesError, FileError, NotFound


class ClassifierMissing(NotFound):
    kind = "classifier_missing"
    sentence = (
        "There is no classifier called “{name}”. See their names on the Classify page or with “ateneo classify list”."
    )


class TooFewLabels(ExamplesError):
    kind = "too_few_labels"
    sentence = "At least two labels are needed, and there are {count}. Add a label; to train, add examples of it too."


class TooManyLabels(ExamplesError):
    kind = "too_many_labels"
    sentence = (
        "{count} different labels are too many; at most {limit} are possible. Is this the column of the "
        "labels? Choose another, or merge labels."
    )


class LabelsMismatch(ExamplesError):
    kind = "labels_mismatch"
    sentence = (
        "None of the labels in {name} is in the training data, which has labels such as “{label}”. Write them "
        "the same way in both files, capitals included."
    )


class TooFewExamples(ExamplesError):
    kind = "too_few_examples"
    sentence = "“{label}” has only one example. Add a second one, or remove the label."


class NoTexts(ExamplesError):
    kind = "no_texts"
    sentence = "There are no texts in {name}. Choose the column that holds them."


class NoTestExamples(ExamplesError):
    kind = "no_test_examples"
    sentence = "No labelled example is set aside for testing. Label some, and set a fifth of them aside."


class NotTrained(ExamplesError):
    kind = "not_trained"
    sentence = "“{name}” was trained with the model {model}, which is not in use. Train it again, or choose that model."


class FineTunedModelMissing(ExamplesError):
    kind = "fine_tuned_model_missing"
    sentence = "The fine-tuned model of “{name}” is not on this computer: backups do not contain it. Train it again."


class PdfNeedsWindow(FileError):
    kind = "pdf_needs_window"
    sentence = "A PDF report needs the window, which is not installed here. Give the file a name that ends in .html."
