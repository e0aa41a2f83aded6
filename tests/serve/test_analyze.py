"""/v1/analyze: an export in, a report and tables out."""

from __future__ import annotations

import io
import json
import tempfile
import zipfile

import pandas as pd
import pytest

from cxnlp.serve.jobs import Jobs, TooManyJobs, safe_name
from cxnlp.serve.metrics import Metrics
from cxnlp.serve.settings import Limits
from cxnlp.testing import make_survey
from tests.serve.serving import Fragile, Gated, limited, serving, until

SECRET = "zebra-crossing-42"


def export(**more) -> bytes:
    frame = make_survey(60)
    return frame.assign(**more).to_csv(index=False).encode()


def send(client, data: bytes, name: str = "survey.csv", **form):
    return client.post("/v1/analyze", files={"file": (name, data)}, data=form)


def finished(client, answer):
    assert answer.status_code == 202, answer.text
    at = f"/v1/analyze/{answer.json()['id']}"
    until(lambda: client.get(at).json()["state"] in ("done", "failed", "given up"))
    return client.get(at).json()


@pytest.fixture(scope="module")
def done(client):
    return finished(client, send(client, export(), "ลูกค้า.csv"))


def test_an_export_becomes_a_report(client, done):
    assert (done["state"], done["error"], done["name"]) == ("done", "", "ลูกค้า.csv")
    assert done["done"] == done["total"] > 0
    page = client.get(done["report"])
    assert page.status_code == 200
    assert "sandbox" in page.headers["content-security-policy"]
    assert "Staff" in page.text


def test_the_tables_are_those_of_the_command(client, done):
    answer = client.get(done["tables"])
    with zipfile.ZipFile(io.BytesIO(answer.content)) as files:
        names = set(files.namelist())
        run = json.loads(files.read("run.json"))
    assert {"report.html", "drivers.csv", "summary.json", "tags.parquet"} <= names
    assert run["rows"]["read"] == 60
    assert run["model"]["name"] == "fake"


def test_results_are_found_by_their_secret_only(client, done):
    assert done["id"] not in done["report"]
    for secret in (done["id"], "x", "ÿ"):
        assert client.get(f"/results/{secret}/report.html").status_code == 404


def test_what_cannot_be_read_fails_in_words(client):
    failed = finished(client, send(client, b"a,b\n1,2\n", score="nps"))
    assert failed["state"] == "failed"
    assert "nps" in failed["error"]
    assert tempfile.gettempdir() not in failed["error"]
    assert failed["report"] is None


def test_wrong_forms_are_refused(client):
    assert client.post("/v1/analyze", data={"score": "nps"}).status_code == 422
    assert send(client, export(), scor="nps").status_code == 422
    assert send(client, export(), issues="nothing").status_code == 422


def test_an_upload_that_is_too_large_is_refused():
    with serving(settings=limited(upload=5000)) as client:
        answer = send(client, b"x" * 6000)
    assert answer.status_code == 413
    assert "5,000 bytes" in answer.json()["error"]["message"]


def test_personal_data_is_masked_everywhere_where_asked():
    contact = f"{SECRET}@example.com"
    data = export(contact=contact, note=[f"good price {contact}"] * 60)
    with serving() as client:
        masked = finished(client, send(client, data, mask="true", text="note"))
        assert masked["state"] == "done", masked
        content = client.get(masked["tables"]).content
    with zipfile.ZipFile(io.BytesIO(content)) as files:
        for name in files.namelist():
            assert SECRET.encode() not in files.read(name), name
        comments = pd.read_parquet(io.BytesIO(files.read("comments.parquet")))
    assert (comments["contact"] == "[e-mail]").all()


def test_an_upload_can_be_thrown_away():
    tagger = Gated()
    with serving(tagger, ready=False) as client:
        tagger.gate.set()
        until(lambda: client.get("/health/ready").status_code == 200)
        tagger.gate.clear()
        answer = send(client, export())
        at = f"/v1/analyze/{answer.json()['id']}"
        until(lambda: client.get(at).json()["state"] == "running")
        assert client.delete(at).status_code == 204
        assert client.get(at).status_code == client.delete(at).status_code == 404
        tagger.gate.set()


def test_a_failing_comment_fails_the_upload_without_its_words(caplog):
    data = export(comment=f"poison {SECRET}")
    with serving(Fragile()) as client:
        failed = finished(client, send(client, data, text="comment"))
    assert failed["state"] == "failed"
    assert "ValueError" in failed["error"]
    assert SECRET not in failed["error"] + caplog.text


def test_only_so_many_are_kept():
    jobs = Jobs(Limits(jobs=2), Metrics())
    jobs.start()
    first, second = jobs.add("a.csv"), jobs.add("b.csv")
    with pytest.raises(TooManyJobs):
        jobs.add("c.csv")
    first.state, first.ended = "done", 1e12
    third = jobs.add("c.csv")
    assert jobs.get(first.id) is None
    assert not first.folder.exists()
    assert jobs.get(second.id) is second
    assert jobs.by_secret(third.secret) is third
    third.ended = 0.0
    assert jobs.get(third.id) is None
    jobs._place.cleanup()
    jobs._thread.shutdown()


@pytest.mark.parametrize(
    "name", ["../../x.csv", "a\\b\\x.csv", "/x.csv", "\0x.csv", "", "..", "x" * 500]
)
def test_names_stay_in_their_folder(name, tmp_path):
    safe = safe_name(name)
    assert (tmp_path / safe).resolve().parent == tmp_path.resolve()
    assert 0 < len(safe) <= 80
    (tmp_path / safe).write_bytes(b"")


def test_uploads_can_be_switched_off():
    from cxnlp.serve import Settings

    with serving(settings=Settings(uploads=False)) as client:
        assert send(client, export()).status_code == 404
