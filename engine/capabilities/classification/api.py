"""Language: texts sorted into classes of the user's own, with none, few or many examples, and how well that works. Types only.

A classifier is a project: labels, examples, and the head last trained. `method` "auto" lets
cross-validation choose among HEADS.
"""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from engine.protocol.fine_tuning import Curve, Layers, Tuning
from engine.protocol.method import Method
from engine.protocol.progress import Progress
from engine.protocol.tables import Source

Split = Literal["train", "test"]
HeadMethod = Literal["logistic", "discriminant", "svm", "centroid", "neighbours", "tree"]
HEAD_METHODS: tuple[HeadMethod, ...] = ("logistic", "discriminant", "svm", "centroid", "neighbours", "tree")
TrainingMethod = Literal["auto", "logistic", "discriminant", "svm", "centroid", "neighbours", "tree", "contrastive", "supervised"]
"""The last two change the encoder itself, in the training child (the studio)."""
FINE_TUNING_METHODS: tuple[Tuning, ...] = ("contrastive", "supervised")
EvaluationMethod = Literal[
    "zero-shot", "entailment", "prompt", "head", "contrastive", "supervised", "words",
    "logistic", "discriminant", "svm", "centroid", "neighbours", "tree",
]  # fmt: skip
"""`head` is the one cross-validation chooses for each draw; `words` the baseline that counts words."""
ExampleOrder = Literal["added", "uncertain"]
ExampleFilter = Literal["all", "labelled", "unlabelled"]
IssueKind = Literal["same text", "alike", "two labels"]
DEFAULT_WORDING = "This text is about {}."


class Done(msgspec.Struct, frozen=True):
    pass


class Label(msgspec.Struct, frozen=True, omit_defaults=True):
    """`description` is what zero-shot reads instead of the name. `before`: in SetLabels, the name it has had until now."""

    name: str
    description: str = ""
    examples: int = 0
    before: str = ""


class MethodScore(msgspec.Struct, frozen=True):
    """Accuracy in cross-validation, mean and spread over its folds. `temperature`: what the logarithms of its shares are
    divided by to be as often right as they say."""

    method: HeadMethod
    mean: float
    std: float
    temperature: float = 1.0


class FineTuningRecord(msgspec.Struct, frozen=True):
    """How the encoder was changed, into `model`, which is the classifier's own: in the profile, on no list, in no backup.

    `held_out` examples judged each epoch, of which the `best` was kept; `seconds` of the last run, which went on from the
    epoch `resumed`. `agreement`: share of the examples which the stored network and the trained one label alike; `int8`: its
    layers were quantised too, not only its word vectors.
    """

    model: str
    layers: Layers
    epochs: int
    best: int
    held_out: int
    agreement: float
    int8: bool
    seconds: float
    resumed: int
    curves: tuple[Curve, ...]


class TrainingRecord(msgspec.Struct, frozen=True):
    """What was trained: from which data (SHA-256 of its texts and labels), when (ms since 1970), how, in whose vectors.

    `asked`: "auto" when `method` is what cross-validation chose.
    """

    method: str
    data: str
    examples: int
    trained_at: int
    seed: int
    embedder: str
    folds: int
    compared: tuple[MethodScore, ...]
    tuning: FineTuningRecord | None = None
    asked: TrainingMethod = "auto"


class Classifier(msgspec.Struct, frozen=True):
    """`card` None: not trained, zero-shot answers. `outdated`: examples or labels have changed since."""

    id: int
    name: str
    labels: tuple[Label, ...]
    examples: int
    wording: str
    card: TrainingRecord | None
    outdated: bool


class ListClassifiers(msgspec.Struct, frozen=True):
    pass


class Classifiers(msgspec.Struct, frozen=True):
    classifiers: tuple[Classifier, ...]


class CreateClassifier(msgspec.Struct, frozen=True, omit_defaults=True):
    """Raises NameTaken."""

    name: str
    labels: tuple[Label, ...] = ()
    wording: str = DEFAULT_WORDING


class OpenClassifier(msgspec.Struct, frozen=True):
    classifier: int


class RenameClassifier(msgspec.Struct, frozen=True):
    classifier: int
    name: str


class RemoveClassifier(msgspec.Struct, frozen=True):
    """Hidden at once, forgotten after 30 days."""

    classifier: int


class RestoreClassifier(msgspec.Struct, frozen=True):
    classifier: int


