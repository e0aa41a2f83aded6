"""Whether the head of a column asks something, or is only a label."""

from __future__ import annotations

import re

MARKS = re.compile("[?？؟]")
FEWEST_WORDS = 4
# Words that ask where a script has no spaces to count words by.
ASKING = re.compile(
    r"อะไร|ทำไม|อย่างไร|ยังไง|หรือไม่|ไหม|เพราะเหตุใด|กรุณา|โปรด|ช่วยบอก"
    r"|什么|什麼|为何|为什么|為什麼|怎么|如何|吗|嗎|请|請|何|なぜ|どう|どの|か$|ください|なに|무엇|왜|어떻"
)


def is_question(head: str) -> bool:
    """Tell a question such as "What should we improve?" from a label: "comment", "Q5", "nps_why".

    It is one with a question mark, with four words of letters or more, or, in a script that
    writes without spaces, with a word that asks.
    """
    if MARKS.search(head):
        return True
    words = re.findall(r"[^\W\d_]+(?:['’\u200c][^\W\d_]+)*", head)
    spaced = [word for word in head.split() if any(map(str.isalpha, word))]
    return min(len(words), len(spaced)) >= FEWEST_WORDS or ASKING.search(head) is not None
