"""Adds the messages of a record to a conversation that has the others already, as further branches, and takes them off again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import apsw
import msgspec

from engine.capabilities.chat.api.transfer import MergedConversation
from engine.capabilities.chat.attachments import StoredPicture
from engine.capabilities.chat.transfer.known_trees import KnownTree
from engine.capabilities.chat.transfer.record_rows import insert_messages
from engine.protocol.children.conversation_file import ConversationRecord

_CONVERSATION = """SELECT CAST(title AS BLOB), coalesce((SELECT id FROM messages WHERE id = c.leaf),
    (SELECT max(id) FROM messages WHERE conversation = c.id)) FROM conversations c WHERE id = ?"""
_LISTED = "(SELECT value FROM json_each(?))"


def merge_record(
    connection: apsw.Connection,
    record: ConversationRecord,
    tree: KnownTree,
    pictures: Mapping[int, tuple[StoredPicture, ...]],
) -> MergedConversation:
    """Write what is new inside the caller's transaction.

    The branch that is shown stays, unless the record goes on with it: then its end is shown.
    """
    title, leaf = connection.execute(_CONVERSATION, (tree.conversation,)).fetchone() or (b"", None)
    new = tree.new_messages(record)
    ids = insert_messages(connection, tree.conversation, new, pictures, tree.messages)
    parents = {message.id: message.parent for message in record.messages}
    last = record.leaf if record.leaf in parents else max(parents)
    at: int | None = last
    while at is not None and ids[at] != leaf:
        at = parents[at]
    connection.execute(
        "UPDATE conversations SET leaf = ?, changed_at = max(changed_at, ?) WHERE id = ?",
        (leaf if at is None else ids[last], min(max(record.changed_at, 0), 2**53), tree.conversation),
    )
    added = tuple(ids[message.id] for message in new)
    named = title.decode("utf-8", "replace") if isinstance(title, bytes) else ""
    return MergedConversation(tree.conversation, named, added)


def remove_messages(connection: apsw.Connection, conversation: int, ids: Sequence[int]) -> tuple[StoredPicture, ...]:
    """Remove messages that `merge_record` added, inside the caller's transaction, and return the pictures they had.

    One on which something else was built since stays.
    """
    rows = connection.execute("SELECT id, parent FROM messages WHERE conversation = ?", (conversation,)).fetchall()
    parents = {int(str(id)): parent for id, parent in rows}
    going = set(ids).intersection(parents)
    for id in sorted(parents, reverse=True):  # children have larger ids than their parents
        if id not in going and isinstance(parents[id], int):
            going.discard(int(str(parents[id])))
    listed = msgspec.json.encode(sorted(going)).decode()
    pictures = tuple(
        StoredPicture(str(file), str(thumbnail), str(name))
        for file, thumbnail, name in connection.execute(
            f"SELECT file, thumbnail, name FROM attachments WHERE message IN {_LISTED}", (listed,)
        )
    )
    connection.execute(
        f"""INSERT INTO messages_fts(messages_fts, rowid, text)
            SELECT 'delete', id, text FROM messages WHERE state <> 'writing' AND id IN {_LISTED}""",
        (listed,),
    )
    (leaf,) = connection.execute("SELECT leaf FROM conversations WHERE id = ?", (conversation,)).fetchone() or (None,)
    while isinstance(leaf, int) and leaf in going:
        leaf = parents[leaf]
    connection.execute("UPDATE conversations SET leaf = ? WHERE id = ?", (leaf, conversation))
    # Unlinked first: SQLite cascades from parent to child at most 1,000 levels deep.
    connection.execute(f"UPDATE messages SET parent = NULL WHERE id IN {_LISTED}", (listed,))
    connection.execute(f"DELETE FROM messages WHERE id IN {_LISTED}", (listed,))
    return pictures
