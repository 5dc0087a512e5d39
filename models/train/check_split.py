"""Lists templates for training that are too close to held-out ones or to the hand-written sentences.

Only the training side is printed, so that nobody has to read what is held out.
"""

from __future__ import annotations

import itertools
from difflib import SequenceMatcher

from domains import TRAIN_DOMAINS, blanks, expansions, handwritten_skeletons, held_out_skeletons, skeleton, templates

CLOSE = 0.85
SAMPLE = 400


def closeness(a: list[str], b: list[str]) -> float:
    matcher = SequenceMatcher(None, a, b, autojunk=False)
    return 0.0 if matcher.quick_ratio() < CLOSE else matcher.ratio()


def main() -> None:
    by_hand = [s.split() for s in handwritten_skeletons()]
    for domain in TRAIN_DOMAINS:
        held_out = held_out_skeletons(domain.name)
        split = [s.split() for s in held_out]
        for template in templates(domain.name):
            if template.held_out:
                continue
            own = [skeleton(s) for s in itertools.islice(expansions(template.source), SAMPLE)]
            copies = sum(s in held_out for s in own)
            worst = max((closeness(s.split(), h) for s in own for h in split), default=0) if template.extra else 0
            hand = max(closeness(blanks(s).split(), h) for s in own for h in by_hand) if template.extra else 0
            if copies == len(own) or worst >= CLOSE or hand >= CLOSE:
                kind = "copy" if copies == len(own) else "held-out" if worst >= CLOSE else "hand-written"
                print(f"{kind}\t{domain.name}\t{'extra' if template.extra else 'old'}\t{template.source}")


if __name__ == "__main__":
    main()
