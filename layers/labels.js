// Names on the map, drawn on one canvas: a name stands where there is room, and gives way where there is none.
(() => {
  const FONT = '"Hifazat Nastaliq", "Source Sans", "Noto Sans", "Noto Nastaliq Urdu", system-ui, sans-serif';
  const URDU = /[\u0600-\u06ff\u0750-\u077f]/;
  const RANKS = ["chosen", "surge", "patrols"]; // whose names come first; then those of marks, then those of the ground
  const SETTLED = /^name\/(city|town|village)$/;
  const PLACES = "landmarks", BOTH_FROM = 12; // names of places stand in both scripts from this zoom on
  const PAD = 0.2; // of the map on each side, so that a drag does not come to an edge at once
  const widths = new Map();

  function rank({ name, above }) {
    const place = RANKS.indexOf(name);
    return place >= 0 ? place : RANKS.length + (above ? 0 : name === PLACES ? 1 : 2);
  }

  const Labels = L.Layer.extend({
    onAdd(map) {
      // names of the ground lie below the marks, names of marks above them
      this._canvases = [["hifazat-names", 440], ["hifazat-labels", 460]].map(([name, z]) => {
        const pane = map.createPane(name);
        pane.style.zIndex = z;
        pane.style.pointerEvents = "none";
        return L.DomUtil.create("canvas", "leaflet-zoom-hide", pane);
      });
      map.on("moveend zoomend resize hifazat:changed hifazat:switched hifazat:strength", this._later, this);
      // a typeface that comes later is drawn when it is there
      if (document.fonts) {
        document.fonts.addEventListener("loadingdone", () => { widths.clear(); this._later(); });
        document.fonts.load(`12px ${FONT}`, "\u0627");
      }
      this._later();
    },
    _later() {
      if (!this._asked) this._asked = requestAnimationFrame(() => { this._asked = 0; this.drawNow(); });
    },
    drawNow() {
      const map = this._map, size = map.getSize(), scale = window.devicePixelRatio || 1;
      const pad = size.multiplyBy(PAD).round(), whole = size.add(pad.multiplyBy(2));
      const origin = map.containerPointToLayerPoint(L.point(0, 0).subtract(pad)).round();
      const [below, above] = this._canvases.map((canvas) => {
        L.DomUtil.setPosition(canvas, origin);
        canvas.width = whole.x * scale; canvas.height = whole.y * scale;
        canvas.style.width = `${whole.x}px`; canvas.style.height = `${whole.y}px`;
        const ctx = canvas.getContext("2d");
        ctx.scale(scale, scale);
        ctx.textAlign = "center"; ctx.textBaseline = "middle"; ctx.lineJoin = "round";
        return ctx;
      });
      this.shown = [];
      for (const { label, strong } of this._wanted()) {
        const at = map.latLngToLayerPoint(label.at).subtract(origin), ctx = label.above ? above : below;
        if (at.x < 0 || at.y < 0 || at.x > whole.x || at.y > whole.y) continue;
        const box = this._box(ctx, label, at);
        if (this.shown.some(({ box: one }) => one[0] < box[2] && box[0] < one[2] && one[1] < box[3] && box[1] < one[3])) continue;
        this.shown.push({ text: label.tip.l, box });
        ctx.globalAlpha = strong;
        ctx.direction = label.dir;
        ctx.strokeStyle = "#ffffffe0"; ctx.lineWidth = 3.5;
        ctx.fillStyle = label.style.radius > 0 ? "#1b1b1b" : label.style.color;
        let top = box[1];
        for (const line of this._lines(label)) {
          ctx.font = line.font;
          ctx.strokeText(line.text, at.x, top + line.high / 2);
          ctx.fillText(line.text, at.x, top + line.high / 2);
          top += line.high;
        }
      }
    },
    // The name, and for a place on an enlarged map the name in the other script small below it.
    _lines({ tip, name, above }) {
      const line = (text, weight, size) => ({ text, font: `${weight} ${size}px ${FONT}`, high: size * (URDU.test(text) ? 2.1 : 1.35) });
      const size = tip.f || (above ? 13 : 12), lines = [line(tip.l, above ? 700 : 600, size)];
      if (name === PLACES && tip.a && this._map.getZoom() >= BOTH_FROM) lines.push(line(tip.a[0], 400, size - 2));
      return lines;
    },
    _wanted() {
      const found = [];
      for (const drawn of this._map._hifazatDrawn || []) {
        for (const part of drawn.parts) {
          if (!part.labels.length || !drawn.visible(part)) continue;
          for (const label of part.labels) {
            const strong = window.hifazat.strength(this._map, label.name, label.tip);
            if (strong) found.push({ label, strong, rank: rank(label) });
          }
        }
      }
      return found.sort((one, other) => one.rank - other.rank);
    },
    _box(ctx, label, at) {
      let half = 0, high = 0;
      for (const line of this._lines(label)) {
        const key = line.font + line.text;
        ctx.font = line.font;
        if (!widths.has(key)) widths.set(key, ctx.measureText(line.text).width);
        half = Math.max(half, widths.get(key) / 2 + 3);
        high += line.high;
      }
      // marks crowd at the middle of a place: its name stands above that
      const lift = label.above ? high / 2 + 6 + label.style.radius * 0.6 : SETTLED.test(label.tip.s) ? high / 2 + 8 : 0;
      return [at.x - half, at.y - lift - high / 2, at.x + half, at.y - lift + high / 2];
    },
  });

  // The names of all layers of a map; made once.
  window.hifazat.labels = (map) => {
    if (!map._hifazatLabels) map._hifazatLabels = new Labels().addTo(map);
    return map._hifazatLabels;
  };
})();
