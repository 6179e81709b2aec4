"""What a text is compared with where there are no examples."""

from __future__ import annotations

import pytest

from engine.capabilities.classification.api import Label
from engine.capabilities.classification.predictors.zero_shot import hypotheses, split_identifier


@pytest.mark.parametrize(
    ("name", "said"),
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
def test_a_name_made_for_a_machine_is_said_in_words(name: str, said: str) -> None:
    assert split_identifier(name) == said


def test_what_a_person_wrote_of_a_label_is_left_as_it_is() -> None:
    labels = (Label("PlayMusic", "PlayMusic of any kind"), Label("GetWeather"))
    assert hypotheses(labels, "About {}.") == ["About PlayMusic of any kind.", "About get weather."]
    assert hypotheses(labels[1:], "About") == ["About get weather"]
