// Draws what layers/*.py describe. Data reaches the page only as numbers and as text (`textContent`), never as markup.
(() => {
  const PANES = { ground: { z: 350, mouse: false }, under: { z: 360, mouse: false }, marks: { z: 450, mouse: true } };
  const hidden = new Set(); // names of layers that the reader switched off; they stay off when a layer is drawn anew
  const DIM = 0.15; // how strongly what does not stand out is drawn

  // How strongly layers are drawn, by name; kept in this tab, so that a layer that is drawn anew stays as it was set.
  const STRENGTHS = "hifazat.strengths";
  const strengths = new Map(Object.entries(JSON.parse(sessionStorage.getItem(STRENGTHS) || "{}")));
  function setStrength(map, name, value) {
    strengths.set(name, value);
    sessionStorage.setItem(STRENGTHS, JSON.stringify(Object.fromEntries(strengths)));
    map.fire("hifazat:strength");
  }

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

  // How strongly a feature is drawn: as its layer is set, less when others stand out, 0 when it is hidden.
  function strength(map, name, tip) {
    const set = strengths.has(name) ? strengths.get(name) : 1, only = map._hifazatOnly && map._hifazatOnly.get(name);
    if (!only || only.keep.has(tip.i)) return set;
    return only.rest === "hide" ? 0 : set * DIM;
  }

  // A style's mark is painted once a size, then copied: thousands of marks are drawn again at the end of each drag.
  const SCALE = L.Browser.retina ? 2 : 1;
  function stamp(look, radius) {
    if (look.stamp && look.stamp.radius === radius) return look.stamp;
    const half = Math.ceil(radius * 1.25 + look.weight + 2), canvas = element("canvas");
    canvas.width = canvas.height = 2 * half * SCALE;
    const ctx = canvas.getContext("2d");
    ctx.scale(SCALE, SCALE);
    paint(ctx, half, half, look, radius);
    look.stamp = { radius, half, canvas };
    return look.stamp;
  }

  // Leaflet takes a press on a mark of up to so many pixels for one on its middle, on a larger one for where it was.
  const SNAPS_PX = 10;

  const Mark = L.CircleMarker.extend({
    initialize(at, options) {
      L.CircleMarker.prototype.initialize.call(this, at, options);
      this._radius = Math.min(options.radius, SNAPS_PX);
    },
    _updateBounds() {
      const half = this.options.radius + this._clickTolerance(), reach = L.point(half, half);
      this._pxBounds = L.bounds(this._point.subtract(reach), this._point.add(reach));
    },
    _updatePath() {
      if (!this._renderer._drawing || this._empty()) return;
      const strong = strength(this._map, this.layerName, this.tip);
      if (!strong) return;
      const look = this.options.look, { half, canvas } = stamp(look, look.radius * shrink(this._map.getZoom()));
      const ctx = this._renderer._ctx;
      ctx.globalAlpha = strong;
      ctx.drawImage(canvas, this._point.x - half, this._point.y - half, 2 * half, 2 * half);
      ctx.globalAlpha = 1;
    },
    _containsPoint(point) {
      const half = this.options.radius * shrink(this._map.getZoom()) + this._clickTolerance();
      return point.distanceTo(this._point) <= half && strength(this._map, this.layerName, this.tip) > 0;
    },
    getTooltip() { return this.tip.t ? tipBox(this._map) : undefined; },
    openTooltip() { openTip(this._map, this, this.getLatLng()); return this; },
    closeTooltip() { this._map.closeTooltip(tipBox(this._map)); return this; },
  });

  // Of the marks at a spot the pointer means the one whose middle is nearest, of equals the upper one.
  const Canvas = L.Canvas.extend({
    _meant(point, moved) {
      let found, least = Infinity;
      for (let order = this._drawFirst; order; order = order.next) {
        const layer = order.layer;
        if (!layer.options.interactive || !layer._containsPoint(point) || (moved && this._map._draggableMoved(layer))) continue;
        const away = layer._point ? point.distanceTo(layer._point) : Infinity;
        if (away <= least) [found, least] = [layer, away];
      }
      return found;
    },
    _onClick(event) {
      const meant = this._meant(this._map.mouseEventToLayerPoint(event), event.type === "click" || event.type === "preclick");
      this._fireEvent(meant ? [meant] : false, event);
    },
    _handleMouseHover(event, point) {
      if (this._mouseHoverThrottled) return;
      const meant = this._meant(point, false);
      if (meant !== this._hoveredLayer) {
        this._handleMouseOut(event);
        if (meant) {
          L.DomUtil.addClass(this._container, "leaflet-interactive");
          this._fireEvent([meant], event, "mouseover");
          this._hoveredLayer = meant;
        }
      }
      this._fireEvent(this._hoveredLayer ? [this._hoveredLayer] : false, event);
      this._mouseHoverThrottled = true;
      setTimeout(() => { this._mouseHoverThrottled = false; }, 32);
    },
  });

  function renderer(map, pane) {
    map._hifazat = map._hifazat || {};
    if (!map._hifazat[pane]) {
      const made = map.createPane(`hifazat-${pane}`);
      made.style.zIndex = PANES[pane].z;
      if (!PANES[pane].mouse) made.style.pointerEvents = "none";
      map._hifazat[pane] = new Canvas({ pane: `hifazat-${pane}`, padding: 0.3, tolerance: 4 });
    }
    return map._hifazat[pane];
  }

  // All marks and lines once more, as they are set now; at most once a frame.
  function redraw(map) {
    if (map._hifazatRedraw) return;
    map._hifazatRedraw = requestAnimationFrame(() => {
      map._hifazatRedraw = 0;
      for (const drawn of map._hifazatDrawn || []) drawn.restyle();
      for (const canvas of Object.values(map._hifazat || {})) {
        if (!canvas._map) continue;
        canvas._redrawBounds = null;
        canvas._redraw();
      }
    });
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

  // One tooltip for all: a map of thousands of marks has no thousands of boxes.
  function tipBox(map) {
    map._hifazatTip = map._hifazatTip || L.tooltip({ className: "hifazat-box" });
    return map._hifazatTip;
  }

  // Where a tooltip opens, so that neither the map's edge nor the legend covers it: above or below, moved aside if need be.
  const ROOM = { half: 178, above: 230 };
  function openTip(map, layer, at) {
    const box = tipBox(map), spot = map.latLngToContainerPoint(at), right = map.getSize().x - (map._hifazatBeside || 0);
    const middle = Math.max(ROOM.half, Math.min(spot.x, right - ROOM.half)), above = spot.y > ROOM.above;
    const aside = layer.tip.b ? middle - spot.x : 0;
    Object.assign(box.options, { direction: above ? "top" : "bottom", offset: L.point(aside, above ? -6 : 6) });
    box.setContent(tooltip(layer.tip, layer.dir)).setLatLng(at);
    map.openTooltip(box);
  }

  function answersPointer(map, group) {
    group.on("mouseover", ({ layer, latlng }) => openTip(map, layer, layer.getLatLng ? layer.getLatLng() : latlng));
    group.on("mousemove", ({ layer, latlng }) => { if (!layer.getLatLng) tipBox(map).setLatLng(latlng); });
    group.on("mouseout", () => map.closeTooltip(tipBox(map)));
    group.on("click", () => {}); // only a mark that hears a press is taken as its middle
  }

  // One group a style, so that a style can be hidden when the map is zoomed out.
  function groups(map, spec, data) {
    const canvas = renderer(map, spec.pane), byStyle = new Map(), pane = `hifazat-${spec.pane}`;
    for (const feature of data.features) {
      const tip = feature.properties, key = tip.s, style = spec.styles[key];
      if (!byStyle.has(key)) {
        const layer = L.featureGroup();
        answersPointer(map, layer);
        byStyle.set(key, { style, layer, lines: [], labels: [] });
      }
      const part = byStyle.get(key), interactive = PANES[spec.pane].mouse && Boolean(tip.t);
      if (feature.geometry.type === "Point") {
        const at = L.latLng(feature.geometry.coordinates[1], feature.geometry.coordinates[0]);
        if (style.radius > 0) {
          const mark = new Mark(at, { renderer: canvas, pane, radius: style.radius, look: style, interactive,
            fill: Boolean(style.fill) || style.shape === "cross" || style.shape === "ring" });
          Object.assign(mark, { tip, dir: spec.dir, layerName: spec.name });
          part.layer.addLayer(mark);
        }
        if (tip.l) part.labels.push({ at, tip, style, above: PANES[spec.pane].mouse, dir: spec.dir, name: spec.name });
      } else {
        L.geoJSON(feature.geometry, { interactive, renderer: canvas, pane,
          style: { color: style.color, weight: style.weight, dashArray: style.dash || null,
            fill: style.shape === "area" && Boolean(style.fill), fillColor: style.fill || null,
            lineCap: "round", lineJoin: "round", smoothFactor: 1 } }).eachLayer((line) => {
          Object.assign(line, { tip, dir: spec.dir });
          part.lines.push(line);
          part.layer.addLayer(line);
        });
      }
    }
    return [...byStyle.values()];
  }

  // Adds a layer to `parent` (the map, or a group that is taken away as a whole) and returns it.
  function draw(map, parent, spec) {
    const whole = L.layerGroup(), drawn = { spec, data: { features: [] }, parts: [], restyle, visible };
    let gone = false;
    map._hifazatDrawn = map._hifazatDrawn || new Set();
    function visible(part) {
      return !gone && !hidden.has(spec.name) && map.getZoom() >= part.style.min_zoom;
    }
    function restyle() {
      for (const { style, lines } of drawn.parts) {
        for (const line of lines) {
          const strong = strength(map, spec.name, line.tip);
          line.options.opacity = style.opacity * strong;
          line.options.fillOpacity = style.fill_opacity * strong;
        }
      }
    }
    const show = () => {
      for (const part of drawn.parts) {
        const wanted = visible(part);
        if (wanted !== map.hasLayer(part.layer)) wanted ? map.addLayer(part.layer) : map.removeLayer(part.layer);
      }
      map.fire("hifazat:changed");
    };
    const fill = (data) => {
      if (gone) return;
      drawn.data = data;
      drawn.parts = groups(map, spec, data);
      map._hifazatDrawn.add(drawn);
      restyle();
      show();
      if (data.see) bring(map, L.latLng(data.see));
    };
    const drop = () => {
      gone = true;
      map.off("zoomend hifazat:switched", show);
      map._hifazatDrawn.delete(drawn);
      show();
    };
    map.on("zoomend hifazat:switched", show);
    // what follows is put on the map first: nothing is blank in between
    whole.on("remove", () => setTimeout(() => queued(map, drop), 0));
    parent.addLayer(whole);
    // fetched side by side, but put on the canvas in the order in which they were asked for
    api.pending += 1;
    const coming = spec.data ? Promise.resolve(spec.data) : fetched(spec.url);
    queued(map, () => coming.then(fill, () => failed(map)).finally(() => { api.pending -= 1; }));
    if (spec.fit) lookAt(map, spec.fit);
    return whole;
  }

  function queued(map, deed) {
    map._hifazatQueue = (map._hifazatQueue || Promise.resolve()).then(deed);
  }

  // Of these layers only some features stand out while the group is on the map.
  function only(map, parent, spec) {
    const whole = L.layerGroup(), rule = { keep: new Set(spec.keep), rest: spec.rest };
    map._hifazatOnly = map._hifazatOnly || new Map();
    for (const name of spec.layers) map._hifazatOnly.set(name, rule);
    whole.on("remove", () => setTimeout(() => {
      for (const name of spec.layers) if (map._hifazatOnly.get(name) === rule) map._hifazatOnly.delete(name);
      again(map);
    }, 0));
    parent.addLayer(whole);
    again(map);
    return whole;
  }

  function again(map) {
    redraw(map);
    map.fire("hifazat:changed");
  }

  const answers = new Map(); // what an address gave: its content never changes
  function fetched(url) {
    const address = new URL(url, location.href).href;
    if (!answers.has(address)) {
      const coming = fetch(address).then((answer) => {
        if (!answer.ok) throw new Error(`${answer.status}`);
        return answer.json();
      });
      coming.catch(() => answers.delete(address));
      answers.set(address, coming);
    }
    return answers.get(address);
  }

  // Moves the map to a new answer once; it stays where the reader has moved it until there is another answer.
  function lookAt(map, bounds) {
    const key = JSON.stringify(bounds);
    if (map._hifazatSeen === key) return;
    map._hifazatSeen = key;
    const beside = (map._hifazatBeside || 0) + 40;
    map.fitBounds(bounds, { paddingTopLeft: [40, 40], paddingBottomRight: [beside, 40], maxZoom: 13 });
  }

  // Moves the map just so far that a place is in view, once a place; the zoom stays as it is.
  function bring(map, at) {
    const key = at.toString();
    if (map._hifazatBrought === key) return;
    map._hifazatBrought = key;
    map.panInside(at, { paddingTopLeft: [60, 60], paddingBottomRight: [(map._hifazatBeside || 0) + 60, 60] });
  }

  function failed(map) {
    const text = (map._hifazatTexts || {}).failed || "A layer could not be loaded. Reload the page.";
    if (!map.getContainer().querySelector(".hifazat-failed")) {
      map.getContainer().append(element("div", "hifazat-failed", text));
    }
  }

  const api = { draw, only, hidden, strengths, setStrength, strength, redraw, put, element, paint, pending: 0, Mark, bring };
  window.hifazat = api;
})();
