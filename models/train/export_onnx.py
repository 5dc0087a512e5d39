"""Writes a checkpoint as an ONNX graph and the other files of the model folder.

The graph uses standard operators only (opset 18) and computes in float32; the
weights may be int8 with one scale per output channel (DequantizeLinear).
"""

from __future__ import annotations

import argparse
import json
import math
import pathlib
import shutil

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from tokenizers import Tokenizer

from backbone import frequencies
from model import Config, Model
from tokenizer import twins

FOLDER = pathlib.Path(__file__).parent.parent / "espalier-tiny"
MAX_POSITIONS = 1024
CHAT_TEMPLATE = (
    "{{ bos_token }}{% for message in messages %}"
    "{% if message['role'] == 'assistant' %}{{ message['content'] + eos_token }}"
    "{% else %}{{ message['content'] + '\\n' }}{% endif %}{% endfor %}"
)


class Graph:
    """Collects nodes and initializers; every method returns the name of its output."""

    def __init__(self, int8: bool):
        self.int8 = int8
        self.nodes: list[onnx.NodeProto] = []
        self.initializers: list[onnx.TensorProto] = []
        self.constants: dict[bytes, str] = {}
        self.count = 0

    def op(self, kind: str, *inputs: str, out: str | None = None, **attributes: object) -> str:
        self.count += 1
        out = out or f"{kind.lower()}_{self.count}"
        self.nodes.append(helper.make_node(kind, list(inputs), [out], name=f"n{self.count}_{kind}", **attributes))
        return out

    def split(self, x: str, parts: list[int], axis: int) -> list[str]:
        self.count += 1
        outs = [f"split_{self.count}_{i}" for i in range(len(parts))]
        self.nodes.append(
            helper.make_node("Split", [x, self.ints(parts)], outs, name=f"n{self.count}_Split", axis=axis)
        )
        return outs

    def constant(self, value: np.ndarray) -> str:
        key = f"{value.dtype}{value.shape}".encode() + value.tobytes()
        if key not in self.constants:
            name = f"c{len(self.constants)}"
            self.initializers.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
            self.constants[key] = name
        return self.constants[key]

    def ints(self, values: list[int]) -> str:
        return self.constant(np.array(values, np.int64))

    def float(self, value: float) -> str:
        return self.constant(np.array(value, np.float32))

    def weight(self, name: str, value: np.ndarray, axis: int) -> str:
        """A matrix; in int8 with one scale per index of `axis`."""
        if not self.int8:
            self.initializers.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
            return name
        scale = np.maximum(np.abs(value).max(axis=1 - axis), 1e-8).astype(np.float32) / 127
        shape = (-1, 1) if axis == 0 else (1, -1)
        quantized = np.clip(np.round(value / scale.reshape(shape)), -127, 127).astype(np.int8)
        self.initializers.append(numpy_helper.from_array(quantized, name + "_int8"))
        self.initializers.append(numpy_helper.from_array(scale, name + "_scale"))
        return self.op("DequantizeLinear", name + "_int8", name + "_scale", out=name, axis=axis)

    def norm(self, x: str, scale: np.ndarray, eps: float) -> str:
        mean = self.op("ReduceMean", self.op("Mul", x, x), self.ints([-1]), keepdims=1)
        root = self.op("Sqrt", self.op("Add", mean, self.float(eps)))
        return self.op("Mul", self.op("Div", x, root), self.constant(scale))


def rotate(g: Graph, x: str, cos: str, sin: str, c: Config) -> str:
    half = c.rotary // 2
    a, b, rest = g.split(x, [half, half, c.head_dim - c.rotary], 3)
    first = g.op("Sub", g.op("Mul", a, cos), g.op("Mul", b, sin))
    second = g.op("Add", g.op("Mul", b, cos), g.op("Mul", a, sin))
    return g.op("Concat", first, second, rest, axis=3)


