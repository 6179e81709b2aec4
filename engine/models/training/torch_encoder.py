"""An encoder in torch: weights from BertGraph's form and back, texts to vectors or logits. For the training child only.

Only the words that occur in the examples are held in torch: the others cannot change, and most of a multilingual model is
its vocabulary. The rest of the table is added again when the weights are written.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any  # torch may not be installed where this is checked

import numpy as np
import torch

from engine.models.encoders.bert_weights import BertWeights
from engine.models.encoders.tokenizer import even_batches
from engine.models.training.torch_bert import DROPOUT, TorchBert

if TYPE_CHECKING:
    import numpy.typing as npt

    from engine.protocol.children.fine_tuning import Layers

LAYER_PARTS = ("q", "k", "v", "ao", "aln", "fi", "fo", "oln")
FORWARD_TOKENS = 4096
"""Of one batch without gradients."""


class TorchEncoder:
    """A BERT encoder; with `classes` it has a linear layer on top, without it is an embedder.

    `ids` are all texts it will read, `layers` those that may change. Raises IndexError for a layer it does not have.
    """

    def __init__(self, weights: BertWeights, ids: Sequence[Sequence[int]], layers: Layers, classes: int = 0) -> None:
        self._weights, self.classes = weights, classes
        self._words = np.unique(np.concatenate([np.array(row, np.int64) for row in ids]))
        positions = weights.tensors["emb.pos"].size // weights.shape.hidden
        self.bert = TorchBert(weights.shape, len(self._words), positions)
        self.bert.load_state_dict(self._state(), strict=True)
        self.head = torch.nn.Linear(weights.shape.hidden, classes) if classes else None
        self._freeze(layers)

    def trainable(self) -> dict[str, torch.nn.Parameter]:
        """Return the parameters that training changes, by name in a fixed order."""
        parts = [("bert", self.bert)] + ([("head", self.head)] if self.head is not None else [])
        parameters = ((f"{part}.{name}", p) for part, module in parts for name, p in module.named_parameters())
        return {name: parameter for name, parameter in parameters if parameter.requires_grad}

    def set_training(self, on: bool) -> None:
        """Switch dropout on or off."""
        self.bert.train(on)

    def compute(self, ids: Sequence[Sequence[int]]) -> Any:
        """Return normalised vectors [texts, hidden]; with `classes`, logits [texts, classes]."""
        mean = self._mean(ids)
        if self.head is None:
            return torch.nn.functional.normalize(mean, dim=1)
        return self.head(torch.nn.functional.dropout(mean, DROPOUT, self.bert.training))

    def _mean(self, ids: Sequence[Sequence[int]]) -> Any:
        """Return the mean of the tokens' states, [texts, hidden]."""
        width = max(map(len, ids))
        tokens, mask = torch.zeros(len(ids), width, dtype=torch.long), torch.zeros(len(ids), width, dtype=torch.bool)
        for number, row in enumerate(ids):
            tokens[number, : len(row)] = torch.from_numpy(np.searchsorted(self._words, np.array(row, np.int64)))
            mask[number, : len(row)] = True
        states = self.bert(tokens, mask)
        return (states * mask[:, :, None]).sum(1) / mask.sum(1, keepdim=True)

    def vectors(self, ids: Sequence[Sequence[int]]) -> Any:
        """Return normalised vectors [texts, hidden] without gradients, also with `classes`."""
        return torch.nn.functional.normalize(self._without_gradients(self._mean, ids), dim=1)

    def compute_without_gradients(self, ids: Sequence[Sequence[int]]) -> Any:
        """Return the same as `compute`, without gradients and dropout."""
        return self._without_gradients(self.compute, ids)

    def _without_gradients(
        self, compute: Callable[[Sequence[Sequence[int]]], Any], ids: Sequence[Sequence[int]]
    ) -> Any:
        """Compute in batches of even length, and return the rows in the order given."""
        self.set_training(False)
        order, parts = [], []
        with torch.inference_mode():
            for batch in even_batches([len(row) for row in ids], FORWARD_TOKENS):
                order.extend(batch)
                parts.append(compute([ids[i] for i in batch]))
        return torch.cat(parts)[torch.argsort(torch.tensor(order))].clone()

    def weights(self) -> BertWeights:
        """Return all weights of the encoder as they are now."""
        tensors = dict(self._weights.tensors)
        state = {name: value.detach().numpy() for name, value in self.bert.state_dict().items()}
        for graph_name, torch_name in _tensor_names(self._weights.shape.layers).items():
            tensors[graph_name] = state[torch_name]
        tensors["emb.word"] = tensors["emb.word"].copy()
        tensors["emb.word"][self._words] = state["words.weight"]
        tensors["emb.type"] = state["text_type"]
        tensors["emb.pos"] = state["positions.weight"]
        return BertWeights(self._weights.shape, tensors)

    def _state(self) -> dict[str, Any]:
        tensors, hidden = self._weights.tensors, self._weights.shape.hidden
        tables = {
            "words.weight": tensors["emb.word"][self._words],
            "positions.weight": tensors["emb.pos"].reshape(-1, hidden),
            "text_type": tensors["emb.type"].reshape(-1)[:hidden],
        }
        state = {name: torch.from_numpy(value.copy()) for name, value in tables.items()}
        names = _tensor_names(self._weights.shape.layers)
        return state | {name: torch.from_numpy(tensors[graph_name].copy()) for graph_name, name in names.items()}

    def _freeze(self, layers: Layers) -> None:
        if layers == "all":
            return
        self.bert.requires_grad_(False)
        for number in (-1,) if layers == "last" else layers:
            self.bert.layers[number].requires_grad_(True)


def token_ids(tokenizer: Any, texts: Sequence[str], prefix: str, context: int) -> list[list[int]]:
    """Return the ids of each text after its prefix, with special tokens, cut at `context`."""
    tokenizer.enable_truncation(context)
    return [encoding.ids for encoding in tokenizer.encode_batch_fast([prefix + text for text in texts])]


def median_cosine(vectors: npt.NDArray[np.float32], others: npt.NDArray[np.float32]) -> float:
    """Return the median of the cosines of normalised rows."""
    return float(np.median((vectors * others).sum(axis=1)))


def _tensor_names(layers: int) -> dict[str, str]:
    """Return BertGraph's name of each tensor to that of TorchBert."""
    modules = {"emb.ln": "norm"}
    modules |= {f"l{layer}.{part}": f"layers.{layer}.{part}" for layer in range(layers) for part in LAYER_PARTS}
    ends = {"w": "weight", "b": "bias"}
    return {f"{ours}.{end}": f"{theirs}.{long}" for ours, theirs in modules.items() for end, long in ends.items()}
