"""The chances of tokens are those that llama.cpp's own samplers leave."""

from __future__ import annotations

import ctypes

import llama_cpp.llama_cpp as native
import numpy as np
import numpy.typing as npt
import pytest

from desktop.widgets.plots.token_distribution import CandidateToken, SamplingSteps, choose, visible
from engine.models.llama.generating.sampler import _truncations, candidates_of
from engine.protocol.answering.sampling import Sampling

Probabilities = npt.NDArray[np.float64]
VOCABULARY = 400


def distribution(seed: int, sharpness: float) -> Probabilities:
    logits = np.random.default_rng(seed).normal(0, sharpness, VOCABULARY)
    weights = np.exp(logits - logits.max())
    probabilities: Probabilities = np.sort(weights / weights.sum())[::-1]
    return probabilities


def by_llama(probabilities: Probabilities, sampling: Sampling) -> dict[int, float]:
    """Return the chance of each token that llama.cpp's chain keeps."""
    chain = native.llama_sampler_chain_init(native.llama_sampler_chain_default_params())
    for step in (*_truncations(sampling), native.llama_sampler_init_temp(sampling.temperature)):
        native.llama_sampler_chain_add(chain, step)
    candidates = candidates_of(np.log(probabilities).astype(np.float32), np.arange(len(probabilities)))
    data = candidates.ctypes.data_as(native.llama_token_data_p)
    array = native.llama_token_data_array(data=data, size=len(candidates), selected=-1, sorted=False)
    native.llama_sampler_apply(chain, ctypes.byref(array))
    kept = [(int(array.data[at].id), float(array.data[at].logit)) for at in range(array.size)]
    native.llama_sampler_free(chain)
    largest = max(logit for _, logit in kept)
    total = sum(np.exp(logit - largest) for _, logit in kept)
    return {id: float(np.exp(logit - largest) / total) for id, logit in kept}


SETTINGS = [
    Sampling(temperature=1.0, top_k=0, top_p=1.0, min_p=0.0),
    Sampling(temperature=0.2),
    Sampling(temperature=0.9, top_k=100, top_p=0.95, min_p=0.05),
    Sampling(temperature=2.0, top_k=0, top_p=1.0, min_p=0.0),
    Sampling(temperature=1.0, top_k=7, top_p=1.0, min_p=0.0),
    Sampling(temperature=1.3, top_k=0, top_p=0.5, min_p=0.0),
    Sampling(temperature=1.0, top_k=0, top_p=1.0, min_p=0.3),
    Sampling(temperature=1.0, top_k=50, top_p=1.0, min_p=0.0, typical_p=0.6),
    Sampling(temperature=1.0, top_k=0, top_p=0.0, min_p=0.0),
    Sampling(temperature=1.0, top_k=0, top_p=1.0, min_p=1.0),
]


@pytest.mark.parametrize("sampling", SETTINGS)
@pytest.mark.parametrize(("seed", "sharpness"), [(1, 0.5), (2, 2.0), (3, 4.0)])
def test_the_chances_are_those_of_llama_cpp(sampling: Sampling, seed: int, sharpness: float) -> None:
    probabilities = distribution(seed, sharpness)
    tokens = [CandidateToken(str(at), float(p)) for at, p in enumerate(probabilities)]
    settings = SamplingSteps(sampling.temperature, sampling.top_k, sampling.top_p, sampling.min_p, sampling.typical_p)
    outcome = choose(tokens, VOCABULARY, settings)
    expected = by_llama(probabilities, sampling)
    assert outcome.kept == len(expected)
    for at, chance in enumerate(outcome.chances):
        assert chance.chance == pytest.approx(expected.get(at, 0.0), abs=2e-4)
        assert bool(chance.cut) == (at not in expected)
    assert sum(chance.chance for chance in outcome.chances) == pytest.approx(1.0)


def test_the_tokens_that_are_not_listed_count_as_equally_likely() -> None:
    probabilities = distribution(4, 2.0)
    listed = [CandidateToken(str(at), float(p)) for at, p in enumerate(probabilities[:40])]
    outcome = choose(listed, VOCABULARY, SamplingSteps())
    assert outcome.rest == VOCABULARY - 40
    assert outcome.rest_chance == pytest.approx(1 - probabilities[:40].sum())
    cut = choose(listed, VOCABULARY, SamplingSteps(top_k=10))
    assert (cut.rest_chance, cut.kept) == (0.0, 10)
    assert [chance.cut for chance in cut.chances] == [""] * 10 + ["top_k"] * 30


def test_temperature_0_takes_the_likeliest() -> None:
    outcome = choose([CandidateToken("a", 0.6), CandidateToken("b", 0.4)], 2, SamplingSteps(temperature=0.0))
    assert [chance.chance for chance in outcome.chances] == [1.0, 0.0] and outcome.kept == 1


def test_a_higher_temperature_levels_and_a_lower_one_sharpens() -> None:
    tokens = [CandidateToken("a", 0.6), CandidateToken("b", 0.3), CandidateToken("c", 0.1)]
    first = [choose(tokens, 3, SamplingSteps(temperature=t)).chances[0].chance for t in (0.3, 0.8, 1.0, 1.5, 2.0)]
    assert first == sorted(first, reverse=True) and first[2] == pytest.approx(0.6)


@pytest.mark.parametrize("tokens", [[], [CandidateToken("a", 0.0)], [CandidateToken("a", 1.0)]])
def test_odd_distributions_do_no_harm(tokens: list[CandidateToken]) -> None:
    for settings in (SamplingSteps(), SamplingSteps(0.0), SamplingSteps(1.0, 5, 0.5, 0.5, 0.5)):
        choose(tokens, 1, settings)
        choose(tokens, 0, settings)


def test_white_space_of_a_token_is_visible() -> None:
    assert visible(" a\n\tb") == "␣a⏎⇥b"
