"""BERT in torch, as in Devlin et al. (2018), without the pooler. For the training child only.

Importing the one of transformers takes 2 to 3 seconds of processor time, longer than many a training; its numbers are the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any  # torch may not be installed where this is checked

import torch
from torch.nn import Embedding, LayerNorm, Linear, Module, ModuleList, Parameter
from torch.nn.functional import dropout, gelu, scaled_dot_product_attention

if TYPE_CHECKING:
    from engine.models.encoders.bert_graph import BertShape

DROPOUT = 0.1


class TorchBert(Module):  # type: ignore[misc, unused-ignore]  # torch may not be installed where this is checked
    """A BERT encoder of `words` words and `positions` places; all texts are of one type."""

    def __init__(self, shape: BertShape, words: int, positions: int) -> None:
        super().__init__()
        self.words, self.positions = Embedding(words, shape.hidden), Embedding(positions, shape.hidden)
        self.text_type = Parameter(torch.zeros(shape.hidden))
        self.norm = LayerNorm(shape.hidden, shape.epsilon)
        self.layers = ModuleList(TorchBertLayer(shape) for _ in range(shape.layers))

    def forward(self, tokens: Any, mask: Any) -> Any:
        """Return the states of the last layer, [texts, tokens, hidden]. `mask` is True for tokens, False for padding."""
        sum_of_tables = self.words(tokens) + self.text_type + self.positions.weight[: tokens.shape[1]]
        states = dropout(self.norm(sum_of_tables), DROPOUT, self.training)
        for layer in self.layers:
            states = layer(states, mask[:, None, None, :])
        return states


class TorchBertLayer(Module):  # type: ignore[misc, unused-ignore]  # torch may not be installed where this is checked
    """Attention and a feed-forward network. The parts have BertGraph's names."""

    def __init__(self, shape: BertShape) -> None:
        super().__init__()
        self._heads = shape.heads
        self.q, self.k, self.v, self.ao = (Linear(shape.hidden, shape.hidden) for _ in range(4))
        self.fi, self.fo = Linear(shape.hidden, shape.feed_forward), Linear(shape.feed_forward, shape.hidden)
        self.aln, self.oln = (LayerNorm(shape.hidden, shape.epsilon) for _ in range(2))

    def forward(self, states: Any, mask: Any) -> Any:
        """Return the states after this layer, [texts, tokens, hidden]."""
        query, key, value = (
            part(states).unflatten(2, (self._heads, -1)).transpose(1, 2) for part in (self.q, self.k, self.v)
        )
        attention = scaled_dot_product_attention(query, key, value, mask, DROPOUT if self.training else 0.0)
        context = self.ao(attention.transpose(1, 2).flatten(2))
        states = self.aln(states + dropout(context, DROPOUT, self.training))
        inner = self.fo(gelu(self.fi(states)))
        return self.oln(states + dropout(inner, DROPOUT, self.training))
