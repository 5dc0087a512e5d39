"""Lists templates for training that are too close to held-out ones or to the hand-written sentences.

Only the training side is printed, so that nobody has to read what is held out.
"""

from __future__ import annotations

import itertools
from difflib import SequenceMatcher

from domains import (
    MORE_DOMAINS,
    TEST_DOMAINS,
    TRAIN_DOMAINS,
    blanks,
    expansions,
    handwritten_skeletons,
    held_out_skeletons,
    skeleton,
    templates,
)

CLOSE = 0.85
SAMPLE = 400


def closeness(a: list[str], b: list[str]) -> float:
    matcher = SequenceMatcher(None, a, b, autojunk=False)
    return 0.0 if matcher.quick_ratio() < CLOSE else matcher.ratio()


def wordings(source: str) -> list[str]:
    return [skeleton(s) for s in itertools.islice(expansions(source), SAMPLE)]


def main() -> None:
    by_hand = [s.split() for s in handwritten_skeletons()]
    unseen = [blanks(s).split() for d in TEST_DOMAINS for t in templates(d.name) for s in wordings(t.source)]
    # Short sentences ("The price is _.") are bound to be alike.
    unseen = [words for words in unseen if len(words) > 4]
    for domain in TRAIN_DOMAINS + MORE_DOMAINS:
        held_out = held_out_skeletons(domain.name)
        split = [s.split() for s in held_out]
        for template in templates(domain.name):
            if template.held_out:
                continue
            own = wordings(template.source)
            blank = [blanks(s).split() for s in own]
            found = [
                ("copy", all(s in held_out for s in own)),
                ("held-out", template.extra and any(closeness(s.split(), h) >= CLOSE for s in own for h in split)),
                ("hand-written", any(closeness(s, h) >= CLOSE for s in blank for h in by_hand)),
                ("unseen", domain in MORE_DOMAINS and any(closeness(s, h) >= CLOSE for s in blank for h in unseen)),
            ]
            for kind, close in found:
                if close:
                    print(f"{kind}\t{domain.name}\t{template.source}")


if __name__ == "__main__":
    main()
