"""The classes of the starter's image encoder have names in both languages."""

from __future__ import annotations

from engine.models.importing.starter_images import read_classes


def test_every_class_has_names_in_both_languages_and_no_two_share_all_of_them() -> None:
    classes = read_classes()
    assert len(classes) == 1000
    assert all(one.names["en"] and one.names["es"] for one in classes)
    assert all(len(one.kinds["en"]) > 0 or not one.kinds["es"] for one in classes)
    assert len({(one.names["en"], one.names["es"]) for one in classes}) == 1000
