"""ONNX graphs: their nodes, and the parts that the graphs of both networks have in common.

The graphs use standard operators only (opset 18) and compute in float32; the
weights may be int8 with one scale per output channel (DequantizeLinear).
"""

from __future__ import annotations

import math

import numpy as np
import onnx
from onnx import helper, numpy_helper

from backbone import Model


def info(name: str, kind: int, shape: list[str | int]) -> onnx.ValueInfoProto:
    return helper.make_tensor_value_info(name, kind, shape)


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


class BackboneGraph(Graph):
    """The parts of `backbone.py`, with the weights of a model."""

    def __init__(self, model: Model, int8: bool):
        super().__init__(int8)
        self.model, self.c = model, model.c
        self.weights = {k: v.detach().float().numpy() for k, v in model.state_dict().items()}
        self.table = self.weight("table", model.table().detach().numpy(), 0)

    def heads(self, x: str) -> str:
        shape = self.ints([0, -1, self.c.heads, self.c.head_dim])
        return self.op("Transpose", self.op("Reshape", x, shape), perm=[0, 2, 1, 3])

    def rotate(self, x: str, cos: str, sin: str) -> str:
        half = self.c.rotary // 2
        a, b, rest = self.split(x, [half, half, self.c.head_dim - self.c.rotary], 3)
        first = self.op("Sub", self.op("Mul", a, cos), self.op("Mul", b, sin))
        second = self.op("Add", self.op("Mul", b, cos), self.op("Mul", a, sin))
        return self.op("Concat", first, second, rest, axis=3)

    def linear(self, layer: int, h: str, name: str) -> str:
        """A projection of the attention, without its bias."""
        value = self.weights[f"blocks.{layer}.attention.{name}.weight"]
        return self.op("MatMul", h, self.weight(f"layer{layer}_{name}", value.T, 1))

    def biased(self, layer: int, h: str, name: str) -> str:
        bias = self.weights[f"blocks.{layer}.attention.{name}.bias"]
        return self.op("Add", self.linear(layer, h, name), self.constant(bias))

    def attend(self, layer: int, x: str, q: str, k: str, v: str, bias: str) -> str:
        """`x` with the output of the attention added."""
        scores = self.op("MatMul", q, self.op("Transpose", k, perm=[0, 1, 3, 2]))
        scores = self.op("Add", self.op("Mul", scores, self.float(1 / math.sqrt(self.c.head_dim))), bias)
        out = self.op("MatMul", self.op("Softmax", scores, axis=-1), v)
        out = self.op("Reshape", self.op("Transpose", out, perm=[0, 2, 1, 3]), self.ints([0, -1, self.c.dim]))
        return self.op("Add", x, self.linear(layer, out, "o"))

    def mlp(self, layer: int, x: str) -> str:
        """`x` with the output of the MLP added."""
        p, w = f"blocks.{layer}.", self.weights
        h = self.norm(x, w[p + "norm.weight"], self.c.eps)
        up = self.op("Relu", self.op("MatMul", h, self.weight(f"layer{layer}_up", w[p + "up.weight"].T, 1)))
        squared = self.op("Mul", up, up)
        return self.op(
            "Add", x, self.op("MatMul", squared, self.weight(f"layer{layer}_down", w[p + "down.weight"].T, 1))
        )

    def logits(self, x: str) -> None:
        scaled = self.weights["norm.weight"] * self.model.scale.item() / math.sqrt(self.c.dim)
        x = self.norm(x, scaled, self.c.eps)
        self.op("MatMul", x, self.op("Transpose", self.table, perm=[1, 0]), out="logits")

    def finish(
        self, name: str, inputs: list[onnx.ValueInfoProto], outputs: list[onnx.ValueInfoProto]
    ) -> onnx.ModelProto:
        graph = helper.make_graph(self.nodes, name, inputs, outputs, self.initializers)
        proto = helper.make_model(
            graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=8, producer_name="espalier"
        )
        onnx.checker.check_model(proto, full_check=True)
        return proto
