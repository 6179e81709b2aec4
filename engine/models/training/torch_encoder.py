"""An encoder in torch: weights from BertGraph's form and back, texts to vectors or logits. For the training child only.

Only the words that occur in the examples are held in torch: the others cannot change, and most of a multilingual model is
its vocabulary. The rest of the table goes back around them when the weights are written.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from transformers import BertConfig, BertModel

from engine.models.encoders.bert_weights import BertWeights

if TYPE_CHECKING:
    import numpy.typing as npt

    from engine.protocol.fine_tuning import Layers

NAMES = {
    "q": "attention.self.query", "k": "attention.self.key", "v": "attention.self.value", "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm", "fi": "intermediate.dense", "fo": "output.dense", "oln": "output.LayerNorm",
}  # fmt: skip
"""Our names of a layer's parts to those of transformers."""
DROPOUT = 0.1
FORWARD_TOKENS = 4096


class TrainedEncoder:
    """`classes` 0: an embedder. Raises IndexError for a layer it does not have."""

    def __init__(self, weights: BertWeights, ids: Sequence[Sequence[int]], layers: Layers, classes: int = 0) -> None:
        self._weights, self.classes = weights, classes
        self._words = np.unique(np.concatenate([np.array(one, np.int64) for one in ids]))
        self.bert = BertModel(_config(weights, len(self._words)), add_pooling_layer=False)
        self.bert.load_state_dict(self._state(), strict=True)
        self.head = torch.nn.Linear(weights.shape.hidden, classes) if classes else None
        self._freeze(layers)

    def trained(self) -> dict[str, torch.nn.Parameter]:
        """By name, in a fixed order: what the optimiser changes and a checkpoint holds."""
        parts = [("bert", self.bert)] + ([("head", self.head)] if self.head is not None else [])
        named = ((f"{part}.{name}", one) for part, module in parts for name, one in module.named_parameters())
        return {name: one for name, one in named if one.requires_grad}

    def training(self, on: bool) -> None:
        self.bert.train(on)

    def compute(self, ids: Sequence[Sequence[int]]) -> Any:
        """[texts, hidden] normalised; [texts, classes] logits for a classifier."""
        mean = self._mean(ids)
        if self.head is None:
            return torch.nn.functional.normalize(mean, dim=1)
        return self.head(torch.nn.functional.dropout(mean, DROPOUT, self.bert.training))

    def _mean(self, ids: Sequence[Sequence[int]]) -> Any:
        """Of the tokens' states, [texts, hidden]."""
        width = max(map(len, ids))
        tokens, mask = torch.zeros(len(ids), width, dtype=torch.long), torch.zeros(len(ids), width)
        for row, one in enumerate(ids):
            tokens[row, : len(one)] = torch.from_numpy(np.searchsorted(self._words, np.array(one, np.int64)))
            mask[row, : len(one)] = 1
        states = self.bert(input_ids=tokens, attention_mask=mask).last_hidden_state
        return (states * mask[:, :, None]).sum(1) / mask.sum(1, keepdim=True)

    def vectors(self, ids: Sequence[Sequence[int]]) -> Any:
        """[texts, hidden] normalised, of a classifier too; without gradients."""
        return torch.nn.functional.normalize(self._without_gradients(self._mean, ids), dim=1)

    def computed(self, ids: Sequence[Sequence[int]]) -> Any:
        """As `compute`, without gradients."""
        return self._without_gradients(self.compute, ids)

    def _without_gradients(
        self, compute: Callable[[Sequence[Sequence[int]]], Any], ids: Sequence[Sequence[int]]
    ) -> Any:
        """In batches of even length, and in the order given."""
        from engine.models.encoders.onnx_embedder import batches

        self.training(False)
        order, parts = [], []
        with torch.inference_mode():
            for batch in batches([len(one) for one in ids], FORWARD_TOKENS):
                order.extend(batch)
                parts.append(compute([ids[i] for i in batch]))
        return torch.cat(parts)[torch.argsort(torch.tensor(order))].clone()

    def weights(self) -> BertWeights:
        """All of the encoder's, as they are now."""
        tensors = dict(self._weights.tensors)
        state = {name: value.detach().numpy() for name, value in self.bert.state_dict().items()}
        for ours, theirs in _places(self._weights.shape.layers).items():
            tensors[ours] = state[theirs]
        tensors["emb.word"] = tensors["emb.word"].copy()
        tensors["emb.word"][self._words] = state["embeddings.word_embeddings.weight"]
        tensors["emb.type"] = state["embeddings.token_type_embeddings.weight"]
        tensors["emb.pos"] = state["embeddings.position_embeddings.weight"]
        return BertWeights(self._weights.shape, tensors)

    def _state(self) -> dict[str, Any]:
        held, hidden = self._weights.tensors, self._weights.shape.hidden
        tables = {
            "word_embeddings": held["emb.word"][self._words],
            "position_embeddings": held["emb.pos"].reshape(-1, hidden),
            "token_type_embeddings": held["emb.type"].reshape(-1, hidden)[:1],
        }
        state = {f"embeddings.{name}.weight": torch.from_numpy(value.copy()) for name, value in tables.items()}
        places = _places(self._weights.shape.layers)
        return state | {theirs: torch.from_numpy(held[ours].copy()) for ours, theirs in places.items()}

    def _freeze(self, layers: Layers) -> None:
        if layers == "all":
            return
        self.bert.requires_grad_(False)
        for number in (-1,) if layers == "last" else layers:
            self.bert.encoder.layer[number].requires_grad_(True)


def ids_of(tokenizer: Any, texts: Sequence[str], prefix: str, context: int) -> list[list[int]]:
    tokenizer.enable_truncation(context)
    return [one.ids for one in tokenizer.encode_batch_fast([prefix + text for text in texts])]


def middle_cosine(some: npt.NDArray[np.float32], others: npt.NDArray[np.float32]) -> float:
    """The median over rows that are normalised."""
    return float(np.median((some * others).sum(axis=1)))


def _places(layers: int) -> dict[str, str]:
    places = {f"emb.ln.{end}": f"embeddings.LayerNorm.{long}" for end, long in (("w", "weight"), ("b", "bias"))}
    for layer in range(layers):
        for ours, theirs in NAMES.items():
            places[f"l{layer}.{ours}.w"] = f"encoder.layer.{layer}.{theirs}.weight"
            places[f"l{layer}.{ours}.b"] = f"encoder.layer.{layer}.{theirs}.bias"
    return places


def _config(weights: BertWeights, words: int) -> Any:
    shape = weights.shape
    return BertConfig(
        vocab_size=words, hidden_size=shape.hidden, num_hidden_layers=shape.layers, num_attention_heads=shape.heads,
        intermediate_size=shape.feed_forward, layer_norm_eps=shape.epsilon, type_vocab_size=1, pad_token_id=None,
        max_position_embeddings=weights.tensors["emb.pos"].size // shape.hidden,
        hidden_dropout_prob=DROPOUT, attention_probs_dropout_prob=DROPOUT, attn_implementation="sdpa",
    )  # fmt: skip
