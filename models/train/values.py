"""Random values: what the JSON must hold and how the text spells it."""

from __future__ import annotations

import datetime
import random
import string
from collections.abc import Callable
from dataclasses import dataclass
from dataclasses import field as data_field

from lexicon import WORDS, cities, jobs, people

MONTHS = "January February March April May June July August September October November December".split()
CURRENCIES = "$%s|$%s|%s euros|€%s|%s dollars|£%s|%s EUR|%s USD|EUR %s|%s€|%s pounds|%s francs".split("|")
NUMBER_WORDS = "zero one two three four five six seven eight nine ten eleven twelve".split()

# Lists whose words must not be learned by heart.
OPEN_LISTS = frozenset(
    "airline amenity animal car carrier color condition country cuisine department dish food genre goods hobby job language "
    "material medicine planname product room skill sport subject task_object team topic".split()
)


@dataclass
class Value:
    """A JSON value, its JSON spelling where that is not plain, and its text.

    `columns` are the keys of an array of objects, each with its synonyms.
    """

    json: object
    text: str
    kind: str = "str"
    raw: str | None = None
    options: list[str] = data_field(default_factory=list)
    female: bool | None = None
    columns: dict[str, str] = data_field(default_factory=dict)


class Sampler:
    """Draws values; `test` switches every lexicon to its held-out words."""

    def __init__(self, rng: random.Random, test: bool = False):
        self.rng, self.test = rng, test

    def word(self, name: str) -> str:
        if name in OPEN_LISTS and self.rarely(0.18):
            return self.stranger(self.rng.choice(WORDS[name].train))
        return self.rng.choice(WORDS[name][self.test])

    def stranger(self, model: str) -> str:
        """A word that its list does not hold, so that the text must tell what it is; shaped like `model`."""
        r, nouns = self.rng, WORDS["noun"].train
        if model[:1].isupper():
            name = r.choice((self.nonsense().capitalize(), self.word("brandname"), r.choice(people()["last"].train)))
            second = r.choice((self.nonsense().capitalize(), r.choice(nouns).capitalize(), str(r.randint(1, 900))))
            return f"{name} {second}" if " " in model else name
        others = WORDS[r.choice(("product", "goods", "food", "material", "color", "hobby", "subject"))].train
        word = r.choice((self.nonsense(), r.choice(nouns), r.choice(others), r.choice(others)))
        article, _, rest = model.partition(" ")
        if article in ("a", "an", "the") and rest:
            return f"{'the' if article == 'the' else 'an' if word[0] in 'aeiou' else 'a'} {word}"
        if " " in model and r.random() < 0.5:
            return f"{word} {r.choice((self.nonsense(), r.choice(nouns)))}"
        return word

    def rarely(self, share: float) -> bool:
        """True in this share of the draws for training, never for the evaluation sets."""
        return not self.test and self.rng.random() < share

    def draw(self, spec: str) -> Value:
        """`spec` is `name` or `name:argument`, the name of one of `SAMPLERS`."""
        name, _, argument = spec.partition(":")
        if name == "word":
            return text(self.word(argument))
        return SAMPLERS[name](self, argument)

    def nonsense(self, syllables: int | None = None) -> str:
        r = self.rng
        n = syllables or r.choice((1, 2, 2, 3))
        onsets = "b c d f g h j k l m n p r s t v w z br ch cl dr fl gr kl pr sh st th tr".split()
        codas = ["", "", "", "n", "r", "s", "l", "m", "nd", "x", "ck", "rt", "th"]
        return "".join(r.choice(onsets) + r.choice("aeiouaeioy") + r.choice(codas) for _ in range(n))

    def joined(self, items: list[str]) -> str:
        """A list in words."""
        if len(items) > 1 and self.rarely(0.2):
            joint = self.rng.choice((", ", ", ", " and ", "; ", " / "))
            last = self.rng.choice((" as well as ", " plus ", " and also ", ", plus ", " along with ", joint, joint))
            return joint.join(items[:-1]) + last + items[-1]
        return join_words(self.rng, items)

    def echo(self) -> str:
        """A word that repeats itself: where to stop copying must be learned from what follows it."""
        r, part = self.rng, self.nonsense(1)
        return r.choice((part * 2, part * 3, part + self.nonsense(1) + part, self.nonsense(1) + part * 2))


