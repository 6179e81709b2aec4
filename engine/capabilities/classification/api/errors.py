"""Errors of classification. The English sentences are the sources for translation."""

from __future__ import annotations

from engine.protocol.errors import ExamplesError, FileError, NotFound


class ClassifierMissing(NotFound):
    kind = "classifier_missing"
    sentence = (
        "There is no classifier called “{name}”. The Classify page and “ateneo classify list” name those there are."
    )


class TooFewLabels(ExamplesError):
    kind = "too_few_labels"
    sentence = (
        "There is nothing to choose between: labels found: {count}. "
        "Name at least two, or, to train, give examples of at least two."
    )


class TooManyLabels(ExamplesError):
    kind = "too_many_labels"
    sentence = (
        "{count} different labels are more than can be told apart ({limit}). "
        "Is it the column of the labels? Choose another, or put labels together."
    )


class LabelsMismatch(ExamplesError):
    kind = "labels_mismatch"
    sentence = (
        "None of the labels in {name} is among those learned from, such as “{label}”. "
        "Write them alike in both files, capitals too."
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
    sentence = "The trained model of “{name}” is not on this computer: backups leave it out. Train it again."


class PdfNeedsWindow(FileError):
    kind = "pdf_needs_window"
    sentence = (
        "A PDF is drawn by the window, which is not installed here. Write the report to a name that ends in .html."
    )
