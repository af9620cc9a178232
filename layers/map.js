// Draws what layers/*.py describe. Data reaches the page only as numbers and as text (`textContent`), never as markup.
(() => {
  const PANES = { ground: { z: 350, mouse: false }, under: { z: 360, mouse: false }, marks: { z: 450, mouse: true } };
  const hidden = new Set(); // names of layers that the reader switched off; they stay off when a layer is drawn anew

  // The one place where a text from data becomes part of the page.
  const put = { text(element, text) { element.textContent = text; } };

  const element = (tag, className, text) => {
    const made = document.createElement(tag);
    if (className) made.className = className;
    if (text !== undefined) put.text(made, text);
    return made;
  };

  const STAR = Array.from({ length: 10 }, (_, i) => {
    const angle = -Math.PI / 2 + (i * Math.PI) / 5, reach = i % 2 ? 0.45 : 1;
    return [Math.cos(angle) * reach, Math.sin(angle) * reach];
  });
  const OUTLINES = {
    square: [[-0.9, -0.9], [0.9, -0.9], [0.9, 0.9], [-0.9, 0.9]],
    desk: [[-0.9, -0.9], [0.9, -0.9], [0.9, 0.9], [-0.9, 0.9]],
    diamond: [[0, -1.2], [1, 0], [0, 1.2], [-1, 0]],
    triangle: [[0, -1.1], [1.05, 0.8], [-1.05, 0.8]],
    star: STAR,
  };

  // One mark at (x, y), the same on the map and in the legend.
  function paint(ctx, x, y, style, radius) {
    ctx.save();
    ctx.globalAlpha = style.opacity;
    ctx.lineJoin = "round";
    ctx.beginPath();
    if (style.shape === "cross") {
      ctx.moveTo(x - radius, y - radius); ctx.lineTo(x + radius, y + radius);
      ctx.moveTo(x - radius, y + radius); ctx.lineTo(x + radius, y - radius);
      ctx.strokeStyle = "#ffffff"; ctx.lineWidth = style.weight + 2; ctx.stroke();
    } else if (OUTLINES[style.shape]) {
      OUTLINES[style.shape].forEach(([dx, dy], i) => ctx[i ? "lineTo" : "moveTo"](x + dx * radius, y + dy * radius));
      ctx.closePath();
    } else {
      ctx.arc(x, y, radius, 0, 2 * Math.PI);
    }
    if (style.fill) {
      ctx.globalAlpha = style.opacity * style.fill_opacity;
      ctx.fillStyle = style.fill; ctx.fill();
      ctx.globalAlpha = style.opacity;
    }
    ctx.strokeStyle = style.color; ctx.lineWidth = style.weight; ctx.stroke();
    if (style.shape === "desk") {
      ctx.beginPath(); ctx.arc(x, y, radius * 0.35, 0, 2 * Math.PI); ctx.fillStyle = "#ffffff"; ctx.fill();
    }
    ctx.restore();
  }

  // marks grow with the map, so that a district seen whole is not one blot
  const shrink = (zoom) => Math.min(1, Math.max(0.45, 0.45 + (zoom - 8) * 0.14));

  const Mark = L.CircleMarker.extend({
    _updatePath() {
      if (!this._renderer._drawing || this._empty()) return;
      const look = this.options.look;
      paint(this._renderer._ctx, this._point.x, this._point.y, look, look.radius * shrink(this._map.getZoom()));
    },
  });

  function renderer(map, pane) {
    map._hifazat = map._hifazat || {};
    if (!map._hifazat[pane]) {
      const made = map.createPane(`hifazat-${pane}`);
      made.style.zIndex = PANES[pane].z;
      if (!PANES[pane].mouse) made.style.pointerEvents = "none";
      map._hifazat[pane] = L.canvas({ pane: `hifazat-${pane}`, padding: 0.3, tolerance: 4 });
    }
    return map._hifazat[pane];
  }

  // Lines, then bars of shares with their labels, then a note.
  function tooltip({ t: lines, b: bars = [], n: note }, dir) {
    const box = element("div", bars.length ? "hifazat-tip wide" : "hifazat-tip");
    box.dir = dir;
    lines.forEach((line, i) => box.append(element("div", i ? "" : "first", line)));
    if (bars.length) {
      const table = element("div", "bars");
      for (const [label, share, text] of bars) {
        const rail = element("span", "rail"), bar = element("span", share < 0 ? "bar less" : "bar");
        bar.style.width = `${Math.min(100, Math.abs(share) * 100)}%`;
        rail.append(bar);
        table.append(element("span", "", label), rail, element("bdi", "", text));
      }
      box.append(table);
    }
    if (note) box.append(element("div", "note", note));
    return box;
  }

  // Where a tooltip opens, so that neither the map's edge nor the legend covers it: above or below, moved aside if need be.
  const ROOM = { half: 178, above: 230 };
  function aim(mark, map) {
    const spot = map.latLngToContainerPoint(mark.getLatLng()), right = map.getSize().x - (map._hifazatBeside || 0);
    const middle = Math.max(ROOM.half, Math.min(spot.x, right - ROOM.half)), above = spot.y > ROOM.above;
    const aside = mark.getTooltip().options.wide ? middle - spot.x : 0;
    Object.assign(mark.getTooltip().options, { direction: above ? "top" : "bottom", offset: [aside, above ? -6 : 6] });
  }

  // A name beside a mark stands above it; the name of an area stands in its middle.
  function label(at, text, style, above, dir) {
    const name = element("span", above ? "above" : "", text);
    name.dir = dir;
    name.style.color = style.color;
    const icon = L.divIcon({ className: "hifazat-label", html: name, iconSize: null });
    return L.marker(at, { icon, interactive: false, keyboard: false });
  }

  // One group a style, so that a style can be hidden when the map is zoomed out.
  function groups(map, spec, data) {
    const canvas = renderer(map, spec.pane), byStyle = new Map();
    for (const feature of data.features) {
      const key = feature.properties.s, style = spec.styles[key];
      if (!byStyle.has(key)) byStyle.set(key, { style, layer: L.layerGroup() });
      const group = byStyle.get(key).layer, tip = feature.properties, text = tip.l;
      const interactive = PANES[spec.pane].mouse && Boolean(tip.t);
      const marks = style.radius > 0;
      if (feature.geometry.type === "Point") {
        const at = L.latLng(feature.geometry.coordinates[1], feature.geometry.coordinates[0]);
        if (marks) {
          const mark = new Mark(at, { renderer: canvas, pane: `hifazat-${spec.pane}`, radius: style.radius, look: style,
            interactive, fill: Boolean(style.fill) || style.shape === "cross" || style.shape === "ring" });
          if (tip.t) mark.on("mouseover", () => aim(mark, map)).bindTooltip(() => tooltip(tip, spec.dir), { wide: Boolean(tip.b), className: "hifazat-box" });
          group.addLayer(mark);
        }
        if (text) group.addLayer(label(at, text, style, PANES[spec.pane].mouse, spec.dir));
      } else {
        const line = L.geoJSON(feature.geometry, { interactive, renderer: canvas, pane: `hifazat-${spec.pane}`,
          style: { color: style.color, weight: style.weight, opacity: style.opacity, dashArray: style.dash || null,
            fill: style.shape === "area" && Boolean(style.fill), fillColor: style.fill || null,
            fillOpacity: style.fill_opacity, lineCap: "round", lineJoin: "round", smoothFactor: 1 } });
        if (tip.t) line.bindTooltip(() => tooltip(tip, spec.dir), { sticky: true, className: "hifazat-box" });
        group.addLayer(line);
      }
    }
    return [...byStyle.values()];
  }

  // Adds a layer to `parent` (the map, or a group that is taken away as a whole) and returns it.
  function draw(map, parent, spec) {
    const whole = L.layerGroup();
    whole.hifazat = spec.name;
    let parts = [];
    const show = () => {
      const zoom = map.getZoom();
      for (const part of parts) {
        const wanted = !hidden.has(spec.name) && zoom >= part.style.min_zoom;
        if (wanted !== whole.hasLayer(part.layer)) wanted ? whole.addLayer(part.layer) : whole.removeLayer(part.layer);
      }
    };
    whole.refresh = show;
    const fill = (data) => { parts = groups(map, spec, data); show(); };
    const listen = () => { map.on("zoomend", show); map.on("hifazat:switched", show); };
    whole.on("add", () => { listen(); show(); });
    whole.on("remove", () => { map.off("zoomend", show); map.off("hifazat:switched", show); });
    parent.addLayer(whole);
    // fetched side by side, but put on the canvas in the order in which they were asked for
    api.pending += 1;
    const coming = spec.data ? Promise.resolve(spec.data) : fetched(spec.url);
    map._hifazatQueue = (map._hifazatQueue || Promise.resolve())
      .then(() => coming).then(fill, () => failed(map)).finally(() => { api.pending -= 1; });
    if (spec.fit) lookAt(map, spec.fit);
    return whole;
  }

  function fetched(url) {
    return fetch(new URL(url, location.href))
      .then((answer) => { if (!answer.ok) throw new Error(`${answer.status}`); return answer.json(); });
  }

  // Moves the map to a new answer once; it stays where the reader has moved it until there is another answer.
  function lookAt(map, bounds) {
    const key = JSON.stringify(bounds);
    if (map._hifazatSeen === key) return;
    map._hifazatSeen = key;
    const beside = (map._hifazatBeside || 0) + 40;
    map.fitBounds(bounds, { paddingTopLeft: [40, 40], paddingBottomRight: [beside, 40], maxZoom: 13 });
  }

  function failed(map) {
    const text = (map._hifazatTexts || {}).failed || "A layer could not be loaded. Reload the page.";
    if (!map.getContainer().querySelector(".hifazat-failed")) {
      map.getContainer().append(element("div", "hifazat-failed", text));
    }
  }

  function swatch(style) {
    const canvas = element("canvas"), scale = window.devicePixelRatio || 1;
    canvas.width = 26 * scale; canvas.height = 18 * scale;
    const ctx = canvas.getContext("2d");
    ctx.scale(scale, scale);
    if (style.radius > 0) {
      paint(ctx, 13, 9, style, Math.min(style.radius, 8));
    } else {
      ctx.strokeStyle = style.color; ctx.lineWidth = Math.max(1.5, style.weight);
      ctx.setLineDash((style.dash || "").split(" ").filter(Boolean).map(Number));
      ctx.beginPath();
      if (style.shape === "area") {
        ctx.rect(4, 3, 18, 12);
        if (style.fill) { ctx.globalAlpha = style.fill_opacity; ctx.fillStyle = style.fill; ctx.fill(); }
        ctx.globalAlpha = 1;
      } else {
        ctx.moveTo(2, 9); ctx.lineTo(24, 9);
      }
      ctx.stroke();
    }
    return canvas;
  }

  function legend(map, page) {
    const box = element("details", "hifazat-legend leaflet-bar");
    box.dir = page.dir;
    box.open = window.innerWidth > 620;
    box.append(element("summary", "", page.texts.legend));
    for (const part of page.legend) {
      const field = element("fieldset"), title = element("label", "title"), tick = element("input");
      tick.type = "checkbox"; tick.checked = !hidden.has(part.name);
      tick.addEventListener("change", () => {
        tick.checked ? hidden.delete(part.name) : hidden.add(part.name);
        map.fire("hifazat:switched");
      });
      title.append(tick, element("span", "", part.title));
      field.append(title);
      for (const item of part.items) {
        const row = element("div", "item");
        row.append(swatch(item.style), element("span", "", item.text));
        field.append(row);
      }
      box.append(field);
    }
    L.DomEvent.disableClickPropagation(box).disableScrollPropagation(box);
    return box;
  }

  function control(map, position, content) {
    const made = new L.Control({ position });
    made.onAdd = () => content;
    made.addTo(map);
  }

  // Everything around the map: view, scale, legend, classification, notes.
  function furnish(map, page) {
    map._hifazatTexts = page.texts;
    const box = map.getContainer();
    box.classList.add("hifazat-map");
    // Leaflet takes the focus at the first press; a page that scrolled then would move the map from under the pointer
    box.focus = () => HTMLElement.prototype.focus.call(box, { preventScroll: true });
    box.setAttribute("aria-label", page.texts.title);
    const key = legend(map, page);
    let tries = 0;
    const fit = () => {
      map.invalidateSize(false);
      const size = map.getSize();
      let beside = key.open ? key.offsetWidth + 12 : 0;
      // the frame gets its size, and the style sheet comes, some moments after the script
      if ((size.x < 80 || size.y < 80 || beside > size.x / 2) && tries < 40) { tries += 1; setTimeout(fit, 50); return; }
      if (beside > size.x / 2) beside = 0;
      map._hifazatBeside = beside;
      map.fitBounds(page.bounds, { paddingTopLeft: [12, 12], paddingBottomRight: [12 + beside, 12], animate: false });
    };
    L.control.scale({ imperial: false, position: "bottomleft", maxWidth: 140 }).addTo(map);
    const mark = element("div", `hifazat-class ${page.rank}`);
    mark.dir = page.dir;
    mark.append(element("strong", "", page.texts.classification));
    page.notes.forEach((note) => mark.append(element("span", "", note)));
    control(map, "topright", mark);
    control(map, "bottomright", key);
    fit();
  }

  const api = { draw, furnish, hidden, put, pending: 0, Mark };
  window.hifazat = api;
})();