def text(value: str) -> Value:
    return Value(value, value)


def _person(s: Sampler, form: str) -> Value:
    r, names = s.rng, people()
    female = r.random() < 0.5
    first = r.choice(names["female" if female else "male"][s.test])
    last = r.choice(names["last"][s.test])
    if r.random() < 0.08:
        first = s.nonsense().capitalize()
    if r.random() < 0.08:
        last = s.nonsense().capitalize()
    if s.rarely(0.05):
        last = s.echo().capitalize()
    if s.rarely(0.03):
        first = s.echo().capitalize()
    roll = r.random()
    if form == "first":
        name = first
    elif form == "last":
        name = last
    elif form == "doctor":
        name = "Dr. " + (last if roll < 0.6 else f"{first} {last}")
    elif roll < 0.06:
        name = f"{first} {r.choice(string.ascii_uppercase)}. {last}"
    elif roll < 0.1:
        name = f"{first} {last}-{r.choice(names['last'][s.test])}"
    elif roll < 0.14:
        name = f"{r.choice(('Dr.', 'Prof.', 'Mr.', 'Ms.') if form != 'full' else ('Dr.', 'Prof.'))} {last}"
    elif roll < 0.22:
        name = first
    else:
        name = f"{first} {last}"
    return Value(name, name, female=female)


def _city(s: Sampler, _: str) -> Value:
    r = s.rng
    if s.rarely(0.03):
        return text(s.echo().capitalize())
    if r.random() < 0.07:
        return text(s.nonsense().capitalize() + r.choice(("", "ville", "burg", "ton", "field", "stad", "ham")))
    return text(s.word("big_city") if r.random() < 0.35 else r.choice(cities()[s.test]))


def _job(s: Sampler, _: str) -> Value:
    return text(s.word("job") if s.rng.random() < 0.5 else s.rng.choice(jobs()[s.test]))


def _company(s: Sampler, _: str) -> Value:
    r, roll = s.rng, s.rng.random()
    if roll < 0.55:
        return text(f"{s.word('company_a')} {s.word('company_b')}")
    if roll < 0.65:
        return text(s.word("company_a"))
    last = r.choice(people()["last"][s.test])
    if roll < 0.78:
        return text(f"{last} {s.word('company_b')}")
    if roll < 0.86:
        return text(f"{last} & {r.choice(('Sons', 'Co', 'Daughters', r.choice(people()['last'][s.test])))}")
    return text(f"{s.nonsense().capitalize()} {s.word('company_b')}" if roll < 0.95 else s.nonsense().capitalize())


def _street(s: Sampler, _: str) -> Value:
    r, roll = s.rng, s.rng.random()
    number = str(r.randint(1, 20 if roll < 0.3 else 999)) + (r.choice("abcdAB") if r.random() < 0.08 else "")
    if roll < 0.18:
        return text(f"{s.word('street_de')} {number}")
    name = s.word("street_a") if roll < 0.8 else r.choice(people()["last"][s.test])
    return text(f"{number} {name} {s.word('street_b')}")


def _zip(s: Sampler, _: str) -> Value:
    r = s.rng
    upper, digits = string.ascii_uppercase, lambda n: "".join(r.choices(string.digits, k=n))
    return text(
        r.choice(
            [
                digits(5),
                digits(4),
                f"{r.choice(upper)}{r.choice(upper)}{digits(1)} {digits(1)}{r.choice(upper)}{r.choice(upper)}",
                f"{r.choice(upper)}{digits(2)} {digits(1)}{r.choice(upper)}{r.choice(upper)}",
                f"{digits(4)} {r.choice(upper)}{r.choice(upper)}",
                f"{digits(2)}-{digits(3)}",
            ]
        )
    )


