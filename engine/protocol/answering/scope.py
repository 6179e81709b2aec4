"""Names of the documents that a question on the command line asks: collections, files, or all there is."""

from __future__ import annotations

import msgspec

from engine.protocol.file_run import FileRunEvent
from engine.protocol.method import Method


class PrepareScope(msgspec.Struct, frozen=True, omit_defaults=True):
    """Make ready to ask these collections and files; files and folders that are not read yet are read now.

    `everywhere`: all collections. Raises CollectionMissing; FileVanished for a file that is not there.
    """

    collections: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    everywhere: bool = False


class QuestionScope(msgspec.Struct, frozen=True):
    """The sources of a question: names of collections, and paths of attached files. `unread` of these could not be read."""

    collections: tuple[str, ...]
    files: tuple[str, ...]
    unread: tuple[str, ...] = ()


PREPARE_SCOPE: Method[PrepareScope, FileRunEvent, QuestionScope] = Method(
    "documents.prepare_scope", PrepareScope, FileRunEvent, QuestionScope
)
