"""Writes small C++ functions: a comment that says what the function does, its head, its body.

Everything is composed at random from what this file holds: loops that filter, map and
fold a vector, work on strings, arithmetic, recursion, structs. No code of others is used.
"""

from __future__ import annotations

import random
import zlib
from collections.abc import Callable
from dataclasses import dataclass

HELD_OUT = 14  # One comment in so many is kept for tests.

VECTORS = "values numbers items data list elements entries samples readings scores prices amounts weights".split()
ELEMENTS = "value number item x n element entry".split()
STRINGS = "text word input line name sentence message s str phrase".split()
WORD_LISTS = "words names lines parts tokens labels strings tags".split()
TOTALS = "total sum result".split()
COUNTS = "count found result total".split()
LIMITS = "limit threshold bound minimum level".split()


@dataclass
class Function:
    """`before` is a struct the function needs, or empty; `head` ends in `{` and `body` in `}`."""

    before: str
    comment: str
    head: str
    body: str

    @property
    def held_out(self) -> bool:
        return zlib.crc32(self.comment.encode()) % HELD_OUT == 0

    @property
    def text(self) -> str:
        return f"{self.before}{self.comment}\n{self.head}\n{self.body}\n"


@dataclass
class Draft:
    does: str
    returns: str
    name: str
    parameters: str
    lines: list[str]
    before: str = ""


@dataclass
class Filter:
    """`adjective` goes before a plural noun, `clause` behind it; `test` is a condition on `{e}`."""

    name: str
    adjective: str
    clause: str
    test: str
    parameter: str = ""


