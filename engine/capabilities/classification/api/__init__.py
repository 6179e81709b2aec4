"""Types and methods of classification: texts sorted into the user's own classes, with none, few or many examples.

A classifier has labels, examples and, once it is trained, a head. Types only.
"""

from __future__ import annotations

from engine.capabilities.classification.api.classifiers import (
    CLASSIFIERS,
    DEFAULT_WORDING,
    HEAD_METHODS,
    MAX_LABELS,
    Classifier,
    Classifiers,
    CreateClassifier,
    FineTuneRecord,
    HeadMethod,
    Label,
    ListClassifiers,
    MethodScore,
    OpenClassifier,
    PurgeClassifiers,
    RemoveClassifier,
    RenameClassifier,
    RestoreClassifier,
    SetLabels,
    TrainingMethod,
    TrainingRecord,
)
from engine.capabilities.classification.api.errors import (
    ClassifierMissing,
    FineTunedModelMissing,
    HeldOutExamplesLearned,
    LabelsMismatch,
    NoTestExamples,
    NoTexts,
    NotTrained,
    TooFewExamples,
    TooFewLabels,
    TooManyLabels,
)
from engine.capabilities.classification.api.evaluation import (
    MODEL_METHODS,
    Baseline,
    Benchmark,
    BenchmarkResult,
    CalibrationBin,
    ClassMetrics,
    CompareWordings,
    CoveragePoint,
    Evaluate,
    EvaluationMethod,
    EvaluationReport,
    ExportReport,
    ListConfusionExamples,
    MeanAndStd,
    WordingAccuracies,
)
from engine.capabilities.classification.api.examples import (
    AddExamples,
    AddExamplesResult,
    DataIssues,
    Example,
    ExampleFilter,
    ExampleOrder,
    ExamplePage,
    ExamplePair,
    FindDataIssues,
    IssueKind,
    LabelExamples,
    ListExamples,
    RemoveExamples,
    RestoreExamples,
    Split,
    SplitExamples,
)
from engine.capabilities.classification.api.prediction import (
    AvailableMethod,
    AvailableMethods,
    Classification,
    Classify,
    ClassifyFile,
    ExportResult,
    ListPredictionMethods,
    Prediction,
    PredictionMethod,
    PredictorKind,
)
from engine.capabilities.classification.api.training import (
    FINE_TUNE_METHODS,
    FineTuneState,
    GetFineTuneState,
    Train,
)
from engine.protocol.children.fine_tuning import EpochMetrics
from engine.protocol.done import Done, Purged
from engine.protocol.method import Method
from engine.protocol.progress import Progress

__all__ = [
    "CLASSIFIERS",
    "DEFAULT_WORDING",
    "FINE_TUNE_METHODS",
    "HEAD_METHODS",
    "MAX_LABELS",
    "MODEL_METHODS",
    "AddExamples",
    "AddExamplesResult",
    "AvailableMethod",
    "AvailableMethods",
    "Baseline",
    "Benchmark",
    "BenchmarkResult",
    "CalibrationBin",
    "ClassMetrics",
    "Classification",
    "Classifier",
    "ClassifierMissing",
    "Classifiers",
    "Classify",
    "ClassifyFile",
    "CompareWordings",
    "CoveragePoint",
    "CreateClassifier",
    "DataIssues",
    "Evaluate",
    "EvaluationMethod",
    "EvaluationReport",
    "Example",
    "ExampleFilter",
    "ExampleOrder",
    "ExamplePage",
    "ExamplePair",
    "ExportReport",
    "ExportResult",
    "FindDataIssues",
    "FineTuneRecord",
    "FineTuneState",
    "FineTunedModelMissing",
    "GetFineTuneState",
    "HeadMethod",
    "HeldOutExamplesLearned",
    "IssueKind",
    "Label",
    "LabelExamples",
    "LabelsMismatch",
    "ListClassifiers",
    "ListConfusionExamples",
    "ListExamples",
    "ListPredictionMethods",
    "MeanAndStd",
    "MethodScore",
    "NoTestExamples",
    "NoTexts",
    "NotTrained",
    "OpenClassifier",
    "Prediction",
    "PredictionMethod",
    "PredictorKind",
    "PurgeClassifiers",
    "RemoveClassifier",
    "RemoveExamples",
    "RenameClassifier",
    "RestoreClassifier",
    "RestoreExamples",
    "SetLabels",
    "Split",
    "SplitExamples",
    "TooFewExamples",
    "TooFewLabels",
    "TooManyLabels",
    "Train",
    "TrainingMethod",
    "TrainingRecord",
    "WordingAccuracies",
]

