"""Estimators for scikit-learn.

>>> from cxnlp.ext.sklearn import IssueTagger
>>> from cxnlp.testing import FakeTagger
>>> tagger = IssueTagger(tagger=FakeTagger()).fit([])
>>> tagger.predict(["Good price, but poor speed"]).tolist()
[[1, 1, 0]]

They take comments as a list, a Series or an array. An estimator holds names and settings; models
are loaded when first needed, kept by the process, and shared by clones.
"""

from cxnlp.ext.sklearn.drivers import DriverModel
from cxnlp.ext.sklearn.issues import IssueTagger
from cxnlp.ext.sklearn.sentiment import SentimentTagger
from cxnlp.ext.sklearn.vectors import CommentVectors

__all__ = ["CommentVectors", "DriverModel", "IssueTagger", "SentimentTagger"]
