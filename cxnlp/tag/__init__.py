"""Comments to tags: language, sentiment, the issues mentioned and the words that show it."""

from cxnlp.tag.interface import TaggerLike
from cxnlp.tag.prediction import Evidence, Mention, Prediction, Sentiment, Signal
from cxnlp.tag.tagger import Tagger
from cxnlp.tag.tags import Comment, Tags

__all__ = [
    "Comment",
    "Evidence",
    "Mention",
    "Prediction",
    "Sentiment",
    "Signal",
    "Tagger",
    "TaggerLike",
    "Tags",
]
