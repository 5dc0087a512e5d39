"""Trains the model for a given time on examples that never repeat.

The learning rate follows the clock, not the step count, so that a run ends on time
on a machine of unknown load: warm-up by steps, then constant, then linear to zero.
"""

from __future__ import annotations

import argparse
import pathlib
import time
from collections.abc import Sequence

import torch
import torch.nn.functional as F
from tokenizers import Tokenizer

import backbone
from data import Batch, batches
from export_onnx import read
from generator import Generator
from model import Config, Model
from tokenizer import twins

HERE = pathlib.Path(__file__).parent


def weighted_loss(logits: torch.Tensor, expected: torch.Tensor, weights: torch.Tensor) -> tuple[torch.Tensor, ...]:
    """The mean loss by weight, and for the log the loss of each target and whether it was named."""
    losses = F.cross_entropy(logits, expected, reduction="none")
    return (losses * weights).sum() / weights.sum(), losses.detach(), (logits.argmax(-1) == expected).float()


def loss_of(model: Model, batch: Batch) -> tuple[torch.Tensor, torch.Tensor]:
    """The weighted loss, and for the log loss and accuracy on first tokens of values and arrays' ends."""
    kept = batch.weights > 0
    weights = batch.weights[kept]
    loss, losses, right = weighted_loss(model(batch.ids, batch.chosen, kept), batch.expected[kept], weights)
    first, rest = weights == 3.0, (weights > 0.5) & (weights < 3.0)
    return loss, torch.stack([losses[first].mean(), right[first].mean(), right[rest].mean()])


def optimizer_for(model: backbone.Model, rate: float) -> torch.optim.AdamW:
    """Embeddings are of unit scale and rows are rare, so they move faster; only matrices decay."""
    matrices = [p for n, p in model.named_parameters() if p.ndim == 2 and n != "embedding"]
    rest = [p for n, p in model.named_parameters() if p.ndim != 2]
    groups = [
        {"params": matrices, "weight_decay": 0.02, "scale": 1.0},
        {"params": rest, "weight_decay": 0.0, "scale": 1.0},
        {"params": [model.embedding], "weight_decay": 0.0, "scale": 2.0},
    ]
    return torch.optim.AdamW(groups, lr=rate, betas=(0.9, 0.98), eps=1e-8, fused=True)


def rate_at(done: float, step: int, hold: float, warmup: int) -> float:
    """The share of the full learning rate at a share `done` of the time."""
    decay = 1.0 if done < hold else max(0.0, (1 - done) / (1 - hold))
    return min(1.0, (step + 1) / warmup) * decay


