"""Writes a checkpoint as an ONNX graph and the other files of the model folder.

The graph uses standard operators only (opset 18) and computes in float32; the
weights may be int8 with one scale per output channel (DequantizeLinear).
"""

from __future__ import annotations

import math
import pathlib

import numpy as np
import onnx
import torch
from onnx import TensorProto, numpy_helper
from tokenizers import Tokenizer

import model_folder
from backbone import frequencies
from data import BOS, EOS, PAD
from model import Config, Model
from onnx_graph import BackboneGraph, info
from tokenizer import twins

FOLDER = pathlib.Path(__file__).parent.parent / "espalier-tiny"


def build(model: Model, int8: bool) -> onnx.ModelProto:
    """The whole graph; see `Model` and `Attention` for the same in torch."""
    c, g = model.c, BackboneGraph(model, int8)
    w = g.weights

    # Rotation angles, from the position ids: [batch, 1, seq, rotary/2].
    positions = g.op("Unsqueeze", g.op("Cast", "position_ids", to=TensorProto.FLOAT), g.ints([1, 3]))
    angles = g.op("Mul", positions, g.constant(frequencies(c).numpy().reshape(1, 1, 1, -1)))
    cos, sin = g.op("Cos", angles), g.op("Sin", angles)

    # A key is visible to a query if it is no later and not padding: [batch, 1, seq, past + seq].
    seq = g.op("Shape", "input_ids", start=1, end=2)
    total = g.op("Shape", "attention_mask", start=1, end=2)
    last = g.op("Squeeze", total)
    first = g.op("Squeeze", g.op("Sub", total, seq))
    zero, one = g.constant(np.array(0, np.int64)), g.constant(np.array(1, np.int64))
    key_index = g.op("Cast", g.op("Range", zero, last, one), to=TensorProto.FLOAT)
    query_index = g.op("Cast", g.op("Range", first, last, one), to=TensorProto.FLOAT)
    later = g.op("Sub", key_index, g.op("Unsqueeze", query_index, g.ints([1])))
    # 0 for keys up to the query, 1 for later ones.
    future = g.op("Clip", later, g.float(0.0), g.float(1.0))
    real = g.op("Cast", "attention_mask", to=TensorProto.FLOAT)
    padding = g.op("Unsqueeze", g.op("Sub", g.float(1.0), real), g.ints([1, 2]))
    bias = g.op("Mul", g.op("Add", future, padding), g.float(-1e9))
    real_keys = g.op("Unsqueeze", real, g.ints([1, 3]))

    x = g.op("Gather", g.table, "input_ids", axis=0)
    for i in range(c.layers):
        p = f"blocks.{i}.attention."
        h = g.norm(x, w[p + "norm.weight"], c.eps)
        q, k = g.biased(i, h, "q"), g.biased(i, h, "k")
        q, k, v = g.rotate(g.heads(q), cos, sin), g.rotate(g.heads(k), cos, sin), g.heads(g.linear(i, h, "v"))
        k = g.op("Concat", f"past_key_values.{i}.key", k, axis=2, out=f"present.{i}.key")
        v = g.op("Concat", f"past_key_values.{i}.value", v, axis=2, out=f"present.{i}.value")
        # Each key mixed with its two predecessors; padding counts as no predecessor.
        mix = np.tile(w[p + "shift"], (1, 1, 2)).reshape(3, 1, c.heads, 1, c.head_dim)
        clean = g.op("Mul", k, real_keys)
        mixed = g.op("Mul", clean, g.constant(mix[0]))
        padded = g.op("Pad", clean, g.ints([0, 0, 2, 0, 0, 0, 0, 0]))
        for offset in (1, 2):
            before = g.op("Slice", padded, g.ints([2 - offset]), g.ints([-offset]), g.ints([2]))
            mixed = g.op("Add", mixed, g.op("Mul", before, g.constant(mix[offset])))
        x = g.mlp(i, g.attend(i, x, q, mixed, v, bias))
    g.logits(x)

    past = ["batch", c.heads, "past", c.head_dim]
    present = ["batch", c.heads, "total", c.head_dim]
    inputs = [
        info("input_ids", TensorProto.INT64, ["batch", "seq"]),
        info("attention_mask", TensorProto.INT64, ["batch", "total"]),
        info("position_ids", TensorProto.INT64, ["batch", "seq"]),
    ]
    outputs = [info("logits", TensorProto.FLOAT, ["batch", "seq", c.vocab])]
    for i in range(c.layers):
        for part in ("key", "value"):
            inputs.append(info(f"past_key_values.{i}.{part}", TensorProto.FLOAT, past))
            outputs.append(info(f"present.{i}.{part}", TensorProto.FLOAT, present))
    return g.finish("espalier-tiny", inputs, outputs)


