"""Estimators for scikit-learn: `pip install "cxnlp[sklearn]"`.

>>> from cxnlp.ext.sklearn import IssueTagger
>>> from cxnlp.testing import FakeTagger
>>> tagger = IssueTagger(tagger=FakeTagger()).fit([])
>>> tagger.predict(["Good price, but poor speed"]).tolist()
[[1, 1, 0]]

They take comments as a list, a Series or an array. An estimator holds names and settings; models
are loaded when first needed, kept by the process, and shared by clones.
"""

from cxnlp.ext.extras import require

require("sklearn", extra="sklearn")

from cxnlp.ext.sklearn.drivers import DriverModel  # noqa: E402 - what they need is there now
from cxnlp.ext.sklearn.issues import IssueTagger  # noqa: E402
from cxnlp.ext.sklearn.sentiment import SentimentTagger  # noqa: E402
from cxnlp.ext.sklearn.vectors import CommentVectors  # noqa: E402

__all__ = ["CommentVectors", "DriverModel", "IssueTagger", "SentimentTagger"]
