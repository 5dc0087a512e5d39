"""Cheap variety for training texts: interchangeable words, contractions, and frames around sentences.

Never applied to the evaluation sets.
"""

from __future__ import annotations

import random
import re

# Members of a line replace each other wherever a template says one of them.
GROUPS = """
lives in|resides in|is living in|is at home in|is resident in|stays in
lives at|resides at|is living at|is at home at
works for|works at|is employed by|is employed at|is on the team of|is with|has a job at
works as|is employed as|earns money as|has a job as|is working as|serves as
comes from|is from|hails from|originates from|stems from
grew up in|was raised in|spent the early years in
moved to|relocated to|went to live in|resettled in|has moved to
moved from|relocated from|has moved from|is moving from
will|is going to|is about to|shall|plans to
must|has to|needs to|ought to|is required to|should
wants to|would like to|intends to|hopes to|is keen to|plans to
wants|would like|asks for|is asking for|wishes for|requests
bought|purchased|acquired|got|has bought|picked up
ordered|placed an order for|has ordered|put in an order for
sent|mailed|dispatched|has sent|shipped
received|got|has received|obtained|was handed
paid|has paid|handed over|spent
booked|reserved|has booked|arranged|has reserved|secured
wrote|has written|penned|authored|is the writer of
written by|penned by|authored by|composed by|from the pen of
directed by|made by|shot by|under the direction of
published|brought out|released|put out
came out in|appeared in|was released in|was published in|was issued in
takes place|happens|is held|will be held|goes ahead|is taking place
starts|begins|kicks off|gets going|opens
ends|finishes|is over|closes|concludes
leaves|departs|sets off|pulls out
leaves at|departs at|sets off at|heads off at|goes at
arrives|gets in|turns up|shows up
arrives on|gets in on|comes on|turns up on
arriving|checking in|coming|turning up
costs|is priced at|sells for|goes for|comes in at|can be had for
rents for|is let for|is rented out for|goes for
comes to|amounts to|totals|adds up to|runs to
is due on|is payable by|falls due on|has to be paid by
is available|can be had|is on hand|is there
is looking for|is searching for|seeks|is in need of|is trying to find
is hiring|is recruiting|is taking on|is employing
hired|recruited|took on|employed
talk about|speak about|chat about|discuss|go over|confer on
meet|get together|see each other|come together|convene
meets|gets together with|sees
because of|due to|owing to|on account of|thanks to
is called|is named|goes by the name of
is good at|excels at|does well in|has a gift for|is talented in
is good with|is handy with|is experienced in|is skilled in
knows|is familiar with|has a command of|understands
likes|enjoys|loves|is fond of|is into
speaks|is able to speak|can speak|talks in
has|has got|holds
reported|mentioned|pointed out|has reported
called|phoned|rang|gave us a call
is still|remains|is yet|is at present|continues to be
handles|takes care of|looks after|deals with
treated|took care of|attended to
is on its way to|is heading to|is en route to|is travelling to|is going to|is bound for
left|departed from|set out from|got out of|has left
beat|defeated|overcame|got the better of
in total|all in all|altogether|overall
a month|per month|monthly|each month|every month|/month
a year|per year|annually|yearly|each year|per annum
per night|a night|each night|nightly
yesterday|today|this morning|last night|on Monday|the other day|two days ago|earlier|last Friday|in March
tonight|tomorrow|today|this evening|on Saturday|later today|next week|on Wednesday
last year|two years ago|in spring|a while ago|this summer|years ago|last month
right away|at once|immediately|straight away|now
currently|at present|at the moment|right now|for the time being|as of now
please|kindly
just|only|merely
still|yet
recently|lately|not long ago
soon|shortly|before long
also|too|as well
number|no.|nr.
invoice|bill|statement
flat|apartment|place|unit
house|home|property
bedrooms|sleeping rooms|beds
furnished|fully furnished|equipped with furniture
unfurnished|not furnished|without furniture
parcel|package|shipment|box|packet
meeting|call|session|discussion|conference
movie|film|picture
book|novel|volume|title
car|vehicle|automobile
customer|client|buyer|purchaser
guest|visitor|traveller
teacher|instructor|tutor
doctor|physician
company|firm|business|enterprise
people|persons|guests|heads
children|kids|little ones
seats|licenses|user seats
ticket|case|request
friend|colleague|neighbour|cousin|classmate
job|position|post|role
salary|pay|wage
price|cost
author|writer
amount|sum
years old|years of age
email|e-mail|mail address
phone|telephone|mobile
appointment|consultation
the address|our address|this address
"""

