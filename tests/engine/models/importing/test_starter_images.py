"""The classes of the starter's image encoder have names in both languages."""

from __future__ import annotations

from engine.models.importing.starter_images import read_classes


def test_every_class_has_names_in_both_languages_and_no_two_share_all_of_them() -> None:
    classes = read_classes()
    assert len(classes) == 1000
    assert all(image_class.names["en"] and image_class.names["es"] for image_class in classes)
    assert all(len(image_class.kinds["en"]) > 0 or not image_class.kinds["es"] for image_class in classes)
    assert len({(image_class.names["en"], image_class.names["es"]) for image_class in classes}) == 1000