class SetLabels(msgspec.Struct, frozen=True, omit_defaults=True):
    """The labels from now on, in this order. Examples follow one that is renamed and lose one that is left out.

    `wording` empty stays as it is.
    """

    classifier: int
    labels: tuple[Label, ...]
    wording: str = ""


class AddExamples(msgspec.Struct, frozen=True, omit_defaults=True):
    """Labels not known yet are added."""

    classifier: int
    source: Source
    split: Split = "train"


class AddExamplesResult(msgspec.Struct, frozen=True):
    """`empty` rows had no text; `repeated` ones were there already; `left_out`: there was no room for them."""

    added: int
    unlabelled: int
    empty: int
    repeated: int
    left_out: int


class Example(msgspec.Struct, frozen=True, omit_defaults=True):
    """`guess` and `margin` (the first probability less the second) by the head, where there is one."""

    id: int
    text: str
    label: str = ""
    split: Split = "train"
    source: str = ""
    guess: str = ""
    margin: float = 1.0


class ListExamples(msgspec.Struct, frozen=True, omit_defaults=True):
    """For EXAMPLES, and for RANKED, whose `order` "uncertain" puts the smallest margin of the head first (zero-shot before
    there is one)."""

    classifier: int
    shown: ExampleFilter = "all"
    label: str = ""
    split: Split | None = None
    order: ExampleOrder = "added"
    limit: int = 200
    offset: int = 0


class ExamplePage(msgspec.Struct, frozen=True):
    examples: tuple[Example, ...]
    total: int


class LabelExamples(msgspec.Struct, frozen=True):
    """`label` empty takes it away."""

    examples: tuple[int, ...]
    label: str


class RemoveExamples(msgspec.Struct, frozen=True):
    examples: tuple[int, ...]


class RestoreExamples(msgspec.Struct, frozen=True):
    """What RemoveExamples took away, as it was listed before: with its id, its label, what it is used for and its source."""

    classifier: int
    examples: tuple[Example, ...]


class SplitExamples(msgspec.Struct, frozen=True):
    """Set `test_share` of each class aside for evaluation, drawn with `seed`."""

    classifier: int
    test_share: float = 0.2
    seed: int = 0


class FindDataIssues(msgspec.Struct, frozen=True):
    classifier: int
    limit: int = 100


class ExamplePair(msgspec.Struct, frozen=True):
    """Two examples that spoil the figures: `first` in train, `second` in test, or one text with two labels."""

    issue: IssueKind
    first: Example
    second: Example
    cosine: float


class DataIssues(msgspec.Struct, frozen=True):
    pairs: tuple[ExamplePair, ...]
    total: int


class Train(msgspec.Struct, frozen=True, omit_defaults=True):
    """Of the labelled examples that are not set aside. Vectors already computed are kept, also after a kill.

    The rest is for TUNINGS; 0 epochs or rate: the method's own. The same request after a kill or a cancel goes on where it was.
    """

    classifier: int
    method: TrainingMethod = "auto"
    seed: int = 0
    layers: Layers = "all"
    epochs: Annotated[int, msgspec.Meta(ge=0, le=200)] = 0
    patience: Annotated[int, msgspec.Meta(ge=1)] = 3
    learning_rate: Annotated[float, msgspec.Meta(ge=0, lt=1)] = 0.0
    checkpoint_seconds: float = 20.0


class GetFineTuningState(msgspec.Struct, frozen=True):
    pass


class FineTuningState(msgspec.Struct, frozen=True):
    """`studio`: TUNINGS can be had here. `begun`: trainings that were interrupted and would go on where they were."""

    studio: bool
    begun: tuple[Train, ...]


class Evaluate(msgspec.Struct, frozen=True, omit_defaults=True):
    """The trained head (zero-shot before that, or `by` what is said) on the examples set aside, beside two baselines."""

    classifier: int
    seed: int = 0
    by: PredictionMethod | None = None


class ClassMetrics(msgspec.Struct, frozen=True):
    label: str
    precision: float
    recall: float
    f1: float
    count: int


class Baseline(msgspec.Struct, frozen=True):
    """`p_value` of McNemar's exact test: how likely the difference to ours would be if there were none."""

    name: Literal["majority", "bag of words"]
    accuracy: float
    macro_f1: float
    p_value: float


class CalibrationBin(msgspec.Struct, frozen=True):
    """Answers whose confidence lies from `low` to `high`."""

    low: float
    high: float
    count: int
    confidence: float
    accuracy: float


