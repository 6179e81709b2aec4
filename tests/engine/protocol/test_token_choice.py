"""The chances of tokens are those that llama.cpp's own samplers leave."""

from __future__ import annotations

import ctypes

import llama_cpp.llama_cpp as native
import numpy as np
import numpy.typing as npt
import pytest

from engine.models.llama.generating.sampler import _truncations, candidates_of, penalise
from engine.protocol.answering.sampling import Sampling
from engine.protocol.answering.token_choice import CandidateToken, OtherTokens, SamplingSteps, choose, steps_of, visible

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
    outcome = choose(tokens, VOCABULARY, steps_of(sampling))
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


PENALTIES = [
    Sampling(temperature=1.0, repeat_penalty=1.3),
    Sampling(temperature=0.7, repeat_penalty=1.0, frequency_penalty=0.8, presence_penalty=0.5),
    Sampling(temperature=1.0, top_k=5, repeat_penalty=1.5, frequency_penalty=-1.0),
    Sampling(temperature=1.2, top_k=0, top_p=0.6, repeat_penalty=1.1, presence_penalty=-2.0),
]


@pytest.mark.parametrize("sampling", PENALTIES)
def test_the_penalties_are_those_that_an_answer_is_written_with(sampling: Sampling) -> None:
    logits = np.sort(np.random.default_rng(5).normal(0, 3, VOCABULARY))[::-1].astype(np.float32)
    recent = [0, 0, 0, 1, 7, 7, 30, 399]
    weights = np.exp(logits - logits.max())
    tokens = [
        CandidateToken(str(at), float(p), logit=float(logits[at]), times=recent.count(at))
        for at, p in enumerate(weights / weights.sum())
    ]
    penalised = logits.copy()
    penalise(penalised, recent, sampling)
    shares = np.exp(penalised - penalised.max())
    expected = by_llama(shares / shares.sum(), sampling)
    outcome = choose(tokens, VOCABULARY, steps_of(sampling))
    assert outcome.kept == len(expected)
    for at, shown in enumerate(outcome.chances):
        assert shown.chance == pytest.approx(expected.get(at, 0.0), abs=2e-4)
        assert shown.change == pytest.approx(float(penalised[at] - logits[at]), abs=1e-4)
    assert (outcome.chances[2].change, outcome.chances[0].change != 0) == (0.0, True)


def test_only_tokens_that_fit_the_format_are_chosen_among() -> None:
    probabilities = distribution(6, 2.0)
    fits = {3, 5, 8, 60, 61}
    listed = [CandidateToken(str(at), float(p), fits=at in fits) for at, p in enumerate(probabilities[:40])]
    others = OtherTokens(2, float(probabilities[[60, 61]].sum()))
    outcome = choose(listed, VOCABULARY, SamplingSteps(keeps_format=True), others)
    total = sum(float(probabilities[at]) for at in fits)
    assert [at for at, shown in enumerate(outcome.chances) if not shown.cut] == [3, 5, 8]
    assert {shown.cut for shown in outcome.chances} == {"", "format"}
    assert outcome.chances[3].chance == pytest.approx(probabilities[3] / total)
    assert outcome.rest_chance == pytest.approx(others.probability / total) and outcome.kept == 5
    cut = choose(listed, VOCABULARY, SamplingSteps(top_k=1, keeps_format=True), others)
    assert [shown.cut for shown in cut.chances[3:9:2]] == ["", "top_k", "format"] and cut.chances[8].cut == "top_k"
    greedy = choose(listed, VOCABULARY, SamplingSteps(temperature=0.0, keeps_format=True), OtherTokens(0, 0.0))
    assert [at for at, shown in enumerate(greedy.chances) if shown.chance] == [3] and greedy.kept == 1
    free = choose(listed, VOCABULARY, SamplingSteps(), others)
    assert not any(shown.cut for shown in free.chances)


def test_greedy_takes_the_likeliest_after_the_penalties() -> None:
    tokens = [CandidateToken("a", 0.5, logit=2.0, times=3), CandidateToken("b", 0.4, logit=1.8)]
    outcome = choose(tokens, 2, SamplingSteps(temperature=0.0, repeat_penalty=1.5))
    assert [shown.chance for shown in outcome.chances] == [0.0, 1.0]
    assert outcome.chances[0].cut == "temperature" and outcome.chances[0].change == pytest.approx(2 / 1.5 - 2)


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
