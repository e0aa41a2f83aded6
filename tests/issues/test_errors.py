"""A list that breaks a law is refused in one line that says where and what to do."""

from __future__ import annotations

import pytest

from cxnlp.errors import IssueListError
from cxnlp.issues import Issue, Taxonomy

A = '[[issue]]\nid = "a"\nname = "A"\n'
B = '[[issue]]\nid = "b"\nname = "B"\n'
C = '[[issue]]\nid = "c"\nname = "C"\n'


@pytest.mark.parametrize(
    ("toml", "parts"),
    [
        ("", ["lists no issue", "[[issue]]"]),
        ("issue = []", ["lists no issue"]),
        ('title = "Only a title"', ["lists no issue"]),
        ("not toml", ["not TOML"]),
        ("a = " + "[" * 5000, ["not TOML"]),
        ("[[issues]]\nid = 'a'", ['unknown key "issues"', 'did you mean "issue"?']),
        ("[issue]\nid = 'a'", ['"issue" is a table', "[[issue]]"]),
        ("issue = ['a', 'b']", ["a list of tables"]),
        ("title = 3\n" + A, ["title is a number", "text"]),
        (A + "descripton = 'x'", ['issue 1 ("a")', "descripton", 'did you mean "description"?']),
        (A + "zzz = 1", ['unknown key "zzz"', "patterns"]),
        ("[[issue]]\nname = 'A'", ['issue 1 ("A") has no id']),
        (A + "[[issue]]\nid = 'b'", ['issue 2 ("b") has no name']),
        ("[[issue]]\nid = 7\nname = 'A'", ["id is a number", "text"]),
        ("[[issue]]\nid = ''\nname = 'A'", ["id is blank"]),
        ("[[issue]]\nid = ' a'\nname = 'A'", ["' a'", "spaces"]),
        ('[[issue]]\nid = "a\\u200Bb"\nname = "A"', ["nobody sees"]),
        ("[[issue]]\nid = 'a'\nname = '  '", ['issue "a": name is blank']),
        (A + "examples = 'x'", ["examples is text", "a list"]),
        (A + "examples = ['x', 3]", ["examples, item 2, is a number"]),
        (A + "examples = ['']", ["examples is blank"]),
        (A + "patterns = [true]", ["patterns, item 1, is true or false"]),
        (A + "names = ['x']", ["names is a list", "a table"]),
        (A + "names = {th = 1979-05-27}", ["names.th is a date or time"]),
        (A + "names = {Thai = 'x'}", ['language "Thai"', '"th"']),
        (A + "owner = 3", ["owner is a number"]),
        (A + B + A, ['the id "a" comes 2 times']),
        (B + A + "parent = 'bb'", ['parent "bb" is not in the list', 'did you mean "b"?']),
        (A + "parent = 'a'", ["above themselves: a -> a"]),
        (A + "parent = 'b'\n" + B + "parent = 'a'", ["above themselves: a -> b -> a"]),
        (A + B + "parent = 'a'\n" + C + "parent = 'b'", ["three levels", "c -> b -> a"]),
        (A + "patterns = ['ok', 'bad(']", ['issue "a": pattern 2', "bad(", "regular expression"]),
        (A + "patterns = ['a{99999999999999999999}']", ["pattern 1", "regular expression"]),
        (A + "patterns = ['slow|']", ["pattern 1", "matches every comment"]),
    ],
)
def test_what_is_wrong_is_said_in_one_line(toml: str, parts: list[str]) -> None:
    with pytest.raises(IssueListError) as caught:
        Taxonomy.from_toml(toml, origin="mine.toml")
    message = str(caught.value)
    assert message.startswith("mine.toml")
    assert "\n" not in message
    for part in parts:
        assert part in message


def test_a_list_made_in_python_keeps_the_same_laws() -> None:
    with pytest.raises(IssueListError, match="comes 2 times"):
        Taxonomy("Mine", (Issue("a", "A"), Issue("a", "B")))
    with pytest.raises(IssueListError, match="lists no issue"):
        Taxonomy("Mine", ())
    with pytest.raises(IssueListError, match="surrogate"):
        Taxonomy("Mine", (Issue("a", "A", "half a character: \ud83d"),))
