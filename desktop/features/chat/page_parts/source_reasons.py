"""Answers why the passages of an answer were found, and puts the question that was searched for up for correction."""

from __future__ import annotations

import msgspec
from PySide6.QtCore import QObject

from desktop.feature import Shell
from desktop.features.chat.composing import ComposerController
from desktop.features.chat.session import ChatSession
from desktop.features.chat.sources.answer_sources import AnswerSources
from desktop.features.chat.transcript.transcript import Transcript
from engine.capabilities.chat import api as chat
from engine.capabilities.documents import api as documents

CANDIDATES = 10


class SourceReasons(QObject):
    """Searches once more as the answer did, in the sources that the conversation has now."""

    def __init__(
        self, shell: Shell, transcript: Transcript, session: ChatSession, composing: ComposerController, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._shell, self._transcript = shell, transcript
        self._session, self._composing = session, composing
        transcript.why_wanted.connect(self._explain)
        transcript.corrected.connect(self._correct)

    def _explain(self, shown: AnswerSources) -> None:
        question = self._question_of(shown.message)
        if shown.message is None or question is None:
            return
        asked = self._composing.request(shown.message.remarks.searched_for or question.text)
        request = documents.SearchDocuments(asked.text, asked.collections, CANDIDATES, files=asked.files, explain=True)
        call = self._shell.client.call(documents.SEARCH, request, shown)
        call.on_result(lambda found: shown.show_explanation(found.explanation) if found.explanation else None)
        call.on_failed(self._shell.report)

    def _correct(self, answer: chat.Message) -> None:
        """Put the question, as it was searched for, into the composer in the place of the one that was asked."""
        question = self._question_of(answer)
        if question is not None:
            self._transcript.edit_clicked.emit(msgspec.structs.replace(question, text=answer.remarks.searched_for))

    def _question_of(self, answer: chat.Message | None) -> chat.Message | None:
        parent = answer.parent if answer is not None else None
        return next((message for message in self._session.messages if message.id == parent), None)
