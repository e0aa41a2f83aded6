"""The command: what it starts, what it refuses, what its log says of an error."""

from __future__ import annotations

import gc
import logging
import logging.config
import pickle
import sys

import pytest
import uvicorn

from cxnlp.cli import main
from cxnlp.cli import serve as cli_serve
from cxnlp.serve.logs import Discreet, log_config
from cxnlp.serve.run import settled
from cxnlp.testing import FakeTagger

KEY = "a-key-that-is-long-enough"
SECRET = "zebra-crossing-42"


@pytest.fixture
def started(monkeypatch):
    """Return what the command would have served, by the words it was given."""
    apps = []
    monkeypatch.setattr(uvicorn, "run", lambda app, **how: apps.append((app, how)))
    monkeypatch.setattr("cxnlp.tag.one_call.load", lambda *_: FakeTagger())
    monkeypatch.delenv("CXNLP_API_KEYS", raising=False)

    def start(*words):
        monkeypatch.setattr(sys, "argv", ["cxnlp", "serve", *words])
        with pytest.raises(SystemExit) as stop:
            main()
        return stop.value.code, apps

    yield start
    gc.unfreeze()


def test_the_words_become_settings(started, monkeypatch):
    monkeypatch.setenv("CXNLP_API_KEYS", KEY)
    words = "--port 8123 --mask --no-page --no-uploads --origin https://a.example --items 5"
    code, [(app, how)] = started(*words.split())
    settings = app.state.service.settings
    assert code == 0
    assert (how["host"], how["port"], how["access_log"]) == ("127.0.0.1", 8123, False)
    assert settings.keys == (KEY,)
    assert settings.origins == ("https://a.example",)
    assert (settings.mask, settings.page, settings.uploads) == (True, False, False)
    assert settings.limits.items == 5


def test_what_is_there_to_stay_is_no_garbage():
    gc.unfreeze()
    try:
        assert settled(lambda: "app") == "app"
        assert gc.get_freeze_count() > 10_000
    finally:
        gc.unfreeze()


def test_several_workers_open_when_ready_and_take_no_uploads(monkeypatch, capsys):
    monkeypatch.delenv("CXNLP_API_KEYS", raising=False)
    monkeypatch.setattr("cxnlp.tag.one_call.load", lambda *_: FakeTagger())
    started = []
    monkeypatch.setattr("cxnlp.serve.run.run", lambda make, *how: started.append((make, how)))
    cli_serve.serve(workers=3)
    [(make, how)] = started
    settings = make().state.service.settings
    assert (settings.uploads, settings.warm_first) == (False, True)
    assert how == ("127.0.0.1", 8000, 3, 30.0)
    assert "no uploads" in capsys.readouterr().err
    assert pickle.loads(pickle.dumps(make)).func is cli_serve.service


def test_another_model_may_judge_sentiment(monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["cxnlp", "serve", "--sentiment-labels", "a=positive"])
    with pytest.raises(SystemExit) as stop:
        main()
    assert stop.value.code == 2
    assert "--sentiment-model" in capsys.readouterr().err


def test_a_door_left_open_is_said_aloud(started, capsys, monkeypatch):
    started("--host", "0.0.0.0")
    assert "Anybody who reaches 0.0.0.0 may ask" in capsys.readouterr().err
    started()
    assert "Anybody" not in capsys.readouterr().err
    monkeypatch.setenv("CXNLP_API_KEYS", KEY)
    started("--host", "0.0.0.0")
    assert "Anybody" not in capsys.readouterr().err


def test_a_key_that_is_none_stops_it(started, capsys, monkeypatch):
    monkeypatch.setenv("CXNLP_API_KEYS", "")
    code, apps = started()
    assert (code, apps) == (2, [])
    assert "holds no key" in capsys.readouterr().err


def test_without_the_extra_it_says_what_to_install(started, capsys, monkeypatch):
    monkeypatch.setattr("cxnlp.cli.serve.find_spec", lambda name: None)
    code, apps = started()
    assert (code, apps) == (2, [])
    assert 'pip install -e ".[serve]"' in capsys.readouterr().err


def test_the_log_says_where_an_error_was_and_not_what_it_said():
    try:
        raise ValueError(SECRET)
    except ValueError:
        raised = sys.exc_info()
    record = logging.LogRecord("uvicorn.error", 40, __file__, 1, "Exception", (), raised)
    told = Discreet().format(record)
    assert SECRET not in told
    assert "ValueError" in told
    assert "test_serve_command.py" in told
    assert SECRET in logging.Formatter().format(record.__class__(*_same(record, raised)))


def _same(record, raised):
    return record.name, 40, __file__, 1, "Exception", (), raised


def test_the_logging_is_one_that_python_takes():
    config = log_config()
    assert all(handler["formatter"] == "discreet" for handler in config["handlers"].values())
    logging.config.DictConfigurator(config).configure_formatter(config["formatters"]["discreet"])
