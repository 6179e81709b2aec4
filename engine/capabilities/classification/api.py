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
Head = Literal["logistic", "discriminant", "svm", "centroid", "neighbours", "tree"]
HEADS: tuple[Head, ...] = ("logistic", "discriminant", "svm", "centroid", "neighbours", "tree")
Way = Literal["auto", "logistic", "discriminant", "svm", "centroid", "neighbours", "tree", "contrastive", "supervised"]
"""The last two change the encoder itself, in the training child (the studio)."""
TUNINGS: tuple[Tuning, ...] = ("contrastive", "supervised")
Compared = Literal[
    "zero-shot", "entailment", "prompt", "head", "contrastive", "supervised", "words",
    "logistic", "discriminant", "svm", "centroid", "neighbours", "tree",
]  # fmt: skip
"""`head` is the one cross-validation chooses for each draw; `words` the baseline that counts words."""
Order = Literal["added", "uncertain"]
Shown = Literal["all", "labelled", "unlabelled"]
IssueKind = Literal["same text", "alike", "two labels"]
USUAL_WORDING = "This text is about {}."


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

    method: Head
    mean: float
    std: float
    temperature: float = 1.0


class TuningCard(msgspec.Struct, frozen=True):
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


class Card(msgspec.Struct, frozen=True):
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
    tuning: TuningCard | None = None
    asked: Way = "auto"


class Classifier(msgspec.Struct, frozen=True):
    """`card` None: not trained, zero-shot answers. `outdated`: examples or labels have changed since."""

    id: int
    name: str
    labels: tuple[Label, ...]
    examples: int
    wording: str
    card: Card | None
    outdated: bool


class ListClassifiers(msgspec.Struct, frozen=True):
    pass


class Classifiers(msgspec.Struct, frozen=True):
    classifiers: tuple[Classifier, ...]


class Create(msgspec.Struct, frozen=True, omit_defaults=True):
    """Raises NameTaken."""

    name: str
    labels: tuple[Label, ...] = ()
    wording: str = USUAL_WORDING


class Open(msgspec.Struct, frozen=True):
    classifier: int


class Rename(msgspec.Struct, frozen=True):
    classifier: int
    name: str


class Remove(msgspec.Struct, frozen=True):
    """Hidden at once, forgotten after 30 days."""

    classifier: int


class Restore(msgspec.Struct, frozen=True):
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


class Added(msgspec.Struct, frozen=True):
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
    shown: Shown = "all"
    label: str = ""
    split: Split | None = None
    order: Order = "added"
    limit: int = 200
    offset: int = 0


class Examples(msgspec.Struct, frozen=True):
    examples: tuple[Example, ...]
    total: int


class SetLabel(msgspec.Struct, frozen=True):
    """`label` empty takes it away."""

    examples: tuple[int, ...]
    label: str


class RemoveExamples(msgspec.Struct, frozen=True):
    examples: tuple[int, ...]


class RestoreExamples(msgspec.Struct, frozen=True):
    """What RemoveExamples took away, as it was listed before: with its id, its label, what it is used for and its source."""

    classifier: int
    examples: tuple[Example, ...]


class Divide(msgspec.Struct, frozen=True):
    """Set `test_share` of each class aside for evaluation, drawn with `seed`."""

    classifier: int
    test_share: float = 0.2
    seed: int = 0


class FindTroubles(msgspec.Struct, frozen=True):
    classifier: int
    limit: int = 100


class Pair(msgspec.Struct, frozen=True):
    """Two examples that spoil the figures: `first` in train, `second` in test, or one text with two labels."""

    issue: IssueKind
    first: Example
    second: Example
    cosine: float


class Troubles(msgspec.Struct, frozen=True):
    pairs: tuple[Pair, ...]
    total: int


class Train(msgspec.Struct, frozen=True, omit_defaults=True):
    """Of the labelled examples that are not set aside. Vectors already computed are kept, also after a kill.

    The rest is for TUNINGS; 0 epochs or rate: the method's own. The same request after a kill or a cancel goes on where it was.
    """

    classifier: int
    method: Way = "auto"
    seed: int = 0
    layers: Layers = "all"
    epochs: Annotated[int, msgspec.Meta(ge=0, le=200)] = 0
    patience: Annotated[int, msgspec.Meta(ge=1)] = 3
    learning_rate: Annotated[float, msgspec.Meta(ge=0, lt=1)] = 0.0
    checkpoint_seconds: float = 20.0