LIST_CLASSIFIERS: Method[ListClassifiers, None, Classifiers] = Method(
    "classification.list_classifiers", ListClassifiers, None, Classifiers
)
CREATE_CLASSIFIER: Method[CreateClassifier, None, Classifier] = Method(
    "classification.create_classifier", CreateClassifier, None, Classifier
)
OPEN_CLASSIFIER: Method[OpenClassifier, None, Classifier] = Method(
    "classification.open_classifier", OpenClassifier, None, Classifier
)
RENAME_CLASSIFIER: Method[RenameClassifier, None, Done] = Method(
    "classification.rename_classifier", RenameClassifier, None, Done
)
REMOVE_CLASSIFIER: Method[RemoveClassifier, None, Done] = Method(
    "classification.remove_classifier", RemoveClassifier, None, Done
)
RESTORE_CLASSIFIER: Method[RestoreClassifier, None, Done] = Method(
    "classification.restore_classifier", RestoreClassifier, None, Done
)
PURGE_CLASSIFIERS: Method[PurgeClassifiers, None, Purged] = Method(
    "classification.purge_classifiers", PurgeClassifiers, None, Purged
)
SET_LABELS: Method[SetLabels, None, Classifier] = Method("classification.set_labels", SetLabels, None, Classifier)
ADD_EXAMPLES: Method[AddExamples, Progress, AddExamplesResult] = Method(
    "classification.add_examples", AddExamples, Progress, AddExamplesResult
)
LIST_EXAMPLES: Method[ListExamples, None, ExamplePage] = Method(
    "classification.list_examples", ListExamples, None, ExamplePage
)
LIST_BY_UNCERTAINTY: Method[ListExamples, Progress, ExamplePage] = Method(
    "classification.list_by_uncertainty", ListExamples, Progress, ExamplePage
)
LABEL_EXAMPLES: Method[LabelExamples, None, Done] = Method("classification.label_examples", LabelExamples, None, Done)
REMOVE_EXAMPLES: Method[RemoveExamples, None, Done] = Method(
    "classification.remove_examples", RemoveExamples, None, Done
)
RESTORE_EXAMPLES: Method[RestoreExamples, None, Done] = Method(
    "classification.restore_examples", RestoreExamples, None, Done
)
SPLIT_EXAMPLES: Method[SplitExamples, None, Done] = Method("classification.split_examples", SplitExamples, None, Done)
FIND_DATA_ISSUES: Method[FindDataIssues, Progress, DataIssues] = Method(
    "classification.find_data_issues", FindDataIssues, Progress, DataIssues
)
TRAIN: Method[Train, Progress | EpochMetrics, Classifier] = Method(
    "classification.train", Train, Progress | EpochMetrics, Classifier
)
FINE_TUNE_STATE: Method[GetFineTuneState, None, FineTuneState] = Method(
    "classification.fine_tune_state", GetFineTuneState, None, FineTuneState
)
EVALUATE: Method[Evaluate, Progress, EvaluationReport] = Method(
    "classification.evaluate", Evaluate, Progress, EvaluationReport
)
CONFUSION_EXAMPLES: Method[ListConfusionExamples, Progress, ExamplePage] = Method(
    "classification.confusion_examples", ListConfusionExamples, Progress, ExamplePage
)
EXPORT_REPORT: Method[ExportReport, Progress, ExportResult] = Method(
    "classification.export_report", ExportReport, Progress, ExportResult
)
AVAILABLE_METHODS: Method[ListPredictionMethods, None, AvailableMethods] = Method(
    "classification.available_methods", ListPredictionMethods, None, AvailableMethods
)
CLASSIFY: Method[Classify, Progress, Classification] = Method(
    "classification.classify", Classify, Progress, Classification
)
CLASSIFY_FILE: Method[ClassifyFile, Progress, ExportResult] = Method(
    "classification.classify_file", ClassifyFile, Progress, ExportResult
)
BENCHMARK: Method[Benchmark, Progress, BenchmarkResult] = Method(
    "classification.benchmark", Benchmark, Progress, BenchmarkResult
)
COMPARE_WORDINGS: Method[CompareWordings, Progress, WordingAccuracies] = Method(
    "classification.compare_wordings", CompareWordings, Progress, WordingAccuracies
)
