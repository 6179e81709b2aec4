"""Requests as JSON, also those with half characters, as a name of a file or a text that was cut may have them."""

from __future__ import annotations

import msgspec


def encode_request(request: object) -> bytes:
    """Return the JSON of a request. Bytes of names that are not UTF-8, and half characters, become the replacement character."""
    try:
        return msgspec.json.encode(request)
    except UnicodeEncodeError:
        return msgspec.json.encode(_without_surrogates(msgspec.to_builtins(request)))


def _without_surrogates(value: object) -> object:
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, dict):
        return {_without_surrogates(key): _without_surrogates(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_without_surrogates(part) for part in value]
    return value
