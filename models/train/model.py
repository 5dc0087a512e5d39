"""A small causal decoder that starts out knowing how to copy.

Llama-like (RMSNorm, half-rotary positions, ReLU^2 MLP, tied embeddings) with one
addition: attention sees each key mixed with its two predecessors, by weights learned
per head and channel pair. The mix is applied to the cached raw keys, so the KV cache
has the usual layout. Heads that look at the predecessor find "what came after this
token" in a single layer; `_init_copying` sets the weights up for that.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

import backbone


@dataclass
class Config(backbone.Config):
    vocab: int = 3972
    layers: int = 4


class Attention(backbone.Attention):
    def __init__(self, c: Config):
        super().__init__(c)
        self.shift = nn.Parameter(torch.zeros(3, c.heads, c.head_dim // 2))

    def shifted(self, k: Tensor) -> Tensor:
        """Mixes each key of [batch, heads, keys, head_dim] with the two before it."""
        w = self.shift.repeat(1, 1, 2).unsqueeze(2)
        before = F.pad(k, (0, 0, 1, 0))[:, :, :-1]
        before2 = F.pad(k, (0, 0, 2, 0))[:, :, :-2]
        return w[0] * k + w[1] * before + w[2] * before2

    def forward(self, x: Tensor, cos: Tensor, sin: Tensor, chosen: Tensor | None, bias: Tensor) -> Tensor:
        """`chosen` picks the query positions [batch, n] of the last layer.

        `bias` hides the keys behind a query: [length, length], or [batch, n, length] for chosen ones.
        """
        h = self.norm(x)
        k = self.shifted(backbone.rotate(self.heads(self.k(h)), cos, sin))
        v = self.heads(self.v(h))
        if chosen is None:
            q = backbone.rotate(self.heads(self.q(h)), cos, sin)
        else:
            picked = h.gather(1, chosen.unsqueeze(-1).expand(-1, -1, self.c.dim))
            q = backbone.rotate(self.heads(self.q(picked)), cos[chosen].unsqueeze(1), sin[chosen].unsqueeze(1))
            bias = bias.repeat_interleave(self.c.heads, 0)
        return self.attend(q, k, v, bias)


class Block(backbone.Block):
    def __init__(self, c: Config):
        super().__init__(c, Attention(c))

    def forward(self, x: Tensor, cos: Tensor, sin: Tensor, bias: Tensor, chosen: Tensor | None = None) -> Tensor:
        y = self.attention(x, cos, sin, chosen, bias)
        x = y + (x if chosen is None else x.gather(1, chosen.unsqueeze(-1).expand(-1, -1, x.shape[-1])))
        return self.mlp(x)


class Model(backbone.Model):
    def __init__(self, c: Config, twins: list[int]):
        super().__init__(c, twins, Block)
        self._init_copying()

    @torch.no_grad()
    def _init_copying(self) -> None:
        c = self.c
        for i, block in enumerate(self.blocks):
            a = block.attention
            for linear in (a.q, a.k, a.v, a.o, block.up):
                linear.weight.normal_(0, c.dim**-0.5)
            block.down.weight.zero_()
            a.q.bias.zero_()
            a.k.bias.zero_()
            if i == 0:
                # Look one token back, two for the last head.
                backbone.look_back(a, [1] * (c.heads - 1) + [2])
                a.shift[0] = 1
            else:
                # Attend to the same token, or to the one after it, and emit what is there.
                a.k.weight.mul_(0.44).add_(a.q.weight, alpha=0.9)
                a.o.weight.copy_(0.7 * a.v.weight.T)
                a.shift[0, : c.heads // 2] = 1
                a.shift[1, c.heads // 2 :] = 1

    def forward(self, ids: Tensor, chosen: Tensor | None = None, kept: Tensor | None = None) -> Tensor:
        """Logits at the `chosen` positions [batch, n] of right-padded `ids`, or at all.

        With a mask `kept` [batch, n] the logits [kept positions, vocab] of only those.
        """
        length = ids.shape[1]
        cos, sin = self.rotations(length)
        table = self.table()
        x = F.embedding(ids, table)
        bias = torch.full((length, length), -1e9).triu(1)
        for block in self.blocks[:-1]:
            x = block(x, cos, sin, bias)
        x = self.blocks[-1](x, cos, sin, bias if chosen is None else bias[chosen], chosen)
        if kept is not None:
            x = x[kept]
        return self.logits(x, table)
