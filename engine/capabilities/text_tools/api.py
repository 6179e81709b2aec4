"""Text tools: keywords, entities, summaries, translation and other work on one text or a column of them. Types only.

Spans are characters of the text that was sent, half open.
"""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from engine.protocol.method import Method
from engine.protocol.progress import Progress

MAX_COMPARED, MAX_CLUSTERED = 200, 5_000
MAX_CHARACTERS = 2_000_000
"""Characters."""
Score = float
Limit = Annotated[int, msgspec.Meta(ge=1, le=100)]


class ReadText(msgspec.Struct, frozen=True):
    """Of any file that documents are read from."""

    path: str


class FileText(msgspec.Struct, frozen=True):
    """`cut`: only the beginning, LONGEST_TEXT characters."""

    name: str
    text: str
    cut: bool = False


class FindKeywords(msgspec.Struct, frozen=True):
    """`varied`: chosen by meaning too, unlike each other, where an embedder is installed."""

    text: str
    most: Limit = 10
    varied: bool = True


class Keyword(msgspec.Struct, frozen=True):
    """`share` beside the most telling one, which has 1; `count` how often it stands in the text."""

    text: str
    share: Score
    count: int


class Keywords(msgspec.Struct, frozen=True):
    keywords: tuple[Keyword, ...]


class IdentifyLanguage(msgspec.Struct, frozen=True):
    text: str
    most: Limit = 3


class LanguageGuess(msgspec.Struct, frozen=True):
    """`code` ISO 639-1."""

    code: str
    share: Score


class LanguageGuesses(msgspec.Struct, frozen=True):
    """Likeliest first. Not `sure`: too short, or several languages are as likely."""

    guesses: tuple[LanguageGuess, ...]
    sure: bool


class FindEntities(msgspec.Struct, frozen=True):
    """Names by the model (the chosen one when None; left out where none is installed), and what has a form of its own."""

    text: str
    model: str | None = None


class Entity(msgspec.Struct, frozen=True, omit_defaults=True):
    """`label` "PER", "LOC" … as the model calls it, or "date", "amount", "percentage", "email", "phone", "url", "iban",
    "dni", "nie". `valid`: whether its check digits are right, None without any. `share` 1 for what needs no model."""

    label: str
    start: int
    end: int
    text: str
    share: Score = 1.0
    valid: bool | None = None


class Entities(msgspec.Struct, frozen=True):
    """`model` empty: none is installed, so names are not among them."""

    entities: tuple[Entity, ...]
    model: str = ""


SimilarityLevel = Literal["same", "close", "related", "distant", "unrelated"]


class CompareTexts(msgspec.Struct, frozen=True):
    texts: tuple[str, ...]


class SimilarityMatrix(msgspec.Struct, frozen=True):
    """Square, a row a text: `scores` as people would give them, 0 (unrelated) to 5 (the same meaning), and how to read them.

    Not `calibrated`: another embedder than the starter's, whose scores are five times its cosines and may all look alike.
    """

    scores: tuple[tuple[float, ...], ...]
    readings: tuple[tuple[SimilarityLevel, ...], ...]
    model: str
    calibrated: bool


class FindClusters(msgspec.Struct, frozen=True):
    """Of `texts`, or of a table's `column`, read as a `Source` is. `clusters` 0: as many as fit best (k-means); HDBSCAN
    leaves odd texts out."""

    texts: tuple[str, ...] = ()
    path: str = ""
    column: str = ""
    method: Literal["k-means", "hdbscan"] = "k-means"
    clusters: Annotated[int, msgspec.Meta(ge=0, le=100)] = 0
    seed: Annotated[int, msgspec.Meta(ge=0, le=2**31 - 1)] = 0
    delimiter: str = ""
    encoding: str = ""


class ClusterPoint(msgspec.Struct, frozen=True, array_like=True):
    """A text on the map, each axis from −1 to 1; `cluster` −1: in none."""

    x: float
    y: float
    cluster: int


class Cluster(msgspec.Struct, frozen=True):
    """`words` set it apart from the others; `examples` are the numbers of its most typical texts."""

    words: tuple[str, ...]
    size: int
    examples: tuple[int, ...]
    texts: tuple[str, ...]


class Clusters(msgspec.Struct, frozen=True):
    """A point and the beginning for each text that has words, in their order; largest cluster first.

    `silhouette` −1…1: how well apart they are.
    """

    points: tuple[ClusterPoint, ...]
    clusters: tuple[Cluster, ...]
    silhouette: float
    texts: tuple[str, ...]


class AskText(msgspec.Struct, frozen=True):
    question: str
    text: str
    most: Limit = 3
    model: str | None = None


class TextAnswer(msgspec.Struct, frozen=True):
    """`share` 0 where no model judged it."""

    start: int
    end: int
    text: str
    share: Score


class TextAnswers(msgspec.Struct, frozen=True):
    """Surest first. `unanswered`: the share of there being no answer. `model` empty: sentences that bear on the question."""

    answers: tuple[TextAnswer, ...]
    unanswered: Score
    model: str = ""


class FillMask(msgspec.Struct, frozen=True):
    """A gap is written [MASK]."""

    text: str
    most: Limit = 5
    model: str | None = None


class MaskCandidate(msgspec.Struct, frozen=True):
    text: str
    share: Score


