"""Routes of the text tools: each works on one text, on texts compared with each other, or on a column of a table."""

from __future__ import annotations

from engine.capabilities.text_tools import api
from engine.capabilities.text_tools.clusters import TextClustering
from engine.capabilities.text_tools.entities import EntityFinder
from engine.capabilities.text_tools.file_text import FileTextReader
from engine.capabilities.text_tools.fill_mask import MaskedModelTools
from engine.capabilities.text_tools.generation import TextGeneration
from engine.capabilities.text_tools.keywords import KeywordFinder
from engine.capabilities.text_tools.map_column import ColumnMapper
from engine.capabilities.text_tools.question_answering import QuestionAnswering
from engine.capabilities.text_tools.similarity import TextComparison
from engine.capabilities.text_tools.summary import ExtractiveSummariser
from engine.context import Capability, EngineContext
from engine.rpc.routes import route
from engine.tables.sources import TableOpener


def build(context: EngineContext) -> Capability:
    """Return the routes."""
    tables, pool = TableOpener(context), context.pool
    files = FileTextReader(context.interactive_indexer or context.indexer)
    keywords, entities, questions = KeywordFinder(pool), EntityFinder(pool), QuestionAnswering(pool)
    masked, generation = MaskedModelTools(pool), TextGeneration(pool, ExtractiveSummariser(pool))
    column = ColumnMapper(tables, keywords, entities, questions, generation)
    return Capability(
        routes=(
            route(api.READ_TEXT, "quick", files.read),
            route(api.FIND_KEYWORDS, "quick", keywords.find),
            route(api.IDENTIFY_LANGUAGE, "quick", keywords.identify),
            route(api.FIND_ENTITIES, "model", entities.find),
            route(api.COMPARE_TEXTS, "quick", TextComparison(pool).compare),
            route(api.FIND_CLUSTERS, "index", TextClustering(tables, pool).find),
            route(api.ASK_TEXT, "model", questions.answer),
            route(api.FILL_MASK, "quick", masked.fill),
            route(api.SCORE_SENTENCE, "quick", masked.score_sentence),
            route(api.SCORE_NEXT_SENTENCE, "quick", masked.score_next_sentence),
            route(api.SUMMARISE, "model", generation.summarise),
            route(api.REWRITE, "model", generation.rewrite),
            route(api.TRANSLATE, "model", generation.translate),
            route(api.MAP_COLUMN, "index", column.map),
        )
    )
