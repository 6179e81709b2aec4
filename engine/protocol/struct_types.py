"""Types that msgspec has resolved before any thread decodes them.

msgspec resolves the fields of a struct class at its first use and publishes the class before the last field is known: a second
thread that decodes it meanwhile reads NULL, and the process dies (msgspec 0.22, 11 of 152 starts with a thread switch interval
of 1 µs). A module that is imported later, in a lane, makes the decoder of such a class when it is imported: imports take turns.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

import msgspec


def resolve_struct_types() -> int:
    """Resolve every struct class that is imported, before other threads run. Return their number: 55 µs each.

    One that names a type which is imported for the type checker only, or holds what JSON cannot, is never decoded.
    """
    classes = dict.fromkeys(_subclasses(msgspec.Struct))
    for struct in classes:
        with suppress(NameError, TypeError):
            msgspec.json.Decoder(struct)
    return len(classes)


def _subclasses(base: type[msgspec.Struct]) -> Iterator[type[msgspec.Struct]]:
    for subclass in base.__subclasses__():
        yield subclass
        yield from _subclasses(subclass)
