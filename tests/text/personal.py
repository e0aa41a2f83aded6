"""How much of what identifies a person is masked: `python -m tests.text.personal`.

The set is made here, the same for the same seed. Numbers are drawn with the check digits that the
countries' own rules ask for, and phone numbers by the lengths and first digits of their numbering
plans, both written anew below rather than taken from what is measured. Each is written in the ways
people write them (in one, in groups, in the digits of their script) and put into sentences of four
languages. For precision there are as many sentences with numbers of other kinds: amounts, order
numbers, dates, times, meter readings, scores, versions, tracking codes. The sentences and the ways
of writing are ours: on comments of one's own the shares will differ.
"""

from __future__ import annotations

import random
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from cxnlp.text.redact import find_personal

EACH = 400
"""Sentences of each kind."""


@dataclass(frozen=True)
class Example:
    """A sentence, and where in it what is to be masked stands; `kind` is blank where nothing is."""

    text: str
    start: int
    end: int
    kind: str
    what: str


def digits(chance: random.Random, count: int) -> str:
    return "".join(str(chance.randrange(10)) for _ in range(count))


def grouped(number: str, sizes: tuple[int, ...], sign: str) -> str:
    parts, at = [], 0
    for size in sizes:
        parts.append(number[at : at + size])
        at += size
    return sign.join(parts)


def thai_id(chance: random.Random) -> str:
    """First digit 1 to 8; the last is 11 less the sum weighted 13 to 2 modulo 11, its last one."""
    body = str(chance.randint(1, 8)) + digits(chance, 11)
    total = sum(int(d) * w for d, w in zip(body, range(13, 1, -1), strict=True))
    number = body + str((11 - total % 11) % 10)
    return chance.choice([number, grouped(number, (1, 4, 5, 2, 1), "-")])


def iranian_id(chance: random.Random) -> str:
    """Ten digits; the last is the sum weighted 10 to 2 modulo 11, or 11 less it from 2 on."""
    body = "".join(["0", digits(chance, 8)]) if chance.random() < 0.5 else digits(chance, 9)
    rest = sum(int(d) * w for d, w in zip(body, range(10, 1, -1), strict=True)) % 11
    number = body + str(rest if rest < 2 else 11 - rest)
    return chance.choice([number, grouped(number, (3, 6, 1), "-")])


def vietnamese_id(chance: random.Random) -> str:
    """Province 001 to 096 (of 63 in use), century and sex, year of birth, six drawn digits."""
    province = chance.choice(("001", "019", "030", "048", "052", "079", "092", "096"))
    century, year = chance.choice(((0, 60), (1, 75), (0, 88), (1, 95), (2, 4), (3, 7)))
    number = f"{province}{century}{year:02d}{digits(chance, 6)}"
    return chance.choice([number, number, grouped(number, (3, 3, 3, 3), " ")])


def card(chance: random.Random) -> str:
    """Sixteen digits of Visa, Mastercard, JCB or an Iranian bank, the last by Luhn's rule."""
    start = chance.choice(("4", "51", "55", "35", "603799", "621986"))
    body = start + digits(chance, 15 - len(start))
    total = sum(int(d) if i % 2 else sum(divmod(2 * int(d), 10)) for i, d in enumerate(body))
    number = body + str(-total % 10)
    return chance.choice([number, grouped(number, (4, 4, 4, 4), chance.choice(" -"))])


def phone(chance: random.Random) -> str:
    """A mobile or fixed number of Thailand, Iran, Vietnam or Britain, as written there or here."""
    code, number, sizes = chance.choice(
        [
            ("66", chance.choice("689") + digits(chance, 8), (2, 3, 4)),
            ("66", "2" + chance.choice("1235678") + digits(chance, 6), (1, 3, 4)),
            ("98", "91" + chance.choice("0123456789") + digits(chance, 7), (3, 3, 4)),
            ("98", "21" + chance.choice("2345678") + digits(chance, 7), (2, 4, 4)),
            (
                "84",
                chance.choice(("90", "91", "97", "98", "33", "70", "81")) + digits(chance, 7),
                chance.choice(((2, 3, 2, 2), (3, 3, 3), (2, 3, 4))),
            ),
            ("44", "79" + chance.choice("0145678") + digits(chance, 7), (4, 3, 3)),
        ]
    )
    sign = chance.choice(("", "", " ", "-", "."))
    written = grouped(number, sizes, sign)
    if code == "98" and chance.random() < 0.3:
        written = grouped(number, sizes, sign).translate(PERSIAN)
        return "\u06f0" + written
    return chance.choice([f"0{written}", f"0{written}", f"+{code}{sign}{written}"])


PERSIAN = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")
THAI = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")


def email(chance: random.Random) -> str:
    name = chance.choice(("somchai", "maryam", "nguyen", "ann", "r", "info"))
    tail = chance.choice(("", ".k", "_99", "+shop", "-b", "1987"))
    host = chance.choice(("gmail.com", "example.co.th", "mail.ir", "cty.com.vn", "uni.ac.uk"))
    return chance.choice([f"{name}{tail}@{host}", f"{name.upper()}{tail}@{host}"])