class FilledMasks(msgspec.Struct, frozen=True):
    gaps: tuple[tuple[MaskCandidate, ...], ...]
    model: str


class ScoreSentence(msgspec.Struct, frozen=True):
    text: str
    model: str | None = None


class WordLikelihood(msgspec.Struct, frozen=True):
    start: int
    end: int
    log_probability: float


class SentenceLikelihood(msgspec.Struct, frozen=True):
    """`log_likelihood` is the sum over the words, each given all others; `surprise` its mean per token, turned positive."""

    words: tuple[WordLikelihood, ...]
    log_likelihood: float
    surprise: float
    model: str


class ScoreNextSentence(msgspec.Struct, frozen=True):
    first: str
    second: str
    model: str | None = None


class NextSentenceScore(msgspec.Struct, frozen=True):
    share: Score
    model: str


SummaryMethod = Literal["auto", "extract", "write"]


class Summarise(msgspec.Struct, frozen=True):
    """`extract`: the text's own sentences. `write`: by the chat model. `auto`: the chat model where it is up to it."""

    text: str
    sentences: Annotated[int, msgspec.Meta(ge=1, le=50)] = 3
    way: SummaryMethod = "auto"
    model: str | None = None


RewriteStyle = Literal["simpler", "formal", "correct"]


class Rewrite(msgspec.Struct, frozen=True):
    text: str
    manner: RewriteStyle
    model: str | None = None


class Translate(msgspec.Struct, frozen=True):
    """`to`: "es" or "en"."""

    text: str
    to: Literal["es", "en"]
    model: str | None = None


class GeneratedText(msgspec.Struct, frozen=True, tag="text"):
    """The next characters of the result."""

    text: str


class TextResult(msgspec.Struct, frozen=True):
    """`way` it was made; `spans` of extracted sentences. `unlisted` languages: the model's card does not say it writes them.

    `cut`: the model stopped at its limit, so the end is missing. `weak`: it is too small to do this well.
    """

    text: str
    way: Literal["extract", "write"]
    spans: tuple[tuple[int, int], ...] = ()
    unlisted: tuple[str, ...] = ()
    model: str = ""
    parts: int = 1
    cut: bool = False
    cancelled: bool = False
    weak: bool = False


ColumnTask = Literal[
    "language", "keywords", "entities", "ask", "summarise", "simpler", "formal", "correct", "translate"
]


class MapColumn(msgspec.Struct, frozen=True):
    """A copy of a table with a column added, what `task` makes of `column`; `option`: the question, or the language.

    What a killed or cancelled run finished lies beside `target` and is not done again. The table may be any `Source` is.
    `kinds`: what the labels of entities are called; one that is not among them is written as it is.
    """

    path: str
    column: str
    target: str
    task: ColumnTask
    option: str = ""
    name: str = ""
    model: str | None = None
    delimiter: str = ""
    encoding: str = ""
    kinds: dict[str, str] = {}


class MapColumnResult(msgspec.Struct, frozen=True):
    """`resumed` rows were there from an earlier run; `failed` rows are left empty. Cancelled, `target` is not written yet."""

    path: str
    column: str
    rows: int
    resumed: int
    failed: int
    cancelled: bool = False


TextEvent = Progress | GeneratedText

READ_TEXT: Method[ReadText, None, FileText] = Method("text_tools.read_text", ReadText, None, FileText)
FIND_KEYWORDS: Method[FindKeywords, None, Keywords] = Method("text_tools.keywords", FindKeywords, None, Keywords)
IDENTIFY_LANGUAGE: Method[IdentifyLanguage, None, LanguageGuesses] = Method(
    "text_tools.identify", IdentifyLanguage, None, LanguageGuesses
)
FIND_ENTITIES: Method[FindEntities, None, Entities] = Method("text_tools.entities", FindEntities, None, Entities)
COMPARE_TEXTS: Method[CompareTexts, Progress, SimilarityMatrix] = Method(
    "text_tools.likeness", CompareTexts, Progress, SimilarityMatrix
)
FIND_CLUSTERS: Method[FindClusters, Progress, Clusters] = Method("text_tools.clusters", FindClusters, Progress, Clusters)
ASK_TEXT: Method[AskText, None, TextAnswers] = Method("text_tools.ask", AskText, None, TextAnswers)
FILL_MASK: Method[FillMask, None, FilledMasks] = Method("text_tools.gaps", FillMask, None, FilledMasks)
SCORE_SENTENCE: Method[ScoreSentence, None, SentenceLikelihood] = Method("text_tools.judge", ScoreSentence, None, SentenceLikelihood)
SCORE_NEXT_SENTENCE: Method[ScoreNextSentence, None, NextSentenceScore] = Method("text_tools.next", ScoreNextSentence, None, NextSentenceScore)
SUMMARISE: Method[Summarise, TextEvent, TextResult] = Method("text_tools.summarise", Summarise, TextEvent, TextResult)
REWRITE: Method[Rewrite, TextEvent, TextResult] = Method("text_tools.rewrite", Rewrite, TextEvent, TextResult)
TRANSLATE: Method[Translate, TextEvent, TextResult] = Method("text_tools.translate", Translate, TextEvent, TextResult)
MAP_COLUMN: Method[MapColumn, Progress, MapColumnResult] = Method(
    "text_tools.column", MapColumn, Progress, MapColumnResult
)
