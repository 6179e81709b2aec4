"""Tools for one text: the name of each, the engine's method it calls, and how its result is shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Generic, Literal, TypeVar

import msgspec

from desktop.features.text_tools import result_formatting
from desktop.features.text_tools.result_formatting import ToolResult
from desktop.i18n import tr, tr_noop
from engine.capabilities.text_tools import api as text_tools
from engine.protocol.method import Method

RequestT = TypeVar("RequestT")
EventT = TypeVar("EventT")
ResultT = TypeVar("ResultT")
AlternativeAction = Literal["chat", "correct", "compare"]


class FieldValues(msgspec.Struct, frozen=True):
    """The text, and the values of the fields beside it when the tool is run."""

    text: str
    question: str
    second_sentence: str
    sentence_count: int
    summary_method: text_tools.SummaryMethod
    rewrite_style: text_tools.RewriteStyle
    target_language: Literal["es", "en"]


class TextTool(msgspec.Struct, Generic[RequestT, EventT, ResultT], frozen=True):
    """`title`, `hint`, `verb`, `missing_model`, its expert's term and `alternative` are English sources of "text_tools".

    `fields` names the fields shown beside the text. `missing_model` is said when there is no model for the tool;
    `alternative` is the title of the `alternative_action` offered then.
    """

    title: str
    icon: str
    hint: str
    verb: str
    method: Method[RequestT, EventT, ResultT]
    request: Callable[[FieldValues], RequestT]
    format_result: Callable[[ResultT, FieldValues], ToolResult]
    fields: tuple[str, ...] = ()
    missing_model: str = ""
    alternative: str = ""
    alternative_action: AlternativeAction = "chat"
    missing_model_term: str = ""


AnyTool = TextTool[Any, Any, Any]  # Any: the tools in one table have different methods
NO_MASKED_MODEL = tr_noop(
    "text_tools",
    "This needs a model that has learnt to fill gaps, and none is installed. Add one on the Models page.",
)
MASKED_MODEL = tr_noop("text_tools", "A masked language model, such as BERT, as ONNX")
NO_CHAT_MODEL = tr_noop("text_tools", "This needs a chat model, and none is installed. Add one on the Models page.")

ENTITIES = TextTool(
    tr_noop("text_tools", "Names and figures"),
    "identification-card",
    tr_noop(
        "text_tools",
        "Finds dates, amounts, addresses, account and identity numbers and checks their check digits; with a model for "
        "it, names too.",
    ),
    tr_noop("text_tools", "Find them"),
    text_tools.FIND_ENTITIES,
    lambda values: text_tools.FindEntities(values.text),
    lambda result, _: result_formatting.format_entities(result),
)
ASK = TextTool(
    tr_noop("text_tools", "Questions"),
    "question",
    tr_noop("text_tools", "Shows the place in the text that answers the question. Nothing is made up."),
    tr_noop("text_tools", "Answer"),
    text_tools.ASK_TEXT,
    lambda values: text_tools.AskText(values.question, values.text),
    lambda result, _: result_formatting.format_answers(result),
    ("question",),
)
SUMMARISE = TextTool(
    tr_noop("text_tools", "Summarise"),
    "text-align-left",
    tr_noop(
        "text_tools",
        "Picks the most important sentences of the text, or has the chat model write a summary where it is large enough.",
    ),
    tr_noop("text_tools", "Summarise"),
    text_tools.SUMMARISE,
    lambda values: text_tools.Summarise(values.text, values.sentence_count, values.summary_method),
    lambda result, _: result_formatting.format_text(result),
    ("sentence_count", "summary_method"),
    NO_CHAT_MODEL,
)
REWRITE = TextTool(
    tr_noop("text_tools", "Rewrite"),
    "pencil-simple",
    tr_noop(
        "text_tools",
        "The chat model says it in other words. A small model easily changes the meaning: compare the two texts.",
    ),
    tr_noop("text_tools", "Rewrite"),
    text_tools.REWRITE,
    lambda values: text_tools.Rewrite(values.text, values.rewrite_style),
    lambda result, _: result_formatting.format_text(result),
    ("rewrite_style",),
    NO_CHAT_MODEL,
)
TRANSLATE = TextTool(
    tr_noop("text_tools", "Translate"),
    "translate",
    tr_noop(
        "text_tools",
        "The chat model translates as well as it knows both languages; the smallest one does not know them well.",
    ),
    tr_noop("text_tools", "Translate"),
    text_tools.TRANSLATE,
    lambda values: text_tools.Translate(values.text, values.target_language),
    lambda result, _: result_formatting.format_text(result),
    ("target_language",),
    NO_CHAT_MODEL,
)
KEYWORDS = TextTool(
    tr_noop("text_tools", "Keywords"),
    "key",
    tr_noop("text_tools", "Finds the phrases that the text is about, and how often each occurs."),
    tr_noop("text_tools", "Find them"),
    text_tools.FIND_KEYWORDS,
    lambda values: text_tools.FindKeywords(values.text),
    lambda result, _: result_formatting.format_keywords(result),
)
LANGUAGE = TextTool(
    tr_noop("text_tools", "Language"),
    "globe",
    tr_noop("text_tools", "Tells which language the text is in. One sentence is enough; a single word often is not."),
    tr_noop("text_tools", "Recognise"),
    text_tools.IDENTIFY_LANGUAGE,
    lambda values: text_tools.IdentifyLanguage(values.text),
    lambda result, _: result_formatting.format_languages(result),
)
FILL_MASK = TextTool(
    tr_noop("text_tools", "Fill the gap"),
    "brackets-square",
    tr_noop("text_tools", "Write [MASK] where a word is missing, or put the cursor on a word and leave it out."),
    tr_noop("text_tools", "Fill"),
    text_tools.FILL_MASK,
    lambda values: text_tools.FillMask(values.text),
    lambda result, _: result_formatting.format_masks(result),
    ("mask",),
    NO_MASKED_MODEL,
    tr_noop("text_tools", "Ask the chat model for words that fit"),
    missing_model_term=MASKED_MODEL,
)
LIKELIHOOD = TextTool(
    tr_noop("text_tools", "Unexpected words"),
    "chart-bar",
    tr_noop(
        "text_tools",
        "Shows how expected each word is, given all the others. It reveals odd wording, not whether the text is true.",
    ),
    tr_noop("text_tools", "Check"),
    text_tools.SCORE_SENTENCE,
    lambda values: text_tools.ScoreSentence(values.text),
    lambda result, values: result_formatting.format_likelihood(result, values.text),
    (),
    NO_MASKED_MODEL,
    tr_noop("text_tools", "Have the chat model correct it"),
    "correct",
    MASKED_MODEL,
)
NEXT_SENTENCE = TextTool(
    tr_noop("text_tools", "Next sentence"),
    "arrow-right",
    tr_noop("text_tools", "Tells whether a second sentence continues the text above."),
    tr_noop("text_tools", "Check"),
    text_tools.SCORE_NEXT_SENTENCE,
    lambda values: text_tools.ScoreNextSentence(values.text, values.second_sentence),
    lambda result, _: result_formatting.format_next_sentence(result),
    ("second_sentence",),
    tr_noop(
        "text_tools",
        "This needs a model that has learnt whether one sentence follows another, and none is installed. Add one on the "
        "Models page.",
    ),
    tr_noop("text_tools", "Compare the two by meaning"),
    "compare",
    tr_noop("text_tools", "A model for next sentence prediction, such as BERT, as ONNX"),
)


TOOLS: Mapping[str, AnyTool] = {
    "entities": ENTITIES,
    "ask": ASK,
    "summarise": SUMMARISE,
    "rewrite": REWRITE,
    "translate": TRANSLATE,
    "keywords": KEYWORDS,
    "language": LANGUAGE,
    "fill": FILL_MASK,
    "likely": LIKELIHOOD,
    "next": NEXT_SENTENCE,
}


def missing_model_result(tool: AnyTool) -> ToolResult:
    """Return what is shown in place of a result when the tool's model is not installed."""
    alternative = tr("text_tools", tool.alternative) if tool.alternative else ""
    term = tr("text_tools", tool.missing_model_term) if tool.missing_model_term else ""
    return ToolResult(missing_model=tr("text_tools", tool.missing_model), missing_term=term, alternative=alternative)
