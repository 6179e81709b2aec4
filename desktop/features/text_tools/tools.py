"""The tools for one text: what each is called, what it asks of the engine, and how its result is put into words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from desktop.features.text_tools import result_formatting
from desktop.features.text_tools.result_formatting import Outcome
from desktop.i18n import tr, tr_noop
from engine.capabilities.text_tools import api as text_tools
from engine.protocol.method import Method

Instead = Literal["chat", "correct", "compare"]


@dataclass(frozen=True)
class Fields:
    """What is written and chosen when a tool is asked."""

    text: str
    question: str
    second: str
    sentences: int
    way: text_tools.SummaryMethod
    manner: text_tools.RewriteStyle
    to: Literal["es", "en"]


@dataclass(frozen=True)
class Tool:
    """`title`, `hint`, `verb`, `needs` and `otherwise` are sources in the words of "texts". `options` are fields beside the text.

    `needs`: said when there is no model for it; `otherwise`: what can be done `instead` of it without that model.
    """

    title: str
    icon: str
    hint: str
    verb: str
    method: Method[Any, Any, Any]
    request: Callable[[Fields], object]
    outcome: Callable[[Any, Fields], Outcome]
    options: tuple[str, ...] = ()
    needs: str = ""
    otherwise: str = ""
    instead: Instead = "chat"


MASKED = tr_noop(
    "text_tools",
    "This needs a model that has learnt to fill gaps (a masked language model such as BERT), and none is installed. "
    "Add one as ONNX on the Models page.",
)
CHAT = tr_noop("text_tools", "This needs a chat model, and none is installed. Add one (GGUF) on the Models page.")

TOOLS: Mapping[str, Tool] = {
    "entities": Tool(
        tr_noop("text_tools", "Names and figures"),
        "identification-card",
        tr_noop(
            "text_tools",
            "Dates, amounts, addresses and numbers of accounts and papers, with their check digits; names with a model.",
        ),
        tr_noop("text_tools", "Find them"),
        text_tools.FIND_ENTITIES,
        lambda fields: text_tools.FindEntities(fields.text),
        lambda found, _: result_formatting.entities(found),
    ),
    "ask": Tool(
        tr_noop("text_tools", "Questions"),
        "question",
        tr_noop("text_tools", "Points at the place in the text that answers; nothing is made up."),
        tr_noop("text_tools", "Answer"),
        text_tools.ASK_TEXT,
        lambda fields: text_tools.AskText(fields.question, fields.text),
        lambda found, _: result_formatting.answers(found),
        ("question",),
    ),
    "summarise": Tool(
        tr_noop("text_tools", "Summarise"),
        "text-align-left",
        tr_noop(
            "text_tools",
            "Its own most telling sentences, or a summary written by the chat model, where that is large enough.",
        ),
        tr_noop("text_tools", "Summarise"),
        text_tools.SUMMARISE,
        lambda fields: text_tools.Summarise(fields.text, fields.sentences, fields.way),
        lambda done, _: result_formatting.written(done),
        ("sentences", "way"),
        CHAT,
    ),
    "rewrite": Tool(
        tr_noop("text_tools", "Rewrite"),
        "pencil-simple",
        tr_noop(
            "text_tools", "The chat model says it in other words. A small model changes the meaning easily: compare."
        ),
        tr_noop("text_tools", "Rewrite"),
        text_tools.REWRITE,
        lambda fields: text_tools.Rewrite(fields.text, fields.manner),
        lambda done, _: result_formatting.written(done),
        ("manner",),
        CHAT,
    ),
    "translate": Tool(
        tr_noop("text_tools", "Translate"),
        "translate",
        tr_noop("text_tools", "By the chat model, as well as it knows both languages; the smallest one does not."),
        tr_noop("text_tools", "Translate"),
        text_tools.TRANSLATE,
        lambda fields: text_tools.Translate(fields.text, fields.to),
        lambda done, _: result_formatting.written(done),
        ("to",),
        CHAT,
    ),
    "keywords": Tool(
        tr_noop("text_tools", "Keywords"),
        "key",
        tr_noop("text_tools", "The phrases the text is about, and how often each stands in it."),
        tr_noop("text_tools", "Find them"),
        text_tools.FIND_KEYWORDS,
        lambda fields: text_tools.FindKeywords(fields.text),
        lambda found, _: result_formatting.keywords(found),
    ),
    "language": Tool(
        tr_noop("text_tools", "Language"),
        "globe",
        tr_noop("text_tools", "Which language it is in. A sentence is enough; a word often is not."),
        tr_noop("text_tools", "Recognise"),
        text_tools.IDENTIFY_LANGUAGE,
        lambda fields: text_tools.IdentifyLanguage(fields.text),
        lambda found, _: result_formatting.languages(found),
    ),
    "fill": Tool(
        tr_noop("text_tools", "Fill the gap"),
        "brackets-square",
        tr_noop("text_tools", "Write [MASK] where a word is missing, or choose a word and leave it out."),
        tr_noop("text_tools", "Fill"),
        text_tools.FILL_MASK,
        lambda fields: text_tools.FillMask(fields.text),
        lambda found, _: result_formatting.gaps(found),
        ("mask",),
        MASKED,
        tr_noop("text_tools", "Ask the chat model for words that fit"),
    ),
    "likely": Tool(
        tr_noop("text_tools", "How likely"),
        "chart-bar",
        tr_noop(
            "text_tools",
            "How expected each word is, given all the others. It tells odd wording, not whether it is true.",
        ),
        tr_noop("text_tools", "Judge"),
        text_tools.SCORE_SENTENCE,
        lambda fields: text_tools.ScoreSentence(fields.text),
        lambda found, fields: result_formatting.judged(found, fields.text),
        (),
        MASKED,
        tr_noop("text_tools", "Have the chat model correct it"),
        "correct",
    ),
    "next": Tool(
        tr_noop("text_tools", "Next sentence"),
        "arrow-right",
        tr_noop("text_tools", "Whether a second sentence goes on from the text above."),
        tr_noop("text_tools", "Judge"),
        text_tools.SCORE_NEXT_SENTENCE,
        lambda fields: text_tools.ScoreNextSentence(fields.text, fields.second),
        lambda found, _: result_formatting.judged_next(found),
        ("second",),
        tr_noop(
            "text_tools",
            "This needs a model that has learnt whether one sentence goes on from another (BERT), and none is installed. "
            "Add one as ONNX on the Models page.",
        ),
        tr_noop("text_tools", "Compare the two by meaning"),
        "compare",
    ),
}


def lacking(tool: Tool) -> Outcome:
    """Said where its model is missing."""
    otherwise = tr("text_tools", tool.otherwise) if tool.otherwise else ""
    return Outcome(needs=tr("text_tools", tool.needs), otherwise=otherwise)