def load(checkpoint: pathlib.Path, tokenizer: Tokenizer) -> Model:
    return model_folder.load(checkpoint, tokenizer, Config, Model)


def read(folder: pathlib.Path, tokenizer: Tokenizer, c: Config) -> dict[str, torch.Tensor]:
    """The inverse of `build`: the weights of an exported folder, as far as int8 kept them."""
    graph = onnx.load(folder / "onnx" / "model.onnx").graph
    values = {i.name: numpy_helper.to_array(i) for i in graph.initializer}
    made = {out: node for node in graph.node for out in node.output}
    used = {name: node for node in graph.node for name in node.input}
    for node in graph.node:
        if node.op_type == "DequantizeLinear":
            matrix, scale = (values[name] for name in node.input)
            shape = (-1, 1) if node.attribute[0].i == 0 else (1, -1)
            values[node.output[0]] = matrix.astype(np.float32) * scale.reshape(shape)
    mixes = [
        values[n.input[1]]
        for n in graph.node
        if n.op_type == "Mul" and n.input[1] in values and values[n.input[1]].shape == (1, c.heads, 1, c.head_dim)
    ]
    state: dict[str, np.ndarray] = {}
    for i in range(c.layers):
        p = f"blocks.{i}."
        for part in ("q", "k", "v", "o", "up", "down"):
            module = p if part in ("up", "down") else p + "attention."
            state[f"{module}{part}.weight"] = values[f"layer{i}_{part}"].T
        for part in ("q", "k"):
            product = used[f"layer{i}_{part}"].output[0]
            state[f"{p}attention.{part}.bias"] = values[used[product].input[1]]
        for module, part in ((p + "attention.", "q"), (p, "up")):
            state[module + "norm.weight"] = values[made[used[f"layer{i}_{part}"].input[0]].input[1]]
        mix = np.stack(mixes[3 * i : 3 * i + 3]).reshape(3, c.heads, c.head_dim)
        state[p + "attention.shift"] = mix[..., : c.head_dim // 2]
    # The last norm came with the scale of the logits: its mean counts as that scale.
    last = values[made[made["logits"].input[0]].input[1]]
    state["norm.weight"] = last / last.mean()
    state["scale"] = last.mean() * math.sqrt(c.dim)
    # A token and its space twin were rounded apart: their embedding is the mean of both.
    table, base = values["table"], np.array(twins(tokenizer))
    spaced = np.flatnonzero(base != np.arange(len(base)))
    state["space"] = (table[spaced] - table[base[spaced]]).mean(0)
    shared = table.copy()
    shared[base[spaced]] = (table[base[spaced]] + table[spaced] - state["space"]) / 2
    state["embedding"] = shared[sorted(set(base))]
    return {k: torch.tensor(np.array(v, np.float32)) for k, v in state.items()}


def write_configs(folder: pathlib.Path, c: Config) -> None:
    notation = {
        "separator": " ",
        "string": "",
        "integer": ":int",
        "number": ":num",
        "boolean": ":bool",
        "date": ":date",
        "enum": {"prefix": ":", "separator": "|"},
        "array": "[]",
        "arrayOfObjects": ["[", "]"],
        "object": ["{", "}"],
        "nullable": "?",
        "optional": "?",
    }
    model_folder.write_configs(
        folder,
        c,
        kind={"architectures": ["EspalierForCausalLM"], "model_type": "espalier"},
        decoding={"use_cache": True},
        ids={"bos_token_id": BOS, "eos_token_id": EOS, "pad_token_id": PAD},
        tokens={"bos_token": "<s>", "eos_token": "</s>", "pad_token": "<pad>"},
        generation={"do_sample": False, "max_new_tokens": 256},
        espalier={"describe": "shorthand", "notation": notation},
    )


if __name__ == "__main__":
    model_folder.export(__doc__, FOLDER, load, build, write_configs)
