"""transformers: another model's sentiment in here, and ours out there.

    cxnlp tag FILE --sentiment-model FOLDER          classifier.py, sentiment.py
    export_model("base", "exported")                 export.py
    pipeline("text-classification", "exported")      model.py

What is exported is the model as it is shipped: the same int8 graph, n-grams and thresholds of
content, run by this package behind transformers' interface. A plain
`BertForSequenceClassification` could hold neither the n-gram vote nor the pooling, and one in
floating point would differ from the shipped model by more than it says; this one is for inference,
on a processor, and not for training. It needs cxnlp where it is loaded.
"""

from cxnlp.ext.extras import require

require("torch", extra="hf")
require("transformers", extra="hf")

from cxnlp.ext.hf.classifier import Classifier  # noqa: E402 - what they need is there now
from cxnlp.ext.hf.export import export_model  # noqa: E402
from cxnlp.ext.hf.sentiment import SentimentFrom  # noqa: E402

__all__ = ["Classifier", "SentimentFrom", "export_model"]
