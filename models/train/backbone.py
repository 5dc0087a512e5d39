"""What the decoder of `model.py` and the diffusion model of `diffusion_model.py` have in common.

RMSNorm, half-rotary positions, attention written out, ReLU^2 MLP; embeddings are shared with space twins and tied to
the logits.
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

    vocab: int
    layers: int
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
    """The projections; `forward` is the subclass's, which makes queries and keys of them."""

    def __init__(self, c: Config):
        super().__init__()
        self.c = c
        self.norm = nn.RMSNorm(c.dim, eps=c.eps)
        self.q = nn.Linear(c.dim, c.dim)
        self.k = nn.Linear(c.dim, c.dim)
        self.v = nn.Linear(c.dim, c.dim, bias=False)
        self.o = nn.Linear(c.dim, c.dim, bias=False)

    def heads(self, y: Tensor) -> Tensor:
        """[batch, length, dim] as [batch, heads, length, head_dim]."""
        return y.view(y.shape[0], -1, self.c.heads, self.c.head_dim).transpose(1, 2)

    def attend(self, q: Tensor, k: Tensor, v: Tensor, bias: Tensor) -> Tensor:
        """Of [batch, heads, length, head_dim] each; `bias` goes with the scores [batch * heads, queries, keys]."""
        c, batch = self.c, q.shape[0]
        # Written out: on CPUs this is faster than the fused attention once `mm` runs on oneDNN.
        q, k, v = (y.reshape(-1, y.shape[2], c.head_dim) for y in (q, k, v))
        scores = torch.baddbmm(bias, q, k.transpose(1, 2), alpha=c.head_dim**-0.5)
        out = (scores.softmax(-1) @ v).view(batch, c.heads, -1, c.head_dim)
        return self.o(out.transpose(1, 2).reshape(batch, -1, c.dim))


class Block(nn.Module):
    """Attention and MLP; `forward` is the subclass's."""

    def __init__(self, c: Config, attention: Attention):
        super().__init__()
        self.attention = attention
        self.norm = nn.RMSNorm(c.dim, eps=c.eps)
        self.up = nn.Linear(c.dim, c.mlp, bias=False)
        self.down = nn.Linear(c.mlp, c.dim, bias=False)

    def mlp(self, x: Tensor) -> Tensor:
        return x + self.down(F.relu(self.up(self.norm(x))).square())


class Model(nn.Module):
    """`twins[i]` is the token whose embedding token i shares; a space twin adds one common vector."""

    def __init__(self, c: Config, twins: list[int], block: type[Block]):
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
        self.blocks = nn.ModuleList(block(c) for _ in range(c.layers))
        self.norm = nn.RMSNorm(c.dim, eps=c.eps)
        self.scale = nn.Parameter(torch.tensor(0.4))

    def table(self) -> Tensor:
        """The embedding of every token."""
        return self.embedding[self.row] + self.spaced * self.space

    def rotations(self, length: int) -> tuple[Tensor, Tensor]:
        """Cosines and sines [length, rotary/2]."""
        angles = torch.arange(length).unsqueeze(1) * frequencies(self.c)
        return angles.cos(), angles.sin()

    def logits(self, x: Tensor, table: Tensor) -> Tensor:
        return self.norm(x) @ table.T * (self.scale / math.sqrt(self.c.dim))


@torch.no_grad()
def look_back(attention: Attention, offsets: list[int]) -> None:
    """Makes each head look so many tokens back: the biases make the rotations peak there."""
    c = attention.c
    theta, half = frequencies(c), c.rotary // 2
    attention.q.weight.mul_(0.3)
    attention.k.weight.mul_(0.3)
    q, k = attention.q.bias.view(c.heads, -1), attention.k.bias.view(c.heads, -1)
    k[:, :half] = 7.0
    for head, offset in enumerate(offsets):
        q[head, :half] = 7.0 * torch.cos(offset * theta)
        q[head, half : c.rotary] = -7.0 * torch.sin(offset * theta)
