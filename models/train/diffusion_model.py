"""A small bidirectional network that fills masked positions.

It begins as the decoder of `model.py`, which continues texts: the output at a position is for the position behind it,
and the graph moves it there at its end. Every position sees every other but the one it is asked for. Two more layers,
all but silent at first, look to the right: one for what stands there, one for what precedes the same token elsewhere.
Queries and keys are mixed with some of their neighbours, so "what came after this token" and "what came before the
token behind" are found in one layer.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from tokenizers import Tokenizer
from torch import Tensor, nn

import backbone
from diffusion_tokenizer import MASK, SPECIAL
from model import Model as Decoder

# Offsets of the neighbours that a query or a key is mixed of.
QUERY_TAPS = (0, 2)
KEY_TAPS = (-2, -1, 0, 1)


@dataclass
class Config(backbone.Config):
    vocab: int = 3300
    layers: int = 6


def mixed(x: Tensor, taps: tuple[int, ...], weights: Tensor) -> Tensor:
    """Mixes each of [batch, heads, length, head_dim] with its neighbours at the offsets `taps`."""
    w = weights.repeat(1, 1, 2).unsqueeze(2)
    length, most = x.shape[2], max(abs(t) for t in taps)
    padded = F.pad(x, (0, 0, most, most))
    return sum(w[i] * padded[:, :, most + t : most + t + length] for i, t in enumerate(taps))


class Attention(backbone.Attention):
    def __init__(self, c: Config):
        super().__init__(c)
        self.mix_q = nn.Parameter(torch.zeros(len(QUERY_TAPS), c.heads, c.head_dim // 2))
        self.mix_k = nn.Parameter(torch.zeros(len(KEY_TAPS), c.heads, c.head_dim // 2))

    def forward(self, x: Tensor, cos: Tensor, sin: Tensor, real: Tensor, bias: Tensor) -> Tensor:
        """`real` [batch, 1, length, 1] is 0 at padding, `bias` [batch * heads, length, length] hides keys."""
        h = self.norm(x)
        q = mixed(backbone.rotate(self.heads(self.q(h)), cos, sin) * real, QUERY_TAPS, self.mix_q)
        k = mixed(backbone.rotate(self.heads(self.k(h)), cos, sin) * real, KEY_TAPS, self.mix_k)
        return self.attend(q, k, self.heads(self.v(h)), bias)


class Block(backbone.Block):
    def __init__(self, c: Config):
        super().__init__(c, Attention(c))

    def forward(self, x: Tensor, cos: Tensor, sin: Tensor, real: Tensor, bias: Tensor) -> Tensor:
        return self.mlp(x + self.attention(x, cos, sin, real, bias))


class Model(backbone.Model):
    def __init__(self, c: Config, twins: list[int]):
        super().__init__(c, twins, Block)
        self._init_rightward()

    @torch.no_grad()
    def _init_rightward(self) -> None:
        """Layer 1 looks for the tokens to the right, the last layer for what precedes the token behind.

        Both are all but silent at first. The other layers are the decoder's, see `take_over`.
        """
        c = self.c
        for block in (self.blocks[1], self.blocks[-1]):
            a = block.attention
            for linear in (a.q, a.k, a.v, block.up):
                linear.weight.normal_(0, c.dim**-0.5)
            a.o.weight.zero_()
            block.down.weight.zero_()
            a.q.bias.zero_()
            a.k.bias.zero_()
        a = self.blocks[1].attention
        # The token at offset 1 is hidden: it is what is asked for.
        backbone.look_back(a, [-(2, 2, 3, 3, 4, 5)[head % 6] for head in range(c.heads)])
        a.mix_q[0] = 1
        a.mix_k[KEY_TAPS.index(0)] = 1
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

    def forward(self, ids: Tensor, real: Tensor, kept: Tensor | None = None) -> Tensor:
        """Logits [batch, length, vocab] of `ids` whose padding has `real` 0; of a mask `kept` only [kept, vocab]."""
        length = ids.shape[1]
        cos, sin = self.rotations(length)
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
        return self.logits(x, table)
