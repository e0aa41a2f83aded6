"""The page in a real Chromium: what a person sees, by mouse, by keyboard, in the dark."""

from __future__ import annotations

import re
import shutil
import threading
from contextlib import contextmanager

import pytest
import uvicorn

from cxnlp.serve import Settings, create_app
from cxnlp.serve.examples import COMMENTS
from cxnlp.testing import FakeTagger, make_survey
from tests.serve.serving import PATIENCE, until

KEY = "a-key-that-is-long-enough"
TEXTS = {
    "en": "👍🏽 Good price, but poor speed. You should open earlier 👨‍👩‍👧",
    "th": "พนักงานดีมาก แต่ราคาแย่",
    "fa": "سرعت اینترنت افتضاح است، ولی کارکنان خوب بودند",
    "vi": "giá tốt nhưng tốc độ tệ",
}


@contextmanager
def listening(settings=None):
    """Give the address of a service in a thread."""
    app = create_app(tagger=FakeTagger(), settings=settings)
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="warning", lifespan="on"))
    thread = threading.Thread(target=server.run)
    thread.start()
    until(lambda: server.started)
    until(lambda: app.state.service.state == "ready")
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}/"
    server.should_exit = True
    thread.join(PATIENCE)


@pytest.fixture(scope="module")
def browser():
    names = ("chromium", "chromium-browser", "google-chrome")
    found = next(filter(None, map(shutil.which, names)), None)
    if found is None:
        pytest.skip("there is no Chromium on this machine")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=found, args=["--no-sandbox"], timeout=1000 * PATIENCE
        )
        yield started
        started.close()


@pytest.fixture(scope="module")
def address():
    with listening() as found:
        yield found


@contextmanager
def opened(browser, address, **how):
    """Give the page; it may ask nobody else, and must not complain."""
    page = browser.new_page(**how)
    page.set_default_timeout(1000 * PATIENCE)
    asked, complaints = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(address)
    page.wait_for_function("() => document.querySelectorAll('#issues option').length > 1")
    yield page
    assert [url for url in asked if not url.startswith((address, "data:"))] == []
    assert complaints == []
    page.close()


@pytest.fixture
def page(browser, address):
    with opened(browser, address) as found:
        yield found


def read(page, text):
    page.fill("#text", text)
    page.keyboard.press("Control+Enter")
    page.wait_for_function(
        "text => document.querySelector('#comment').lang && !result.hidden", arg=text
    )
    page.wait_for_function(
        "text => [...comment.childNodes].filter(n => n.nodeName !== 'SUP')"
        ".map(n => n.textContent).join('') === text",
        arg=text,
    )


@pytest.mark.parametrize("code", TEXTS)
def test_the_words_that_earned_a_tag_are_marked(page, code):
    text = TEXTS[code]
    read(page, text)
    [told] = FakeTagger().predict([text])
    quotes = page.locator("#tags .quote").all_text_contents()
    assert {mention.evidence.text for mention in told.issues} <= set(quotes)
    assert len(quotes) == len(told.issues) + len(told.signals)
    for n, quote in enumerate(quotes):
        marks = page.eval_on_selector_all(
            "mark",
            "(marks, n) => marks.filter(m => m.dataset.tags.split(' ').includes(n))"
            ".map(m => m.textContent).join('')",
            str(n),
        )
        assert marks == quote
    assert page.locator("#comment").get_attribute("lang") == told.language


def test_persian_runs_from_the_right(page):
    def places():
        return page.evaluate(
            "() => { const whole = comment.getBoundingClientRect(), r = document.createRange();"
            "const first = document.createTreeWalker(comment, NodeFilter.SHOW_TEXT).nextNode();"
            "r.setStart(first, 0); r.setEnd(first, 1);"
            "return (r.getBoundingClientRect().x - whole.x) / whole.width; }"
        )

    read(page, TEXTS["fa"])
    assert places() > 0.5
    read(page, TEXTS["th"])
    assert places() < 0.5


def test_everything_works_by_keyboard(page):
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # the link that skips to the comment
    page.keyboard.press("Tab")
    if page.evaluate("document.activeElement.id") != "text":
        page.focus("#text")
    page.keyboard.type("good price and bad speed")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("#tag-0")
    for _ in range(40):
        if page.evaluate("document.activeElement.id") == "tag-0":
            break
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.get_attribute("#tag-0", "aria-pressed") == "true"
    assert page.locator("mark.on").count() >= 1
    page.keyboard.press("Enter")
    assert page.get_attribute("#tag-0", "aria-pressed") == "false"
    assert page.locator("mark.on").count() == 0