def build(model: Model, int8: bool) -> onnx.ModelProto:
    """The whole graph; see `Model` and `Attention` for the same in torch."""
    c, g = model.c, Graph(int8)
    w = {k: v.detach().float().numpy() for k, v in model.state_dict().items()}
    table = g.weight("table", model.table().detach().numpy(), 0)

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

    def heads(x: str) -> str:
        return g.op("Transpose", g.op("Reshape", x, g.ints([0, -1, c.heads, c.head_dim])), perm=[0, 2, 1, 3])

    x = g.op("Gather", table, "input_ids", axis=0)
    for i in range(c.layers):
        p = f"blocks.{i}.attention."

        def linear(h: str, name: str) -> str:
            return g.op("MatMul", h, g.weight(f"layer{i}_{name}", w[p + name + ".weight"].T, 1))

        h = g.norm(x, w[p + "norm.weight"], c.eps)
        q = g.op("Add", linear(h, "q"), g.constant(w[p + "q.bias"]))
        k = g.op("Add", linear(h, "k"), g.constant(w[p + "k.bias"]))
        q, k, v = rotate(g, heads(q), cos, sin, c), rotate(g, heads(k), cos, sin, c), heads(linear(h, "v"))
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
        scores = g.op("MatMul", q, g.op("Transpose", mixed, perm=[0, 1, 3, 2]))
        scores = g.op("Add", g.op("Mul", scores, g.float(1 / math.sqrt(c.head_dim))), bias)
        out = g.op("MatMul", g.op("Softmax", scores, axis=-1), v)
        out = g.op("Reshape", g.op("Transpose", out, perm=[0, 2, 1, 3]), g.ints([0, -1, c.dim]))
        x = g.op("Add", x, linear(out, "o"))
        h = g.norm(x, w[f"blocks.{i}.norm.weight"], c.eps)
        up = g.op("Relu", g.op("MatMul", h, g.weight(f"layer{i}_up", w[f"blocks.{i}.up.weight"].T, 1)))
        down = g.op("MatMul", g.op("Mul", up, up), g.weight(f"layer{i}_down", w[f"blocks.{i}.down.weight"].T, 1))
        x = g.op("Add", x, down)
    x = g.norm(x, w["norm.weight"] * model.scale.item() / math.sqrt(c.dim), c.eps)
    g.op("MatMul", x, g.op("Transpose", table, perm=[1, 0]), out="logits")

    def info(name: str, kind: int, shape: list[str | int]) -> onnx.ValueInfoProto:
        return helper.make_tensor_value_info(name, kind, shape)

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
    graph = helper.make_graph(g.nodes, "espalier-tiny", inputs, outputs, g.initializers)
    proto = helper.make_model(
        graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=8, producer_name="espalier"
    )
    onnx.checker.check_model(proto, full_check=True)
    return proto


def load(checkpoint: pathlib.Path, tokenizer: Tokenizer) -> Model:
    state = torch.load(checkpoint)
    model = Model(Config(**state["config"]), twins(tokenizer))
    model.load_state_dict(state["model"])
    return model.eval()


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
    """config.json, generation_config.json and tokenizer_config.json."""
    config = {
        "architectures": ["EspalierForCausalLM"],
        "model_type": "espalier",
        "vocab_size": c.vocab,
        "hidden_size": c.dim,
        "intermediate_size": c.mlp,
        "num_hidden_layers": c.layers,
        "num_attention_heads": c.heads,
        "num_key_value_heads": c.heads,
        "head_dim": c.head_dim,
        "hidden_act": "relu2",
        "rms_norm_eps": c.eps,
        "rope_theta": c.base,
        "partial_rotary_factor": c.rotary / c.head_dim,
        "max_position_embeddings": MAX_POSITIONS,
        "tie_word_embeddings": True,
        "use_cache": True,
        "bos_token_id": 1,
        "eos_token_id": 2,
        "pad_token_id": 0,
        "torch_dtype": "float32",
        "espalier": {
            "describe": "shorthand",
            "notation": {
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
            },
        },
    }
    generation = {"bos_token_id": 1, "eos_token_id": 2, "pad_token_id": 0, "do_sample": False, "max_new_tokens": 256}
    tokenizer = {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "bos_token": "<s>",
        "eos_token": "</s>",
        "pad_token": "<pad>",
        "add_bos_token": False,
        "add_eos_token": False,
        "clean_up_tokenization_spaces": False,
        "model_max_length": MAX_POSITIONS,
        "model_input_names": ["input_ids", "attention_mask"],
        "chat_template": CHAT_TEMPLATE,
    }
    for name, content in (("config", config), ("generation_config", generation), ("tokenizer_config", tokenizer)):
        (folder / f"{name}.json").write_text(json.dumps(content, indent=2) + "\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkpoint", type=pathlib.Path)
    parser.add_argument("--tokenizer", type=pathlib.Path, default=FOLDER / "tokenizer.json")
    parser.add_argument("--out", type=pathlib.Path, default=FOLDER)
    parser.add_argument("--float", action="store_true", help="float32 weights instead of int8")
    options = parser.parse_args()
    model = load(options.checkpoint, Tokenizer.from_file(str(options.tokenizer)))
    (options.out / "onnx").mkdir(parents=True, exist_ok=True)
    onnx.save(build(model, int8=not options.float), options.out / "onnx" / "model.onnx")
    write_configs(options.out, model.c)
    if options.tokenizer.parent != options.out:
        shutil.copy(options.tokenizer, options.out / "tokenizer.json")
    print((options.out / "onnx" / "model.onnx").stat().st_size, "bytes")


if __name__ == "__main__":
    main()
