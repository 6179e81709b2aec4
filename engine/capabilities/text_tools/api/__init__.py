"""Text tools: keywords, entities, summaries, translation and other work on one text or a column of them. Types only.

Spans are half-open ranges of characters of the text that was sent. Scores are from 0 to 1. Every method raises TextEmpty
and TextTooLong; with a `model` that is not installed, ModelMissing.
"""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from engine.capabilities.text_tools.api.comparison import MAX_CLUSTERED as MAX_CLUSTERED
from engine.capabilities.text_tools.api.comparison import MAX_COMPARED as MAX_COMPARED
from engine.capabilities.text_tools.api.comparison import Cluster as Cluster
from engine.capabilities.text_tools.api.comparison import ClusterPoint as ClusterPoint
from engine.capabilities.text_tools.api.comparison import Clusters as Clusters
from engine.capabilities.text_tools.api.comparison import CompareTexts as CompareTexts
from engine.capabilities.text_tools.api.comparison import FindClusters as FindClusters
from engine.capabilities.text_tools.api.comparison import SimilarityLevel as SimilarityLevel
from engine.capabilities.text_tools.api.comparison import SimilarityMatrix as SimilarityMatrix
from engine.capabilities.text_tools.api.errors import TooFewTexts as TooFewTexts
from engine.capabilities.text_tools.api.errors import TooManyTexts as TooManyTexts
from engine.protocol.method import Method
from engine.protocol.progress import Progress

MAX_CHARACTERS = 2_000_000
Score = float
Limit = Annotated[int, msgspec.Meta(ge=1, le=100)]


class ReadText(msgspec.Struct, frozen=True):
    """Ask for the text of any file that the document readers support. Raises FileError, Cancelled."""

    path: str


class FileText(msgspec.Struct, frozen=True):
    """The text of a file; `truncated` to its first MAX_CHARACTERS."""

    name: str
    text: str
    truncated: bool = False


class FindKeywords(msgspec.Struct, frozen=True):
    """Ask for the phrases that a text is about.

    `diverse` ones are ranked by meaning too and unlike each other, where an embedder is installed.
    """

    text: str
    limit: Limit = 10
    diverse: bool = True


class Keyword(msgspec.Struct, frozen=True):
    """`score` relative to the best keyword, which has 1; `count` occurrences in the text."""

    text: str
    score: Score = msgspec.field(name="share")
    count: int


class Keywords(msgspec.Struct, frozen=True):
    """Keywords, the best first."""

    keywords: tuple[Keyword, ...]


class IdentifyLanguage(msgspec.Struct, frozen=True):
    """Ask which language a text is in."""

    text: str
    limit: Limit = 3


class LanguageGuess(msgspec.Struct, frozen=True):
    """A language as its ISO 639-1 code, with its probability."""

    code: str
    score: Score = msgspec.field(name="share")


class LanguageGuesses(msgspec.Struct, frozen=True):
    """The likeliest first. Not `is_sure`: the text is too short, or several languages are as likely."""

    guesses: tuple[LanguageGuess, ...]
    is_sure: bool = msgspec.field(name="sure")


class FindEntities(msgspec.Struct, frozen=True):
    """Ask for names, found by a model, and for dates, amounts and the like, found by their form.

    `model` None is the chosen one; names are left out where none is installed.
    """

    text: str
    model: str | None = None


class Entity(msgspec.Struct, frozen=True, omit_defaults=True):
    """A named entity, or a span with a form of its own.

    `label` is the model's, such as "PER" or "LOC", or one of "date", "amount", "percentage", "email", "phone", "url",
    "iban", "dni", "nie". `valid`: whether the check digits are right, None without any. `score` is 1 for what is found
    by its form.
    """

    label: str
    start: int
    end: int
    text: str
    score: Score = msgspec.field(default=1.0, name="share")
    valid: bool | None = None


class Entities(msgspec.Struct, frozen=True):
    """Entities in the order of the text. An empty `model`: none is installed, so there are no names among them."""

    entities: tuple[Entity, ...]
    model: str = ""


class AskText(msgspec.Struct, frozen=True):
    """Ask for the spans of a text that answer a question."""

    question: str
    text: str
    limit: Limit = 3
    model: str | None = None


class TextAnswer(msgspec.Struct, frozen=True):
    """A span that answers the question; `score` is 0 where no model judged it."""

    start: int
    end: int
    text: str
    score: Score = msgspec.field(name="share")


class TextAnswers(msgspec.Struct, frozen=True):
    """Answers, the likeliest first. An empty `model`: the sentences most related to the question.

    `no_answer_score` is the probability that the text holds no answer.
    """

    answers: tuple[TextAnswer, ...]
    no_answer_score: Score = msgspec.field(name="unanswered")
    model: str = ""


class FillMask(msgspec.Struct, frozen=True):
    """Ask for the likeliest words for each [MASK] in the text. Raises MaskMissing, ModelMissing."""

    text: str
    limit: Limit = 5
    model: str | None = None


class MaskCandidate(msgspec.Struct, frozen=True):
    """A word for a mask, with its probability."""

    text: str
    score: Score = msgspec.field(name="share")


class FilledMasks(msgspec.Struct, frozen=True):
    """The candidates of each mask in the order of the text, the likeliest first."""

    masks: tuple[tuple[MaskCandidate, ...], ...] = msgspec.field(name="gaps")
    model: str


class ScoreSentence(msgspec.Struct, frozen=True):
    """Ask how likely a masked language model finds each word of a sentence. Raises ModelMissing."""

    text: str
    model: str | None = None


class WordLikelihood(msgspec.Struct, frozen=True):
    """A word's span and the logarithm of its probability, given all other words."""

    start: int
    end: int
    log_probability: float