class CoveragePoint(msgspec.Struct, frozen=True):
    """Answering only from `threshold` on: `covered` is the share answered, `accuracy` that of those."""

    threshold: float
    covered: float
    accuracy: float


class EvaluationReport(msgspec.Struct, frozen=True):
    """`confusion[i][j]`: texts of label i taken for label j. `calibration_error` is the ECE over the bins."""

    method: str
    examples: int
    trained_on: int
    accuracy: float
    macro_f1: float
    labels: tuple[str, ...]
    classes: tuple[ClassMetrics, ...]
    confusion: tuple[tuple[int, ...], ...]
    bins: tuple[CalibrationBin, ...]
    calibration_error: float
    abstention: tuple[CoveragePoint, ...]
    baselines: tuple[Baseline, ...]


class ListConfusionExamples(msgspec.Struct, frozen=True):
    """The texts of one cell of the confusion matrix, the surest mistake first."""

    classifier: int
    label: str
    guess: str
    limit: int = 200
    by: PredictionMethod | None = None


class ExportReport(msgspec.Struct, frozen=True, omit_defaults=True):
    """One HTML file that needs nothing else."""

    classifier: int
    path: str
    language: Literal["en", "es"] = "en"
    by: PredictionMethod | None = None


class ExportResult(msgspec.Struct, frozen=True, omit_defaults=True):
    """`kept` rows were there from a run that was cut short; cancelled, the file is not there yet."""

    path: str
    rows: int
    kept: int = 0
    cancelled: bool = False


PredictorKind = Literal["meaning", "entailment", "prompt", "ready-made"]
MODEL_METHODS: dict[str, PredictorKind] = {"entailment": "entailment", "prompt": "prompt"}
"""Of what `Compared` can be, what a model on the shelf answers."""


class PredictionMethod(msgspec.Struct, frozen=True, omit_defaults=True):
    """What answers without training: the labels' meaning; a model that judges whether the wording follows from the text;
    the chat model held to the labels; a ready-made classifier with labels of its own, which needs no others.

    `model`: the one in use when empty. A prompt shows `shots` of each label, of the `examples` or else of the classifier's.
    """

    means: PredictorKind = "meaning"
    model: str = ""
    shots: Annotated[int, msgspec.Meta(ge=0, le=64)] = 0
    examples: Source | None = None


class ListPredictionMethods(msgspec.Struct, frozen=True):
    pass


class AvailableMethod(msgspec.Struct, frozen=True, omit_defaults=True):
    """`name` of the model; `labels` of a ready-made one."""

    by: PredictionMethod
    name: str
    labels: tuple[str, ...] = ()


class AvailableMethods(msgspec.Struct, frozen=True):
    """What can answer without training, of what is installed."""

    offers: tuple[AvailableMethod, ...]


class Classify(msgspec.Struct, frozen=True, omit_defaults=True):
    """By a classifier, or by `labels` alone. `by` None: as the classifier was trained, by meaning before that.

    Below `threshold` the answer is none.
    """

    texts: tuple[str, ...]
    classifier: int = 0
    labels: tuple[Label, ...] = ()
    wording: str = ""
    threshold: float = 0.0
    by: PredictionMethod | None = None


class Prediction(msgspec.Struct, frozen=True):
    """`scores` one a label, adding up to 1 unless they are independent; `label` empty below the threshold."""

    label: str
    scores: tuple[float, ...]


class Classification(msgspec.Struct, frozen=True, omit_defaults=True):
    """`independent`: several labels can be a text's, or none; its label is then the likeliest from one half on."""

    labels: tuple[str, ...]
    results: tuple[Prediction, ...]
    independent: bool = False


class ClassifyFile(msgspec.Struct, frozen=True, omit_defaults=True):
    """A table, or a folder of documents, to a CSV file: its columns, the label and a score for each.

    Rows written by a run that was cut short are kept and gone on from.
    """

    source: Source
    path: str
    classifier: int = 0
    labels: tuple[Label, ...] = ()
    wording: str = ""
    threshold: float = 0.0
    by: PredictionMethod | None = None


class Benchmark(msgspec.Struct, frozen=True, omit_defaults=True):
    """A way of classifying tried out: `shots` examples a class (0: all) drawn from `train` for each seed 0 … seeds-1.

    "prompt" shows the model as many (0: none). `model`: the entailment or chat model, the one in use when empty.
    """

    train: Source
    test: Source
    method: EvaluationMethod
    shots: int = 8
    seeds: int = 10
    wording: str = DEFAULT_WORDING
    model: str = ""


