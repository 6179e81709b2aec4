"""The library's handlers called as the server calls them."""

from tests.support.handlers import Handlers as Desk

__all__ = ["Desk"]
