// Measuring a distance, and drawing a spot, a line or an area that the screen reads.
(() => {
  const hifazat = window.hifazat, { element } = hifazat;
  const CLOSE_PX = 10, DRAG_PX = 8, DECIMALS = 6;
  const LOOK = { measure: { color: "#000000", weight: 3, dashArray: "7 5" },
    line: { color: "#000000", weight: 4, dashArray: "3 7" }, area: { color: "#000000", weight: 2.5, dashArray: "8 5",
      fillColor: "#E69F00", fillOpacity: 0.2 } };

  function sketchbook(map) {
    if (!map._hifazatSketch) {
      map.createPane("hifazat-tools").style.zIndex = 470;
      map.getPane("hifazat-tools").style.pointerEvents = "none";
      map._hifazatSketch = L.svg({ pane: "hifazat-tools" });
    }
    return { renderer: map._hifazatSketch, pane: "hifazat-tools", interactive: false };
  }

  function picture(map, kind, points) {
    const look = { ...sketchbook(map), ...LOOK[kind] }, whole = L.layerGroup();
    if (points.length > 1) whole.addLayer(kind === "area" ? L.polygon(points, look) : L.polyline(points, { ...look, fill: false }));
    for (const at of points) {
      whole.addLayer(L.circleMarker(at, { ...sketchbook(map), radius: points.length > 1 ? 4 : 7, color: "#000000", weight: 2,
        fillColor: "#ffffff", fillOpacity: 1 }));
    }
    return whole;
  }

  const distance = (map, points) => points.slice(1).reduce((sum, at, n) => sum + map.distance(points[n], at), 0);

  function length(metres, texts) {
    const [text, value] = metres < 1000 ? [texts.metres, metres.toFixed(0)] : [texts.kilometres, (metres / 1000).toFixed(2)];
    return text.replace("{value}", `\u2066${value}\u2069`);
  }

  function geometryOf(kind, points) {
    const round = (value) => Number(value.toFixed(DECIMALS));
    const spots = points.map(({ lat, lng }) => [round(lng), round(lat)]);
    if (kind === "spot") return { type: "Point", coordinates: spots[0] };
    if (kind === "line") return { type: "LineString", coordinates: spots };
    return { type: "Polygon", coordinates: [[...spots, spots[0]]] };
  }

  function pointsOf({ type, coordinates }) {
    const spots = type === "Point" ? [coordinates] : type === "Polygon" ? coordinates[0].slice(0, -1) : coordinates;
    return spots.map(([lng, lat]) => L.latLng(lat, lng));
  }
  const KIND = { Point: "spot", LineString: "line", Polygon: "area" };
  const LEAST = { measure: 2, spot: 1, line: 2, area: 3 };

  // One tool at a time: it takes the clicks of the map until it ends.
  class Tool {
    constructor(map, kind, texts, button, ended) {
      Object.assign(this, { map, kind, texts, button, ended, points: [], still: false });
      const box = map.getContainer();
      this.sign = element("div", "hifazat-hud");
      this.sign.dir = box.parentNode.querySelector(".hifazat-bar").dir;
      this.said = element("span", "said");
      this.said.setAttribute("role", "status");
      this.value = element("output");
      const press = (text, deed) => {
        const made = element("button", "", text);
        made.type = "button";
        made.addEventListener("click", deed);
        return made;
      };
      this.finishes = press(texts.done, () => this.finish());
      this.undoes = press(texts.undo, () => this.undo());
      this.sign.append(this.value, this.said, this.undoes, this.finishes, press(texts.cancel, () => this.end()));
      L.DomEvent.disableClickPropagation(this.sign);
      box.append(this.sign);
      box.classList.add("hifazat-tooling");
      button.setAttribute("aria-pressed", "true");
      map.doubleClickZoom.disable();
      this.onKey = (event) => this.key(event);
      document.addEventListener("keydown", this.onKey);
      if (kind === "area") this.box = boxes(this);
      hifazat.put.text(this.said, kind === "measure" ? texts.measuring : texts[`drawing_${kind}`]);
      this.show();
      box.focus();
    }

    click(at) {
      if (this.swallow) { this.swallow = false; return; }
      if (this.still) { this.points = []; this.still = false; }
      const spot = this.map.latLngToContainerPoint(at), last = this.points[this.points.length - 1];
      if (this.kind === "area" && this.points.length > 2
        && spot.distanceTo(this.map.latLngToContainerPoint(this.points[0])) < CLOSE_PX) { this.finish(); return; }
      if (last && spot.distanceTo(this.map.latLngToContainerPoint(last)) < 2) return;
      this.points.push(at);
      this.show();
      if (this.kind === "spot") this.finish();
    }

    undo() { this.points.pop(); this.show(); }

    key(event) {
      const inside = this.map.getContainer().contains(event.target) && event.target.tagName !== "BUTTON";
      if (event.key === "Escape") this.end();
      else if (inside && event.key === "Enter") this.finish();
      else if (inside && event.key === "Backspace") this.undo();
      else if (inside && event.key === " ") this.click(this.map.getCenter());
      else return;
      event.preventDefault();
    }

    show() {
      if (this.drawn) this.map.removeLayer(this.drawn);
      this.drawn = picture(this.map, this.kind, this.points).addTo(this.map);
      const metres = distance(this.map, this.points);
      hifazat.put.text(this.value, this.points.length > 1 && this.kind !== "area" ? length(metres, this.texts) : "");
      this.value.dataset.metres = metres;
      this.undoes.disabled = !this.points.length;
      this.finishes.disabled = this.points.length < LEAST[this.kind];
    }

    finish() {
      if (this.points.length < LEAST[this.kind]) return;
      if (this.kind === "measure") { this.still = true; return; }
      const points = this.points;
      this.end();
      this.ended(this.kind, points);
    }

    end() {
      const { map } = this;
      if (this.drawn) map.removeLayer(this.drawn);
      if (this.box) this.box();
      this.sign.remove();
      document.removeEventListener("keydown", this.onKey);
      map.getContainer().classList.remove("hifazat-tooling");
      this.button.setAttribute("aria-pressed", "false");
      map._hifazatTool = null;
      // the second press of a double click that ended the shape shall not zoom
      setTimeout(() => { if (!map._hifazatTool) map.doubleClickZoom.enable(); }, 400);
    }
  }

  // Press and drag makes a box; returns what ends that.
  function boxes(tool) {
    const { map } = tool, box = map.getContainer();
    let from = null, to = null;
    const corners = () => [from, L.point(to.x, from.y), to, L.point(from.x, to.y)].map((p) => map.containerPointToLatLng(p));
    const down = (event) => {
      if (tool.points.length || event.target.closest(".leaflet-control, .hifazat-hud")) return;
      from = map.mouseEventToContainerPoint(event); to = null;
    };
    const move = (event) => {
      if (!from) return;
      const here = map.mouseEventToContainerPoint(event);
      if (!to && here.distanceTo(from) < DRAG_PX) return;
      to = here;
      if (tool.drawn) map.removeLayer(tool.drawn);
      tool.drawn = picture(map, "area", corners()).addTo(map);
    };
    const up = () => {
      if (from && to) { tool.swallow = true; tool.points = corners(); setTimeout(() => tool.finish(), 0); }
      from = null;
    };
    map.dragging.disable();
    box.style.touchAction = "none";
    box.addEventListener("pointerdown", down);
    box.addEventListener("pointermove", move);
    document.addEventListener("pointerup", up);
    return () => {
      map.dragging.enable();
      box.style.touchAction = "";
      box.removeEventListener("pointerdown", down);
      box.removeEventListener("pointermove", move);
      document.removeEventListener("pointerup", up);
    };
  }

  const stopTool = (map) => { if (map._hifazatTool) map._hifazatTool.end(); };

  // What is drawn is told the way a drawing plugin tells it: streamlit-folium listens to that.
  function tell(map, type, number, geometry) {
    const feature = { type: "Feature", properties: { number }, geometry };
    map.fire(type, { layerType: "shape", layer: { toGeoJSON: () => feature } });
  }

  function keep(map, number, kind, points) {
    unkeep(map);
    map._hifazatShape = { number, read: false, layer: picture(map, kind, points).addTo(map) };
    map._hifazatClear.hidden = false;
  }

  function unkeep(map) {
    if (map._hifazatShape) map.removeLayer(map._hifazatShape.layer);
    map._hifazatShape = null;
    map._hifazatClear.hidden = true;
  }

  function tools(map, page) {
    const { texts } = page, made = element("div", "hifazat-tools"), buttons = {};
    const fire = map.fire;
    map.fire = function fired(type, data, propagate) {
      const tool = map._hifazatTool;
      if (tool && type === "click") {
        // the reader draws where the pointer is, not at the middle of a mark below it
        tool.click(data.originalEvent && data.originalEvent.clientX !== undefined ? map.mouseEventToLatLng(data.originalEvent) : data.latlng);
        return this;
      }
      if (tool && type === "dblclick") { tool.finish(); return this; }
      return fire.call(this, type, data, propagate);
    };
    const drawn = (kind, points) => {
      const number = Date.now();
      keep(map, number, kind, points);
      tell(map, "draw:created", number, geometryOf(kind, points));
    };
    for (const kind of ["measure", "spot", "line", "area"]) {
      const button = hifazat.button(kind, texts[kind], texts[`${kind}_what`], () => {
        const again = map._hifazatTool && map._hifazatTool.kind === kind;
        stopTool(map);
        if (!again) map._hifazatTool = new Tool(map, kind, texts, button, drawn);
      });
      button.setAttribute("aria-pressed", "false");
      button.hidden = kind !== "measure";
      buttons[kind] = button;
    }
    map._hifazatClear = hifazat.button("clear", texts.clear, texts.clear_what, () => {
      unkeep(map);
      tell(map, "draw:deleted", Date.now(), null);
    });
    map._hifazatClear.hidden = true;
    map._hifazatDrawButtons = [buttons.spot, buttons.line, buttons.area];
    made.append(...Object.values(buttons), map._hifazatClear);
    return made;
  }

  // Which shapes the screen asks for, and what it has read.
  function drawable(map, parent, spec) {
    const whole = L.layerGroup(), [spot, line, area] = map._hifazatDrawButtons, shape = map._hifazatShape;
    const offer = (shapes) => {
      for (const [kind, button] of Object.entries({ spot, line, area })) button.hidden = !shapes.includes(kind);
    };
    map._hifazatDrawable = whole;
    offer(spec.shapes);
    whole.on("remove", () => setTimeout(() => { if (map._hifazatDrawable === whole) offer([]); }, 0));
    parent.addLayer(whole);
    if (shape && shape.number <= spec.number) shape.read = true;
    if (shape && shape.read && !(spec.keeps && spec.shape)) unkeep(map);
    if (!map._hifazatShape && spec.keeps && spec.shape) {
      keep(map, spec.number, KIND[spec.shape.type], pointsOf(spec.shape));
    }
    return whole;
  }

  Object.assign(hifazat, { tools, drawable, stopTool });
})();
