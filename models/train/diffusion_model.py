"""A small bidirectional network that fills masked positions.

It begins as the decoder of `model.py`, which continues texts: the output at a position is for the position behind it,
and the graph moves it there at its end. Every position sees every other but the one it is asked for. Two more layers,
all but silent at first, look to the right: one for what stands there, one for what precedes the same token elsewhere.
Queries and keys are mixed with some of their neighbours, so "what came after this token" and "what came before the
token behind" are found in one layer.
"""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass

import torch
import torch.nn.functional as F
from tokenizers import Tokenizer
from torch import Tensor, nn

from diffusion_tokenizer import MASK, SPECIAL
from model import Model as Decoder
from model import frequencies, rotate

# Offsets of the neighbours that a query or a key is mixed of.
QUERY_TAPS = (0, 2)
KEY_TAPS = (-2, -1, 0, 1)


@dataclass
class Config:
    """Sizes; `rotary` counts the channels of a head that rotate."""

    vocab: int = 3300
    layers: int = 6
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


def mixed(x: Tensor, taps: tuple[int, ...], weights: Tensor) -> Tensor:
    """Mixes each of [batch, heads, length, head_dim] with its neighbours at the offsets `taps`."""
    w = weights.repeat(1, 1, 2).unsqueeze(2)
    length, most = x.shape[2], max(abs(t) for t in taps)
    padded = F.pad(x, (0, 0, most, most))
    return sum(w[i] * padded[:, :, most + t : most + t + length] for i, t in enumerate(taps))


class Attention(nn.Module):
    def __init__(self, c: Config):
        super().__init__()
        self.c = c
        self.norm = nn.RMSNorm(c.dim, eps=c.eps)
        self.q = nn.Linear(c.dim, c.dim)
        self.k = nn.Linear(c.dim, c.dim)
        self.v = nn.Linear(c.dim, c.dim, bias=False)
        self.o = nn.Linear(c.dim, c.dim, bias=False)
        self.mix_q = nn.Parameter(torch.zeros(len(QUERY_TAPS), c.heads, c.head_dim // 2))
        self.mix_k = nn.Parameter(torch.zeros(len(KEY_TAPS), c.heads, c.head_dim // 2))

    def forward(self, x: Tensor, cos: Tensor, sin: Tensor, real: Tensor, bias: Tensor) -> Tensor:
        """`real` [batch, 1, length, 1] is 0 at padding, `bias` [batch * heads, length, length] hides keys."""
        c, h = self.c, self.norm(x)
        batch, length, _ = x.shape

        def heads(y: Tensor) -> Tensor:
            return y.view(batch, -1, c.heads, c.head_dim).transpose(1, 2)

        q = mixed(rotate(heads(self.q(h)), cos, sin) * real, QUERY_TAPS, self.mix_q).reshape(-1, length, c.head_dim)
        k = mixed(rotate(heads(self.k(h)), cos, sin) * real, KEY_TAPS, self.mix_k).reshape(-1, length, c.head_dim)
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
        self._init_rightward()

    @torch.no_grad()
    def _init_rightward(self) -> None:
        """Layer 1 looks for the tokens to the right, the last layer for what precedes the token behind.

        Both are all but silent at first. The other layers are the decoder's, see `take_over`.
        """
        c = self.c
        theta, half = frequencies(c), c.rotary // 2
        for block in (self.blocks[1], self.blocks[-1]):
            a = block.attention
            for linear in (a.q, a.k, a.v, block.up):
                linear.weight.normal_(0, c.dim**-0.5)
            a.o.weight.zero_()
            block.down.weight.zero_()
            a.q.bias.zero_()
            a.k.bias.zero_()
        a = self.blocks[1].attention
        a.q.weight.mul_(0.3)
        a.k.weight.mul_(0.3)
        a.mix_q[0] = 1
        a.mix_k[KEY_TAPS.index(0)] = 1
        q, k = a.q.bias.view(c.heads, -1), a.k.bias.view(c.heads, -1)
        k[:, :half] = 7.0
        for head in range(c.heads):
            # The token at offset 1 is hidden: it is what is asked for.
            offset = -(2, 2, 3, 3, 4, 5)[head % 6]
            q[head, :half] = 7.0 * torch.cos(offset * theta)
            q[head, half : c.rotary] = -7.0 * torch.sin(offset * theta)
        a = self.blocks[-1].attention
        a.k.weight.mul_(0.44).add_(a.q.weight, alpha=0.9)
        a.o.weight.copy_(0.1 * a.v.weight.T)
        a.mix_q[QUERY_TAPS.index(2)] = 1
        a.mix_k[KEY_TAPS.index(1)] = 1

    @torch.no_grad()
    def take_over(self, decoder: Decoder, theirs: Tokenizer, ours: Tokenizer) -> None:
        """Starts from a decoder with two layers less.

        A token that it lacks gets the mean of the embeddings of its pieces there.
        """
        for mine, other in zip([0, *range(2, self.c.layers - 1)], decoder.blocks, strict=True):
            state = {k: v for k, v in other.state_dict().items() if k != "attention.shift"}
            self.blocks[mine].load_state_dict(state, strict=False)
            a, shift = self.blocks[mine].attention, other.attention.shift
            a.mix_q[0] = 1
            for i in range(3):
                a.mix_k[KEY_TAPS.index(-i)] = shift[i]
        self.norm.load_state_dict(decoder.norm.state_dict())
        self.space.copy_(decoder.space)
        self.scale.copy_(decoder.scale)
        table = decoder.table()
        for token in range(ours.get_vocab_size()):
            name = ours.id_to_token(token)
            known = theirs.token_to_id(name)
            if self.spaced[token] or name == SPECIAL[MASK]:
                continue
            pieces = [known] if known is not None else theirs.encode(ours.decode([token])).ids
            # Single bytes of longer characters have no text of their own; both tokenizers name them alike.
            if pieces:
                self.embedding[self.row[token]] = table[torch.tensor(pieces)].mean(0)
        self.embedding[self.row[MASK]] = 0.1 * self.embedding.std() * torch.randn(self.c.dim)

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
        # The position that is asked for is hidden: its neighbours match best, so that it is masked would be copied.
        hidden = (real.unsqueeze(1) - 1) - torch.ones(length, length).triu(1).tril(1)
        bias = (hidden * 1e9).repeat_interleave(self.c.heads, 0)
        real = real[:, None, :, None]
        for block in self.blocks:
            x = block(x, cos, sin, real, bias)
        # From the position before to the one it is for.
        x = torch.cat((x[:, :1], x[:, :-1]), 1)
        if kept is not None:
            x = x[kept]
        return self.norm(x) @ table.T * (self.scale / math.sqrt(self.c.dim))