class CppGenerator:
    """Draws functions; with `test` only those whose comment is held out, else only the others."""

    def __init__(self, seed: int, test: bool = False):
        self.rng, self.test = random.Random(seed), test
        self.snake = False
        self.families: list[tuple[Callable[[], Draft], int]] = [
            (self.fold, 30), (self.string, 22), (self.arithmetic, 20), (self.recursion, 8),
            (self.struct, 18), (self.grade, 5), (self.order, 8), (self.nested, 8),
        ]  # fmt: skip

    def example(self) -> Function:
        while True:
            function = self.draw()
            if function.held_out == self.test:
                return function

    def draw(self) -> Function:
        r = self.rng
        self.snake = r.random() < 0.3
        family = r.choices([f for f, _ in self.families], [w for _, w in self.families])[0]
        d = family()
        does = d.does
        if does.startswith("Returns ") and r.random() < 0.3:
            does = r.choice(("Computes", "Gives", "Return", "Finds", "Get")) + does[7:]
        end = "." if r.random() < 0.8 else ""
        body = "\n".join("    " + line for line in d.lines) + "\n}"
        return Function(d.before, f"// {does}{end}", f"{d.returns} {self.name(d.name)}({d.parameters}) {{", body)

    def name(self, words: str) -> str:
        first, *rest = words.split()
        return "_".join((first, *rest)) if self.snake else first + "".join(w.capitalize() for w in rest)

    def pick(self, *options: str) -> str:
        return self.rng.choice(options)

    def vector(self, of: str, name: str) -> str:
        return f"const std::vector<{of}>& {name}"

    # Loops over vectors: which elements, what of each, what becomes of them.

    def filter(self, integral: bool) -> Filter:
        k, limit = self.rng.randint(2, 12), self.pick(*LIMITS)
        found = [
            Filter("positive", "positive", "", "{e} > 0"),
            Filter("negative", "negative", "", "{e} < 0"),
            Filter("nonzero", "nonzero", "", "{e} != 0"),
            Filter(f"above {limit}", "", f" greater than {limit}", f"{{e}} > {limit}", limit),
            Filter(f"below {limit}", "", f" less than {limit}", f"{{e}} < {limit}", limit),
            Filter(f"at least {limit}", "", f" of at least {limit}", f"{{e}} >= {limit}", limit),
            Filter("in range", "", " between low and high", "{e} >= low && {e} <= high", "low,high"),
            Filter("large", "", f" greater than {10 * k}", f"{{e}} > {10 * k}"),
            Filter("small", "", f" less than {k}", f"{{e}} < {k}"),
            Filter("equal", "", " equal to target", "{e} == target", "target"),
        ]
        if integral:
            found += [
                Filter("even", "even", "", "{e} % 2 == 0"),
                Filter("odd", "odd", "", "{e} % 2 != 0"),
                Filter("even", "even", "", "{e} % 2 == 0"),
                Filter("multiples", "", f" divisible by {k}", f"{{e}} % {k} == 0"),
                Filter("divisible", "", " divisible by divisor", "{e} % divisor == 0", "divisor"),
            ]
        return self.rng.choice(found)

    def loop(self, vector: str, element: str, of: str, index: bool) -> tuple[str, str]:
        """The head of a loop and the expression of an element in it."""
        if index:
            return f"for (std::size_t i = 0; i < {vector}.size(); ++i) {{", f"{vector}[i]"
        return f"for ({of} {element} : {vector}) {{", element

    def fold(self) -> Draft:
        r = self.rng
        of = self.pick("int", "int", "int", "double", "double", "long")
        v = self.pick(*VECTORS)
        e = r.choice([name for name in ELEMENTS if name != v])
        f = self.filter(of != "double") if r.random() < 0.75 else None
        index = r.random() < 0.2
        head, x = self.loop(v, e, of, index)
        maps = [("", "", "{e}")] * 4 + [
            ("squares", "the squares of ", "{e} * {e}"),
            ("cubes", "the cubes of ", "{e} * {e} * {e}"),
            ("doubled", "twice ", "2 * {e}"),
            ("absolute", "the absolute values of ", "std::abs({e})"),
        ]
        map_name, map_does, map_code = r.choice(maps)
        mapped = map_code.format(e=x)
        noun = self.pick("numbers", "values", "elements")
        if v in ("scores", "prices", "amounts", "weights", "readings", "samples") and r.random() < 0.6:
            noun = v
        which = f"the {f.adjective + ' ' if f and f.adjective else ''}{noun}{f.clause if f else ''}"
        place = "" if noun == v else self.pick(f" in {v}", f" of {v}") if not (f and f.clause) else f" in {v}"
        parameters = self.vector(of, v)
        for p in f.parameter.split(",") if f and f.parameter else ():
            parameters += f", {of} {p}"
        test = f.test.format(e=x) if f else ""

        def guarded(*lines: str) -> list[str]:
            inner = [f"if ({test}) {{", *("    " + line for line in lines), "}"] if f else list(lines)
            return [head, *("    " + line for line in inner), "}"]

        kind = r.choices(("sum", "count", "product", "extreme", "test", "collect", "find", "average", "print"),
                         (26, 16, 6, 10, 14, 14, 7, 6, 6))[0]  # fmt: skip
        tail = f.name if f else ""
        if kind == "sum":
            s = self.pick(*TOTALS)
            lines = [f"{of} {s} = 0;", *guarded(f"{s} += {mapped};"), f"return {s};"]
            return Draft(
                f"Returns the sum of {map_does}{which}{place}", of, f"sum {map_name} {tail}", parameters, lines
            )
        if kind == "product":
            s = self.pick("product", "result")
            lines = [f"{of} {s} = 1;", *guarded(f"{s} *= {mapped};"), f"return {s};"]
            return Draft(f"Returns the product of {map_does}{which}{place}", of, f"product {tail}", parameters, lines)
        if kind == "count" and f:
            c = self.pick(*COUNTS)
            does = self.pick(f"Counts {which}{place}", f"Returns how many {which[4:]} there are{place}")
            return Draft(
                does, "int", f"count {tail}", parameters, [f"int {c} = 0;", *guarded(f"++{c};"), f"return {c};"]
            )
        if kind == "test" and f:
            adjective = f.adjective or f.clause.strip()
            if r.random() < 0.5:
                does = f"Tells whether any of the {noun}{place} is {adjective}"
                return Draft(does, "bool", f"any {tail}", parameters, [*guarded("return true;"), "return false;"])
            lines = [head, f"    if (!({test})) {{", "        return false;", "    }", "}", "return true;"]
            return Draft(f"Tells whether all {noun}{place} are {adjective}", "bool", f"all {tail}", parameters, lines)
        if kind == "collect" and (f or map_name):
            s = self.pick("result", "out", "kept" if f else "mapped")
            lines = [f"std::vector<{of}> {s};", *guarded(f"{s}.push_back({mapped});"), f"return {s};"]
            return Draft(
                f"Returns {map_does}{which}{place}",
                f"std::vector<{of}>",
                f"collect {map_name} {tail}",
                parameters,
                lines,
            )
        if kind == "find" and f:
            i = f"{v}[i]"
            lines = [f"for (std::size_t i = 0; i < {v}.size(); ++i) {{", f"    if ({f.test.format(e=i)}) {{",
                     "        return static_cast<int>(i);", "    }", "}", "return -1;"]  # fmt: skip
            does = f"Returns the index of the first of {which}{place}, or -1"
            return Draft(does, "int", f"find {tail}", parameters, lines)
        if kind == "average" and not f:
            s = self.pick("total", "sum")
            lines = [f"if ({v}.empty()) {{", "    return 0.0;", "}", f"double {s} = 0.0;", *guarded(f"{s} += {x};"),
                     f"return {s} / {v}.size();"]  # fmt: skip
            return Draft(f"Returns the average of {which}{place}", "double", "average", parameters, lines)
        if kind == "print":
            end = self.pick('" "', "std::endl", r"'\n'")
            lines = guarded(f"std::cout << {mapped} << {end};")
            return Draft(f"Prints {map_does}{which}{place}", "void", f"print {tail}", parameters, lines)
        big = r.random() < 0.5
        b = self.pick("best", "result", "largest" if big else "smallest")
        sign, word = (">", "largest") if big else ("<", "smallest")
        lines = [f"{of} {b} = {v}[0];", f"for ({of} {e} : {v}) {{", f"    if ({e} {sign} {b}) {{", f"        {b} = {e};",
                 "    }", "}", f"return {b};"]  # fmt: skip
        does = f"Returns the {word} of the {noun}{'' if noun == v else ' in ' + v}"
        return Draft(does, of, f"{self.pick('find', 'get')} {word}", self.vector(of, v), lines)

    # Strings.

    def string(self) -> Draft:
        r = self.rng
        s = self.pick(*STRINGS)
        p = f"const std::string& {s}"
        kinds = {
            "vowels": ("std::string(\"aeiou\").find(c) != std::string::npos", ""),
            "digits": ("std::isdigit(c)", ""),
            "spaces": ("c == ' '", ""),
            "upper case letters": ("std::isupper(c)", ""),
            "lower case letters": ("std::islower(c)", ""),
            "letters": ("std::isalpha(c)", ""),
            "commas": ("c == ','", ""),
            "dots": ("c == '.'", ""),
            "characters equal to target": ("c == target", ", char target"),
        }  # fmt: skip
        what, (test, extra) = r.choice(list(kinds.items()))
        short = what.split()[0] if extra == "" else "matching"
        loop = f"for (char c : {s}) {{"
        out = self.pick("result", "out")
        ws = self.pick(*WORD_LISTS)
        w = self.pick("word", "item", "part")
        words = self.vector("std::string", ws)
        kind = r.randrange(21)
        if kind <= 2:
            n = self.pick(*COUNTS)
            lines = [f"int {n} = 0;", loop, f"    if ({test}) {{", f"        ++{n};", "    }", "}", f"return {n};"]
            return Draft(f"Counts the {what} in {s}", "int", f"count {short}", p + extra, lines)
        if kind <= 4:
            keep = r.random() < 0.5
            condition = test if keep else f"!({test})"
            lines = [
                f"std::string {out};",
                loop,
                f"    if ({condition}) {{",
                f"        {out} += c;",
                "    }",
                "}",
                f"return {out};",
            ]
            does = f"Returns the {what} of {s}" if keep else f"Returns {s} without its {what}"
            return Draft(does, "std::string", f"{'keep' if keep else 'remove'} {short}", p + extra, lines)
        if kind == 5:
            lines = [loop, f"    if ({test}) {{", "        return true;", "    }", "}", "return false;"]
            return Draft(f"Tells whether {s} has any {what}", "bool", f"has {short}", p + extra, lines)
        if kind == 6:
            case = self.pick("upper", "lower")
            lines = [f"std::string {out};", loop, f"    {out} += std::to{case}(c);", "}", f"return {out};"]
            return Draft(f"Returns {s} in {case} case", "std::string", f"to {case}", p, lines)
        if kind == 7:
            if r.random() < 0.5:
                lines = [f"return std::string({s}.rbegin(), {s}.rend());"]
            else:
                lines = [f"std::string {out} = {s};", f"std::reverse({out}.begin(), {out}.end());", f"return {out};"]
            return Draft(f"Returns {s} reversed", "std::string", "reversed", p, lines)
        if kind == 8:
            lines = ["std::size_t left = 0;", f"std::size_t right = {s}.size();", "while (left < right) {", "    --right;",
                     f"    if ({s}[left] != {s}[right]) {{", "        return false;", "    }", "    ++left;", "}", "return true;"]  # fmt: skip
            return Draft(f"Tells whether {s} is a palindrome", "bool", "is palindrome", p, lines)
        if kind == 9:
            n = self.pick("count", "times", "n")
            lines = [
                f"std::string {out};",
                f"for (int i = 0; i < {n}; ++i) {{",
                f"    {out} += {s};",
                "}",
                f"return {out};",
            ]
            return Draft(f"Returns {s} repeated {n} times", "std::string", "repeat", p + f", int {n}", lines)
        if kind == 10:
            sep = self.pick("separator", "delimiter")
            lines = [f"std::string {out};", f"for (std::size_t i = 0; i < {ws}.size(); ++i) {{", "    if (i > 0) {",
                     f"        {out} += {sep};", "    }", f"    {out} += {ws}[i];", "}", f"return {out};"]  # fmt: skip
            return Draft(
                f"Joins {ws} with {sep}", "std::string", f"join {ws}", f"{words}, const std::string& {sep}", lines
            )
        if kind == 11:
            sep = self.pick("separator", "delimiter")
            lines = [f"std::vector<std::string> {out};", "std::string part;", loop, f"    if (c == {sep}) {{",
                     f"        {out}.push_back(part);", "        part.clear();", "    } else {", "        part += c;", "    }",
                     "}", f"{out}.push_back(part);", f"return {out};"]  # fmt: skip
            return Draft(f"Splits {s} at each {sep}", "std::vector<std::string>", "split", p + f", char {sep}", lines)
        if kind == 12:
            start = r.random() < 0.5
            x = "prefix" if start else "suffix"
            at = "0" if start else f"{s}.size() - suffix.size()"
            lines = [
                f"if ({x}.size() > {s}.size()) {{",
                "    return false;",
                "}",
                f"return {s}.compare({at}, {x}.size(), {x}) == 0;",
            ]
            does, name = (f"{s} starts with prefix", "starts with") if start else (f"{s} ends with suffix", "ends with")
            return Draft(f"Tells whether {does}", "bool", name, p + f", const std::string& {x}", lines)
        if kind == 13:
            lines = [
                f"std::string {out} = {s};",
                f"if (!{out}.empty()) {{",
                f"    {out}[0] = std::toupper({out}[0]);",
                "}",
                f"return {out};",
            ]
            return Draft(f"Returns {s} with a capital first letter", "std::string", "capitalize", p, lines)
        if kind == 14:
            lines = [f"std::string {out};", loop, "    if (c == from) {", f"        {out} += to;", "    } else {",
                     f"        {out} += c;", "    }", "}", f"return {out};"]  # fmt: skip
            return Draft(
                f"Replaces each from by to in {s}", "std::string", "replace char", p + ", char from, char to", lines
            )
        if kind in (15, 16):
            long = r.random() < 0.6
            b = self.pick("best", "longest" if long else "shortest")
            sign, word = (">", "longest") if long else ("<", "shortest")
            lines = [f"std::string {b} = {ws}[0];", f"for (const std::string& {w} : {ws}) {{", f"    if ({w}.size() {sign} {b}.size()) {{",
                     f"        {b} = {w};", "    }", "}", f"return {b};"]  # fmt: skip
            return Draft(f"Returns the {word} of the {ws}", "std::string", f"{word} {ws[:-1]}", words, lines)
        if kind == 17:
            n = self.pick("limit", "length", "size")
            lines = ["int count = 0;", f"for (const std::string& {w} : {ws}) {{", f"    if ({w}.size() > {n}) {{", "        ++count;",
                     "    }", "}", "return count;"]  # fmt: skip
            return Draft(f"Counts the {ws} longer than {n}", "int", "count long", f"{words}, std::size_t {n}", lines)
        if kind == 18:
            m = self.pick("counts", "result", "frequency")
            lines = [
                f"std::map<std::string, int> {m};",
                f"for (const std::string& {w} : {ws}) {{",
                f"    ++{m}[{w}];",
                "}",
                f"return {m};",
            ]
            return Draft(
                f"Counts how often each of the {ws} occurs", "std::map<std::string, int>", f"count {ws}", words, lines
            )
        if kind == 19:
            m = self.pick("counts", "table", "entries", "ages", "prices")
            lines = [
                f"auto it = {m}.find(key);",
                f"if (it == {m}.end()) {{",
                "    return fallback;",
                "}",
                "return it->second;",
            ]
            does = f"Returns the value of key in {m}, or fallback"
            return Draft(
                does,
                "int",
                "lookup",
                f"const std::map<std::string, int>& {m}, const std::string& key, int fallback",
                lines,
            )
        lines = [f"std::string {out};", f"for (const std::string& {w} : {ws}) {{", f"    if (!{w}.empty()) {{", f"        {out} += {w}[0];",
                 "    }", "}", f"return {out};"]  # fmt: skip
        return Draft(f"Returns the first letters of the {ws}", "std::string", "initials", words, lines)

    # Arithmetic and loops over numbers.

    def arithmetic(self) -> Draft:
        r = self.rng
        n = self.pick("n", "number", "value", "x")
        of = self.pick("int", "int", "long")
        a, b = r.choice((("a", "b"), ("first", "second"), ("x", "y"), ("left", "right")))
        formulas = [
            ("the area of a rectangle", "rectangle area", "width height", "width * height"),
            ("the perimeter of a rectangle", "rectangle perimeter", "width height", "2 * (width + height)"),
            ("the area of a circle", "circle area", "radius", "3.14159 * radius * radius"),
            ("the circumference of a circle", "circumference", "radius", "2 * 3.14159 * radius"),
            ("the area of a triangle", "triangle area", "base height", "base * height / 2"),
            ("the volume of a box", "box volume", "width height depth", "width * height * depth"),
            ("the volume of a cube", "cube volume", "side", "side * side * side"),
            ("the length of the hypotenuse", "hypotenuse", "a b", "std::sqrt(a * a + b * b)"),
            ("the speed for a distance and a time", "speed", "distance time", "distance / time"),
            ("the price with tax", "with tax", "price rate", "price * (1 + rate / 100)"),
            ("the price after a discount", "discounted", "price percent", "price - price * percent / 100"),
            ("the simple interest", "simple interest", "principal rate years", "principal * rate * years / 100"),
            ("the temperature in Fahrenheit", "to fahrenheit", "celsius", "celsius * 9 / 5 + 32"),
            ("the temperature in Celsius", "to celsius", "fahrenheit", "(fahrenheit - 32) * 5 / 9"),
            ("the body mass index", "body mass index", "weight height", "weight / (height * height)"),
            ("the distance in miles", "to miles", "kilometers", "kilometers / 1.609"),
            ("the share of part in whole as a percentage", "percentage", "part whole", "100 * part / whole"),
            ("the kinetic energy", "kinetic energy", "mass velocity", "0.5 * mass * velocity * velocity"),
            ("the point between start and end at t", "interpolate", "start end t", "start + (end - start) * t"),
            ("the mean of low and high", "middle", "low high", "(low + high) / 2"),
            ("the cost of all items", "total cost", "price quantity", "price * quantity"),
            ("the monthly part of a yearly amount", "monthly", "amount", "amount / 12"),
        ]
        kind = r.randrange(28)
        if kind < 8:
            does, name, ps, formula = r.choice(formulas)
            lines = [f"return {formula};"] if r.random() < 0.7 else [f"double result = {formula};", "return result;"]
            return Draft(f"Returns {does}", "double", name, ", ".join("double " + p for p in ps.split()), lines)
        if kind == 8:
            lines = [
                f"if ({n} < low) {{",
                "    return low;",
                "}",
                f"if ({n} > high) {{",
                "    return high;",
                "}",
                f"return {n};",
            ]
            return Draft(
                f"Returns {n} limited to the range from low to high",
                of,
                "clamp",
                f"{of} {n}, {of} low, {of} high",
                lines,
            )
        if kind in (9, 10):
            sign, word = r.choice(((">", "larger"), ("<", "smaller")))
            lines = [f"return {a} {sign} {b} ? {a} : {b};"] if r.random() < 0.5 else \
                [f"if ({a} {sign} {b}) {{", f"    return {a};", "}", f"return {b};"]  # fmt: skip
            return Draft(
                f"Returns the {word} of {a} and {b}",
                of,
                f"{'max' if sign == '>' else 'min'} of two",
                f"{of} {a}, {of} {b}",
                lines,
            )
        if kind == 11:
            word = self.pick("even", "odd", "positive", "negative")
            test = {"even": f"{n} % 2 == 0", "odd": f"{n} % 2 != 0", "positive": f"{n} > 0", "negative": f"{n} < 0"}[
                word
            ]
            return Draft(f"Tells whether {n} is {word}", "bool", f"is {word}", f"{of} {n}", [f"return {test};"])
        if kind == 12:
            lines = ["return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;"]
            return Draft("Tells whether year is a leap year", "bool", "is leap year", "int year", lines)
        if kind == 13:
            lines = [f"if ({n} < 2) {{", "    return false;", "}", f"for ({of} i = 2; i * i <= {n}; ++i) {{", f"    if ({n} % i == 0) {{",
                     "        return false;", "    }", "}", "return true;"]  # fmt: skip
            return Draft(f"Tells whether {n} is a prime number", "bool", "is prime", f"{of} {n}", lines)
        if kind in (14, 15):
            s = self.pick(*TOTALS)
            what, step = r.choice((("sum of the digits", f"{s} += {n} % 10;"), ("number of digits", f"++{s};"),
                                   ("digits in reverse order", f"{s} = {s} * 10 + {n} % 10;"),
                                   ("product of the digits", f"{s} *= {n} % 10;")))  # fmt: skip
            start = 1 if "product" in what else 0
            lines = [
                f"{of} {s} = {start};",
                f"while ({n} > 0) {{",
                f"    {step}",
                f"    {n} /= 10;",
                "}",
                f"return {s};",
            ]
            name = {"sum": "digit sum", "num": "count digits", "dig": "reverse digits", "pro": "digit product"}[
                what[:3]
            ]
            return Draft(f"Returns the {what} of {n}", of, name, f"{of} {n}", lines)
        if kind in (16, 17):
            s = self.pick(*TOTALS)
            what, step, name = r.choice(
                (("numbers", "i", "sum to"), ("squares", "i * i", "sum squares"), ("cubes", "i * i * i", "sum cubes"))
            )
            lines = [
                f"{of} {s} = 0;",
                f"for ({of} i = 1; i <= {n}; ++i) {{",
                f"    {s} += {step};",
                "}",
                f"return {s};",
            ]
            return Draft(f"Returns the sum of the {what} from 1 to {n}", of, name, f"{of} {n}", lines)
        if kind == 18:
            lines = [
                f"{of} result = 1;",
                f"for ({of} i = 2; i <= {n}; ++i) {{",
                "    result *= i;",
                "}",
                "return result;",
            ]
            return Draft(f"Returns the factorial of {n}", of, "factorial", f"{of} {n}", lines)
        if kind == 19:
            lines = [
                f"while ({b} != 0) {{",
                f"    {of} rest = {a} % {b};",
                f"    {a} = {b};",
                f"    {b} = rest;",
                "}",
                f"return {a};",
            ]
            return Draft(f"Returns the greatest common divisor of {a} and {b}", of, "gcd", f"{of} {a}, {of} {b}", lines)
        if kind == 20:
            lines = [
                f"{of} result = 1;",
                "for (int i = 0; i < exponent; ++i) {",
                "    result *= base;",
                "}",
                "return result;",
            ]
            return Draft("Returns base to the power of exponent", of, "power", f"{of} base, int exponent", lines)
        if kind == 21:
            lines = [f"{of} a = 0;", f"{of} b = 1;", f"for (int i = 0; i < {n}; ++i) {{", f"    {of} next = a + b;", "    a = b;", "    b = next;",
                     "}", "return a;"]  # fmt: skip
            return Draft(f"Returns the Fibonacci number at index {n}", of, "fibonacci", f"int {n}", lines)
        if kind == 22:
            lines = [f"{of} rest = {a};", f"{a} = {b};", f"{b} = rest;"]
            return Draft(f"Swaps {a} and {b}", "void", "swap values", f"{of}& {a}, {of}& {b}", lines)
        if kind == 23:
            lines = ["int steps = 0;", f"while ({n} != 1) {{", f"    if ({n} % 2 == 0) {{", f"        {n} /= 2;", "    } else {",
                     f"        {n} = 3 * {n} + 1;", "    }", "    ++steps;", "}", "return steps;"]  # fmt: skip
            return Draft(f"Counts the Collatz steps from {n} to 1", "int", "collatz steps", f"{of} {n}", lines)
        if kind == 24:
            lines = [f"if ({n} < 0) {{", f"    return -{n};", "}", f"return {n};"]
            return Draft(f"Returns the absolute value of {n}", of, "absolute", f"{of} {n}", lines)
        if kind == 25:
            k = self.rng.randint(2, 9)
            lines = [
                f"for (int i = 1; i <= {n}; ++i) {{",
                f"    if (i % {k} == 0) {{",
                "        std::cout << i << std::endl;",
                "    }",
                "}",
            ]
            return Draft(f"Prints the multiples of {k} up to {n}", "void", "print multiples", f"int {n}", lines)
        if kind == 26:
            lines = [f"for (int i = {n}; i > 0; --i) {{", "    std::cout << i << std::endl;", "}"]
            return Draft(f"Prints the numbers from {n} down to 1", "void", "count down", f"int {n}", lines)
        lines = ["std::vector<int> result;", f"for (int i = 1; i <= {n}; ++i) {{", f"    if ({n} % i == 0) {{", "        result.push_back(i);",
                 "    }", "}", "return result;"]  # fmt: skip
        return Draft(f"Returns the divisors of {n}", "std::vector<int>", "divisors", f"int {n}", lines)

    def recursion(self) -> Draft:
        r = self.rng
        of, n = self.pick("int", "long"), self.pick("n", "number", "x", "k")
        by = self.pick(" by recursion", " recursively")

        def f(words: str) -> str:
            return self.name(words)

        def two(test: str, base: str, step: str) -> list[str]:
            return [f"if ({test}) {{", f"    return {base};", "}", f"return {step};"]

        one = f"{of} {n}"
        return r.choice((
            Draft(f"Returns the factorial of {n}{by}", of, "factorial", one, two(f"{n} <= 1", "1", f"{n} * {f('factorial')}({n} - 1)")),
            Draft(f"Returns the Fibonacci number of {n}{by}", of, "fibonacci", one,
                  two(f"{n} < 2", n, f"{f('fibonacci')}({n} - 1) + {f('fibonacci')}({n} - 2)")),
            Draft(f"Returns the sum of the numbers up to {n}{by}", of, "sum to", one, two(f"{n} == 0", "0", f"{n} + {f('sum to')}({n} - 1)")),
            Draft(f"Returns the sum of the digits of {n}{by}", of, "digit sum", one, two(f"{n} < 10", n, f"{n} % 10 + {f('digit sum')}({n} / 10)")),
            Draft(f"Returns the number of digits of {n}{by}", "int", "count digits", one, two(f"{n} < 10", "1", f"1 + {f('count digits')}({n} / 10)")),
            Draft(f"Returns the greatest common divisor of a and b{by}", of, "gcd", f"{of} a, {of} b", two("b == 0", "a", f"{f('gcd')}(b, a % b)")),
            Draft(f"Returns base to the power of exponent{by}", of, "power", f"{of} base, int exponent",
                  two("exponent == 0", "1", f"base * {f('power')}(base, exponent - 1)")),
            Draft(f"Returns text reversed{by}", "std::string", "reversed", "const std::string& text",
                  two("text.empty()", '""', f"{f('reversed')}(text.substr(1)) + text[0]")),
            Draft(f"Prints the numbers from {n} down to 1{by}", "void", "count down", f"int {n}",
                  [f"if ({n} == 0) {{", "    return;", "}", f"std::cout << {n} << std::endl;", f"{f('count down')}({n} - 1);"]),
        ))  # fmt: skip

    # Structs.

    STRUCTS = (
        "Point points x:double y:double", "Rectangle rectangles width:double height:double", "Person people name:string age:int",
        "Product products name:string price:double quantity:int", "Account accounts owner:string balance:double",
        "Song songs title:string seconds:int", "Book books title:string pages:int year:int", "City cities name:string population:long area:double",
        "Employee employees name:string salary:double years:int", "Student students name:string grade:double",
        "Order orders customer:string total:double", "Car cars model:string speed:double year:int", "Circle circles x:double y:double radius:double",
        "Player players name:string score:int level:int", "Movie movies title:string minutes:int rating:double",
        "Animal animals name:string weight:double", "Room rooms number:int beds:int price:double", "Task tasks title:string hours:double priority:int",
    )  # fmt: skip

    def struct(self) -> Draft:
        r = self.rng
        name, plural, *raw = r.choice(self.STRUCTS).split()
        fields = [(n, "std::string" if t == "string" else t) for n, t in (f.split(":") for f in raw)]
        before = f"struct {name} {{\n" + "".join(f"    {t} {n};\n" for n, t in fields) + "};\n\n"
        numeric = [(n, t) for n, t in fields if t != "std::string"]
        field, of = r.choice(numeric)
        one = self.pick(name.lower(), name.lower(), name[0].lower())
        vector = self.vector(name, plural)
        loop = f"for (const {name}& {one} : {plural}) {{"
        limit = self.pick(*LIMITS)
        key = next((n for n, t in fields if t == "std::string"), None)
        kind = r.randrange(12)
        if kind <= 1:
            s = self.pick(*TOTALS)
            lines = [f"{of} {s} = 0;", loop, f"    {s} += {one}.{field};", "}", f"return {s};"]
            return Draft(f"Returns the total {field} of the {plural}", of, f"total {field}", vector, lines, before)
        if kind <= 3:
            c = self.pick(*COUNTS)
            sign, word = r.choice(((">", "above"), ("<", "below")))
            lines = [
                f"int {c} = 0;",
                loop,
                f"    if ({one}.{field} {sign} {limit}) {{",
                f"        ++{c};",
                "    }",
                "}",
                f"return {c};",
            ]
            return Draft(
                f"Counts the {plural} with a {field} {word} {limit}",
                "int",
                f"count {word}",
                f"{vector}, {of} {limit}",
                lines,
                before,
            )
        if kind <= 5:
            sign, word = r.choice(((">", "largest"), ("<", "smallest")))
            b = self.pick("best", "result")
            lines = [f"{name} {b} = {plural}[0];", loop, f"    if ({one}.{field} {sign} {b}.{field}) {{", f"        {b} = {one};", "    }", "}",
                     f"return {b};"]  # fmt: skip
            return Draft(
                f"Returns the {name.lower()} with the {word} {field}", name, f"{word} {field}", vector, lines, before
            )
        if kind == 6 and key:
            lines = [
                "std::vector<std::string> result;",
                loop,
                f"    result.push_back({one}.{key});",
                "}",
                "return result;",
            ]
            return Draft(
                f"Returns the {key}s of all {plural}", "std::vector<std::string>", f"all {key}s", vector, lines, before
            )
        if kind == 7 and key:
            lines = [loop, f"    if ({one}.{key} == {key}) {{", "        return true;", "    }", "}", "return false;"]
            return Draft(f"Tells whether there is any {name.lower()} with this {key}", "bool", f"has {key}", f"{vector}, const std::string& {key}",
                         lines, before)  # fmt: skip
        if kind == 8:
            lines = [f"return a.{field} < b.{field};"]
            return Draft(
                f"Compares two {plural} by {field}",
                "bool",
                f"less {field}",
                f"const {name}& a, const {name}& b",
                lines,
                before,
            )
        if kind == 9:
            lines = [f"for ({name}& {one} : {plural}) {{", f"    {one}.{field} += amount;", "}"]
            return Draft(f"Adds amount to the {field} of all {plural}", "void", f"raise {field}", f"std::vector<{name}>& {plural}, {of} amount",
                         lines, before)  # fmt: skip
        if kind == 10 and name in ("Point", "Rectangle", "Circle", "Product"):
            does, returns, words, ps, lines = {
                "Point": ("Returns the distance between two points", "double", "distance", "const Point& a, const Point& b",
                          ["double dx = a.x - b.x;", "double dy = a.y - b.y;", "return std::sqrt(dx * dx + dy * dy);"]),
                "Rectangle": ("Returns the area of the rectangle", "double", "area", f"const Rectangle& {one}", [f"return {one}.width * {one}.height;"]),
                "Circle": ("Returns the area of the circle", "double", "area", f"const Circle& {one}",
                           [f"return 3.14159 * {one}.radius * {one}.radius;"]),
                "Product": ("Returns the value of all products in stock", "double", "stock value", vector,
                            ["double total = 0.0;", loop, f"    total += {one}.price * {one}.quantity;", "}", "return total;"]),
            }[name]  # fmt: skip
            return Draft(does, returns, words, ps, lines, before)
        shown = ' << " " << '.join(f"{one}.{n}" for n, _ in fields)
        return Draft(f"Prints the fields of the {name.lower()}", "void", f"print {name.lower()}", f"const {name}& {one}",
                     [f"std::cout << {shown} << std::endl;"], before)  # fmt: skip

    # Choices, order, loops in loops.

    def grade(self) -> Draft:
        r = self.rng
        subject, words = r.choice((
            ("score", "excellent good fair poor"), ("temperature", "hot warm mild cold"), ("age", "senior adult teen child"),
            ("speed", "fast normal slow stopped"), ("price", "expensive moderate cheap free"), ("level", "high medium low none"),
            ("size", "huge large medium small"), ("weight", "heavy normal light tiny"),
        ))  # fmt: skip
        names = words.split()
        n = r.randint(2, 4)
        names = names[:n]
        steps = sorted(r.sample(range(1, 20), n - 1), reverse=True)
        factor = self.rng.choice((1, 5, 10))
        lines = []
        for word, step in zip(names, steps):
            lines += [f"if ({subject} >= {step * factor}) {{", f'    return "{word}";', "}"]
        lines.append(f'return "{names[-1]}";')
        limits = ", ".join(f"{w} from {s * factor}" for w, s in zip(names, steps))
        return Draft(
            f"Names the {subject}: {limits}, else {names[-1]}",
            "std::string",
            f"describe {subject}",
            f"{self.pick('int', 'double')} {subject}",
            lines,
        )

    def order(self) -> Draft:
        r = self.rng
        v, of = self.pick(*VECTORS), self.pick("int", "double")
        changed, fixed = f"std::vector<{of}>& {v}", self.vector(of, v)
        return r.choice((
            Draft(f"Sorts {v} in ascending order", "void", "sort ascending", changed, [f"std::sort({v}.begin(), {v}.end());"]),
            Draft(f"Sorts {v} in descending order", "void", "sort descending", changed, [f"std::sort({v}.rbegin(), {v}.rend());"]),
            Draft(f"Reverses the order of {v}", "void", "reverse", changed, [f"std::reverse({v}.begin(), {v}.end());"]),
            Draft(f"Sorts {v} with bubble sort", "void", "bubble sort", changed, [
                f"for (std::size_t i = 0; i < {v}.size(); ++i) {{", f"    for (std::size_t j = 0; j + 1 < {v}.size() - i; ++j) {{",
                f"        if ({v}[j] > {v}[j + 1]) {{", f"            std::swap({v}[j], {v}[j + 1]);", "        }", "    }", "}"]),
            Draft(f"Tells whether {v} is sorted", "bool", "is sorted", fixed, [
                f"for (std::size_t i = 1; i < {v}.size(); ++i) {{", f"    if ({v}[i - 1] > {v}[i]) {{", "        return false;", "    }", "}", "return true;"]),
            Draft(f"Returns the median of {v}", "double", "median", f"std::vector<{of}> {v}", [
                f"std::sort({v}.begin(), {v}.end());", f"return {v}[{v}.size() / 2];"]),
            Draft(f"Returns the index of target in {v} by binary search, or -1", "int", "binary search", f"{fixed}, {of} target", [
                "int low = 0;", f"int high = static_cast<int>({v}.size()) - 1;", "while (low <= high) {", "    int middle = (low + high) / 2;",
                f"    if ({v}[middle] == target) {{", "        return middle;", "    }", f"    if ({v}[middle] < target) {{", "        low = middle + 1;",
                "    } else {", "        high = middle - 1;", "    }", "}", "return -1;"]),
            Draft(f"Returns {v} without duplicates", f"std::vector<{of}>", "unique", fixed, [
                f"std::set<{of}> seen;", f"std::vector<{of}> result;", f"for ({of} x : {v}) {{", "    if (seen.insert(x).second) {",
                "        result.push_back(x);", "    }", "}", "return result;"]),
            Draft(f"Returns the difference between the largest and the smallest of {v}", of, "range", fixed, [
                f"{of} low = {v}[0];", f"{of} high = {v}[0];", f"for ({of} x : {v}) {{", "    low = std::min(low, x);", "    high = std::max(high, x);", "}",
                "return high - low;"]),
            Draft(f"Multiplies each of the {v} by factor", "void", "scale", f"{changed}, {of} factor", [f"for ({of}& x : {v}) {{", "    x *= factor;", "}"]),
            Draft(f"Returns the running sums of {v}", f"std::vector<{of}>", "running sums", fixed, [
                f"std::vector<{of}> result;", f"{of} sum = 0;", f"for ({of} x : {v}) {{", "    sum += x;", "    result.push_back(sum);", "}", "return result;"]),
        ))  # fmt: skip

    def nested(self) -> Draft:
        r = self.rng
        m, of, v = self.pick("matrix", "grid", "table", "rows"), self.pick("int", "double"), self.pick(*VECTORS)
        p = f"const std::vector<std::vector<{of}>>& {m}"
        s = self.pick(*TOTALS)
        pairs = [
            f"for (std::size_t i = 0; i < {v}.size(); ++i) {{",
            f"    for (std::size_t j = i + 1; j < {v}.size(); ++j) {{",
        ]
        return r.choice((
            Draft(f"Returns the sum of all cells of {m}", of, f"sum {m}", p, [
                f"{of} {s} = 0;", f"for (const auto& row : {m}) {{", f"    for ({of} cell : row) {{", f"        {s} += cell;", "    }", "}", f"return {s};"]),
            Draft(f"Returns the largest cell of {m}", of, f"max {m}", p, [
                f"{of} best = {m}[0][0];", f"for (const auto& row : {m}) {{", f"    for ({of} cell : row) {{", "        best = std::max(best, cell);", "    }",
                "}", "return best;"]),
            Draft(f"Returns the sums of the rows of {m}", f"std::vector<{of}>", "row sums", p, [
                f"std::vector<{of}> result;", f"for (const auto& row : {m}) {{", f"    {of} {'sum' if s == 'result' else s} = 0;", f"    for ({of} cell : row) {{",
                f"        {'sum' if s == 'result' else s} += cell;", "    }", f"    result.push_back({'sum' if s == 'result' else s});", "}", "return result;"]),
            Draft(f"Returns the sum of the diagonal of {m}", of, "diagonal sum", p, [
                f"{of} {s} = 0;", f"for (std::size_t i = 0; i < {m}.size(); ++i) {{", f"    {s} += {m}[i][i];", "}", f"return {s};"]),
            Draft(f"Tells whether {v} has duplicates", "bool", "has duplicates", self.vector(of, v), [
                *pairs, f"        if ({v}[i] == {v}[j]) {{", "            return true;", "        }", "    }", "}", "return false;"]),
            Draft(f"Counts the pairs of {v} with the sum target", "int", "count pairs", f"{self.vector(of, v)}, {of} target", [
                "int count = 0;", *pairs, f"        if ({v}[i] + {v}[j] == target) {{", "            ++count;", "        }", "    }", "}", "return count;"]),
            Draft("Prints a square of stars of the given size", "void", "print square", "int size", [
                "for (int i = 0; i < size; ++i) {", "    for (int j = 0; j < size; ++j) {", "        std::cout << '*';", "    }", "    std::cout << std::endl;", "}"]),
            Draft("Prints a multiplication table up to n", "void", "multiplication table", "int n", [
                "for (int i = 1; i <= n; ++i) {", "    for (int j = 1; j <= n; ++j) {", "        std::cout << i * j << \" \";", "    }",
                "    std::cout << std::endl;", "}"]),
            Draft("Returns the scalar product of a and b", of, "dot product", f"{self.vector(of, 'a')}, {self.vector(of, 'b')}", [
                f"{of} {s} = 0;", "for (std::size_t i = 0; i < a.size(); ++i) {", f"    {s} += a[i] * b[i];", "}", f"return {s};"]),
            Draft(f"Returns the transposed {m}", f"std::vector<std::vector<{of}>>", "transpose", p, [
                f"std::vector<std::vector<{of}>> result({m}[0].size(), std::vector<{of}>({m}.size()));", f"for (std::size_t i = 0; i < {m}.size(); ++i) {{",
                f"    for (std::size_t j = 0; j < {m}[0].size(); ++j) {{", f"        result[j][i] = {m}[i][j];", "    }", "}", "return result;"]),
        ))  # fmt: skip