class SentenceLikelihood(msgspec.Struct, frozen=True):
    """`log_likelihood` is the sum over the words; `surprisal` the negative mean for a word."""

    words: tuple[WordLikelihood, ...]
    log_likelihood: float
    surprisal: float = msgspec.field(name="surprise")
    model: str


class ScoreNextSentence(msgspec.Struct, frozen=True):
    """Ask how likely `second` follows `first` in one text. Raises ModelMissing."""

    first: str
    second: str
    model: str | None = None


class NextSentenceScore(msgspec.Struct, frozen=True):
    """The probability that the second sentence follows the first."""

    score: Score = msgspec.field(name="share")
    model: str


SummaryMethod = Literal["auto", "extract", "write"]


class Summarise(msgspec.Struct, frozen=True):
    """Ask for a summary.

    "extract" picks sentences of the text, "write" has the chat model write one, and "auto" does so where the model is
    large enough and knows the language. Raises ModelMissing when a model is needed and there is none.
    """

    text: str
    sentences: Annotated[int, msgspec.Meta(ge=1, le=50)] = 3
    method: SummaryMethod = "auto"
    model: str | None = None


RewriteStyle = Literal["simpler", "formal", "correct"]


class Rewrite(msgspec.Struct, frozen=True):
    """Ask the chat model to put a text into other words. Raises PromptTooLong, ModelMissing."""

    text: str
    style: RewriteStyle
    model: str | None = None


class Translate(msgspec.Struct, frozen=True):
    """Ask the chat model to translate a text. Raises PromptTooLong, ModelMissing."""

    text: str
    to: Literal["es", "en"]
    model: str | None = None


class GeneratedText(msgspec.Struct, frozen=True, tag="text"):
    """The next characters of the result."""

    text: str


class TextResult(msgspec.Struct, frozen=True):
    """The text that was made, and how.

    `spans` are those of extracted sentences. `unlisted_languages` are missing from the languages that the model's
    manifest lists. `truncated`: the model reached its limit, so the end is missing. `weak`: the model is too small to do
    this well. `cancelled`: the text is what was written until then.
    """

    text: str
    method: Literal["extract", "write"] = msgspec.field(name="way")
    spans: tuple[tuple[int, int], ...] = ()
    unlisted_languages: tuple[str, ...] = msgspec.field(default=(), name="unlisted")
    model: str = ""
    parts: int = 1
    truncated: bool = msgspec.field(default=False, name="cut")
    cancelled: bool = False
    weak: bool = False


ColumnTask = Literal[
    "language", "keywords", "entities", "ask", "summarise", "simpler", "formal", "correct", "translate"
]


class MapColumn(msgspec.Struct, frozen=True):
    """Do a task for every row of a table and write a copy of the table with the results as a new column.

    `option` is the question of "ask", or the language of "translate". An interrupted run is resumed from the rows kept
    beside `target`. `delimiter` and `encoding` as in a `Source`. `label_names` translates the labels of entities; a label
    without a translation is written as it is. Raises ColumnMissing, BadRequest, NameTaken, FileUnwritable, DiskFull,
    FileChanged, file errors.
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
    label_names: dict[str, str] = {}


class MapColumnResult(msgspec.Struct, frozen=True):
    """`resumed` rows came from an earlier run; `failed` rows are empty. After a cancel `target` is not written yet."""

    path: str
    column: str
    rows: int
    resumed: int
    failed: int
    cancelled: bool = False


TextEvent = Progress | GeneratedText

READ_TEXT: Method[ReadText, None, FileText] = Method("text_tools.read_text", ReadText, None, FileText)
FIND_KEYWORDS: Method[FindKeywords, None, Keywords] = Method("text_tools.find_keywords", FindKeywords, None, Keywords)
IDENTIFY_LANGUAGE: Method[IdentifyLanguage, None, LanguageGuesses] = Method(
    "text_tools.identify_language", IdentifyLanguage, None, LanguageGuesses
)
FIND_ENTITIES: Method[FindEntities, None, Entities] = Method("text_tools.find_entities", FindEntities, None, Entities)
COMPARE_TEXTS: Method[CompareTexts, Progress, SimilarityMatrix] = Method(
    "text_tools.compare_texts", CompareTexts, Progress, SimilarityMatrix
)
FIND_CLUSTERS: Method[FindClusters, Progress, Clusters] = Method(
    "text_tools.find_clusters", FindClusters, Progress, Clusters
)
ASK_TEXT: Method[AskText, None, TextAnswers] = Method("text_tools.ask_text", AskText, None, TextAnswers)
FILL_MASK: Method[FillMask, None, FilledMasks] = Method("text_tools.fill_mask", FillMask, None, FilledMasks)
SCORE_SENTENCE: Method[ScoreSentence, None, SentenceLikelihood] = Method(
    "text_tools.score_sentence", ScoreSentence, None, SentenceLikelihood
)
SCORE_NEXT_SENTENCE: Method[ScoreNextSentence, None, NextSentenceScore] = Method(
    "text_tools.score_next_sentence", ScoreNextSentence, None, NextSentenceScore
)
SUMMARISE: Method[Summarise, TextEvent, TextResult] = Method("text_tools.summarise", Summarise, TextEvent, TextResult)
REWRITE: Method[Rewrite, TextEvent, TextResult] = Method("text_tools.rewrite", Rewrite, TextEvent, TextResult)
TRANSLATE: Method[Translate, TextEvent, TextResult] = Method("text_tools.translate", Translate, TextEvent, TextResult)
MAP_COLUMN: Method[MapColumn, Progress, MapColumnResult] = Method(
    "text_tools.map_column", MapColumn, Progress, MapColumnResult
)
