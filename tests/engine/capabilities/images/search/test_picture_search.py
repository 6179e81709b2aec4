"""Search: what is seen, what is written, what is excluded, sums of both; and silence when nothing is convincing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import numpy as np
import pytest

from engine.capabilities.images import api
from engine.capabilities.images.search.picture_search import MAX_LESS_SURE
from engine.capabilities.images.search.score_cutoff import BackgroundScores, score_cutoff
from engine.protocol.errors import ModelMissing, NameTaken, NotFound, PictureUnsupported
from tests.engine.capabilities.images.planted_library import PlantedLibrary
from tests.support.harness import ImagesHarness

SEEN = {
    **{f"dog{n}.jpg": "dog" for n in range(4)},
    **{f"beach{n}.jpg": "beach" for n in range(3)},
    "both.jpg": "dog beach",
    "stripes.jpg": "horse stripes",
    **{f"other{n}.jpg": f"thing{n}" for n in range(60)},
}
WRITTEN = {"other7.jpg": "Factura de la luz, 45 euros", "other8.jpg": "Recibo del dentista"}


@pytest.fixture
def library(home: Path) -> Iterator[PlantedLibrary]:
    library = PlantedLibrary(home)
    library.plant(SEEN, WRITTEN)
    yield library
    library.close()


def test_words_find_what_is_seen_and_nothing_else_is_convincing(library: PlantedLibrary) -> None:
    page = library.search("dog")
    assert {Path(picture.path).name for picture in page.results[:5]} == {f"dog{n}.jpg" for n in range(4)} | {"both.jpg"}
    assert page.convincing == 5 and page.weaker == len(SEEN) - 5
    assert [picture.score >= page.cut_off for picture in page.results] == [True] * 5 + [False] * page.less_sure
    assert [picture.score for picture in page.results] == sorted(
        (picture.score for picture in page.results), reverse=True
    )
    assert page.model == api.SearchModel("planted", "Planted", starter=False)
    assert set(page.milliseconds) >= {"words", "compare", "all"}


def test_what_is_not_there_is_nothing_convincing_and_weaker_ones_are_shown_when_asked(library: PlantedLibrary) -> None:
    page = library.search("submarine")
    assert (len(page.results), page.convincing, page.weaker) == (page.less_sure, 0, len(SEEN))
    assert len(library.search("submarine", include_weaker=True, k=60).results) == 60


def test_the_runners_up_follow_at_once_and_are_few(library: PlantedLibrary) -> None:
    """A picture that shows the thing among others scores too low to be sure, and is not hidden for that."""
    harbours = {f"harbour{n}.jpg" for n in range(3)}
    library.plant({name: f"sailboat crane{name} gull{name} fog{name} pier{name}" for name in harbours})
    page = library.search("sailboat sea")
    runners_up = page.results[page.convincing :]
    assert harbours & {Path(picture.path).name for picture in runners_up}
    assert 0 < len(runners_up) == page.less_sure <= MAX_LESS_SURE
    assert len(library.search("sailboat sea", include_weaker=True, k=60).results) > len(page.results)


def test_pages_follow_one_another(library: PlantedLibrary) -> None:
    whole = library.names("dog", include_weaker=True, k=40)
    assert (
        library.names("dog", include_weaker=True, k=20) + library.names("dog", include_weaker=True, k=20, offset=20)
        == whole
    )


def test_descriptions_are_added_up(library: PlantedLibrary) -> None:
    assert library.names("horse + stripes")[0] == "stripes.jpg"
    assert library.names("dog + beach")[0] == "both.jpg"
    assert library.names("dog:0.1 + beach:1")[0].startswith("beach")


def test_what_is_excluded_is_left_out(library: PlantedLibrary) -> None:
    assert set(library.convincing("dog -beach")) == {f"dog{n}.jpg" for n in range(4)}
    left = library.names("-dog", k=100)
    assert len(left) == len(SEEN) - 5 and not any(name.startswith(("dog", "both")) for name in left)


def test_a_picture_finds_its_like_and_words_lead_it_on(library: PlantedLibrary) -> None:
    beach = api.ExampleImage(picture=library.id("beach0.jpg"))
    assert set(library.names(examples=(beach,))[:3]) == {"beach0.jpg", "beach1.jpg", "beach2.jpg"}
    assert library.names("dog", examples=(beach,))[0] == "both.jpg"
    assert library.names(examples=(api.ExampleImage(path="/planted/beach0.jpg"),))[0] == "beach0.jpg"
    with pytest.raises(NotFound):
        library.search(examples=(api.ExampleImage(picture=9999),))


def test_a_file_that_is_no_picture_cannot_be_started_from(library: PlantedLibrary, tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_text("no picture")
    with pytest.raises(PictureUnsupported):
        library.search(examples=(api.ExampleImage(path=str(tmp_path / "a.jpg")),))


def test_what_is_written_is_found_by_its_words_whatever_is_seen(library: PlantedLibrary) -> None:
    assert library.names("factura luz")[0] == "other7.jpg"
    assert library.search("factura luz").convincing == 1
    assert library.names('text:"dentista"') == ["other8.jpg"]
    assert library.names("has nothing text:factura", include_weaker=True) == ["other7.jpg"]
    assert {Path(picture.path).name for picture in library.pictures(has_text=True)} == set(WRITTEN)


def test_removed_pictures_are_not_found_and_do_not_count(library: PlantedLibrary) -> None:
    library.call(api.REMOVE, api.RemovePictures((library.id("dog0.jpg"),)))
    page = library.search("dog")
    assert page.convincing == 4 and page.weaker == len(SEEN) - 5


def test_an_empty_box_lists_everything_by_date(library: PlantedLibrary) -> None:
    page = library.search("", k=1000)
    assert (len(page.results), page.cut_off, page.weaker) == (len(SEEN), 0, 0)


def test_a_description_is_embedded_once(library: PlantedLibrary) -> None:
    for _ in range(3):
        library.search("dog")
    assert library.pool.text_encoder.received.count("dog") == 1


def test_without_a_model_names_and_text_are_still_found(engine: ImagesHarness, folder: Path) -> None:
    (folder / "1.jpg").rename(folder / "plaza mayor.jpg")
    engine.index(folder)
    page = engine.search("plaza")
    assert ([Path(picture.path).name for picture in page.results], page.model) == (["plaza mayor.jpg"], None)
    assert engine.folders().waiting == 5
    with pytest.raises(ModelMissing):
        engine.call(api.LABEL, api.LabelPictures(("a", "b")))


def test_the_cut_off_follows_the_query_and_the_size_of_the_library() -> None:
    random = np.random.default_rng(1)
    background = BackgroundScores(0.0, 0.05)
    few, many = (random.normal(0, 0.05, count).astype(np.float32) for count in (100, 100_000))
    assert score_cutoff(few, background) < score_cutoff(many, background)
    assert score_cutoff(few + 0.1, background) > score_cutoff(few, background) + 0.05
    assert (many >= score_cutoff(many, background)).sum() == 0
    assert score_cutoff(np.float32([0.9, 0.1]), background) < 0.9


def test_a_library_full_of_the_thing_asked_for_is_convincing() -> None:
    scores = np.full(200, 0.8, np.float32) + np.random.default_rng(1).normal(0, 0.02, 200).astype(np.float32)
    assert (scores >= score_cutoff(scores, BackgroundScores(0.0, 0.05))).all()


def test_own_labels_are_scored_with_the_models_scale(library: PlantedLibrary) -> None:
    page = library.call(api.LABEL, api.LabelPictures(("dog", "beach"), limit=1000))
    assert page.total == len(SEEN) and sum(page.counts) + page.none == len(SEEN)
    best = {Path(result.picture.path).name: page.labels[int(np.argmax(result.scores))] for result in page.results}
    assert {best[f"dog{n}.jpg"] for n in range(4)} == {"dog"}
    assert {best[f"beach{n}.jpg"] for n in range(3)} == {"beach"}
    assert all(abs(sum(result.scores) - 1) < 0.001 for result in page.results)
    sure = [max(result.scores) for result in page.results if result.has_label]
    assert sure == sorted(sure, reverse=True)
    dogs = library.call(api.LABEL, api.LabelPictures(("dog", "beach"), label="dog", threshold=0.99))
    assert len(dogs.results) == dogs.total == dogs.counts[0] >= 4
    assert all(result.scores[0] >= 0.99 for result in dogs.results)


def test_an_album_follows_its_rule(library: PlantedLibrary) -> None:
    album = library.call(api.SAVE_ALBUM, api.SaveAlbum("Dogs", api.AlbumRule(query="dog")))
    assert album.pictures == 5
    library.plant({"dog9.jpg": "dog"})
    opened = library.call(api.OPEN_ALBUM, api.OpenAlbum(album.id))
    assert opened.total == 6 and "dog9.jpg" in {Path(picture.path).name for picture in opened.pictures}
    assert [album.pictures for album in library.call(api.ALBUMS, api.ListAlbums()).albums] == [6]
    beaches = library.call(
        api.SAVE_ALBUM, api.SaveAlbum("Beaches", api.AlbumRule(labels=("dog", "beach"), label="beach"))
    )
    assert beaches.pictures >= 3


def test_the_count_of_an_album_is_true_before_it_is_opened_again(library: PlantedLibrary) -> None:
    for name in ("dog", "beach", "dog beach"):
        library.call(api.SAVE_ALBUM, api.SaveAlbum(name, api.AlbumRule(query=name)))
    library.plant({"dog9.jpg": "dog", "dog8.jpg": "dog"})
    for _ in range(3):
        counts = {album.name: album.pictures for album in library.call(api.ALBUMS, api.ListAlbums()).albums}
        assert counts == {name: len(library.convincing(name)) for name in counts} and counts["dog"] == 7
    library.call(api.REMOVE, api.RemovePictures((library.id("dog9.jpg"),)))
    assert {album.name: album.pictures for album in library.call(api.ALBUMS, api.ListAlbums()).albums}["dog"] == 6


def test_albums_are_renamed_removed_and_restored(library: PlantedLibrary) -> None:
    first = library.call(api.SAVE_ALBUM, api.SaveAlbum("One", api.AlbumRule(query="dog"))).id
    second = library.call(api.SAVE_ALBUM, api.SaveAlbum("Two", api.AlbumRule(query="beach"))).id
    for name in ("One", " "):
        with pytest.raises(NameTaken):
            library.call(api.RENAME_ALBUM, api.RenameAlbum(second, name))
    library.call(api.REMOVE_ALBUM, api.RemoveAlbum(first))
    with pytest.raises(NotFound):
        library.call(api.OPEN_ALBUM, api.OpenAlbum(first))
    library.call(api.RENAME_ALBUM, api.RenameAlbum(second, "One"))
    with pytest.raises(NameTaken):
        library.call(api.RESTORE_ALBUM, api.RestoreAlbum(first))
    library.call(api.RENAME_ALBUM, api.RenameAlbum(second, "Two"))
    library.call(api.RESTORE_ALBUM, api.RestoreAlbum(first))
    assert [album.name for album in library.call(api.ALBUMS, api.ListAlbums()).albums] == ["One", "Two"]


def test_the_outline_of_a_long_list_comes_in_parts_that_fit_the_wire(library: PlantedLibrary) -> None:
    whole = library.call(api.GRID_LAYOUT, api.ListPictures(limit=1_000_000))
    places = range(0, whole.total, 30)
    parts = [library.call(api.GRID_LAYOUT, api.ListPictures(limit=30, offset=first)) for first in places]
    assert [id for part in parts for id in part.ids] == list(whole.ids)
    assert {part.total for part in parts} == {whole.total}
    largest = api.GridLayout((10_000_000,) * api.LAYOUT_LIMIT, (1_000,) * api.LAYOUT_LIMIT, 10_000_000)
    assert len(msgspec.json.encode(largest)) < 64 * 1024


def test_pages_of_a_long_search_have_every_picture_once(home: Path) -> None:
    library = PlantedLibrary(home)
    library.plant({f"{number}.jpg": "dog" if number % 3 else "dog beach" for number in range(900)})
    pages = [library.search("dog", k=200, offset=first, include_weaker=True).results for first in range(0, 900, 200)]
    library.close()
    ids = [picture.id for page in pages for picture in page]
    assert len(ids) == len(set(ids)) == 900
