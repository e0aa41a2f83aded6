"""The shipped model behind transformers' interface: characters in, sentiment out.

Its tokenizer is CANINE's, whose tokens are the text's own code points. So all that our model looks
at (pieces, n-grams, letters to be exchanged, whether there is content) it finds in them.
"""

from __future__ import annotations

from pathlib import Path
from typing import Self

import torch
from torch import Tensor, nn
from transformers import (
    AutoConfig,
    AutoModelForSequenceClassification,
    PreTrainedConfig,
    PreTrainedModel,
)
from transformers.modeling_outputs import SequenceClassifierOutput
from transformers.models.canine.tokenization_canine import CLS, SEP

from cxnlp.errors import ModelError
from cxnlp.ext.ready import ready_sentiment
from cxnlp.model.heads import SENTIMENTS
from cxnlp.tag import Prediction

NOTHING = "none"
LABELS = (*SENTIMENTS, NOTHING)
"""The labels; the last is certain where there is nothing to judge, and impossible elsewhere."""
BUNDLE = "bundle"
IMPOSSIBLE = -1e4


class CxnlpConfig(PreTrainedConfig):  # type: ignore[misc]
    """The configuration: nothing but the labels; the rest is in the bundle beside it."""

    model_type = "cxnlp"


class CxnlpForSequenceClassification(PreTrainedModel):  # type: ignore[misc]
    """The shipped model of sentiment.

    Parameters
    ----------
    config : CxnlpConfig
        Its configuration.
    folder : str or Path
        The exported folder.
    """

    config_class = CxnlpConfig

    def __init__(self, config: CxnlpConfig, folder: str | Path) -> None:
        super().__init__(config)
        self.bundle = Path(folder) / BUNDLE
        # transformers asks where a model's parameters are; ours are in the graph, on the processor.
        self.nowhere = nn.Parameter(torch.zeros(1), requires_grad=False)

    @classmethod
    def from_pretrained(
        cls,
        folder: str | Path,
        *args: object,
        config: CxnlpConfig | None = None,
        **kwargs: object,
    ) -> Self:
        """Open an exported folder; what else transformers passes on is of no use here.

        Raises
        ------
        ModelError
            If it is no such folder.
        """
        if not (Path(folder) / BUNDLE / "config.json").is_file():
            raise ModelError(
                f"no {BUNDLE}/config.json in {str(folder)!r}",
                "a folder that cxnlp.ext.hf.export_model wrote",
            )
        made = cls(config or CxnlpConfig.from_pretrained(folder), folder)
        made.eval()
        return made

    def forward(
        self, input_ids: Tensor, attention_mask: Tensor | None = None, **kwargs: object
    ) -> SequenceClassifierOutput:
        """Judge texts given as code points.

        Parameters
        ----------
        input_ids, attention_mask : integer tensor, (texts, characters)
            As the tokenizer gives them.

        Returns
        -------
        SequenceClassifierOutput
            `logits`, (texts, 4): logarithms of the probabilities of `LABELS`.
        """
        tagger = ready_sentiment(self.bundle)
        kept = torch.ones_like(input_ids) if attention_mask is None else attention_mask
        rows = [row[mask.bool()].tolist() for row, mask in zip(input_ids, kept, strict=True)]
        found = tagger.predict([_text(row) for row in rows])
        logits = torch.tensor([_logits(each) for each in found], dtype=torch.float32)
        return SequenceClassifierOutput(logits=logits)


def _text(codes: list[int]) -> str:
    """Put a text together, without the tokenizer's marks at both ends."""
    start = int(codes[:1] == [CLS])
    end = len(codes) - int(codes[-1:] == [SEP])
    return "".join(map(chr, codes[start:end]))


def _logits(found: Prediction) -> list[float]:
    said = found.sentiment
    if said is None:
        return [IMPOSSIBLE, IMPOSSIBLE, IMPOSSIBLE, 0.0]
    probabilities = torch.tensor([said.negative, said.neutral, said.positive], dtype=torch.float64)
    return [*probabilities.clamp(min=1e-30).log().tolist(), IMPOSSIBLE]


AutoConfig.register("cxnlp", CxnlpConfig, exist_ok=True)
AutoModelForSequenceClassification.register(
    CxnlpConfig, CxnlpForSequenceClassification, exist_ok=True
)
