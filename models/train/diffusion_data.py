"""Turns JSON tasks and C++ functions into prompts with canvases of which some positions are masked."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

import torch
from tokenizers import Tokenizer
from torch import Tensor

from data import grouped, padded
from diffusion_cpp import CppGenerator, Function
from diffusion_tokenizer import BOS, EOS, MASK, PAD
from generator import Example, Generator

MAX_TOKENS = 288
# By class of the character that a token begins with (see `Writer`); what the schema forces weighs least.
JSON_WEIGHTS = {"f": 2.0, "m": 2.0, "v": 1.0, "t": 1.5, "a": 2.0, "n": 1.5, "s": 0.4}
LATER_ENDS = 0.25
JSON_SHARE = 0.55


@dataclass
class Task:
    """A prompt, and the text of the canvas behind it in `pieces` of token ids with a weight for each token."""

    prompt: list[int]
    canvas: list[int]
    weights: list[float]

    @property
    def length(self) -> int:
        return len(self.prompt) + len(self.canvas)


@dataclass
class Batch:
    """`ids` with masks in, `expected` without; `weights` is positive where the loss counts. [batch, length]"""

    ids: Tensor
    expected: Tensor
    weights: Tensor
    real: Tensor
    tokens: int


def json_task(tokenizer: Tokenizer, example: Example, rng: random.Random) -> Task:
    """Schema line and text; now and then without the text, for a plausible object."""
    prompt = example.prompt if rng.random() > 0.05 else example.prompt.split("\n")[0] + "\n"
    answer = tokenizer.encode(example.answer)
    weights = [JSON_WEIGHTS[example.classes[begin]] for begin, _ in answer.offsets]
    return Task([BOS, *tokenizer.encode(prompt).ids], answer.ids, weights)


def cpp_task(tokenizer: Tokenizer, function: Function, rng: random.Random) -> Task:
    """Comment and head; or the comment; or nothing. The line break may be on either side."""
    kind = rng.random()
    if kind < 0.65:
        prompt, answer = f"{function.before}{function.comment}\n{function.head}", f"{function.body}\n"
    elif kind < 0.85:
        prompt, answer = f"{function.before}{function.comment}", f"{function.head}\n{function.body}\n"
    else:
        prompt, answer = "", function.text
    if prompt:
        if rng.random() < 0.5:
            prompt += "\n"
        else:
            answer = "\n" + answer
    if rng.random() < 0.3:
        answer = answer[:-1]
    ids = tokenizer.encode(answer).ids
    weights = [1.0 if any(c.isalnum() for c in tokenizer.id_to_token(i)) else 0.6 for i in ids]
    return Task([BOS, *tokenizer.encode(prompt).ids], ids, weights)


def with_ends(task: Task, rng: random.Random) -> None:
    """End tokens behind the text: none, a few, up to a round size, or many."""
    n, kind = len(task.canvas), rng.random()
    if kind < 0.1:
        size = n
    elif kind < 0.4:
        size = n + rng.randint(1, 8)
    elif kind < 0.88:
        size = -(-(n + 1) // 16) * 16 + rng.choice((0, 0, 0, 16, 32))
    else:
        size = n + rng.randint(16, 128)
    size = max(n, min(size, MAX_TOKENS - len(task.prompt)))
    task.weights += [1.0, *[LATER_ENDS] * (size - n - 1)][: size - n]
    task.canvas += [EOS] * (size - n)


def masked(n: int, rng: random.Random) -> tuple[list[bool], float]:
    """Which of n positions are masked, and the ratio that the weight of the loss goes by."""
    kind = rng.random()
    t = rng.uniform(0.02, 1)
    if kind < 0.45:
        hidden = [rng.random() < t for _ in range(n)]
    elif kind < 0.8:
        # Blocks from left to right: done, under way, untouched.
        block = rng.choice((8, 16, 32))
        start = rng.randrange(n)
        hidden = [i >= start and (i >= start + block or rng.random() < t) for i in range(n)]
    else:
        hidden = [False] * n
        for _ in range(rng.randint(1, 3)):
            start, t = rng.randrange(n), rng.uniform(0.3, 1)
            for i in range(start, min(n, start + rng.randint(1, max(2, n // 2)))):
                hidden[i] = hidden[i] or rng.random() < t
    if not any(hidden):
        hidden[rng.randrange(n)] = True
    return hidden, sum(hidden) / n


def collate(tasks: list[Task], rng: random.Random) -> Batch:
    """Pads on the right, to a multiple of eight."""
    length = padded(max(t.length for t in tasks))
    ids = torch.full((len(tasks), length), PAD)
    expected = torch.full((len(tasks), length), PAD)
    weights = torch.zeros(len(tasks), length)
    real = torch.zeros(len(tasks), length)
    for row, task in enumerate(tasks):
        start, end = len(task.prompt), task.length
        hidden, ratio = masked(len(task.canvas), rng)
        expected[row, :end] = torch.tensor(task.prompt + task.canvas)
        ids[row, :end] = torch.tensor(task.prompt + [MASK if h else i for h, i in zip(hidden, task.canvas)])
        real[row, :end] = 1
        # 1/t in the bound on the likelihood; softened, as few masked tokens would weigh too much.
        scale = 1.3 / (0.3 + ratio)
        # The many ends behind the first count by sample.
        weights[row, start:end] = torch.tensor(
            [
                0.0 if not h or w == LATER_ENDS and rng.random() < 0.75 else scale * w * (4 if w == LATER_ENDS else 1)
                for h, w in zip(hidden, task.weights)
            ]
        )
        if not weights[row].any():
            weights[row, start + hidden.index(True)] = LATER_ENDS
    return Batch(ids, expected, weights, real, int(real.sum()))


def batches(tokenizer: Tokenizer, seed: int, budget: int, pool: int = 500) -> Iterator[Batch]:
    """Endless batches of at most `budget` padded tokens, of similar lengths, in random order."""
    rng = random.Random(seed)
    json_tasks, functions = Generator(seed), CppGenerator(seed)
    while True:
        tasks = []
        for _ in range(pool):
            if rng.random() < JSON_SHARE:
                task = json_task(tokenizer, json_tasks.example(), rng)
            else:
                task = cpp_task(tokenizer, functions.example(), rng)
            if task.length <= MAX_TOKENS:
                with_ends(task, rng)
                tasks.append(task)
        for group in grouped(tasks, lambda t: t.length, budget, rng):
            yield collate(group, rng)
