"""Conversations written to a library without a model, as sending writes them."""

from __future__ import annotations

from collections.abc import Sequence

from engine.capabilities.chat import messages
from engine.capabilities.chat.conversations import ConversationStore
from engine.capabilities.chat.messages import AnswerRow
from engine.store.database import Store


def say(
    store: Store,
    title: str,
    *turns: tuple[str, str],
    conversation: int | None = None,
    folder: int | None = None,
    is_private: bool = False,
) -> tuple[int, Sequence[int]]:
    """Add questions and their answers, in a new conversation where none is named. Returns its id and those of the messages."""
    conversations, ids = ConversationStore(store), list[int]()
    with store.write() as connection:
        if conversation is None:
            conversation = conversations.add(connection, title, folder=folder, is_private=is_private)
        _, parent = conversations.find(connection, conversation)
        for question, answer in turns:
            asked = messages.add_question(connection, conversation, parent, question)
            parent = messages.add_answer(connection, conversation, asked)
            row = AnswerRow(store, parent)
            row.text = answer
            row.finish("complete", model="fake")
            ids += [asked, parent]
        if parent is not None:
            conversations.move_to_top(connection, conversation, parent, ())
    return conversation, ids