class MeanAndStd(msgspec.Struct, frozen=True):
    mean: float
    std: float


class BenchmarkResult(msgspec.Struct, frozen=True):
    method: str
    accuracy: MeanAndStd
    macro_f1: MeanAndStd
    seconds: float


class CompareWordings(msgspec.Struct, frozen=True, omit_defaults=True):
    """Zero-shot with each wording over the classifier's labelled examples, by meaning or by entailment."""

    classifier: int
    wordings: tuple[str, ...]
    by: PredictionMethod = PredictionMethod()


class WordingAccuracies(msgspec.Struct, frozen=True):
    """Accuracy of each wording, in the order asked."""

    accuracies: tuple[float, ...]
    examples: int


LIST_CLASSIFIERS: Method[ListClassifiers, None, Classifiers] = Method("classification.list", ListClassifiers, None, Classifiers)
CREATE_CLASSIFIER: Method[CreateClassifier, None, Classifier] = Method("classification.create", CreateClassifier, None, Classifier)
OPEN_CLASSIFIER: Method[OpenClassifier, None, Classifier] = Method("classification.open", OpenClassifier, None, Classifier)
RENAME_CLASSIFIER: Method[RenameClassifier, None, Done] = Method("classification.rename", RenameClassifier, None, Done)
REMOVE_CLASSIFIER: Method[RemoveClassifier, None, Done] = Method("classification.remove", RemoveClassifier, None, Done)
RESTORE_CLASSIFIER: Method[RestoreClassifier, None, Done] = Method("classification.restore", RestoreClassifier, None, Done)
SET_LABELS: Method[SetLabels, None, Classifier] = Method("classification.set_labels", SetLabels, None, Classifier)
ADD_EXAMPLES: Method[AddExamples, Progress, AddExamplesResult] = Method("classification.add", AddExamples, Progress, AddExamplesResult)
LIST_EXAMPLES: Method[ListExamples, None, ExamplePage] = Method("classification.examples", ListExamples, None, ExamplePage)
LIST_BY_UNCERTAINTY: Method[ListExamples, Progress, ExamplePage] = Method("classification.ranked", ListExamples, Progress, ExamplePage)
LABEL_EXAMPLES: Method[LabelExamples, None, Done] = Method("classification.set_label", LabelExamples, None, Done)
REMOVE_EXAMPLES: Method[RemoveExamples, None, Done] = Method(
    "classification.remove_examples", RemoveExamples, None, Done
)
RESTORE_EXAMPLES: Method[RestoreExamples, None, Done] = Method(
    "classification.restore_examples", RestoreExamples, None, Done
)
SPLIT_EXAMPLES: Method[SplitExamples, None, Done] = Method("classification.divide", SplitExamples, None, Done)
FIND_DATA_ISSUES: Method[FindDataIssues, Progress, DataIssues] = Method("classification.troubles", FindDataIssues, Progress, DataIssues)
TRAIN: Method[Train, Progress | Curve, Classifier] = Method("classification.train", Train, Progress | Curve, Classifier)
FINE_TUNING_STATE: Method[GetFineTuningState, None, FineTuningState] = Method("classification.tuning", GetFineTuningState, None, FineTuningState)
EVALUATE: Method[Evaluate, Progress, EvaluationReport] = Method("classification.evaluate", Evaluate, Progress, EvaluationReport)
CONFUSION_EXAMPLES: Method[ListConfusionExamples, Progress, ExamplePage] = Method("classification.read_cell", ListConfusionExamples, Progress, ExamplePage)
EXPORT_REPORT: Method[ExportReport, Progress, ExportResult] = Method(
    "classification.export_report", ExportReport, Progress, ExportResult
)
CLASSIFY: Method[Classify, Progress, Classification] = Method(
    "classification.classify", Classify, Progress, Classification
)
AVAILABLE_METHODS: Method[ListPredictionMethods, None, AvailableMethods] = Method("classification.offers", ListPredictionMethods, None, AvailableMethods)
CLASSIFY_FILE: Method[ClassifyFile, Progress, ExportResult] = Method(
    "classification.classify_file", ClassifyFile, Progress, ExportResult
)
BENCHMARK: Method[Benchmark, Progress, BenchmarkResult] = Method("classification.compare", Benchmark, Progress, BenchmarkResult)
COMPARE_WORDINGS: Method[CompareWordings, Progress, WordingAccuracies] = Method(
    "classification.compare_wordings", CompareWordings, Progress, WordingAccuracies
)
