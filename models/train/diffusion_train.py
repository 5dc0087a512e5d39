"""Trains the diffusion model for a given time on examples that never repeat.

The learning rate follows the clock, as in `train.py`; one process, one thread.
"""

from __future__ import annotations

import argparse
import pathlib
import time

import torch
from tokenizers import Tokenizer

from diffusion_data import Batch, batches
from diffusion_model import Config, Model
from diffusion_tokenizer import EOS, FOLDER
from export_onnx import read
from model import Config as DecoderConfig
from model import Model as Decoder
from tokenizer import twins
from train import descend, optimizer_for, rate_at, save, weighted_loss

HERE = pathlib.Path(__file__).parent


def loss_of(model: torch.nn.Module, batch: Batch) -> tuple[torch.Tensor, torch.Tensor]:
    """The weighted loss, and for the log the plain loss and accuracy on text and on ends."""
    kept = batch.weights > 0
    expected = batch.expected[kept]
    loss, losses, right = weighted_loss(model(batch.ids, batch.real, kept), expected, batch.weights[kept])
    text = expected != EOS
    return loss, torch.stack([losses[text].mean(), right[text].mean(), right[~text].mean()])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, required=True)
    parser.add_argument("--out", type=pathlib.Path, default=HERE / "runs" / "diffusion")
    parser.add_argument("--tokenizer", type=pathlib.Path, default=FOLDER / "tokenizer.json")
    parser.add_argument("--resume", type=pathlib.Path, help="checkpoint whose weights and optimizer go on")
    parser.add_argument(
        "--init", type=pathlib.Path, default=FOLDER.parent / "espalier-tiny", help="decoder to start from"
    )
    parser.add_argument("--rate", type=float, default=2e-3)
    parser.add_argument("--hold", type=float, default=0.4, help="share of the time at the full rate")
    parser.add_argument("--warmup", type=int, default=100)
    parser.add_argument("--batch", type=int, default=2048, help="padded tokens per step")
    parser.add_argument("--compile", action="store_true", help="faster after two minutes; needs a C++ compiler")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    torch.manual_seed(options.seed)
    torch.set_num_threads(1)
    torch.set_float32_matmul_precision("medium")
    torch.set_flush_denormal(True)
    options.out.mkdir(parents=True, exist_ok=True)
    tokenizer = Tokenizer.from_file(str(options.tokenizer))
    model = Model(Config(vocab=tokenizer.get_vocab_size()), twins(tokenizer))
    optimizer = optimizer_for(model, options.rate)
    steps, tokens = 0, 0
    if options.resume:
        state = torch.load(options.resume)
        model.load_state_dict(state["model"])
        optimizer.load_state_dict(state["optimizer"])
        steps, tokens = state["steps"], state["tokens"]
    else:
        theirs = Tokenizer.from_file(str(options.init / "tokenizer.json"))
        decoder = Decoder(DecoderConfig(vocab=theirs.get_vocab_size()), twins(theirs))
        decoder.load_state_dict(read(options.init, theirs, decoder.c))
        model.take_over(decoder, theirs, tokenizer)
    print(f"{sum(p.numel() for p in model.parameters()):,} parameters, {model.c}", flush=True)
    parameters = list(model.parameters())
    forward = torch.compile(model, dynamic=True) if options.compile else model
    average, count = torch.zeros(4), 0
    first, logged_tokens = steps, tokens
    started = logged = saved = time.monotonic()
    for batch in batches(tokenizer, options.seed * 1000 + steps, options.batch):
        done = (time.monotonic() - started) / (60 * options.minutes)
        if done >= 1:
            break
        rate = options.rate * rate_at(done, steps - first, options.hold, options.warmup)
        loss, stats = loss_of(forward, batch)
        descend(optimizer, parameters, loss, rate)
        steps, tokens, count = steps + 1, tokens + batch.tokens, count + 1
        average += torch.cat((loss.detach().unsqueeze(0), stats.nan_to_num()))
        now = time.monotonic()
        if now - logged > 20:
            mean = (average / count).tolist()
            print(
                f"{(now - started) / 60:6.1f} min  step {steps}  {tokens / 1e6:.2f}M tokens  "
                f"{(tokens - logged_tokens) / (now - logged):.0f}/s  loss {mean[0]:.4f}  text {mean[1]:.4f} "
                f"acc {mean[2]:.4f}  ends acc {mean[3]:.4f}  lr {rate:.2e}",
                flush=True,
            )
            average, count, logged, logged_tokens = torch.zeros(4), 0, now, tokens
        if now - saved > 120:
            save(options.out, model, optimizer, steps, tokens)
            saved = now
    save(options.out, model, optimizer, steps, tokens)
    print(f"done: {steps} steps, {tokens} tokens", flush=True)


if __name__ == "__main__":
    main()
