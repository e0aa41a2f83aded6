"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const canvas = document.getElementById("map"), pen = canvas.getContext("2d");
  const tip = document.getElementById("tip"), colour = document.getElementById("colour");
  const count = data.x.length;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  let view = { x: 0, y: 0, zoom: 1 }, width = 0, height = 0, unit = 1, picked = -1, shown = -1;
  let hits = null, waiting = false, drag = null;

  const css = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  // The golden angle keeps neighbours in the list far apart in hue.
  const topicColour = t =>
    t < 0 ? css("--neutral") : `hsl(${(t * 137.508) % 360} ${dark.matches ? "65% 66%" : "62% 40%"})`;
  const feelings = { negative: "--negative", neutral: "--neutral", positive: "--positive" };
  const bandColours = ["--negative", "--neutral", "--positive"];
  let palette = {};
  function repaint() {
    palette = {
      topic: data.topics.map((_, t) => topicColour(t)), none: css("--neutral"), ink: css("--ink"),
      paper: css("--paper"),
      feeling: data.feelings.map(name => css(feelings[name])),
      band: data.bands.map((_, b) => css(bandColours[Math.min(b, 2)])),
    };
    document.querySelectorAll("#topics button").forEach((button, t) => {
      button.firstElementChild.style.background = palette.topic[t];
    });
    legend();
    draw();
  }
  function colourOf(i, how) {
    if (how === "topic") return data.t[i] < 0 ? palette.none : palette.topic[data.t[i]];
    const key = how === "feeling" ? data.f[i] : data.b[i];
    return key < 0 ? palette.none : palette[how][key];
  }
  function legend() {
    const how = colour.value, box = document.getElementById("legend");
    const names = how === "feeling" ? data.feelings : how === "band" ? data.bands : [];
    box.replaceChildren(...names.map((name, i) => {
      const item = document.createElement("span"), dot = document.createElement("i");
      dot.style.background = palette[how][i];
      item.append(dot, name);
      return item;
    }));
  }
  const px = x => width / 2 + (x - view.x) * unit * view.zoom;
  const py = y => height / 2 - (y - view.y) * unit * view.zoom;

  // Points in order of their colour: a colour is set a few times and not twenty thousand.
  let order = [], orderOf = "";
  function sorted(how) {
    if (orderOf !== how) {
      const key = how === "topic" ? data.t : how === "feeling" ? data.f : data.b;
      order = [...Array(count).keys()].sort((a, b) => key[a] - key[b] || a - b);
      orderOf = how;
    }
    return order;
  }
  function draw() {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => { waiting = false; paint(); });
  }
  function paint() {
    const scale = devicePixelRatio || 1, how = colour.value;
    pen.setTransform(scale, 0, 0, scale, 0, 0);
    pen.clearRect(0, 0, width, height);
    const size = Math.max(1.5, Math.min(7, 1.6 * Math.sqrt(view.zoom) * (count < 3000 ? 2 : 1.2)));
    let last = null;
    for (const strong of [false, true]) {
      pen.globalAlpha = strong ? 0.85 : 0.08;
      for (const i of sorted(how)) {
        if (visible(i) !== strong) continue;
        const x = px(data.x[i]), y = py(data.y[i]);
        if (x < -9 || y < -9 || x > width + 9 || y > height + 9) continue;
        const fill = colourOf(i, how);
        if (fill !== last) pen.fillStyle = last = fill;
        pen.fillRect(x - size / 2, y - size / 2, size, size);
      }
    }
    pen.globalAlpha = 1;
    labels();
    if (shown >= 0) ring(shown);
  }
  const visible = i => (picked < 0 || data.t[i] === picked) && (!hits || hits[i]);
  function ring(i) {
    pen.strokeStyle = palette.ink;
    pen.lineWidth = 2;
    pen.beginPath();
    pen.arc(px(data.x[i]), py(data.y[i]), 7, 0, 7);
    pen.stroke();
  }
  function labels() {
    const taken = [];
    pen.font = `600 13px ${getComputedStyle(document.body).fontFamily}`;
    pen.textAlign = "center";
    pen.textBaseline = "middle";
    pen.lineJoin = "round";
    data.topics.forEach((topic, t) => {
      if (picked >= 0 && picked !== t) return;
      const x = px(topic.x), y = py(topic.y), w = pen.measureText(topic.name).width / 2 + 4;
      if (x < 0 || y < 0 || x > width || y > height) return;
      if (taken.some(o => Math.abs(o.x - x) < o.w + w && Math.abs(o.y - y) < 18)) return;
      taken.push({ x, y, w });
      pen.strokeStyle = palette.paper;
      pen.lineWidth = 4;
      pen.strokeText(topic.name, x, y);
      pen.fillStyle = palette.ink;
      pen.fillText(topic.name, x, y);
    });
  }

  // A grid over the map finds the point under the pointer.
  const cell = 0.02, grid = new Map();
  const at = (x, y) => `${Math.floor(x / cell)},${Math.floor(y / cell)}`;
  for (let i = 0; i < count; i++) {
    const key = at(data.x[i], data.y[i]);
    if (!grid.has(key)) grid.set(key, []);
    grid.get(key).push(i);
  }
  function under(mx, my) {
    const x = (mx - width / 2) / unit / view.zoom + view.x;
    const y = (height / 2 - my) / unit / view.zoom + view.y;
    const reach = 10 / unit / view.zoom, cells = Math.min(12, Math.ceil(reach / cell));
    let best = -1, least = reach * reach;
    for (let a = -cells; a <= cells; a++) for (let b = -cells; b <= cells; b++)
      for (const i of grid.get(at(x + a * cell, y + b * cell)) || []) {
        const far = (data.x[i] - x) ** 2 + (data.y[i] - y) ** 2;
        if (far < least && visible(i)) { best = i; least = far; }
      }
    return best;
  }
  function tell(i, mx, my) {
    if (i !== shown) { shown = i; draw(); }
    tip.hidden = i < 0;
    if (i < 0) return;
    const head = document.createElement("b"), text = document.createElement("bdi");
    const foot = document.createElement("span");
    head.textContent = data.t[i] < 0 ? "outside" : data.topics[data.t[i]].name;
    head.dir = "auto";
    text.textContent = data.c[i];
    text.dir = "auto";
    if (data.l[i]) text.lang = data.l[i];
    foot.className = "quiet";
    foot.textContent = [data.feelings[data.f[i]], data.bands[data.b[i]]].filter(Boolean).join(", ");
    tip.replaceChildren(head, text, document.createElement("br"), foot);
    const left = Math.min(mx + 14, width - tip.offsetWidth - 4);
    const top = my + 14 + tip.offsetHeight > height ? my - tip.offsetHeight - 10 : my + 14;
    tip.style.left = `${Math.max(4, left)}px`;
    tip.style.top = `${Math.max(4, top)}px`;
  }

  function fit() {
    const box = canvas.getBoundingClientRect(), scale = devicePixelRatio || 1;
    width = box.width;
    height = box.height;
    unit = Math.min(width, height) / 2.65;
    canvas.width = width * scale;
    canvas.height = height * scale;
    draw();
  }
  function zoomAt(factor, mx, my) {
    const x = (mx - width / 2) / unit / view.zoom + view.x;
    const y = (height / 2 - my) / unit / view.zoom + view.y;
    view.zoom = Math.max(0.5, Math.min(200, view.zoom * factor));
    view.x = x - (mx - width / 2) / unit / view.zoom;
    view.y = y - (height / 2 - my) / unit / view.zoom;
    draw();
  }
  const fingers = new Map();
  const where = event => {
    const box = canvas.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };
  canvas.addEventListener("wheel", event => {
    event.preventDefault();
    const p = where(event);
    zoomAt(Math.exp(-event.deltaY * 0.0015), p.x, p.y);
  }, { passive: false });
  canvas.addEventListener("pointerdown", event => {
    canvas.setPointerCapture(event.pointerId);
    fingers.set(event.pointerId, where(event));
    drag = where(event);
  });
  canvas.addEventListener("pointermove", event => {
    const p = where(event);
    if (fingers.size === 2 && fingers.has(event.pointerId)) {
      const before = spread();
      fingers.set(event.pointerId, p);
      const after = spread();
      zoomAt(after.far / Math.max(before.far, 1), after.x, after.y);
    } else if (drag && fingers.has(event.pointerId)) {
      view.x -= (p.x - drag.x) / unit / view.zoom;
      view.y += (p.y - drag.y) / unit / view.zoom;
      drag = p;
      tell(-1);
      draw();
    } else tell(under(p.x, p.y), p.x, p.y);
  });
  function spread() {
    const [a, b] = [...fingers.values()];
    return { far: Math.hypot(a.x - b.x, a.y - b.y), x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
  }
  for (const name of ["pointerup", "pointercancel"])
    canvas.addEventListener(name, event => { fingers.delete(event.pointerId); drag = null; });
  canvas.addEventListener("pointerleave", () => tell(-1));
  canvas.addEventListener("keydown", event => {
    const step = 0.15 / view.zoom;
    const moves = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, step], ArrowDown: [0, -step] };
    if (moves[event.key]) { view.x += moves[event.key][0]; view.y += moves[event.key][1]; draw(); }
    else if (event.key === "+" || event.key === "=") zoomAt(1.4, width / 2, height / 2);
    else if (event.key === "-") zoomAt(1 / 1.4, width / 2, height / 2);
    else return;
    event.preventDefault();
  });
  colour.addEventListener("change", () => { legend(); draw(); });
  document.getElementById("whole").addEventListener("click", () => {
    view = { x: 0, y: 0, zoom: 1 };
    pick(-1);
  });
  function pick(t) {
    picked = t;
    document.querySelectorAll("#topics button").forEach((button, i) => {
      button.setAttribute("aria-pressed", String(i === t));
    });
    draw();
  }
  document.querySelectorAll("#topics button").forEach((button, t) => {
    button.setAttribute("aria-pressed", "false");
    button.addEventListener("click", () => pick(picked === t ? -1 : t));
  });
  const folded = data.c.map(text => text.normalize("NFKC").toLowerCase());
  document.getElementById("find").addEventListener("input", event => {
    const words = event.target.value.normalize("NFKC").toLowerCase().split(/\s+/).filter(Boolean);
    hits = words.length ? folded.map(text => words.every(word => text.includes(word))) : null;
    const n = hits ? hits.filter(Boolean).length : 0;
    document.getElementById("found").textContent = hits ? `${n} found` : "";
    draw();
  });
  dark.addEventListener("change", repaint);
  new ResizeObserver(fit).observe(canvas);
  fit();
  repaint();
})();