CONTRACTIONS = {
    "It is": "It's", "it is": "it's", "is not": "isn't", "has not": "hasn't", "does not": "doesn't", "do not": "don't",
    "cannot": "can't", "We are": "We're", "we are": "we're", "I am": "I'm", "I would": "I'd", "There is": "There's",
    "They are": "They're", "You are": "You're", "did not": "didn't", "was not": "wasn't", "We have": "We've",
    "will not": "won't", "That is": "That's", "that is": "that's", "need not": "needn't", "She is": "She's",
}  # fmt: skip

# Openings keep the sentence as it is (":"-like) or make it a clause ("that").
OPENINGS = """
Note:|FYI:|Update:|Reminder:|News:|PS:|Info:|Just in:|To whom it may concern:|Hello,|Hi all,|Dear team,|Good morning,
In short:|To sum up:|For the record:|As promised:|Good news:|Quick note:|Summary:|Memo:|Re:|Today's entry:|>|-|*|1.|a)
By the way,|As you know,|As I said,|Apparently,|It seems,|Well,|OK,|So,|Also,|Then,|First of all,|Finally,|Once again:
According to the file,|According to my notes,|As far as I know,|If I am not mistaken,|If I remember correctly,|To be clear,
In other words,|As requested,|Please note:|Please be aware:|Correction:|Confirmed:|From the protocol:|On the list:|Sorry,
""".replace("\n", "|")
CLAUSES = """
I heard that|We were told that|It turns out that|I am happy to say that|Please note that|We can confirm that|Did you know that
They say that|She said that|He told me that|The letter says that|My notes say that|It is true that|I think that|I believe that
Let me tell you that|It was agreed that|The records show that|Everyone knows that|We hear that|You should know that
I just learned that|The plan says that|It was announced that|Rumour has it that|It says here that|I can tell you that
""".replace("\n", "|")
ENDINGS = """
, as far as I know|, by the way|, I think|, it says|, according to the list|, as discussed|, as agreed|, I hear|, they say
, as planned|, see the attachment|, of course|, it seems|, just so you know|, that much is clear|, if I remember correctly
, as usual|, at least on paper|, I am told|, so the letter says|, no doubt|, believe it or not|, that's all|, I guess
 for now| after all| as always| these days| again| this time| at last| without any problems| as expected| once more| anyway
 (see above)| (as agreed)| (confirmed)| (new)| (sic)| - good to know| - just a note| - thanks| - finally| - at last
""".replace("\n", "|")


def _listed(text: str) -> list[str]:
    return [part for part in text.strip("|").split("|") if part.strip()]


_OPENINGS, _CLAUSES, _ENDINGS = _listed(OPENINGS), _listed(CLAUSES), _listed(ENDINGS)
_LINES = [line.split("|") for line in GROUPS.strip().splitlines()]
_GROUP_OF: dict[str, list[list[str]]] = {}
for _line in _LINES:
    for _member in _line:
        _GROUP_OF.setdefault(_member, []).append(_line)
_WORDS = re.compile(
    r"\{[^}]*\}|(?<![\w'/-])(?:"
    + "|".join(re.escape(m) for m in sorted(_GROUP_OF, key=len, reverse=True))
    + r")(?![\w'-])",
    re.IGNORECASE,
)
_SHORT = re.compile(r"\{[^}]*\}|\b(?:" + "|".join(CONTRACTIONS) + r")\b")


def reword(rng: random.Random, source: str) -> str:
    """Replaces some of the words outside of `{slots}`."""

    def swap(match: re.Match) -> str:
        found = match[0]
        groups = _GROUP_OF.get(found.lower())
        if not groups or rng.random() < 0.55:
            return found
        other = rng.choice(rng.choice(groups))
        return other[:1].upper() + other[1:] if found[:1].isupper() else other

    def shorten(match: re.Match) -> str:
        return CONTRACTIONS[match[0]] if match[0][0] != "{" and rng.random() < 0.5 else match[0]

    source = _WORDS.sub(swap, source)
    return _SHORT.sub(shorten, source) if rng.random() < 0.4 else source


def frame(rng: random.Random, sentence: str, uncapital: str) -> str:
    """Sometimes puts words before or behind a sentence that tell nothing; `uncapital` is it in mid-sentence."""
    roll = rng.random()
    if roll < 0.03:
        return f"{rng.choice(_OPENINGS)} {sentence if rng.random() < 0.6 else uncapital}"
    if roll < 0.05 and sentence[-1:] == ".":
        return f"{rng.choice(_CLAUSES)} {uncapital}"
    if roll < 0.1 and sentence[-1:] == "." and sentence[-2:-1].isalnum():
        return sentence[:-1] + rng.choice(_ENDINGS) + "."
    return sentence
