"""A small causal decoder that starts out knowing how to copy.

Llama-like (RMSNorm, half-rotary positions, ReLU^2 MLP, tied embeddings) with one
addition: attention sees each key mixed with its two predecessors, by weights learned
per head and channel pair. The mix is applied to the cached raw keys, so the KV cache
has the usual layout. Heads that look at the predecessor find "what came after this
token" in a single layer; `_init_copying` sets the weights up for that.
"""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn


@dataclass
class Config:
    """Sizes; `rotary` counts the channels of a head that rotate."""

    vocab: int = 3972
    layers: int = 4
    dim: int = 192
    heads: int = 6
    mlp: int = 512
    rotary: int = 16
    base: float = 10_000.0
    eps: float = 1e-5

    @property
    def head_dim(self) -> int:
        return self.dim // self.heads

    def to_dict(self) -> dict:
        return asdict(self)


def frequencies(c: Config) -> Tensor:
    return c.base ** (-torch.arange(0, c.rotary, 2).float() / c.rotary)


def rotate(x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    """Rotates the first channels of [..., head_dim]; channel i pairs with i + rotary/2."""
    half = cos.shape[-1]
    a, b, rest = x[..., :half], x[..., half : 2 * half], x[..., 2 * half :]
    return torch.cat((a * cos - b * sin, b * cos + a * sin, rest), -1)


class Attention(nn.Module):
    def __init__(self, c: Config):
        super().__init__()
        self.c = c
        self.norm = nn.RMSNorm(c.dim, eps=c.eps)
        self.q = nn.Linear(c.dim, c.dim)
        self.k = nn.Linear(c.dim, c.dim)
        self.v = nn.Linear(c.dim, c.dim, bias=False)
        self.o = nn.Linear(c.dim, c.dim, bias=False)
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
        c, h = self.c, self.norm(x)
        batch, length, _ = x.shape

        def heads(y: Tensor) -> Tensor:
            return y.view(batch, -1, c.heads, c.head_dim).transpose(1, 2)

        k = self.shifted(rotate(heads(self.k(h)), cos, sin)).reshape(-1, length, c.head_dim)
        v = heads(self.v(h)).reshape(-1, length, c.head_dim)
        if chosen is None:
            q = rotate(heads(self.q(h)), cos, sin)
        else:
            picked = h.gather(1, chosen.unsqueeze(-1).expand(-1, -1, c.dim))
            q = rotate(heads(self.q(picked)), cos[chosen].unsqueeze(1), sin[chosen].unsqueeze(1))
            bias = bias.repeat_interleave(c.heads, 0)
        # Written out: on CPUs this is faster than the fused attention once `mm` runs on oneDNN.
        scores = torch.baddbmm(bias, q.flatten(0, 1), k.transpose(1, 2), alpha=c.head_dim**-0.5)
        out = (scores.softmax(-1) @ v).view(batch, c.heads, -1, c.head_dim)
        return self.o(out.transpose(1, 2).reshape(batch, -1, c.dim))


class Block(nn.Module):
    def __init__(self, c: Config):
        super().__init__()
        self.attention = Attention(c)
        self.norm = nn.RMSNorm(c.dim, eps=c.eps)
        self.up = nn.Linear(c.dim, c.mlp, bias=False)
        self.down = nn.Linear(c.mlp, c.dim, bias=False)

    def forward(self, x: Tensor, cos: Tensor, sin: Tensor, bias: Tensor, chosen: Tensor | None = None) -> Tensor:
        y = self.attention(x, cos, sin, chosen, bias)
        x = y + (x if chosen is None else x.gather(1, chosen.unsqueeze(-1).expand(-1, -1, x.shape[-1])))
        return x + self.down(F.relu(self.up(self.norm(x))).square())


class Model(nn.Module):
    """`twins[i]` is the token whose embedding token i shares; a space twin adds one common vector."""

    def __init__(self, c: Config, twins: list[int]):
        super().__init__()
        self.c = c
        base = sorted(set(twins))
        row = {token: i for i, token in enumerate(base)}
        self.register_buffer("row", torch.tensor([row[t] for t in twins]), persistent=False)
        self.register_buffer(
            "spaced", torch.tensor([float(t != i) for i, t in enumerate(twins)]).unsqueeze(1), persistent=False
        )
        self.embedding = nn.Parameter(torch.randn(len(base), c.dim))
        self.space = nn.Parameter(torch.randn(c.dim) * 0.5)
        self.blocks = nn.ModuleList(Block(c) for _ in range(c.layers))
        self.norm = nn.RMSNorm(c.dim, eps=c.eps)
        self.scale = nn.Parameter(torch.tensor(0.4))
        self._init_copying()

    @torch.no_grad()
    def _init_copying(self) -> None:
        c = self.c
        theta = frequencies(c)
        for i, block in enumerate(self.blocks):
            a = block.attention
            for linear in (a.q, a.k, a.v, a.o, block.up):
                linear.weight.normal_(0, c.dim**-0.5)
            block.down.weight.zero_()
            a.q.bias.zero_()
            a.k.bias.zero_()
            if i == 0:
                # Look one token back (two for the last heads): the biases make the rotations peak there.
                a.q.weight.mul_(0.3)
                a.k.weight.mul_(0.3)
                a.shift[0] = 1
                q, k = a.q.bias.view(c.heads, -1), a.k.bias.view(c.heads, -1)
                half = c.rotary // 2
                k[:, :half] = 7.0
                for head in range(c.heads):
                    offset = 2 if head >= c.heads - 1 else 1
                    q[head, :half] = 7.0 * torch.cos(offset * theta)
                    q[head, half : c.rotary] = -7.0 * torch.sin(offset * theta)
            else:
                # Attend to the same token, or to the one after it, and emit what is there.
                a.k.weight.mul_(0.44).add_(a.q.weight, alpha=0.9)
                a.o.weight.copy_(0.7 * a.v.weight.T)
                a.shift[0, : c.heads // 2] = 1
                a.shift[1, c.heads // 2 :] = 1

    def table(self) -> Tensor:
        """The embedding of every token."""
        return self.embedding[self.row] + self.spaced * self.space

    def forward(self, ids: Tensor, chosen: Tensor | None = None, kept: Tensor | None = None) -> Tensor:
        """Logits at the `chosen` positions [batch, n] of right-padded `ids`, or at all.

        With a mask `kept` [batch, n] the logits [kept positions, vocab] of only those.
        """
        length = ids.shape[1]
        angles = torch.arange(length).unsqueeze(1) * frequencies(self.c)
        cos, sin = angles.cos(), angles.sin()
        table = self.table()
        x = F.embedding(ids, table)
        bias = torch.full((length, length), -1e9).triu(1)
        for block in self.blocks[:-1]:
            x = block(x, cos, sin, bias)
        x = self.blocks[-1](x, cos, sin, bias if chosen is None else bias[chosen], chosen)
        if kept is not None:
            x = x[kept]
        return self.norm(x) @ table.T * (self.scale / math.sqrt(self.c.dim))
