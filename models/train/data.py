"""Turns examples into batches of token ids with weighted target positions."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeVar

import torch
from tokenizers import Tokenizer
from torch import Tensor

from generator import Example, Generator

T = TypeVar("T")
PAD, BOS, EOS = range(3)
MAX_TOKENS = 256
# First tokens of values decide what is copied from where, so they weigh most.
WEIGHTS = {"f": 3.0, "m": 2.5, "v": 1.0, "t": 2.0, "a": 2.0, "n": 2.0, "s": 0.5}
FORCED_SHARE = 0.3


@dataclass
class Encoded:
    """`targets` holds (position, weight) pairs: the position whose next token counts."""

    ids: list[int]
    targets: list[tuple[int, float]]


@dataclass
class Batch:
    ids: Tensor
    chosen: Tensor
    expected: Tensor
    weights: Tensor
    tokens: int


def padded(length: int) -> int:
    """A multiple of eight."""
    return -(-length // 8) * 8


def encode(tokenizer: Tokenizer, examples: list[Example], rng: random.Random) -> list[Encoded]:
    """Skips overlong examples; keeps a share of the tokens that the schema forces."""
    prompts = tokenizer.encode_batch_fast([e.prompt for e in examples])
    answers = tokenizer.encode_batch([e.answer for e in examples])
    encoded = []
    for example, prompt, answer in zip(examples, prompts, answers):
        ids = [BOS, *prompt.ids, *answer.ids, EOS]
        if len(ids) > MAX_TOKENS:
            continue
        targets = []
        start = len(prompt.ids)
        for i, (begin, _) in enumerate(answer.offsets):
            cls = example.classes[begin]
            if cls != "s" or rng.random() < FORCED_SHARE:
                targets.append((start + i, WEIGHTS[cls]))
        if rng.random() < FORCED_SHARE:
            targets.append((len(ids) - 2, WEIGHTS["s"]))
        if targets:
            encoded.append(Encoded(ids, targets))
    return encoded


def collate(items: list[Encoded]) -> Batch:
    """Pads on the right, to a multiple of eight."""
    length = padded(max(len(i.ids) for i in items))
    most = max(len(i.targets) for i in items)
    ids = torch.zeros(len(items), length, dtype=torch.long)
    chosen = torch.zeros(len(items), most, dtype=torch.long)
    expected = torch.zeros(len(items), most, dtype=torch.long)
    weights = torch.zeros(len(items), most)
    for row, item in enumerate(items):
        ids[row, : len(item.ids)] = torch.tensor(item.ids)
        n = len(item.targets)
        positions = torch.tensor([p for p, _ in item.targets])
        chosen[row, :n] = positions
        expected[row, :n] = ids[row, positions + 1]
        weights[row, :n] = torch.tensor([w for _, w in item.targets])
    return Batch(ids, chosen, expected, weights, sum(len(i.ids) for i in items))


def grouped(items: list[T], length: Callable[[T], int], budget: int, rng: random.Random) -> list[list[T]]:
    """Groups of similar lengths, of at most `budget` tokens when padded, in random order."""
    items = sorted(items, key=length)
    groups: list[list[T]] = [[]]
    for item in items:
        if (len(groups[-1]) + 1) * padded(length(item)) > budget:
            groups.append([])
        groups[-1].append(item)
    rng.shuffle(groups)
    return groups


def batches(tokenizer: Tokenizer, generator: Generator, budget: int, pool: int = 600) -> Iterator[Batch]:
    """Endless batches of at most `budget` padded tokens, of similar lengths, in random order."""
    rng = random.Random(generator.rng.random())
    while True:
        items = encode(tokenizer, [generator.example() for _ in range(pool)], rng)
        yield from map(collate, grouped(items, lambda i: len(i.ids), budget, rng))
