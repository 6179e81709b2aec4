"""The window's garbage collector after the start."""

from __future__ import annotations

import gc

from desktop.garbage import OLD, pause_collections, spare_long_collections


def test_what_was_made_before_is_left_out_and_collections_come_less_often() -> None:
    before = gc.get_threshold()
    try:
        pause_collections()
        assert not gc.isenabled()
        spare_long_collections()
        assert gc.get_freeze_count() > 1000 and gc.isenabled()
        assert gc.get_threshold()[2] == OLD > before[2]
    finally:
        gc.unfreeze()
        gc.set_threshold(*before)
