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
from engine.context import Capability, House, Route
from engine.tables.sources import Tables


def build(house: House) -> Capability:
    tables = Tables(house)
    residents = house.residents
    keywords, entities, answers = KeywordFinder(residents), EntityFinder(residents), Answerer(residents)
    gaps = GapFiller(residents)
    writer = Writer(residents, Extractor(residents))
    column = ColumnFiller(tables, keywords, entities, answers, writer)
    return Capability(
        routes=(
            Route(api.READ_TEXT, "quick", FileReader(house.glance or house.indexer).read),
            Route(api.KEYWORDS, "quick", keywords.find),
            Route(api.IDENTIFY, "quick", keywords.identify),
            Route(api.ENTITIES, "model", entities.find),
            Route(api.COMPARE_TEXTS, "quick", Comparer(residents).compare),
            Route(api.CLUSTERS, "index", Clusterer(tables, residents).find),
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
