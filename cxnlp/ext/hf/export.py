"""The shipped model as a folder that `transformers.pipeline("text-classification")` loads."""

from __future__ import annotations

import shutil
from pathlib import Path

from transformers import CanineTokenizer

from cxnlp.errors import OutputError
from cxnlp.ext.hf.model import BUNDLE, LABELS, CxnlpConfig
from cxnlp.files import make_folder
from cxnlp.model import Bundle
from cxnlp.model.bundle import FILES
from cxnlp.survey.rows.limits import LONGEST_COMMENT

CODE = '''"""What transformers loads with trust_remote_code=True; the model itself is in cxnlp."""

from cxnlp.ext.hf.model import CxnlpConfig, CxnlpForSequenceClassification

__all__ = ["CxnlpConfig", "CxnlpForSequenceClassification"]
'''
MODULE = "modeling_cxnlp"


def export_model(model: str | Path, folder: str | Path) -> Path:
    """Write a model's sentiment as a folder for transformers.

    It is loaded by `pipeline("text-classification", folder)` after `import cxnlp.ext.hf`, or
    without that import by `pipeline(..., trust_remote_code=True)`. Either needs cxnlp.

    Parameters
    ----------
    model : str or Path
        A model's name or folder.
    folder : str or Path
        Where to write; made where there is none.

    Returns
    -------
    Path
        The folder.

    Raises
    ------
    ModelError
        If the model is missing or altered.
    OutputError
        If the folder cannot be written.
    """
    bundle = Bundle.open(model)
    place = make_folder(Path(folder))
    try:
        _copy(bundle, place / BUNDLE)
        _config(bundle).save_pretrained(place)
        CanineTokenizer(model_max_length=LONGEST_COMMENT).save_pretrained(place)
        (place / f"{MODULE}.py").write_text(CODE, encoding="utf-8")
    except OSError as error:
        raise OutputError(
            f"the folder {place} cannot be written ({error.strerror})",
            "a folder you may write to",
        ) from error
    return place


def _copy(bundle: Bundle, place: Path) -> None:
    place.mkdir(exist_ok=True)
    for name in ("config.json", *FILES):
        shutil.copyfile(bundle.folder / name, place / name)


def _config(bundle: Bundle) -> CxnlpConfig:
    labels = dict(enumerate(LABELS))
    return CxnlpConfig(
        id2label=labels,
        label2id={label: i for i, label in labels.items()},
        problem_type="single_label_classification",
        architectures=["CxnlpForSequenceClassification"],
        auto_map={
            "AutoConfig": f"{MODULE}.CxnlpConfig",
            "AutoModelForSequenceClassification": f"{MODULE}.CxnlpForSequenceClassification",
        },
        tokenizer_class="CanineTokenizer",
        cxnlp_model=bundle.version,
    )
