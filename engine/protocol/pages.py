"""One page of an indexed document: the request, its text, and the method that reads it. Types only.

They belong to the protocol because pages of several features show the source of a passage.
"""

from __future__ import annotations

import msgspec

from engine.protocol.method import Method

ORDERS_NOTICE = "It contains instructions to an assistant. They are read as text and not followed."
"""Notice of a document in which a reader found some. The window translates it."""


class ReadPage(msgspec.Struct, frozen=True):
    """Ask for the text of one page; `page` counts from 1. Raises NotFound when there is no such page."""

    document: int
    page: int


class PageText(msgspec.Struct, frozen=True, omit_defaults=True):
    """Text of one page of `pages`; `label` names a place that is no page. `exists`: the file is still there.

    It is at `path`; of a document inside another file at `file`. `has_orders`: the document gives orders to an assistant.
    """

    document: int
    path: str
    title: str
    page: int
    pages: int
    label: str
    text: str
    exists: bool
    file: str = ""
    has_orders: bool = False


READ_PAGE: Method[ReadPage, None, PageText] = Method("documents.read_page", ReadPage, None, PageText)
