"""Keeps what each stage of a search found, and explains it afterwards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import apsw
import msgspec

from engine.capabilities.documents.api.explanation import SearchExplanation, SearchStage, StageCandidate
from engine.capabilities.documents.searching.passage_evidence import NearestSentence
from engine.capabilities.documents.searching.query import Query
from engine.protocol.answering.passage import Passage
from engine.store.rows import rows
from engine.store.searching.keyword_search import KeywordSearch


class SearchTrace(msgspec.Struct):
    """The finds of the stages of one search."""

    embedder: str = ""
    scanned: int = 0
    _stages: dict[str, Mapping[int, float]] = msgspec.field(default_factory=dict)

    def add(self, stage: str, scores: Mapping[int, float]) -> None:
        """Keep the scores of a stage's candidates, by chunk."""
        self._stages[stage] = scores

    def add_order(self, nearest: Mapping[int, NearestSentence], first: Sequence[Passage]) -> None:
        """Keep the cosines of the nearest sentences of the first passages, and the scores that these have in the end."""
        if cosines := {id: sentence.cosine for id, sentence in nearest.items() if sentence.span[1]}:
            self._stages["sentences"] = cosines
        fused = self._stages.pop("fused", {})
        self._stages["fused"] = {**fused, **{passage.chunk: passage.score for passage in first}}

    def explain(
        self, connection: apsw.Connection, query: Query, milliseconds: Mapping[str, float], keywords: KeywordSearch
    ) -> SearchExplanation:
        """Return the candidates of each stage, best first, with their places."""
        chunks = sorted({id for scores in self._stages.values() for id in scores})
        places = _places(connection, chunks)
        stages = []
        for stage, scores in self._stages.items():
            ordered = sorted(scores.items(), key=lambda item: (-item[1], item[0]))
            found = (StageCandidate(id, *places[id], round(score, 6)) for id, score in ordered if id in places)
            stages.append(SearchStage(stage, milliseconds.get(stage, 0.0), tuple(found)))
        return SearchExplanation(
            keywords.terms(connection, query.text),
            query.phrases,
            query.language or "",
            self.embedder,
            self.scanned,
            tuple(stages),
        )


def _places(connection: apsw.Connection, chunks: list[int]) -> dict[int, tuple[str, int]]:
    """Return the path and the page of chunks."""
    sql = """SELECT k.id, d.path, k.page FROM json_each(?) j CROSS JOIN chunks k ON k.id = j.value
        JOIN documents d ON d.id = k.document"""
    return {int(id): (str(path), int(page)) for id, path, page in rows(connection.execute(sql, (str(chunks),)))}
