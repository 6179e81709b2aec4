"""Routes of the text tools: each works on one text, on texts compared with each other, or on a column of a table."""

from __future__ import annotations

from engine.capabilities.text_tools import api
from engine.capabilities.text_tools.clusters import Clusterer
from engine.capabilities.text_tools.column import ColumnFiller
from engine.capabilities.text_tools.entities import EntityFinder
from engine.capabilities.text_tools.file_text import FileReader
from engine.capabilities.text_tools.fill_mask import GapFiller
from engine.capabilities.text_tools.generation import Writer
from engine.capabilities.text_tools.keywords import KeywordFinder
from engine.capabilities.text_tools.question_answering import Answerer
from engine.capabilities.text_tools.similarity import Comparer
from engine.capabilities.text_tools.summary import Extractor
from engine.context import Capability, EngineContext, Route
from engine.tables.sources import Tables


def build(context: EngineContext) -> Capability:
    tables = Tables(context)
    pool = context.pool
    keywords, entities, answers = KeywordFinder(pool), EntityFinder(pool), Answerer(pool)
    gaps = GapFiller(pool)
    writer = Writer(pool, Extractor(pool))
    column = ColumnFiller(tables, keywords, entities, answers, writer)
    return Capability(
        routes=(
            Route(api.READ_TEXT, "quick", FileReader(context.interactive_indexer or context.indexer).read),
            Route(api.KEYWORDS, "quick", keywords.find),
            Route(api.IDENTIFY, "quick", keywords.identify),
            Route(api.ENTITIES, "model", entities.find),
            Route(api.COMPARE_TEXTS, "quick", Comparer(pool).compare),
            Route(api.CLUSTERS, "index", Clusterer(tables, pool).find),
            Route(api.ASK_TEXT, "model", answers.answer),
            Route(api.FILL_GAPS, "quick", gaps.fill),
            Route(api.JUDGE, "quick", gaps.judge),
            Route(api.JUDGE_NEXT, "quick", gaps.judge_next),
            Route(api.SUMMARISE, "model", writer.summarise),
            Route(api.REWRITE, "model", writer.rewrite),
            Route(api.TRANSLATE, "model", writer.translate),
            Route(api.FILL_COLUMN, "index", column.fill),
        )
    )
