"""How good the tags are: what people say of comments beside what the model says."""

from cxnlp.evaluate.evaluation import Evaluation
from cxnlp.evaluate.gold import Gold, read_gold
from cxnlp.evaluate.issues import evaluate_issues
from cxnlp.evaluate.run import evaluate_gold
from cxnlp.evaluate.sentiment import evaluate_sentiment
from cxnlp.evaluate.signals import evaluate_signals

__all__ = [
    "Evaluation",
    "Gold",
    "evaluate_gold",
    "evaluate_issues",
    "evaluate_sentiment",
    "evaluate_signals",
    "read_gold",
]
