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
from engine.context import Capability, EngineContext
from engine.rpc.routes import route
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
            route(api.READ_TEXT, "quick", FileReader(context.interactive_indexer or context.indexer).read),
            route(api.FIND_KEYWORDS, "quick", keywords.find),
            route(api.IDENTIFY_LANGUAGE, "quick", keywords.identify),
            route(api.FIND_ENTITIES, "model", entities.find),
            route(api.COMPARE_TEXTS, "quick", Comparer(pool).compare),
            route(api.FIND_CLUSTERS, "index", Clusterer(tables, pool).find),
            route(api.ASK_TEXT, "model", answers.answer),
            route(api.FILL_MASK, "quick", gaps.fill),
            route(api.SCORE_SENTENCE, "quick", gaps.judge),
            route(api.SCORE_NEXT_SENTENCE, "quick", gaps.judge_next),
            route(api.SUMMARISE, "model", writer.summarise),
            route(api.REWRITE, "model", writer.rewrite),
            route(api.TRANSLATE, "model", writer.translate),
            route(api.MAP_COLUMN, "index", column.fill),
        )
    )
