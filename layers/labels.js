// Names on the map, drawn on one canvas: a name stands where there is room, and gives way where there is none.
(() => {
  const FONT = '"Hifazat Nastaliq", "Source Sans", "Noto Sans", "Noto Nastaliq Urdu", system-ui, sans-serif';
  const URDU = /[\u0600-\u06ff\u0750-\u077f]/;
  const RANKS = ["chosen", "surge", "patrols"]; // whose names come first; then those of marks, then those of the ground
  const PAD = 0.2; // of the map on each side, so that a drag does not come to an edge at once
  const widths = new Map();

  function rank({ name, above }) {
    const place = RANKS.indexOf(name);
    return place >= 0 ? place : RANKS.length + (above ? 0 : 1);
  }

  const Labels = L.Layer.extend({
    onAdd(map) {
      const pane = map.createPane("hifazat-labels");
      pane.style.zIndex = 460;
      pane.style.pointerEvents = "none";
      this._canvas = L.DomUtil.create("canvas", "leaflet-zoom-hide", pane);
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
      const map = this._map, canvas = this._canvas, size = map.getSize(), scale = window.devicePixelRatio || 1;
      const pad = size.multiplyBy(PAD).round(), whole = size.add(pad.multiplyBy(2));
      const origin = map.containerPointToLayerPoint(L.point(0, 0).subtract(pad)).round();
      L.DomUtil.setPosition(canvas, origin);
      canvas.width = whole.x * scale; canvas.height = whole.y * scale;
      canvas.style.width = `${whole.x}px`; canvas.style.height = `${whole.y}px`;
      const ctx = canvas.getContext("2d");
      ctx.scale(scale, scale);
      ctx.textAlign = "center"; ctx.textBaseline = "middle"; ctx.lineJoin = "round";
      this.shown = [];
      for (const { label, strong } of this._wanted()) {
        const at = map.latLngToLayerPoint(label.at).subtract(origin);
        if (at.x < 0 || at.y < 0 || at.x > whole.x || at.y > whole.y) continue;
        const box = this._box(ctx, label, at);
        if (this.shown.some(({ box: one }) => one[0] < box[2] && box[0] < one[2] && one[1] < box[3] && box[1] < one[3])) continue;
        this.shown.push({ text: label.tip.l, box });
        ctx.globalAlpha = strong;
        ctx.direction = label.dir;
        ctx.strokeStyle = "#ffffffe0"; ctx.lineWidth = 3.5;
        const y = (box[1] + box[3]) / 2;
        ctx.strokeText(label.tip.l, at.x, y);
        ctx.fillStyle = label.style.radius > 0 ? "#1b1b1b" : label.style.color;
        ctx.fillText(label.tip.l, at.x, y);
      }
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
      const text = label.tip.l, tall = URDU.test(text);
      ctx.font = label.above ? `700 13px ${FONT}` : `600 12px ${FONT}`;
      const key = ctx.font + text;
      if (!widths.has(key)) widths.set(key, ctx.measureText(text).width);
      const half = widths.get(key) / 2 + 3, high = tall ? 26 : 16;
      const lift = label.above ? high / 2 + 6 + label.style.radius * 0.6 : 0;
      return [at.x - half, at.y - lift - high / 2, at.x + half, at.y - lift + high / 2];
    },
  });

  // The names of all layers of a map; made once.
  window.hifazat.labels = (map) => {
    if (!map._hifazatLabels) map._hifazatLabels = new Labels().addTo(map);
    return map._hifazatLabels;
  };
})();
