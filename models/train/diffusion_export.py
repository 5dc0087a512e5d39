"""Writes a checkpoint of the diffusion model as an ONNX graph and the other files of the model folder.

As `export_onnx.py`: standard operators only (opset 18), float32 arithmetic, weights
int8 with one scale per output channel. No cache: inputs `input_ids` and `attention_mask`
[batch, sequence], output `logits` [batch, sequence, vocab] for every position.
"""

from __future__ import annotations

import json
import pathlib

import numpy as np
import onnx
from onnx import TensorProto
from tokenizers import Tokenizer

import model_folder
from backbone import frequencies
from diffusion_model import KEY_TAPS, QUERY_TAPS, Config, Model
from diffusion_tokenizer import BOS, EOS, FOLDER, MASK, PAD
from onnx_graph import BackboneGraph, info


def build(model: Model, int8: bool) -> onnx.ModelProto:
    """The whole graph; see `Model` and `Attention` for the same in torch."""
    c, g = model.c, BackboneGraph(model, int8)
    w = g.weights

    length = g.op("Squeeze", g.op("Shape", "input_ids", start=1, end=2))
    zero, one = g.constant(np.array(0, np.int64)), g.constant(np.array(1, np.int64))
    positions = g.op("Cast", g.op("Range", zero, length, one), to=TensorProto.FLOAT)
    angles = g.op("Mul", g.op("Unsqueeze", positions, g.ints([1])), g.constant(frequencies(c).numpy().reshape(1, -1)))
    cos, sin = g.op("Cos", angles), g.op("Sin", angles)
    real = g.op("Cast", "attention_mask", to=TensorProto.FLOAT)
    # Hidden are padding and, from each position, the one behind it: [batch, 1, sequence, sequence].
    padding = g.op("Unsqueeze", g.op("Sub", g.float(1.0), real), g.ints([1, 2]))
    ahead = g.op("Sub", g.op("Sub", positions, g.op("Unsqueeze", positions, g.ints([1]))), g.float(1.0))
    next_one = g.op("Sub", g.float(1.0), g.op("Clip", g.op("Abs", ahead), g.float(0.0), g.float(1.0)))
    bias = g.op("Mul", g.op("Add", padding, next_one), g.float(-1e9))
    real = g.op("Unsqueeze", real, g.ints([1, 3]))

    def mixed(x: str, taps: tuple[int, ...], mix: np.ndarray) -> str:
        """Each row with its neighbours at the offsets `taps`; padding and what is outside count as none."""
        weights = np.tile(mix, (1, 1, 2)).reshape(len(taps), 1, c.heads, 1, c.head_dim)
        most = max(abs(t) for t in taps)
        clean = g.op("Mul", g.rotate(x, cos, sin), real)
        padded = g.op("Pad", clean, g.ints([0, 0, most, 0, 0, 0, most, 0]))
        total = None
        for i, tap in enumerate(taps):
            end = tap - most if tap < most else np.iinfo(np.int64).max
            part = g.op("Slice", padded, g.ints([most + tap]), g.ints([end]), g.ints([2]))
            part = g.op("Mul", part, g.constant(weights[i]))
            total = part if total is None else g.op("Add", total, part)
        return total

    x = g.op("Gather", g.table, "input_ids", axis=0)
    for i in range(c.layers):
        p = f"blocks.{i}.attention."
        h = g.norm(x, w[p + "norm.weight"], c.eps)
        q = mixed(g.heads(g.biased(i, h, "q")), QUERY_TAPS, w[p + "mix_q"])
        k = mixed(g.heads(g.biased(i, h, "k")), KEY_TAPS, w[p + "mix_k"])
        x = g.mlp(i, g.attend(i, x, q, k, g.heads(g.linear(i, h, "v")), bias))
    # From the position before to the one it is for.
    first = g.op("Slice", x, g.ints([0]), g.ints([1]), g.ints([1]))
    x = g.op("Concat", first, g.op("Slice", x, g.ints([0]), g.ints([-1]), g.ints([1])), axis=1)
    g.logits(x)
    return g.finish(
        "espalier-tiny-diffusion",
        [info(name, TensorProto.INT64, ["batch", "sequence"]) for name in ("input_ids", "attention_mask")],
        [info("logits", TensorProto.FLOAT, ["batch", "sequence", c.vocab])],
    )


def load(checkpoint: pathlib.Path, tokenizer: Tokenizer) -> Model:
    return model_folder.load(checkpoint, tokenizer, Config, Model)


def write_configs(folder: pathlib.Path, c: Config) -> None:
    model_folder.write_configs(
        folder,
        c,
        kind={"architectures": ["EspalierForMaskedDiffusion"], "model_type": "espalier-diffusion"},
        decoding={"use_cache": False, "is_decoder": False},
        ids={"mask_token_id": MASK, "bos_token_id": BOS, "eos_token_id": EOS, "pad_token_id": PAD},
        tokens={"bos_token": "<s>", "eos_token": "</s>", "pad_token": "<pad>", "mask_token": "<mask>"},
        generation={},
        espalier=json.loads((FOLDER.parent / "espalier-tiny" / "config.json").read_text())["espalier"],
    )


if __name__ == "__main__":
    model_folder.export(__doc__, FOLDER, load, build, write_configs)
