"""Teaching a model a list of issues by a few labelled comments.

file ─► labelled ─► cells ─► logistic, crossfit ─► write
        rows used   what the   corrections and      the lesson, which is
        and left    model      how good they are    named as a model is
        out         makes of them
"""

from cxnlp.fit.labelled import Labelled, read_labelled
from cxnlp.fit.teach import TaughtModel, fit_issues

__all__ = ["Labelled", "TaughtModel", "fit_issues", "read_labelled"]
