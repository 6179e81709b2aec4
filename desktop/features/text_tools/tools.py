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
    way: text_tools.SummaryWay
    manner: text_tools.Manner
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
    "texts",
    "This needs a model that has learnt to fill gaps (a masked language model such as BERT), and none is installed. "
    "Add one as ONNX on the Models page.",
)
CHAT = tr_noop("texts", "This needs a chat model, and none is installed. Add one (GGUF) on the Models page.")

TOOLS: Mapping[str, Tool] = {
    "entities": Tool(
        tr_noop("texts", "Names and figures"),
        "identification-card",
        tr_noop(
            "texts",
            "Dates, amounts, addresses and numbers of accounts and papers, with their check digits; names with a model.",
        ),
        tr_noop("texts", "Find them"),
        text_tools.ENTITIES,
        lambda fields: text_tools.FindEntities(fields.text),
        lambda found, _: result_formatting.entities(found),
    ),
    "ask": Tool(
        tr_noop("texts", "Questions"),
        "question",
        tr_noop("texts", "Points at the place in the text that answers; nothing is made up."),
        tr_noop("texts", "Answer"),
        text_tools.ASK_TEXT,
        lambda fields: text_tools.AskText(fields.question, fields.text),
        lambda found, _: result_formatting.answers(found),
        ("question",),
    ),
    "summarise": Tool(
        tr_noop("texts", "Summarise"),
        "text-align-left",
        tr_noop(
            "texts",
            "Its own most telling sentences, or a summary written by the chat model, where that is large enough.",
        ),
        tr_noop("texts", "Summarise"),
        text_tools.SUMMARISE,
        lambda fields: text_tools.Summarise(fields.text, fields.sentences, fields.way),
        lambda done, _: result_formatting.written(done),
        ("sentences", "way"),
        CHAT,
    ),
    "rewrite": Tool(
        tr_noop("texts", "Rewrite"),
        "pencil-simple",
        tr_noop("texts", "The chat model says it in other words. A small model changes the meaning easily: compare."),
        tr_noop("texts", "Rewrite"),
        text_tools.REWRITE,
        lambda fields: text_tools.Rewrite(fields.text, fields.manner),
        lambda done, _: result_formatting.written(done),
        ("manner",),
        CHAT,
    ),
    "translate": Tool(
        tr_noop("texts", "Translate"),
        "translate",
        tr_noop("texts", "By the chat model, as well as it knows both languages; the smallest one does not."),
        tr_noop("texts", "Translate"),
        text_tools.TRANSLATE,
        lambda fields: text_tools.Translate(fields.text, fields.to),
        lambda done, _: result_formatting.written(done),
        ("to",),
        CHAT,
    ),
    "keywords": Tool(
        tr_noop("texts", "Keywords"),
        "key",
        tr_noop("texts", "The phrases the text is about, and how often each stands in it."),
        tr_noop("texts", "Find them"),
        text_tools.KEYWORDS,
        lambda fields: text_tools.FindKeywords(fields.text),
        lambda found, _: result_formatting.keywords(found),
    ),
    "language": Tool(
        tr_noop("texts", "Language"),
        "globe",
        tr_noop("texts", "Which language it is in. A sentence is enough; a word often is not."),
        tr_noop("texts", "Recognise"),
        text_tools.IDENTIFY,
        lambda fields: text_tools.IdentifyLanguage(fields.text),
        lambda found, _: result_formatting.languages(found),
    ),
    "fill": Tool(
        tr_noop("texts", "Fill the gap"),
        "brackets-square",
        tr_noop("texts", "Write [MASK] where a word is missing, or choose a word and leave it out."),
        tr_noop("texts", "Fill"),
        text_tools.FILL_GAPS,
        lambda fields: text_tools.FillGaps(fields.text),
        lambda found, _: result_formatting.gaps(found),
        ("mask",),
        MASKED,
        tr_noop("texts", "Ask the chat model for words that fit"),
    ),
    "likely": Tool(
        tr_noop("texts", "How likely"),
        "chart-bar",
        tr_noop(
            "texts", "How expected each word is, given all the others. It tells odd wording, not whether it is true."
        ),
        tr_noop("texts", "Judge"),
        text_tools.JUDGE,
        lambda fields: text_tools.JudgeSentence(fields.text),
        lambda found, fields: result_formatting.judged(found, fields.text),
        (),
        MASKED,
        tr_noop("texts", "Have the chat model correct it"),
        "correct",
    ),
    "next": Tool(
        tr_noop("texts", "Next sentence"),
        "arrow-right",
        tr_noop("texts", "Whether a second sentence goes on from the text above."),
        tr_noop("texts", "Judge"),
        text_tools.JUDGE_NEXT,
        lambda fields: text_tools.JudgeNext(fields.text, fields.second),
        lambda found, _: result_formatting.judged_next(found),
        ("second",),
        tr_noop(
            "texts",
            "This needs a model that has learnt whether one sentence goes on from another (BERT), and none is installed. "
            "Add one as ONNX on the Models page.",
        ),
        tr_noop("texts", "Compare the two by meaning"),
        "compare",
    ),
}


def lacking(tool: Tool) -> Outcome:
    """Said where its model is missing."""
    otherwise = tr("texts", tool.otherwise) if tool.otherwise else ""
    return Outcome(needs=tr("texts", tool.needs), otherwise=otherwise)
