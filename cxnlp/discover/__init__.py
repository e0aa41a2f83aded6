"""From a survey to what people talk about: `cxnlp.explore` behind one call, and its folder.

find    survey ─► tags and clauses in one reading ─► Topics
edits   merge, split, rename, drop and freeze, as they are typed in the command
files   what a folder of topics holds
lists   topics frozen into a list of issues, and what tagging with it finds of them again
teach   a model taught by half of the comments to find them better
lines   what a terminal says of both
"""

from cxnlp.discover.find import find_topics

__all__ = ["find_topics"]