def _email(s: Sampler, _: str) -> Value:
    r = s.rng
    first = r.choice(people()[r.choice(("male", "female"))][s.test]).lower().replace(" ", "")
    last = r.choice(people()["last"][s.test]).lower().replace(" ", "")
    user = r.choice(
        [
            first,
            f"{first}.{last}",
            f"{first[0]}.{last}",
            f"{first}{r.randint(1, 99)}",
            f"{first}_{last}",
            "info",
            "office",
            last,
        ]
    )
    host = r.choice(["example", "mail", "post", "inbox", s.word("company_a").lower().replace(" ", ""), s.nonsense()])
    return text(f"{user}@{host}.{r.choice('com org net de io co.uk fr eu pl nl'.split())}")


def _phone(s: Sampler, _: str) -> Value:
    r = s.rng
    shape = r.choice(
        "555-####|+49 30 ######|(###) ###-####|0## #### ####|+1 ### ### ####|0### ######|###-###-####|"
        "+44 20 #### ####|+33 # ## ## ## ##|0##/#######|## ## ## ##".split("|")
    )
    return text("".join(r.choice(string.digits) if c == "#" else c for c in shape))


def _code(s: Sampler, _: str) -> Value:
    r = s.rng
    upper, digits = string.ascii_uppercase, string.digits
    shape = r.choice(
        [
            "AA-####",
            "A####",
            "####",
            "AAA###",
            "AA###",
            "####-##",
            "20##-###",
            "AAA-20##-##",
            "#####",
            "AA####AA",
            "#A##",
            "INV-####",
            "A-###",
            "######",
            "aaa###",
        ]
    )
    fill = {"A": upper, "#": digits, "a": string.ascii_lowercase}
    return text("".join(r.choice(fill[c]) if c in fill else c for c in shape.replace("INV", "\0")).replace("\0", "INV"))


def _hex(s: Sampler, _: str) -> Value:
    return text("".join(s.rng.choices(string.ascii_lowercase + string.digits, k=s.rng.randint(4, 8))))


def _int(s: Sampler, bounds: str) -> Value:
    low, high = (int(b) for b in bounds.split(":"))
    n = s.rng.randint(low, high)
    return Value(n, spell_int(s.rng, n), "int")


def spell_int(r: random.Random, n: int) -> str:
    if n <= 12 and r.random() < 0.4:
        return NUMBER_WORDS[n]
    if n >= 1000 and r.random() < 0.6:
        return f"{n:,}"
    return str(n)


