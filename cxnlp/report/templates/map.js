"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  // Dots are written as pixels: on a canvas kept in memory that is many times faster than shapes.
  const canvas = document.getElementById("map");
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  const tip = document.getElementById("tip"), ring = document.getElementById("ring");
  const colour = document.getElementById("colour"), find = document.getElementById("find");
  const X = Float32Array.from(data.x), Y = Float32Array.from(data.y), count = X.length;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  let view = { x: 0, y: 0, zoom: 1 }, width = 0, height = 0, unit = 1, picked = -1, shown = -1;
  let hits = null, waiting = false, drag = null, pixels = null, image = null, font = "", widths = [];

  const css = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  // The golden angle keeps neighbours in the list far apart in hue.
  const topicColour = t =>
    t < 0 ? css("--neutral") : `hsl(${(t * 137.508) % 360} ${dark.matches ? "65% 66%" : "62% 40%"})`;
  const feelings = { negative: "--negative", neutral: "--neutral", positive: "--positive" };
  const bandColours = ["--negative", "--neutral", "--positive"];
  let palette = {}, paints = {}, blank = 0;
  // Which points are shown in full, and which topics have some of them.
  const lit = new Uint8Array(count).fill(1), found = new Uint8Array(data.topics.length).fill(1);
  function repaint() {
    palette = {
      topic: data.topics.map((_, t) => topicColour(t)), none: css("--neutral"), ink: css("--ink"),
      paper: css("--paper"),
      feeling: data.feelings.map(name => css(feelings[name])),
      band: data.bands.map((_, b) => css(bandColours[Math.min(b, 2)])),
    };
    widths = [];
    font = `600 13px ${getComputedStyle(document.body).fontFamily}`;
    [blank] = mixed([palette.paper], 1);
    for (const how of ["topic", "feeling", "band"])
      paints[how] = [0.18, 1].map(share => mixed([...palette[how], palette.none], share));
    document.querySelectorAll("#topics button").forEach((button, t) => {
      button.firstElementChild.style.background = palette.topic[t];
    });
    legend();
    draw();
  }
  // The bytes of colours laid over the paper, the way the pixels of an image hold them.
  function mixed(colours, share) {
    const dot = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
    return Uint32Array.from(colours, name => {
      dot.globalAlpha = 1;
      dot.fillStyle = palette.paper;
      dot.fillRect(0, 0, 1, 1);
      dot.globalAlpha = share;
      dot.fillStyle = name;
      dot.fillRect(0, 0, 1, 1);
      return new Uint32Array(dot.getImageData(0, 0, 1, 1).data.buffer)[0];
    });
  }
  const keys = { topic: data.t, feeling: data.f, band: data.b };
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

  function draw() {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => { waiting = false; paint(); });
  }
  function paint() {
    const scale = devicePixelRatio || 1;
    const size = Math.max(1.5, Math.min(8, (count < 3000 ? 3.6 : 2.6) * Math.sqrt(view.zoom)));
    pixels.fill(blank);
    const stamp = stampOf(size * scale);
    if (picked >= 0 || hits) dots(stamp, 0, scale);
    dots(stamp, 1, scale);
    pen.setTransform(1, 0, 0, 1, 0, 0);
    pen.putImageData(image, 0, 0);
    pen.setTransform(scale, 0, 0, scale, 0, 0);
    labels();
  }
  function dots(stamp, strong, scale) {
    const paint = paints[colour.value][strong], key = keys[colour.value];
    const none = paint.length - 1, r = stamp.reach;
    const wide = image.width, high = image.height, zoom = unit * view.zoom * scale;
    const left = wide / 2 - view.x * zoom, top = high / 2 + view.y * zoom;
    for (let i = 0; i < count; i++) {
      if (lit[i] !== strong) continue;
      const x = Math.round(left + X[i] * zoom), y = Math.round(top - Y[i] * zoom);
      if (x < r || y < r || x >= wide - r || y >= high - r) continue;
      const fill = paint[key[i] < 0 ? none : key[i]], at = y * wide + x;
      for (let k = 0; k < stamp.dx.length; k++) {
        const here = at + stamp.dy[k] * wide + stamp.dx[k];
        pixels[here] = stamp.cover[k] === 256 ? fill : over(pixels[here], fill, stamp.cover[k]);
      }
    }
  }
  // One pixel over another: two channels at a time, in 256ths.
  function over(under, top, cover) {
    const rest = 256 - cover;
    const low = ((under & 0xff00ff) * rest + (top & 0xff00ff) * cover) >>> 8;
    const high = ((under >>> 8) & 0xff00ff) * rest + ((top >>> 8) & 0xff00ff) * cover;
    return ((low & 0xff00ff) | (high & 0xff00ff00)) >>> 0;
  }
  // The pixels of a disc, and how much of each it covers.
  function stampOf(size) {
    const reach = Math.ceil(size / 2), disc = { dx: [], dy: [], cover: [], reach };
    for (let dy = -reach; dy <= reach; dy++)
      for (let dx = -reach; dx <= reach; dx++) {
        const inside = Math.max(0, Math.min(1, size / 2 + 0.5 - Math.hypot(dx, dy)));
        if (inside < 0.05) continue;
        disc.dx.push(dx);
        disc.dy.push(dy);
        disc.cover.push(Math.round(256 * inside));
      }
    return disc;
  }
  function light() {
    found.fill(0);
    for (let i = 0; i < count; i++) {
      lit[i] = (picked < 0 || data.t[i] === picked) && (!hits || hits[i]) ? 1 : 0;
      if (lit[i] && data.t[i] >= 0) found[data.t[i]] = 1;
    }
    draw();
  }
  function labels() {
    const taken = [];
    pen.font = font;
    pen.textAlign = "center";
    pen.textBaseline = "middle";
    pen.lineJoin = "round";
    data.topics.forEach((topic, t) => {
      if (!found[t]) return;
      const at = px(topic.x), y = py(topic.y);
      const w = widths[t] ??= pen.measureText(topic.name).width / 2 + 4;
      if (at < 0 || y < 0 || at > width || y > height) return;
      const x = Math.max(w, Math.min(width - w, at));
      if (taken.some(o => Math.abs(o.x - x) < o.w + w && Math.abs(o.y - y) < 18)) return;
      taken.push({ x, y, w });
      pen.strokeStyle = palette.paper;
      pen.lineWidth = 4;
      pen.strokeText(topic.name, x, y);
      pen.fillStyle = palette.ink;
      pen.fillText(topic.name, x, y);
    });
  }

  // A grid over the map finds the point under the pointer: points in order of their cell, and
  // where each cell begins.
  const cell = 0.02, side = 150;
  const place = v => Math.max(0, Math.min(side - 1, Math.floor(v / cell) + side / 2));
  const starts = new Int32Array(side * side + 1), sorted = new Int32Array(count);
  for (let i = 0; i < count; i++) starts[place(Y[i]) * side + place(X[i]) + 1]++;
  for (let c = 0; c < side * side; c++) starts[c + 1] += starts[c];
  const next = starts.slice();
  for (let i = 0; i < count; i++) sorted[next[place(Y[i]) * side + place(X[i])]++] = i;
  function under(mx, my) {
    const x = (mx - width / 2) / unit / view.zoom + view.x;
    const y = (height / 2 - my) / unit / view.zoom + view.y;
    const reach = 10 / unit / view.zoom;
    let best = -1, least = reach * reach;
    for (let row = place(y - reach); row <= place(y + reach); row++) {
      const first = row * side + place(x - reach), last = row * side + place(x + reach);
      for (let at = starts[first]; at < starts[last + 1]; at++) {
        const i = sorted[at], far = (X[i] - x) ** 2 + (Y[i] - y) ** 2;
        if (far < least && lit[i]) { best = i; least = far; }
      }
    }
    return best;
  }
  function tell(i, mx, my) {
    ring.hidden = tip.hidden = i < 0;
    if (i < 0) { shown = i; return; }
    ring.style.left = `${px(X[i])}px`;
    ring.style.top = `${py(Y[i])}px`;
    if (i !== shown) { shown = i; fillTip(i); }
    const left = Math.min(mx + 14, width - tip.offsetWidth - 4);
    const top = my + 14 + tip.offsetHeight > height ? my - tip.offsetHeight - 10 : my + 14;
    tip.style.left = `${Math.max(4, left)}px`;
    tip.style.top = `${Math.max(4, top)}px`;
  }
  function fillTip(i) {
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
  }

  function fit() {
    const box = canvas.getBoundingClientRect(), scale = devicePixelRatio || 1;
    width = box.width;
    height = box.height;
    unit = Math.min(width, height) / 2.65;
    canvas.width = Math.max(1, Math.round(width * scale));
    canvas.height = Math.max(1, Math.round(height * scale));
    image = pen.createImageData(canvas.width, canvas.height);
    pixels = new Uint32Array(image.data.buffer);
    tell(-1);
    draw();
  }
  function zoomAt(factor, mx, my) {
    const x = (mx - width / 2) / unit / view.zoom + view.x;
    const y = (height / 2 - my) / unit / view.zoom + view.y;
    view.zoom = Math.max(0.5, Math.min(200, view.zoom * factor));
    view.x = x - (mx - width / 2) / unit / view.zoom;
    view.y = y - (height / 2 - my) / unit / view.zoom;
    tell(-1);
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
    tell(under(drag.x, drag.y), drag.x, drag.y);
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
  canvas.addEventListener("pointerleave", event => {
    // A finger leaves when it is lifted, and then its owner reads.
    if (event.pointerType === "mouse") tell(-1);
  });
  canvas.addEventListener("keydown", event => {
    const step = 0.15 / view.zoom;
    const moves = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, step], ArrowDown: [0, -step] };
    if (moves[event.key]) { view.x += moves[event.key][0]; view.y += moves[event.key][1]; tell(-1); draw(); }
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
    tell(-1);
    light();
  }
  document.querySelectorAll("#topics button").forEach((button, t) => {
    button.setAttribute("aria-pressed", "false");
    button.addEventListener("click", () => pick(picked === t ? -1 : t));
  });
  const folded = data.c.map(text => text.normalize("NFKC").toLowerCase());
  find.addEventListener("input", event => {
    const words = event.target.value.normalize("NFKC").toLowerCase().split(/\s+/).filter(Boolean);
    hits = words.length ? folded.map(text => words.every(word => text.includes(word))) : null;
    const n = hits ? hits.filter(Boolean).length : 0;
    document.getElementById("found").textContent = hits ? `${n} found` : "";
    tell(-1);
    light();
  });
  dark.addEventListener("change", repaint);
  new ResizeObserver(fit).observe(canvas);
  fit();
  repaint();
})();