def test_who_does_not_see_hears_the_result(page):
    read(page, TEXTS["en"])
    said = page.locator("#said")
    assert said.get_attribute("role") == "status"
    assert "in English" in said.text_content()
    numbers = page.locator("sup a")
    assert numbers.count() == page.locator("#tags li").count()
    assert re.match(r"tag \d+: ", numbers.first.get_attribute("aria-label"))


def test_a_comment_without_content_is_said_to_be_one(page):
    read(page, "-")
    assert "nothing to say" in page.text_content("#sentiment")
    assert page.locator("#none").is_visible()


def test_what_people_write_is_text_and_nothing_else(page):
    text = "good price <img src=x onerror=alert(1)><b>bold</b> & bad speed"
    read(page, text)
    assert page.locator("#comment img, #comment b, #tags img").count() == 0


@pytest.mark.parametrize("code", COMMENTS)
def test_the_examples_are_in_their_language(page, code):
    page.click(f"button[lang={code}]")
    page.wait_for_function("code => comment.lang === code", arg=code)
    scripts = {"en": r"[a-z]{3}", "th": r"[\u0e00-\u0e7f]", "fa": r"[\u0600-\u06ff]", "vi": "[ạ-ỹ]"}
    assert re.search(scripts[code], page.input_value("#text"))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everything_can_be_read_in_light_and_dark(browser, address, scheme):
    with opened(browser, address, color_scheme=scheme) as page:
        read(page, TEXTS["en"])
        page.click("#tag-0")
        worst = page.evaluate(CONTRAST)
    assert worst["ratio"] >= 4.5, worst


def test_the_page_fits_a_phone(browser, address):
    with opened(browser, address, viewport={"width": 360, "height": 740}) as page:
        read(page, TEXTS["en"] * 5)
        assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_an_export_is_dropped_and_its_report_read(page, address):
    data = make_survey(60).to_csv(index=False)
    page.evaluate(
        "data => { const held = new DataTransfer(); held.items.add(new File([data], 'survey.csv'));"
        "document.querySelector('#drop').dispatchEvent("
        "new DragEvent('drop', { dataTransfer: held, bubbles: true, cancelable: true })); }",
        data,
    )
    page.wait_for_selector("#report:visible")
    with page.expect_popup() as popup:
        page.click("#report")
    report = popup.value
    report.wait_for_load_state()
    assert "Staff" in report.text_content("body")
    report.close()


def test_a_file_that_is_no_export_is_said_to_be_none(page):
    page.set_input_files(
        "#file", {"name": "x.csv", "mimeType": "text/csv", "buffer": b"a,b\n1,2\n"}
    )
    page.wait_for_function("() => document.querySelector('#job-error').textContent !== ''")
    assert page.locator("#job").is_hidden()


def test_the_page_asks_for_a_key(browser):
    with listening(Settings(keys=(KEY,))) as address:
        page = browser.new_page()
        page.set_default_timeout(1000 * PATIENCE)
        page.goto(address)
        page.wait_for_selector("#key:visible")
        page.fill("#key", KEY)
        page.keyboard.press("Tab")
        page.wait_for_function("() => document.querySelectorAll('#issues option').length > 1")
        read(page, TEXTS["en"])
        assert page.text_content("#error") == ""
        page.close()


CONTRAST = """() => {
  const channel = c => (c /= 255) <= .04045 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4;
  const parts = colour => colour.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => .2126 * channel(r) + .7152 * channel(g) + .0722 * channel(b);
  const behind = e => {
    for (; e; e = e.parentElement) {
      const found = parts(getComputedStyle(e).backgroundColor);
      if (found.length < 4 || found[3] > 0) return found;
    }
    return [255, 255, 255];
  };
  let worst = { ratio: 99 };
  for (const e of document.querySelectorAll('body *')) {
    const own = [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim());
    if (!own || !e.checkVisibility() || e.closest('script, style, .skip')) continue;
    const opacity = Number(getComputedStyle(e).opacity);
    const [a, b] = [light(parts(getComputedStyle(e).color)), light(behind(e))];
    const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05) * opacity;
    if (ratio < worst.ratio) worst = { ratio, what: e.outerHTML.slice(0, 80) };
  }
  return worst;
}"""
