"""Do offsets cut out what they say, over HTTP? `python -m tests.serve.offsets`, shipped model.

Comments are the invented survey's, cut and mixed with what takes more than one unit or one code
point somewhere: emoji of several parts, joiners, combining marks, letters beyond 16 bits, controls.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections.abc import Iterator, Sequence

import cxnlp
from tests.serve.client import Connection
from tests.serve.running import running
from tests.test_readme import SAMPLE

ODD = (
    "👍🏽 👨‍👩‍👧 🏳️‍🌈 🇹🇭 ❤️ 1️⃣ 😡😡 𝒢𝑜𝑜𝒹 𠮷 𐍈 é ế ộ ก็ น้ำ เเ ำ می‌خواهم شب‌ها ـــ لا َ ﷺ "
    "\u200c \u200d \u200f \u202e \u2066 \ufeff \u00ad \u0301 \u0e49 ﬁ ½ ① ｆｕｌｌ ß ŉ ǆ "
    "\ud83d \udc4d"
).split(" ")
SINGLE = ("request", "complaint", "effort", "leave")
MANY = ("issues", "possible", "emotions", "possible_signals")


def odd_comments(seed: int, said: Sequence[str]) -> Iterator[str]:
    """Yield comments without end, the same for the same seed."""
    chance = random.Random(seed)
    while True:
        words = [w for text in chance.sample(said, 2) for w in text.split(" ")]
        start = chance.randrange(len(words))
        words = words[start : start + chance.randint(3, 25)]
        for _ in range(chance.randint(1, 6)):
            words.insert(chance.randint(0, len(words)), chance.choice(ODD))
        glue = chance.choice((" ", " ", " ", "", "\n", ". "))
        cut = glue.join(words)
        yield whole(cut[chance.randint(0, 2) : len(cut) - chance.randint(0, 2)])


def whole(text: str) -> str:
    """Join two halves of a letter that met: JSON writes and reads them as the letter."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")


def evidences(result: dict) -> list[dict]:
    """Return everything in a result that has offsets."""
    found = [result[name] for name in SINGLE if result[name]]
    found += [each for name in MANY for each in result[name]]
    return [each["evidence"] for each in found if each["evidence"]]


def wrong(text: str, result: dict) -> list[str]:
    """Return what does not hold of one result."""
    told = [] if result["text"] == text else ["the text came back changed"]
    for each in evidences(result):
        if text[each["start"] : each["end"]] != each["text"] or not each["text"]:
            told.append(f"{each['start']} to {each['end']} is not what it says")
    return told


def body(texts: Sequence[str]) -> bytes:
    """Return a request with half characters in it, which UTF-8 has no bytes for."""
    sent = json.dumps({"inputs": [{"text": text} for text in texts]}).encode("ascii")
    return b"".join(
        [
            b"POST /v1/predict HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n",
            f"Content-Length: {len(sent)}\r\n\r\n".encode(),
            sent,
        ]
    )


def said() -> list[str]:
    """Return the invented survey's comments."""
    return [text for text in cxnlp.read_survey(SAMPLE).frame["comment"] if text.strip()]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--comments", type=int, default=10_000)
    given = parser.parse_args()
    source, read, spans, faults = odd_comments(7, said()), 0, 0, 0
    with running("--issues", "telecom") as (_, port), Connection(port) as connection:
        while read < given.comments:
            texts = [next(source) for _ in range(min(64, given.comments - read))]
            results = json.loads(connection.ask(body(texts))[1])["results"]
            for text, result in zip(texts, results, strict=True):
                faults += len(wrong(text, result))
                spans += len(evidences(result))
            read += len(texts)
    sys.stdout.write(f"{read} comments, {spans} spans, {faults} faults\n")
    raise SystemExit(1 if faults else 0)


if __name__ == "__main__":
    main()