def _round(s: Sampler, bounds: str) -> Value:
    """Integers as people quote them: 64,000 or 64k."""
    low, high, unit = f"{bounds}:count".split(":")[:3]
    low, high = int(low), int(high)
    step = s.rng.choice((10, 50, 100, 500, 1000))
    n = max(step, s.rng.randint(low, high) // step * step)
    if n % 1000 == 0 and s.rng.random() < 0.12:
        shown = f"{n // 1000}k"
    else:
        shown = f"{n:,}" if n >= 1000 and s.rng.random() < 0.65 else str(n)
    if unit == "money" and s.rng.random() < 0.75:
        shown = s.rng.choice(CURRENCIES) % shown
    return Value(n, shown, "int")


def _year(s: Sampler, _: str) -> Value:
    n = s.rng.randint(1900, 2026)
    return Value(n, str(n), "int")


def _decimal(s: Sampler, bounds: str) -> Value:
    r = s.rng
    low, high = (float(b) for b in bounds.split(":"))
    n = r.uniform(low, high) if r.random() < 0.6 else low + (high - low) * r.random() ** 3
    places = r.choice((0, 1, 1, 2))
    shown = f"{n:.{places}f}"
    return Value(float(shown), shown, "num", raw=shown)


def _money(s: Sampler, bounds: str) -> Value:
    r = s.rng
    low, high = (float(b) for b in bounds.split(":"))
    n = r.uniform(low, high) if r.random() < 0.5 else low + (high - low) * r.random() ** 3
    raw = f"{n:.2f}" if r.random() < 0.62 else str(int(n) + 1)
    whole, dot, cents = raw.partition(".")
    shown = (f"{int(whole):,}" if len(whole) > 3 and r.random() < 0.65 else whole) + dot + cents
    return Value(float(raw), r.choice(CURRENCIES) % shown, "num", raw=raw)


def _date(s: Sampler, _: str) -> Value:
    r = s.rng
    d = datetime.date(
        r.choice((2019, 2020, 2021, 2022, 2023, 2024, 2025, 2025, 2026, 2027, r.randint(1950, 2018))), 1, 1
    )
    d += datetime.timedelta(days=r.randrange(365))
    return Value(d.isoformat(), spell_date(r, d), "date")


def spell_date(r: random.Random, d: datetime.date) -> str:
    month, day = MONTHS[d.month - 1], d.day
    suffix = "th" if 10 < day < 20 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
    return r.choice(
        [
            d.isoformat(),
            d.isoformat(),
            f"{month} {day}, {d.year}",
            f"{month} {day}, {d.year}",
            f"{day} {month} {d.year}",
            f"{day} {month} {d.year}",
            f"{month} {day}{suffix}, {d.year}",
            f"{day}{suffix} of {month} {d.year}",
            f"{month[:3]} {day}, {d.year}",
            f"{day} {month[:3]} {d.year}",
            f"{day:02}.{d.month:02}.{d.year}",
            f"{d.year}/{d.month:02}/{day:02}",
        ]
    )


def _time(s: Sampler, _: str) -> Value:
    r = s.rng
    hour, minute = r.randint(0, 23), r.choice((0, 0, 15, 30, 45, r.randrange(60)))
    return text(
        r.choice(
            [
                f"{hour}:{minute:02}",
                f"{hour:02}:{minute:02}",
                f"{hour % 12 + 1}:{minute:02} {r.choice(('am', 'pm'))}",
                f"{hour % 12 + 1} {r.choice(('am', 'pm'))}",
            ]
        )
    )


def _bool(s: Sampler, _: str) -> Value:
    v = s.rng.random() < 0.5
    return Value(v, s.rng.choice(("yes", "true") if v else ("no", "false")), "bool")


def _enum(s: Sampler, options: str) -> Value:
    chosen = s.rng.choice(options.split(";")).split("|")
    if s.rng.random() < 0.3:
        s.rng.shuffle(chosen)
    v = s.rng.choice(chosen)
    return Value(v, v.replace("_", " "), "enum", options=chosen)


def _event(s: Sampler, _: str) -> Value:
    head = s.word("event_a") if s.rng.random() < 0.7 else _city(s, "").text
    middle = f" {s.word('event_a')}" if s.rng.random() < 0.3 else ""
    return text(f"{head}{middle} {s.word('event_b')}")


def _venue(s: Sampler, _: str) -> Value:
    roll = s.rng.random()
    head = s.word("street_a") if roll < 0.45 else _city(s, "").text if roll < 0.8 else s.nonsense().capitalize()
    tail = s.word("venue_b")
    return text(f"{head} {tail.lower() if s.rng.random() < 0.3 else tail}")


def _task(s: Sampler, _: str) -> Value:
    return text(f"{s.word('task_verb')} {s.word('task_object')}")


def _title(s: Sampler, _: str) -> Value:
    r, b = s.rng, s.word("title_b")
    return text(
        r.choice(
            [
                f"The {s.word('title_a')} {b}",
                f"{s.word('title_a')} {b}",
                f"The {b}",
                f"{b} of {s.word('title_b')}s",
                f"A {s.word('title_a')} {b}",
                f"{b} and {s.word('title_b')}",
                f"The {b} {s.word('title_b')}",
            ]
        )
    )


def _product(s: Sampler, _: str) -> Value:
    r, item = s.rng, s.word("product")
    brand = s.word("brandname") if r.random() < 0.8 else s.nonsense().capitalize()
    model = r.choice(["X", "S", "Pro", "Mini", "Max", "Lite", "Plus"]) + (
        str(r.randint(1, 900)) if r.random() < 0.4 else ""
    )
    return text(r.choice([f"{brand} {item}", f"{brand} {item}", f"{brand} {model}", f"{brand} {model} {item}", item]))


def _restaurant(s: Sampler, _: str) -> Value:
    r = s.rng
    first = r.choice(people()[r.choice(("male", "female"))][s.test])
    opening = r.choice(("Casa", "Trattoria", "Bistro", "Cafe", "Osteria", "Chez", "La", "Taverna", "Bar"))
    names = [
        f"{opening} {r.choice((first, s.word('color').title(), s.nonsense().capitalize()))}",
        f"The {s.word('title_a')} {s.word('animal').title()}",
        f"{first}'s {r.choice(('Kitchen', 'Diner', 'Grill', 'Place', 'Table'))}",
        f"{s.word('brandname')} {r.choice(('Grill', 'Bistro', 'House', 'Kitchen', 'Cafe', 'Noodle Bar'))}",
    ]
    return text(r.choice(names))


def _hotel(s: Sampler, _: str) -> Value:
    head = s.rng.choice((s.word("brandname"), s.word("street_a"), _city(s, "").text, s.nonsense().capitalize()))
    return text(
        s.rng.choice(
            [
                f"Hotel {head}",
                f"{head} Hotel",
                f"{head} Inn",
                f"The {head}",
                f"{head} Lodge",
                f"Grand {head}",
                f"Pension {head}",
                f"Hotel {s.word('title_a')} {head}",
            ]
        )
    )


def _flight(s: Sampler, _: str) -> Value:
    r = s.rng
    return text("".join(r.choices(string.ascii_uppercase, k=2)) + r.choice(("", " ")) + str(r.randint(10, 9999)))


def _list(s: Sampler, spec: str) -> Value:
    """A list of strings: `name of the item sampler`."""
    n = s.rng.choice((1, 2, 2, 3, 3, 4))
    if s.rarely(0.15):
        n += s.rng.choice((1, 2, 3))
    items = list(dict.fromkeys(s.draw(spec).json for _ in range(n)))
    return Value(items, s.joined(items), "array")


def join_words(r: random.Random, items: list[str]) -> str:
    if len(items) == 1:
        return items[0]
    roll = r.random()
    if roll < 0.15:
        return ", ".join(items)
    last = " and " if roll < 0.8 else ", and " if roll < 0.93 else " & "
    return ", ".join(items[:-1]) + last + items[-1]


def _team(s: Sampler, _: str) -> Value:
    return text(f"{_city(s, '').text} {s.word('team')}" if s.rng.random() < 0.7 else s.word("team"))


def _topic(s: Sampler, _: str) -> Value:
    """The JSON leaves out the article of "the budget"."""
    word = s.word("topic")
    return Value(word.removeprefix("the "), word)


def _items(s: Sampler, _: str) -> Value:
    """An array of objects with a name, a quantity and sometimes a price."""
    r = s.rng
    names = list(dict.fromkeys(_goods(s, "").text for _ in range(r.choice((1, 2, 2, 3, 3)))))
    priced, sized = r.random() < 0.25, r.random() < 0.9
    counts = [r.randint(2, 20 if r.random() < 0.8 else 200) for _ in names]
    prices = [_money(s, "1:90") for _ in names]
    count_texts = [spell_int(r, n) for n in counts]
    form = r.choice(("%c %n", "%c %n", "%c %n", "%cx %n", "%c x %n", "%n (%c)", "%n x%c")) if sized else "%n"
    shown = [form.replace("%c", c).replace("%n", n) for c, n in zip(count_texts, names)]
    if priced:
        link = r.choice((" at %s each", " for %s", " at %s", " (%s)"))
        shown = [t + link % p.text for t, p in zip(shown, prices)]
    if not sized and not priced:
        sized, shown = True, [f"{c} {n}" for c, n in zip(count_texts, names)]
    rows = [{"name": text(n)} for n in names]
    for row, n, p in zip(rows, counts, prices):
        if sized:
            row["quantity"] = Value(n, str(n), "int")
        if priced:
            row["price"] = p
    return Value(rows, s.joined(shown), "objects")


# Arrays of objects with two columns: `key:sampler|synonyms` each, then how a text says a row.
ROWS = {
    "ages": ("name:person:first|name first_name person; age:int:5:90|age years", "1 (2)|1, 2|1 is 2|1, aged 2|2-year-old 1"),
    "jobs": ("name:person|name employee person; role:job|role job position", "1 as 2|1 (2)|1, 2|the 2 1|1: 2"),
    "contacts": ("name:person|name person contact; phone:phone|phone number telephone", "1 (2)|1: 2|1 on 2|2 (1)|1, 2"),
    "scores": ("name:person|name player person; points:int:0:120|points score result", "1 (2)|1 with 2 points|1 2|1: 2|2 for 1"),
    "grades": ("subject:word:subject|subject course class; grade:decimal:1:10|grade mark points", "2 in 1|1: 2|1 (2)|a 2 in 1|1 2"),
    "books": ("title:title|title book name; author:person|author writer by", "1 by 2|2: 1|1 (2)|2's 1|1 from 2"),
    "prices": ("item:product|item product name; price:money:2:900|price cost amount", "1 for 2|1 (2)|1 at 2|1: 2|2 for 1|1 2"),
    "legs": ("city:city|city place stop; nights:int:1:14|nights days stay", "2 nights in 1|1 (2 nights)|1 for 2 nights|1: 2 nights"),
    "stops": ("city:city|city place station; date:date|date day when", "1 on 2|1 (2)|2: 1|1, 2|on 2 1"),
    "slots": ("time:time|time start at; topic:topic|topic title subject", "2 at 1|1 2|1: 2|at 1 2|2 (1)|from 1 2"),
    "todos": ("task:task|task todo action; owner:person:first|owner assignee person", "2 will 1|1 (2)|2 must 1|2: 1|2 has to 1"),
}  # fmt: skip


def _rows(s: Sampler, name: str) -> Value:
    """An array of objects of a kind in `ROWS`."""
    r, (head, forms) = s.rng, ROWS[name]
    specs, columns = {}, {}
    for column in head.split("; "):
        key, _, spec = column.partition(":")
        specs[key], _, columns[key] = spec.rpartition("|")
    rows = [{key: s.draw(spec) for key, spec in specs.items()} for _ in range(r.choice((1, 2, 2, 3, 3, 4)))]
    form = r.choice(forms.split("|"))
    shown = ["".join(list(row.values())[int(c) - 1].text if c in "12" else c for c in form) for row in rows]
    return Value(rows, s.joined(shown), "objects", columns=columns)


def _ints(s: Sampler, _: str) -> Value:
    numbers = [s.rng.randint(1, 99) for _ in range(s.rng.choice((1, 2, 3, 4)))]
    return Value(numbers, join_words(s.rng, [str(n) for n in numbers]), "array")


def _goods(s: Sampler, _: str) -> Value:
    r = s.rng
    return text(
        s.word("goods")
        if r.random() < 0.75
        else f"{s.word('color' if r.random() < 0.6 else 'material')} {s.word('goods')}"
    )


SAMPLERS: dict[str, Callable[[Sampler, str], Value]] = {
    "person": _person, "city": _city, "job": _job, "company": _company, "street": _street, "zip": _zip, "email": _email,
    "phone": _phone, "code": _code, "hex": _hex, "int": _int, "round": _round, "year": _year, "decimal": _decimal,
    "money": _money, "date": _date, "time": _time, "bool": _bool, "enum": _enum, "event": _event, "venue": _venue,
    "task": _task, "title": _title, "product": _product, "restaurant": _restaurant, "hotel": _hotel, "flight": _flight,
    "list": _list, "goods": _goods, "team": _team, "topic": _topic, "items": _items, "rows": _rows,
    "ints": _ints, "nonsense": lambda s, _: text(s.nonsense().capitalize()),
}  # fmt: skip
