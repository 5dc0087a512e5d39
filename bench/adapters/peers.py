"""Peers that run in Python, llguidance and xgrammar, on the same grammars, token ids and texts as bench/grammar.mjs.

One task in JSON on standard input, its figures in JSON on standard output. The clock runs around the call alone that fills a
bit mask which is there already; what the binding costs, about a microsecond, is in it.
"""
import json
import resource
import sys
import time
from importlib.metadata import version


def rss():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


class Llguidance:
    def __init__(self, task):
        import llguidance
        import llguidance.numpy as masks

        self.module, self.masks = llguidance, masks
        self.tokenizer = llguidance.LLTokenizer(task["tokenizerPath"], eos_token=task["endIds"][0])
        self.words = masks.allocate_token_bitmask(1, self.tokenizer.vocab_size)
        self.version = llguidance.__version__
        # With the limits as they come it stops in the middle of texts whose grammar is as ambiguous as C++.
        self.limits = llguidance.LLParserLimits(max_items_in_row=100_000, step_max_items=10_000_000)

    def compile(self, task):
        matcher = self.module.LLMatcher
        if task["format"] == "json":
            self.grammar = matcher.grammar_from_json_schema("{}")
        else:
            self.grammar = matcher.grammar_from_lark(task["source"])
        self.start()
        self.mask()

    def start(self):
        self.matcher = self.module.LLMatcher(self.tokenizer, self.grammar, log_level=0, limits=self.limits)
        if self.matcher.is_error():
            raise ValueError(self.matcher.get_error())

    def mask(self):
        self.masks.fill_next_token_bitmask(self.matcher, self.words, 0)

    def accept(self, token):
        return self.matcher.consume_token(token)

    def bytes(self):
        return None


class Xgrammar:
    def __init__(self, task):
        import xgrammar

        self.module = xgrammar
        self.version = version("xgrammar")
        with open(task["tokenizerPath"], encoding="utf8") as file:
            tokenizer = json.load(file)
        pieces = {i: piece for piece, i in tokenizer["model"]["vocab"].items()}
        pieces.update({t["id"]: "" if t["special"] else t["content"] for t in tokenizer["added_tokens"]})
        size = max(pieces) + 1
        info = xgrammar.TokenizerInfo(
            [pieces.get(i, "") for i in range(size)],
            xgrammar.VocabType.BYTE_LEVEL,
            vocab_size=size,
            stop_token_ids=task["endIds"],
        )
        self.compiler = xgrammar.GrammarCompiler(info, max_threads=1, cache_enabled=False)
        self.words = xgrammar.allocate_token_bitmask(1, size)

    def compile(self, task):
        if task["format"] == "json":
            self.compiled = self.compiler.compile_builtin_json_grammar()
        else:
            self.compiled = self.compiler.compile_grammar(task["source"])
        self.start()
        self.mask()

    def start(self):
        self.matcher = self.module.GrammarMatcher(self.compiled)

    def mask(self):
        self.matcher.fill_next_token_bitmask(self.words)

    def accept(self, token):
        return self.matcher.accept_token(token)

    def bytes(self):
        return self.compiled.memory_size_bytes


def measure(task):
    engine = {"llguidance": Llguidance, "xgrammar": Xgrammar}[task["engine"]](task)
    clock = time.perf_counter_ns
    begun = time.monotonic()
    start = clock()
    engine.compile(task)
    compile_ms = (clock() - start) / 1e6
    masks, accepts, rejected = [], [], {}
    texts = task["texts"]
    for replay in range(task["replays"]):
        done, accepted = [], []
        for number, ids in enumerate(texts):
            # What does not fit the time is left out of all replays.
            if time.monotonic() - begun > task["budget"]:
                break
            engine.start()
            for at, token in enumerate(ids):
                start = clock()
                engine.mask()
                done.append((clock() - start) / 1e3)
                start = clock()
                allowed = engine.accept(token)
                accepted.append((clock() - start) / 1e3)
                if not allowed:
                    rejected[number] = at
                    break
        else:
            masks.append(done)
            accepts.append(accepted)
            continue
        if replay == 0:
            masks.append(done)
            accepts.append(accepted)
            texts = texts[:number]
        break
    return {
        "version": engine.version,
        "compileMs": compile_ms,
        "masks": masks,
        "accepts": accepts,
        "texts": len(texts),
        "rejected": len(rejected),
        "bytes": engine.bytes(),
        "rss": rss(),
    }


try:
    result = measure(json.load(sys.stdin))
except ImportError as error:
    result = {"note": f"skipped: {error}"}
except Exception as error:
    result = {"note": "refused: " + str(error).strip().split("\n")[0][:160]}
json.dump(result, sys.stdout)
