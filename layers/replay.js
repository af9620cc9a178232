// Plays a replay on one page. Data comes as JSON; every text goes into the page as text, never as markup.
(() => {
  "use strict";
  const R = JSON.parse(document.getElementById("replay-data").textContent);
  const W = JSON.parse(document.getElementById("replay-words").textContent);
  const L = document.documentElement.lang;
  const SVG = "http://www.w3.org/2000/svg";
  const el = (id) => document.getElementById(id);
  const places = new Map(R.places.map((p) => [p.id, p]));
  const forces = new Map(R.forces.map((f) => [f.id, f]));
  const localities = R.places.filter((p) => p.kind === "locality");
  const state = { t: R.first_min, variant: 0, place: "", playing: false, last: 0 };
  const isolate = (text) => (document.dir === "rtl" ? "\u2068" + text + "\u2069" : String(text));
  const number = (n) => isolate(Math.round(n).toLocaleString("en"));

  function clock(minute) {
    const whole = Math.floor(minute), day = Math.floor(whole / 1440), rest = whole - day * 1440;
    const two = (n) => String(n).padStart(2, "0");
    return (day ? (day > 0 ? "+" : "") + day + " " : "") + two(Math.floor(rest / 60)) + ":" + two(rest % 60);
  }
  function make(name, attributes, parent, text) {
    const one = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) one.setAttribute(key, value);
    if (text !== undefined) one.textContent = text;
    if (parent) parent.append(one);
    return one;
  }
  function html(name, parent, text, className) {
    const one = document.createElement(name);
    if (text !== undefined) one.textContent = text;
    if (className) one.className = className;
    parent.append(one);
    return one;
  }

  // ---- numbers at a minute
  const variant = () => R.variants[state.variant];
  const there = (id) => variant().localities.find((one) => one.place === id);
  function at(curve, key, minute, smooth) {
    if (!curve) return 0;
    const values = curve[key], where = Math.min(Math.max((minute - curve.first_min) / curve.step_min, 0), values.length - 1);
    const n = Math.floor(where);
    if (!smooth || n + 1 >= values.length) return values[n];
    return values[n] + (values[n + 1] - values[n]) * (where - n);
  }
  function stateAt(id, minute) {
    let found = 0;
    for (const [from, number] of there(id).states) if (from <= minute) found = number;
    return R.states[found];
  }

  // ---- the map
  const isNarrow = window.innerWidth < 760, isUrdu = L === "ur";
  const map = el("map"), SIDE = isNarrow ? 640 : 1000, APART = 118, WIDEST = 74;
  const centre = (list) => list.reduce((sum, one) => sum + one, 0) / list.length;
  const cx = centre(localities.map((p) => p.x_km)), cy = centre(localities.map((p) => p.y_km));
  const away = (p) => Math.hypot(p.x_km - cx, p.y_km - cy);
  const height = (R.places.length > 7 ? 860 : 520) * (isNarrow ? 1.2 : 1);
  const spot = spread();
  // the plane is made up: what is near is drawn to scale and pushed apart, what is far stands at the edge on its side
  function spread() {
    const reach = 1.3 * Math.max(1, ...localities.map(away)), rx = SIDE * 0.29, ry = height * 0.3;
    const where = new Map();
    for (const p of R.places) {
      const far = away(p), out = far > reach ? 1.5 / far : 1 / reach;
      where.set(p.id, [SIDE / 2 + (p.x_km - cx) * out * rx, height / 2 - (p.y_km - cy) * out * ry]);
    }
    const ids = [...where.keys()];
    for (let round = 0; round < 300; round++) {
      for (let i = 0; i < ids.length; i++)
        for (let j = i + 1; j < ids.length; j++) {
          const a = where.get(ids[i]), b = where.get(ids[j]);
          // wider than high, because names are
          let dx = (b[0] - a[0]) / 1.45, dy = b[1] - a[1], far = Math.hypot(dx, dy);
          if (far >= APART) continue;
          if (far < 1) { dx = 1; dy = i - j; far = Math.hypot(dx, dy); }
          const push = (APART - far) / 2 / far;
          a[0] -= dx * push; a[1] -= dy * push; b[0] += dx * push; b[1] += dy * push;
        }
      for (const p of where.values()) {
        p[0] = Math.min(Math.max(p[0], 110), SIDE - 110);
        p[1] = Math.min(Math.max(p[1], 50), height - 60);
      }
    }
    const tops = [...where.values()].map((p) => p[1]), top = Math.min(...tops) - 80;
    map.setAttribute("viewBox", `0 ${top} ${SIDE} ${Math.max(...tops) + 90 - top}`);
    return where;
  }
  const roads = make("g", { class: "roads" }, map), crowds = make("g", {}, map);
  const marks = make("g", {}, map), moving = make("g", { class: "units" }, map);
  const drawn = new Map();
  for (const p of R.places) {
    const [x, y] = spot.get(p.id), isLocality = p.kind === "locality";
    const group = make("g", { transform: `translate(${x} ${y})`, class: "place " + p.kind }, marks);
    const crowd = isLocality ? make("circle", { cx: x, cy: y, r: 0, class: "crowd" }, crowds) : null;
    const mark = isLocality
      ? make("rect", { x: -11, y: -11, width: 22, height: 22, rx: 3, class: "mark" }, group)
      : make("path", { d: p.kind === "station" ? "M0-13 12 9-12 9Z" : "M0-14 14 0 0 14-14 0Z", class: "from" }, group);
    const glyph = isLocality ? make("text", { y: 6, class: "glyph" }, group) : null;
    make("text", { y: isUrdu ? 48 : 34, class: "name" }, group, p[L]);
    make("title", {}, group, p[L]);
    drawn.set(p.id, { crowd, mark, glyph, x, y });
  }
  const GLYPH = { quiet: "", gathering: "·", adequate: "✓", open: "!", held: "=", overwhelmed: "✕" };
  const most = Math.max(1, ...R.variants.flatMap((v) => v.localities.flatMap((one) => (one.curve ? one.curve.people : [0]))));

  let units = [];
  function drawUnits() {
    moving.replaceChildren();
    roads.replaceChildren();
    units = variant().units.map((u, n) => {
      const from = spot.get(forces.get(u.force).from), to = spot.get(u.to), via = u.via ? spot.get(u.via) : null;
      const group = make("g", { class: "unit" }, moving);
      make("circle", { r: 13 }, group);
      make("text", { y: 5 }, group, String(u.officers));
      make("title", {}, group, forces.get(u.force)[L]);
      const start = via || from;
      make("line", { x1: start[0], y1: start[1], x2: to[0], y2: to[1] }, roads);
      return { ...u, group, start, to, turn: n };
    });
  }
  function placeUnits() {
    for (const u of units) {
      // one by one where several share a way
      const left = u.leaves_min, near = Math.max(u.near_min, left), dx = u.to[0] - u.start[0], dy = u.to[1] - u.start[1];
      const far = Math.hypot(dx, dy) || 1, stop = Math.max(0, 1 - 46 / far);
      const isMoving = state.t >= left && state.t < u.there_min;
      u.group.style.display = isMoving ? "" : "none";
      if (!isMoving) continue;
      const share = near > left ? Math.min((state.t - left) / (near - left), 1) * stop : stop;
      const off = ((u.turn % 5) - 2) * 7;
      u.group.setAttribute("transform", `translate(${u.start[0] + dx * share - (dy / far) * off} ${u.start[1] + dy * share + (dx / far) * off})`);
      u.group.classList.toggle("waits", state.t >= near);
    }
  }
  function colourMap() {
    for (const p of localities) {
      const d = drawn.get(p.id), now = stateAt(p.id, state.t), curve = there(p.id).curve;
      d.crowd.setAttribute("r", Math.sqrt(at(curve, "people", state.t, true) / most) * WIDEST);
      d.crowd.setAttribute("data-state", now);
      d.mark.setAttribute("data-state", now);
      d.glyph.textContent = GLYPH[now];
    }
  }

  // ---- the list of localities
  const body = el("now-rows"), cells = new Map();
  for (const p of localities) {
    const row = html("tr", body), head = html("th", row);
    head.scope = "row";
    const button = html("button", head, p[L], "link");
    button.type = "button";
    button.addEventListener("click", () => choosePlace(p.id));
    const chip = html("span", html("td", row), "", "chip");
    cells.set(p.id, { row, chip, people: html("td", row), officers: html("td", row), need: html("td", row), outcome: ["first_at", "adequate_at", "between", "at_risk_min"].map(() => html("td", row)) });
  }
  function fillList() {
    for (const p of localities) {
      const c = cells.get(p.id), now = stateAt(p.id, state.t), curve = there(p.id).curve;
      c.chip.textContent = (GLYPH[now] ? GLYPH[now] + " " : "") + W["state_" + now];
      c.chip.dataset.state = now;
      c.people.textContent = number(at(curve, "people", state.t, true));
      c.officers.textContent = number(at(curve, "officers", state.t));
      c.need.textContent = number(at(curve, "need", state.t));
      c.row.classList.toggle("chosen", state.place === p.id);
    }
  }

  function fillOutcome() {
    for (const p of localities) {
      const one = there(p.id), between = one.first_to_adequate_min;
      const texts = [one.first_at || W.never, one.adequate_at || W.never, between === null ? "–" : number(between), number(one.at_risk_min)];
      cells.get(p.id).outcome.forEach((cell, n) => (cell.textContent = isolate(texts[n])));
    }
  }

  // ---- force against crowd
  const chart = el("curve"), CW = isNarrow ? 620 : 1000, CH = 500, X0 = 78, X1 = CW - 16, PANES = [[46, 190], [264, 450]];
  chart.setAttribute("viewBox", `0 0 ${CW} ${CH}`);
  const x = (minute) => X0 + ((minute - R.first_min) / (R.last_min - R.first_min)) * (X1 - X0);
  let cursor, dots = [];
  function series(key) {
    const listed = (state.place ? [there(state.place)] : variant().localities).map((one) => one.curve).filter(Boolean);
    if (!listed.length) return [];
    return listed[0][key].map((_, n) => [listed[0].first_min + n * listed[0].step_min, listed.reduce((sum, c) => sum + c[key][n], 0)]);
  }
  function nice(value) {
    const power = 10 ** Math.floor(Math.log10(Math.max(value, 1)));
    return [1, 2, 2.5, 5, 10].map((k) => k * power).find((top) => top >= value) || value;
  }
  function drawChart() {
    chart.replaceChildren();
    const shown = { people: series("people"), need: series("need"), officers: series("officers") };
    const tops = [nice(Math.max(1, ...shown.people.map((p) => p[1]))), nice(Math.max(1, ...shown.need.map((p) => p[1]), ...shown.officers.map((p) => p[1])))];
    PANES.forEach(([top, bottom], pane) => {
      for (let k = 0; k <= 2; k++) {
        const y = bottom - (k / 2) * (bottom - top);
        make("line", { x1: X0, x2: X1, y1: y, y2: y, class: "grid" }, chart);
        make("text", { x: X0 - 8, y: y + 7, class: "tick end" }, chart, Math.round((tops[pane] * k) / 2).toLocaleString("en"));
      }
    });
    const y = (pane, value) => PANES[pane][1] - (value / tops[pane]) * (PANES[pane][1] - PANES[pane][0]);
    const line = (points, pane, isStep) => points.map(([m, v], n) => (n ? (isStep ? `H${x(m).toFixed(1)}V` : `L${x(m).toFixed(1)} `) : `M${x(m).toFixed(1)} `) + y(pane, v).toFixed(1)).join("");
    if (shown.people.length) {
      make("path", { d: line(shown.people, 0) + `L${x(shown.people.at(-1)[0])} ${PANES[0][1]}L${X0} ${PANES[0][1]}Z`, class: "people" }, chart);
      make("path", { d: line(shown.need, 1), class: "need" }, chart);
      make("path", { d: line(shown.officers, 1, true), class: "officers" }, chart);
    }
    const label = (key, yy, cls) => make("text", { x: X0, y: yy, class: "label " + cls }, chart, W[key]);
    label("people", 28, "p");
    const officers = label("officers", 246, "o");
    const wide = Math.max(officers.getComputedTextLength ? officers.getComputedTextLength() : 0, 140);
    make("text", { x: X0 + wide + 36, y: 246, class: "label n" }, chart, W.need);
    const hours = Math.ceil((R.last_min - R.first_min) / 60), step = [1, 2, 3, 6, 12].find((s) => hours / s <= (isNarrow ? 5 : 9)) || 24;
    for (let m = Math.ceil(R.first_min / 60 / step) * 60 * step; m <= R.last_min; m += 60 * step) {
      make("line", { x1: x(m), x2: x(m), y1: PANES[1][1], y2: PANES[1][1] + 7, class: "grid" }, chart);
      if (x(m) > X1 - 40) continue;
      make("text", { x: x(m), y: PANES[1][1] + 30, class: "tick middle" }, chart, clock(m));
    }
    for (const event of R.clock) make("path", { d: `M${x(event.at_min)} ${PANES[0][1] + 6}l6 10h-12Z`, class: "event" }, chart);
    cursor = make("line", { y1: PANES[0][0], y2: PANES[1][1], class: "cursor" }, chart);
    dots = ["people", "need", "officers"].map((key) => [key, make("circle", { r: 7, class: "dot " + key }, chart), (v) => y(key === "people" ? 0 : 1, v)]);
  }
  function moveCursor() {
    cursor.setAttribute("x1", x(state.t));
    cursor.setAttribute("x2", x(state.t));
    const ids = state.place ? [state.place] : localities.map((p) => p.id);
    for (const [key, dot, height] of dots) {
      const value = ids.reduce((sum, id) => sum + at(there(id).curve, key, state.t, key === "people"), 0);
      dot.setAttribute("cx", x(state.t));
      dot.setAttribute("cy", height(value));
    }
  }

  // ---- what happened
  const events = R.clock.map((event) => {
    const item = html("li", el("events"));
    const time = html("button", item, isolate(event.at), "link time");
    time.type = "button";
    time.addEventListener("click", () => go(event.at_min));
    html("span", item, event[L]);
    if (event.is_assumed) html("span", item, W.assumed_hour, "assumed");
    return { ...event, item };
  });
  function markEvents() {
    let newest = null;
    for (const event of events) {
      event.item.classList.toggle("past", event.at_min <= state.t);
      event.item.classList.remove("now");
      if (event.at_min <= state.t) newest = event;
    }
    if (newest) newest.item.classList.add("now");
    const said = newest ? clock(newest.at_min) + " " + newest[L] : "";
    if (el("latest").textContent !== said) el("latest").textContent = said;
  }

  // ---- time, play, choice
  const slider = el("time"), play = el("play"), speed = el("speed");
  slider.min = R.first_min;
  slider.max = R.last_min;
  function show() {
    el("now").textContent = clock(state.t);
    slider.value = Math.round(state.t);
    slider.setAttribute("aria-valuetext", clock(state.t));
    colourMap(); placeUnits(); fillList(); moveCursor(); markEvents();
  }
  function go(minute) {
    state.t = Math.min(Math.max(minute, R.first_min), R.last_min);
    show();
  }
  function setPlaying(on) {
    state.playing = on;
    state.last = 0;
    play.textContent = on ? W.pause : state.t >= R.last_min ? W.again : W.play;
    play.setAttribute("aria-pressed", String(on));
    if (on) requestAnimationFrame(tick);
  }
  function tick(now) {
    if (!state.playing) return;
    const passed = state.last ? Math.min(now - state.last, 200) : 0;
    state.last = now;
    go(state.t + (passed / 1000) * Number(speed.value));
    if (state.t >= R.last_min) setPlaying(false);
    else requestAnimationFrame(tick);
  }
  function toggle() {
    if (!state.playing && state.t >= R.last_min) go(R.first_min);
    setPlaying(!state.playing);
  }
  function choosePlace(id) {
    state.place = state.place === id ? "" : id;
    el("place").value = state.place;
    drawChart(); show();
  }
  play.addEventListener("click", toggle);
  slider.addEventListener("input", () => go(Number(slider.value)));
  el("variant").addEventListener("change", (e) => { state.variant = Number(e.target.value); drawUnits(); drawChart(); fillOutcome(); show(); });
  el("place").addEventListener("change", (e) => { state.place = e.target.value; drawChart(); show(); });
  document.addEventListener("keydown", (e) => {
    if (e.ctrlKey || e.metaKey || e.altKey || /^(SELECT|BUTTON|INPUT|SUMMARY)$/.test(e.target.tagName)) return;
    const by = { ArrowRight: 5, ArrowLeft: -5, PageUp: 60, PageDown: -60 }[e.key];
    if (e.key === " ") toggle();
    else if (by && !e.target.closest(".wide")) go(state.t + by);
    else return;
    e.preventDefault();
  });
  R.variants.forEach((v, n) => { html("option", el("variant"), v[L]).value = n; });
  html("option", el("place"), W.all_places).value = "";
  for (const p of localities) html("option", el("place"), p[L]).value = p.id;
  drawUnits(); drawChart(); fillOutcome(); setPlaying(false); go(R.first_min);
  // inside a screen of our own the frame is as high as what it holds
  const frame = document.body.className === "embedded" && window.frameElement, main = document.querySelector("main");
  if (frame) new ResizeObserver(() => { frame.style.height = main.offsetHeight + "px"; }).observe(main);
  document.documentElement.dataset.ready = "yes";
})();
