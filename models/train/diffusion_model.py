"""A small bidirectional network that fills masked positions, and starts out knowing how to copy.

As `model.py`, but every position sees every other, and queries as well as keys are mixed with
their neighbours on both sides. A masked position knows nothing of itself: a head that asks
with the query of the position before it, and reads keys likewise, finds "what came after this
token" in one layer; another finds what came before the token behind. `_init_copying` sets
the weights up for both.
"""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from diffusion_tokenizer import MASK
from model import frequencies, rotate


@dataclass
class Config:
    """Sizes; `rotary` counts the channels of a head that rotate."""

    vocab: int = 3300
    layers: int = 5
    dim: int = 192
    heads: int = 6
    mlp: int = 640
    rotary: int = 16
    base: float = 10_000.0
    eps: float = 1e-5

    @property
    def head_dim(self) -> int:
        return self.dim // self.heads

    def to_dict(self) -> dict:
        return asdict(self)


def mixed(x: Tensor, weights: Tensor) -> Tensor:
    """Mixes each of [batch, heads, length, head_dim] with its neighbours; weights[3] are of the one before, itself and
    the one behind."""
    w = weights.repeat(1, 1, 2).unsqueeze(2)
    before = F.pad(x, (0, 0, 1, 0))[:, :, :-1]
    behind = F.pad(x, (0, 0, 0, 1))[:, :, 1:]
    return w[0] * before + w[1] * x + w[2] * behind


class Attention(nn.Module):
    def __init__(self, c: Config):
        super().__init__()
        self.c = c
        self.norm = nn.RMSNorm(c.dim, eps=c.eps)
        self.q = nn.Linear(c.dim, c.dim)
        self.k = nn.Linear(c.dim, c.dim)
        self.v = nn.Linear(c.dim, c.dim, bias=False)
        self.o = nn.Linear(c.dim, c.dim, bias=False)
        self.mix_q = nn.Parameter(torch.zeros(3, c.heads, c.head_dim // 2))
        self.mix_k = nn.Parameter(torch.zeros(3, c.heads, c.head_dim // 2))

    def forward(self, x: Tensor, cos: Tensor, sin: Tensor, real: Tensor, bias: Tensor) -> Tensor:
        """`real` [batch, 1, length, 1] is 0 at padding, `bias` [batch * heads, length, length] hides keys."""
        c, h = self.c, self.norm(x)
        batch, length, _ = x.shape

        def heads(y: Tensor) -> Tensor:
            return y.view(batch, -1, c.heads, c.head_dim).transpose(1, 2)

        q = mixed(rotate(heads(self.q(h)), cos, sin) * real, self.mix_q).reshape(-1, length, c.head_dim)
        k = mixed(rotate(heads(self.k(h)), cos, sin) * real, self.mix_k).reshape(-1, length, c.head_dim)
        v = heads(self.v(h)).reshape(-1, length, c.head_dim)
        scores = torch.baddbmm(bias, q, k.transpose(1, 2), alpha=c.head_dim**-0.5)
        out = (scores.softmax(-1) @ v).view(batch, c.heads, -1, c.head_dim)
        return self.o(out.transpose(1, 2).reshape(batch, -1, c.dim))


class Block(nn.Module):
    def __init__(self, c: Config):
        super().__init__()
        self.attention = Attention(c)
        self.norm = nn.RMSNorm(c.dim, eps=c.eps)
        self.up = nn.Linear(c.dim, c.mlp, bias=False)
        self.down = nn.Linear(c.mlp, c.dim, bias=False)

    def forward(self, x: Tensor, cos: Tensor, sin: Tensor, real: Tensor, bias: Tensor) -> Tensor:
        x = x + self.attention(x, cos, sin, real, bias)
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
        theta, half = frequencies(c), c.rotary // 2
        # Small, so that a masked position soon is what its neighbours tell it.
        self.embedding[self.row[MASK]].mul_(0.1)
        for i, block in enumerate(self.blocks):
            a = block.attention
            for linear in (a.q, a.k, a.v, a.o, block.up):
                linear.weight.normal_(0, c.dim**-0.5)
            block.down.weight.zero_()
            a.q.bias.zero_()
            a.k.bias.zero_()
            if i == 0:
                # Look one or two tokens to either side: the biases make the rotations peak there.
                a.q.weight.mul_(0.3)
                a.k.weight.mul_(0.3)
                a.o.weight.mul_(0.4)
                a.mix_q[1] = 1
                a.mix_k[1] = 1
                q, k = a.q.bias.view(c.heads, -1), a.k.bias.view(c.heads, -1)
                k[:, :half] = 7.0
                for head in range(c.heads):
                    offset = (1, 1, -1, -1, 2, -2)[head % 6]
                    q[head, :half] = 7.0 * torch.cos(offset * theta)
                    q[head, half : c.rotary] = -7.0 * torch.sin(offset * theta)
            else:
                # Attend to what follows the token before, to what precedes the token behind, or to the same token;
                # emit what is there.
                a.q.weight.mul_(1.25)
                a.k.weight.mul_(0.55).add_(a.q.weight, alpha=0.9)
                a.o.weight.copy_(0.7 * a.v.weight.T)
                third = c.heads // 3
                for tap, part in ((0, slice(0, third)), (2, slice(third, 2 * third)), (1, slice(2 * third, None))):
                    a.mix_q[tap, part] = 1
                    a.mix_k[tap, part] = 1

    def table(self) -> Tensor:
        """The embedding of every token."""
        return self.embedding[self.row] + self.spaced * self.space

    def forward(self, ids: Tensor, real: Tensor, kept: Tensor | None = None) -> Tensor:
        """Logits [batch, length, vocab] of `ids` whose padding has `real` 0; of a mask `kept` only [kept, vocab]."""
        length = ids.shape[1]
        angles = torch.arange(length).unsqueeze(1) * frequencies(self.c)
        cos, sin = angles.cos(), angles.sin()
        table = self.table()
        x = F.embedding(ids, table)
        # No position sees itself: a masked one would match its own neighbours best, and copy that it is masked.
        hidden = (real.unsqueeze(1) - 1) - torch.eye(length)
        bias = (hidden * 1e9).repeat_interleave(self.c.heads, 0)
        real = real[:, None, :, None]
        for block in self.blocks:
            x = block(x, cos, sin, real, bias)
        if kept is not None:
            x = x[kept]
        return self.norm(x) @ table.T * (self.scale / math.sqrt(self.c.dim))