def in_script(make: Callable[[random.Random], str]) -> Callable[[random.Random], str]:
    def made(chance: random.Random) -> str:
        return make(chance).translate(chance.choice(({}, {}, {}, PERSIAN, THAI)))

    return made


KINDS: dict[str, tuple[str, Callable[[random.Random], str]]] = {
    "phone": ("phone", phone),
    "e-mail": ("e-mail", email),
    "card": ("card", in_script(card)),
    "national id, Thailand": ("national id", in_script(thai_id)),
    "national id, Vietnam": ("national id", in_script(vietnamese_id)),
    "national id, Iran": ("national id", in_script(iranian_id)),
}
FRAMES = (
    "Call me back at {}, please",
    "nobody answered, {} is me",
    "It is {}.",
    "({})",
    "{}",
    "ติดต่อกลับที่ {} ด้วยค่ะ",
    "เบอร์{}ครับ",
    "ของผมคือ {}",
    "لطفا با {} تماس بگیرید",
    "مال من {} است",
    "شماره:{}",
    "gọi lại cho tôi {} nhé",
    "của tôi là {}, cảm ơn",
    "Số {}",
)
OTHERS: tuple[Callable[[random.Random], str], ...] = (
    lambda c: f"{c.randint(1, 999)},{digits(c, 3)},{digits(c, 3)}",
    lambda c: f"{c.randint(1, 99)}.{digits(c, 3)}.{digits(c, 3)} VND",
    lambda c: f"{c.randint(1, 28):02d}/{c.randint(1, 12):02d}/20{c.randint(10, 26)}",
    lambda c: f"20{c.randint(10, 26)}-{c.randint(1, 12):02d}-{c.randint(1, 28):02d} 14:30",
    lambda c: f"order {c.randint(100000, 99999999)}",
    lambda c: f"#{digits(c, c.randint(5, 8))}",
    lambda c: f"{c.choice('ABCTH')}{c.choice('RXYZ')}{digits(c, 9)}TH",
    lambda c: f"{c.randint(1, 9)} {digits(c, 3)} {digits(c, 3)} تومان",
    lambda c: f"{c.randint(10, 99)}.{digits(c, 2)} GB",
    lambda c: f"v{c.randint(1, 20)}.{c.randint(0, 9)}.{c.randint(0, 99)}",
    lambda c: f"{c.randint(1000000, 9999999)} บาท",
    lambda c: f"192.168.{c.randint(0, 255)}.{c.randint(0, 255)}",
    lambda c: f"{c.randint(1, 10)}/10, {c.randint(8, 12)}:00-{c.randint(13, 22)}:30",
    lambda c: "1" + digits(c, 11),  # a tracking or invoice number of as many digits as ids have
    lambda c: "8" + digits(c, 12),
    lambda c: f"@{c.choice(('dtac', 'mtn', 'viettel'))}_help",
)


def placed(chance: random.Random, value: str, kind: str, what: str) -> Example:
    before, after = chance.choice(FRAMES).split("{}")
    return Example(before + value + after, len(before), len(before) + len(value), kind, what)


def examples(seed: int = 7, each: int = EACH) -> Iterator[Example]:
    """Yield the set."""
    chance = random.Random(seed)
    for what, (kind, make) in KINDS.items():
        for _ in range(each):
            yield placed(chance, make(chance), kind, what)
    for n in range(each * len(KINDS)):
        yield placed(chance, OTHERS[n % len(OTHERS)](chance), "", "nothing")


def tally(found: Iterator[Example]) -> Counter[tuple[str, str]]:
    """Count by what there was: masked whole (as what it is, or as something else), in part, not."""
    counts: Counter[tuple[str, str]] = Counter()
    for each in found:
        spans = find_personal(each.text)
        if not each.kind:
            counts[each.what, spans[0][2] if spans else "not"] += 1
            continue
        whole = [kind for start, end, kind in spans if start <= each.start and each.end <= end]
        touched = any(start < each.end and each.start < end for start, end, _ in spans)
        counts[each.what, "whole" if whole else "in part" if touched else "not"] += 1
        counts[each.what, "as what it is"] += each.kind in whole
    return counts


def main() -> None:
    counts = tally(examples())
    for what in KINDS:
        masked, said = counts[what, "whole"] / EACH, counts[what, "as what it is"] / EACH
        part, missed = counts[what, "in part"], counts[what, "not"]
        sys.stdout.write(
            f"{what:22} masked {masked:7.1%}  as what it is {said:7.1%}  "
            f"in part {part}, not {missed}\n"
        )
    clean = EACH * len(KINDS)
    wrong = {kind: n for (what, kind), n in counts.items() if what == "nothing" and kind != "not"}
    right = sum(counts[what, "whole"] for what in KINDS)
    sys.stdout.write(
        f"of {clean} sentences with other numbers {sum(wrong.values())} had one masked: {wrong}\n"
        f"precision {right / (right + sum(wrong.values())):.1%}\n"
    )


if __name__ == "__main__":
    main()
