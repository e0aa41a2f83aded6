"""What people may write, for property tests: four languages, emoji, marks, and what breaks code."""

from __future__ import annotations

from hypothesis import strategies as st

PIECES = (
    "good price",
    " but the network is slow",
    "พนักงานพูดจาดีมาก",
    " แต่ราคาแพง",
    "ราคา 1,500 บาท ",
    "نمی\u200cدانم چرا",
    " ولي خيلي كند است",
    "؟ ",
    "Mạng chập chờn suốt",
    ", nhưng nhân viên nhiệt tình",
    "Ma\u0323ng cha\u0323\u0302p che\u0300n",
    "👍🏽",
    "👨\u200d👩\u200d👧",
    "🇹🇭",
    "e\u0301\u0302\u0303",
    "\u0301",
    "\u1100\u1161\u11a8",
    "ก็ ำ",
    "\ud83d",
    "\udc4d",
    "\x00",
    "\u202e",
    "\u200f",
    "\ufeff",
    "\u2028",
    "\r\n",
    "\n\n",
    "   ",
    "...",
    "!!! ",
    ", ",
    "=1+1",
    "<b>",
    "https://example.com/a,b?c=1",
    "x" * 400,
    "\u09c7\u09be",
    "ﷺ",
    "ไม่มี",
    "-",
    "不错，",
    "ᎣᏏᏲ",
)
"""Pieces of comments; some halves of characters, some that no encoder can write."""

comments = st.lists(
    st.one_of(st.sampled_from(PIECES), st.text(max_size=12)), min_size=0, max_size=9
).map("".join)