class AskTuning(msgspec.Struct, frozen=True):
    pass


class TuningState(msgspec.Struct, frozen=True):
    """`studio`: TUNINGS can be had here. `begun`: trainings that were interrupted and would go on where they were."""

    studio: bool
    begun: tuple[Train, ...]


class Evaluate(msgspec.Struct, frozen=True, omit_defaults=True):
    """The trained head (zero-shot before that, or `by` what is said) on the examples set aside, beside two baselines."""

    classifier: int
    seed: int = 0
    by: By | None = None


class ClassScores(msgspec.Struct, frozen=True):
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


class Bin(msgspec.Struct, frozen=True):
    """Answers whose confidence lies from `low` to `high`."""

    low: float
    high: float
    count: int
    confidence: float
    accuracy: float


class Abstention(msgspec.Struct, frozen=True):
    """Answering only from `threshold` on: `covered` is the share answered, `accuracy` that of those."""

    threshold: float
    covered: float
    accuracy: float


class Report(msgspec.Struct, frozen=True):
    """`confusion[i][j]`: texts of label i taken for label j. `calibration_error` is the ECE over the bins."""

    method: str
    examples: int
    trained_on: int
    accuracy: float
    macro_f1: float
    labels: tuple[str, ...]
    classes: tuple[ClassScores, ...]
    confusion: tuple[tuple[int, ...], ...]
    bins: tuple[Bin, ...]
    calibration_error: float
    abstention: tuple[Abstention, ...]
    baselines: tuple[Baseline, ...]


class ReadCell(msgspec.Struct, frozen=True):
    """The texts of one cell of the confusion matrix, the surest mistake first."""

    classifier: int
    label: str
    guess: str
    limit: int = 200
    by: By | None = None


class ExportReport(msgspec.Struct, frozen=True, omit_defaults=True):
    """One HTML file that needs nothing else."""

    classifier: int
    path: str
    language: Literal["en", "es"] = "en"
    by: By | None = None


class Written(msgspec.Struct, frozen=True, omit_defaults=True):
    """`kept` rows were there from a run that was cut short; cancelled, the file is not there yet."""

    path: str
    rows: int
    kept: int = 0
    cancelled: bool = False


Means = Literal["meaning", "entailment", "prompt", "ready-made"]
BY_MODEL: dict[str, Means] = {"entailment": "entailment", "prompt": "prompt"}
"""Of what `Compared` can be, what a model on the shelf answers."""


class By(msgspec.Struct, frozen=True, omit_defaults=True):
    """What answers without training: the labels' meaning; a model that judges whether the wording follows from the text;
    the chat model held to the labels; a ready-made classifier with labels of its own, which needs no others.

    `model`: the one in use when empty. A prompt shows `shots` of each label, of the `examples` or else of the classifier's.
    """

    means: Means = "meaning"
    model: str = ""
    shots: Annotated[int, msgspec.Meta(ge=0, le=64)] = 0
    examples: Source | None = None


class ListOffers(msgspec.Struct, frozen=True):
    pass


class Offer(msgspec.Struct, frozen=True, omit_defaults=True):
    """`name` of the model; `labels` of a ready-made one."""

    by: By
    name: str
    labels: tuple[str, ...] = ()


class Offers(msgspec.Struct, frozen=True):
    """What can answer without training, of what is installed."""

    offers: tuple[Offer, ...]


class Classify(msgspec.Struct, frozen=True, omit_defaults=True):
    """By a classifier, or by `labels` alone. `by` None: as the classifier was trained, by meaning before that.

    Below `threshold` the answer is none. For CLASSIFY, and for CLASSIFY_BY_MODEL, which waits for the models' other jobs.
    """

    texts: tuple[str, ...]
    classifier: int = 0
    labels: tuple[Label, ...] = ()
    wording: str = ""
    threshold: float = 0.0
    by: By | None = None


class Classified(msgspec.Struct, frozen=True):
    """`scores` one a label, adding up to 1 unless they are independent; `label` empty below the threshold."""

    label: str
    scores: tuple[float, ...]


class Classification(msgspec.Struct, frozen=True, omit_defaults=True):
    """`independent`: several labels can be a text's, or none; its label is then the likeliest from one half on."""

    labels: tuple[str, ...]
    results: tuple[Classified, ...]
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
    by: By | None = None


