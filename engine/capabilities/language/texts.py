"""The routes of what one does with a text beside classifying it, and what a text must be."""

from __future__ import annotations

from collections.abc import Sequence

from engine.capabilities.language import api
from engine.capabilities.language.clusters import Clusterer
from engine.capabilities.language.column import ColumnFiller
from engine.capabilities.language.entities import EntityFinder
from engine.capabilities.language.file_text import FileReader
from engine.capabilities.language.gaps import GapFiller
from engine.capabilities.language.likeness import Comparer
from engine.capabilities.language.opening import Tables
from engine.capabilities.language.questions import Answerer
from engine.capabilities.language.summary import Extractor
from engine.capabilities.language.topics import KeywordFinder
from engine.capabilities.language.writing import Writer
from engine.house import House, Route


def routes(house: House, tables: Tables) -> Sequence[Route]:
    residents = house.residents
    keywords, entities, answers = KeywordFinder(residents), EntityFinder(residents), Answerer(residents)
    gaps = GapFiller(residents)
    writer = Writer(residents, Extractor(residents))
    column = ColumnFiller(tables, keywords, entities, answers, writer)
    return (
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
