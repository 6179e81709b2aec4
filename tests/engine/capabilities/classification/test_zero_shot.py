"""The sentences that texts are compared with where there are no examples."""

from __future__ import annotations

import pytest

from engine.capabilities.classification.api import Label
from engine.capabilities.classification.predictors.zero_shot import hypotheses, split_identifier


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("AddToPlaylist", "add to playlist"),
        ("add_to_playlist", "add to playlist"),
        ("ReclamaciónÚltima", "reclamación última"),
        ("HTTPError", "http error"),
        ("Positivo", "Positivo"),
        ("no-fumadores", "no-fumadores"),
        ("Queja de Vecino", "Queja de Vecino"),
        ("😀", "😀"),
        ("__", "__"),
    ],
)
def test_an_identifier_is_split_into_words(name: str, words: str) -> None:
    assert split_identifier(name) == words


def test_a_description_is_left_as_it_is() -> None:
    labels = (Label("PlayMusic", "PlayMusic of any kind"), Label("GetWeather"))
    assert hypotheses(labels, "About {}.") == ["About PlayMusic of any kind.", "About get weather."]
    assert hypotheses(labels[1:], "About") == ["About get weather"]