class Compare(msgspec.Struct, frozen=True, omit_defaults=True):
    """A way of classifying tried out: `shots` examples a class (0: all) drawn from `train` for each seed 0 … seeds-1.

    "prompt" shows the model as many (0: none). `model`: the entailment or chat model, the one in use when empty.
    """

    train: Source
    test: Source
    method: Compared
    shots: int = 8
    seeds: int = 10
    wording: str = USUAL_WORDING
    model: str = ""


class Figure(msgspec.Struct, frozen=True):
    mean: float
    std: float


class Comparison(msgspec.Struct, frozen=True):
    method: str
    accuracy: Figure
    macro_f1: Figure
    seconds: float


class CompareWordings(msgspec.Struct, frozen=True, omit_defaults=True):
    """Zero-shot with each wording over the classifier's labelled examples, by meaning or by entailment."""

    classifier: int
    wordings: tuple[str, ...]
    by: By = By()


class Wordings(msgspec.Struct, frozen=True):
    """Accuracy of each wording, in the order asked."""

    accuracies: tuple[float, ...]
    examples: int


LIST: Method[ListClassifiers, None, Classifiers] = Method("classification.list", ListClassifiers, None, Classifiers)
CREATE: Method[Create, None, Classifier] = Method("classification.create", Create, None, Classifier)
OPEN: Method[Open, None, Classifier] = Method("classification.open", Open, None, Classifier)
RENAME: Method[Rename, None, Done] = Method("classification.rename", Rename, None, Done)
REMOVE: Method[Remove, None, Done] = Method("classification.remove", Remove, None, Done)
RESTORE: Method[Restore, None, Done] = Method("classification.restore", Restore, None, Done)
SET_LABELS: Method[SetLabels, None, Classifier] = Method("classification.set_labels", SetLabels, None, Classifier)
ADD: Method[AddExamples, Progress, Added] = Method("classification.add", AddExamples, Progress, Added)
EXAMPLES: Method[ListExamples, None, Examples] = Method("classification.examples", ListExamples, None, Examples)
RANKED: Method[ListExamples, Progress, Examples] = Method("classification.ranked", ListExamples, Progress, Examples)
SET_LABEL: Method[SetLabel, None, Done] = Method("classification.set_label", SetLabel, None, Done)
REMOVE_EXAMPLES: Method[RemoveExamples, None, Done] = Method(
    "classification.remove_examples", RemoveExamples, None, Done
)
RESTORE_EXAMPLES: Method[RestoreExamples, None, Done] = Method(
    "classification.restore_examples", RestoreExamples, None, Done
)
DIVIDE: Method[Divide, None, Done] = Method("classification.divide", Divide, None, Done)
TROUBLES: Method[FindTroubles, Progress, Troubles] = Method("classification.troubles", FindTroubles, Progress, Troubles)
TRAIN: Method[Train, Progress | Curve, Classifier] = Method("classification.train", Train, Progress | Curve, Classifier)
TUNING: Method[AskTuning, None, TuningState] = Method("classification.tuning", AskTuning, None, TuningState)
EVALUATE: Method[Evaluate, Progress, Report] = Method("classification.evaluate", Evaluate, Progress, Report)
READ_CELL: Method[ReadCell, Progress, Examples] = Method("classification.read_cell", ReadCell, Progress, Examples)
EXPORT_REPORT: Method[ExportReport, Progress, Written] = Method(
    "classification.export_report", ExportReport, Progress, Written
)
CLASSIFY: Method[Classify, Progress, Classification] = Method(
    "classification.classify", Classify, Progress, Classification
)
CLASSIFY_BY_MODEL: Method[Classify, Progress, Classification] = Method(
    "classification.classify_by_model", Classify, Progress, Classification
)
OFFERS: Method[ListOffers, None, Offers] = Method("classification.offers", ListOffers, None, Offers)
CLASSIFY_MANY: Method[Classify, Progress, Classification] = Method(
    "classification.classify_many", Classify, Progress, Classification
)
"""As `language.classify`, waiting its turn among long runs: for so many texts that others would wait for them."""
CLASSIFY_FILE: Method[ClassifyFile, Progress, Written] = Method(
    "classification.classify_file", ClassifyFile, Progress, Written
)
COMPARE: Method[Compare, Progress, Comparison] = Method("classification.compare", Compare, Progress, Comparison)
COMPARE_WORDINGS: Method[CompareWordings, Progress, Wordings] = Method(
    "classification.compare_wordings", CompareWordings, Progress, Wordings
)