def descend(
    optimizer: torch.optim.Optimizer, parameters: list[torch.nn.Parameter], loss: torch.Tensor, rate: float
) -> None:
    """One step of the optimizer, with clipped gradients."""
    for group in optimizer.param_groups:
        group["lr"] = rate * group["scale"]
    optimizer.zero_grad(set_to_none=True)
    loss.backward()
    torch.nn.utils.clip_grad_norm_(parameters, 1.0)
    optimizer.step()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, required=True)
    parser.add_argument("--out", type=pathlib.Path, default=HERE / "runs" / "main")
    parser.add_argument("--tokenizer", type=pathlib.Path, default=HERE.parent / "espalier-tiny" / "tokenizer.json")
    parser.add_argument("--resume", type=pathlib.Path, help="checkpoint whose weights and optimizer go on")
    parser.add_argument("--init", type=pathlib.Path, help="model folder whose weights go on, with a new optimizer")
    parser.add_argument("--rate", type=float, default=2e-3)
    parser.add_argument("--hold", type=float, default=0.45, help="share of the time at the full rate")
    parser.add_argument("--warmup", type=int, default=100)
    parser.add_argument("--batch", type=int, default=2048, help="padded tokens per step")
    parser.add_argument("--layers", type=int, default=Config.layers)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--compile", action="store_true", help="a third faster after two minutes; needs a C++ compiler")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    torch.manual_seed(options.seed)
    options.out.mkdir(parents=True, exist_ok=True)
    tokenizer = Tokenizer.from_file(str(options.tokenizer))
    config = Config(vocab=tokenizer.get_vocab_size(), layers=options.layers)
    model = Model(config, twins(tokenizer))
    if options.resume:
        model.load_state_dict(torch.load(options.resume)["model"])
    elif options.init:
        model.load_state_dict(read(options.init, tokenizer, config))
    print(f"{sum(p.numel() for p in model.parameters()):,} parameters, {config}", flush=True)
    model.share_memory()
    context = torch.multiprocessing.get_context("spawn")
    steps = context.Array("q", 2 * options.workers, lock=False)
    workers = [context.Process(target=work, args=(i, model, steps, options)) for i in range(options.workers)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()


def work(index: int, model: Model, steps: Sequence[int], options: argparse.Namespace) -> None:
    """One of the processes that update the shared weights, each with its own data and its own moments.

    They do not wait for each other: on shared cores that gives more steps than
    threads that meet at every operation, and the updates hardly collide.
    """
    torch.set_num_threads(1)
    torch.set_float32_matmul_precision("medium")  # oneDNN instead of MKL: twice as fast where there is AVX-512
    torch.set_flush_denormal(True)
    tokenizer = Tokenizer.from_file(str(options.tokenizer))
    optimizer = optimizer_for(model, options.rate)
    if options.resume:
        optimizer.load_state_dict(torch.load(options.resume)["optimizer"])
    parameters = list(model.parameters())
    forward = torch.compile(model, dynamic=True) if options.compile else model
    fresh = not options.resume and not options.init
    generator = Generator(options.seed * 1000 + index, short=fresh, generic_share=0.6)
    stream = batches(tokenizer, generator, options.batch)
    average, count = torch.zeros(4), 0
    started = logged = saved = time.monotonic()
    logged_tokens = 0
    while (done := (time.monotonic() - started) / (60 * options.minutes)) < 1:
        # Short texts and many random labels first: they teach copying and reading labels.
        generator.short = fresh and done < 0.04
        generator.generic_share = 0.6 if fresh and done < 0.04 else 0.4 if fresh and done < 0.15 else 0.22
        batch = next(stream)
        rate = options.rate * rate_at(done, steps[2 * index], options.hold, options.warmup)
        loss, stats = loss_of(forward, batch)
        descend(optimizer, parameters, loss, rate)
        steps[2 * index] += 1
        steps[2 * index + 1] += batch.tokens
        average += torch.cat((loss.detach().unsqueeze(0), stats.nan_to_num()))
        count += 1
        now = time.monotonic()
        if index == 0 and now - logged > 20:
            mean, tokens = (average / count).tolist(), sum(steps[1::2])
            print(
                f"{(now - started) / 60:6.1f} min  step {sum(steps[::2])}  {tokens / 1e6:.2f}M tokens  "
                f"{(tokens - logged_tokens) / (now - logged):.0f}/s  "
                f"loss {mean[0]:.4f}  first {mean[1]:.3f} acc {mean[2]:.4f}  rest acc {mean[3]:.4f}  lr {rate:.2e}",
                flush=True,
            )
            average, count, logged, logged_tokens = torch.zeros(4), 0, now, tokens
        if index == 0 and now - saved > 120:
            save(options.out, model, optimizer, sum(steps[::2]), sum(steps[1::2]))
            saved = now
    if index == 0:
        save(options.out, model, optimizer, sum(steps[::2]), sum(steps[1::2]))
        print(f"done: {sum(steps[::2])} steps, {sum(steps[1::2])} tokens", flush=True)


def save(
    folder: pathlib.Path, model: backbone.Model, optimizer: torch.optim.Optimizer, steps: int, tokens: int
) -> None:
    state = {
        "model": {k: v.clone() for k, v in model.state_dict().items()},
        "optimizer": optimizer.state_dict(),
        "config": model.c.to_dict(),
        "steps": steps,
        "tokens": tokens,
    }
    torch.save(state, folder / "new.pt")
    (folder / "new.pt").replace(folder / "last.pt")


if __name__ == "__main__":
    main()
