// The background of a map: a tile archive of the office's own (vector or pictures), or pictures from a named server.
(() => {
  const FAMILY = "Hifazat Nastaliq";
  const LETTERS = "U+0600-06FF, U+0750-077F, U+08A0-08FF, U+FB50-FDFF, U+FE70-FEFF";
  const FONTS = `"${FAMILY}", "Source Sans", "Noto Sans", "Noto Nastaliq Urdu", system-ui, sans-serif`;
  const PAPER = "#fbfaf7", WATER = "#c5d9e3", SHORE = "#a6c4d3", GREEN = "#e6ece0", BUILT = "#f0ebe2", HOUSE = "#e6dfd3";
  const TEXT = "#4a443b", WATER_TEXT = "#3b6880", HALO = "#ffffffd8";
  const POLYGON = 3, LINE = 2, POINT = 1;
  const BOTH_FROM = 12; // zoom from which a place has its name in the other script too
  const asked = new Set(); // archives for which our own roads and water were switched off already

  // One look for the two usual kinds of archive: Protomaps' own basemap (`kind`) and OpenMapTiles (`class`).
  const DETAILED = ["locality", "highway", "major_road", "minor_road"];
  const what = ({ props }) => {
    const kind = props.class || props.kind || props["pmap:kind"] || "";
    return String((DETAILED.includes(kind) && props.kind_detail) || kind).replace("_link", "");
  };
  const ROADS = [ // least first, so that the larger roads lie above
    { of: ["path", "footway", "track", "pedestrian"], color: "#e2ddd4", from: 14, width: [[14, 0.6], [18, 3]] },
    { of: ["service", "other"], color: "#ded8ce", from: 13, width: [[13, 0.6], [18, 5]] },
    { of: ["minor", "minor_road", "street", "residential", "unclassified"], color: "#d6cfc2", from: 11, width: [[11, 0.5], [14, 1.4], [18, 9]] },
    { of: ["tertiary", "medium_road"], color: "#cdc3b2", from: 9, width: [[9, 0.6], [14, 2.2], [18, 12]] },
    { of: ["secondary"], color: "#c4b8a3", from: 8, width: [[8, 0.7], [14, 2.8], [18, 14]] },
    { of: ["primary", "major_road"], color: "#d2a964", from: 6, width: [[6, 0.6], [12, 2.2], [18, 16]] },
    { of: ["motorway", "trunk", "highway"], color: "#bf8d42", from: 4, width: [[4, 0.7], [12, 3], [18, 18]] },
  ];

  function paintRules() {
    const p = window.protomapsL, rules = [];
    const area = (dataLayer, fill, filter, minzoom) =>
      rules.push({ dataLayer, minzoom, symbolizer: new p.PolygonSymbolizer({ fill }), filter: (z, f) => f.geomType === POLYGON && (!filter || filter(what(f), f)) });
    const line = (dataLayer, symbolizer, filter, minzoom) =>
      rules.push({ dataLayer, minzoom, symbolizer: new p.LineSymbolizer(symbolizer), filter: (z, f) => f.geomType === LINE && (!filter || filter(what(f), f)) });
    const wide = (stops) => (z) => p.exp(1.5, stops)(z);
    area("earth", PAPER);
    for (const layer of ["landcover", "landuse", "natural", "park"]) {
      area(layer, GREEN, (kind) => layer === "park" || /wood|forest|park|grass|scrub|reserve|orchard|golf/.test(kind));
      area(layer, BUILT, (kind) => /residential|urban|commercial|industrial|retail/.test(kind));
    }
    area("water", WATER);
    for (const layer of ["water", "waterway", "physical_line"]) {
      line(layer, { color: SHORE, width: wide([[8, 0.8], [14, 3], [18, 8]]) }, (kind) => /river|canal/.test(kind));
      line(layer, { color: SHORE, width: wide([[11, 0.4], [14, 1], [18, 3]]) }, (kind) => /stream|drain|ditch/.test(kind), 11);
    }
    for (const layer of ["building", "buildings"]) area(layer, HOUSE, null, 14);
    for (const layer of ["transportation", "roads"]) {
      for (const road of ROADS) line(layer, { color: road.color, width: wide(road.width), lineCap: "round", lineJoin: "round" }, (kind) => road.of.includes(kind), road.from);
      line(layer, { color: "#938c82", width: 1.2, dash: [7, 4] }, (kind) => kind === "rail", 9);
    }
    for (const layer of ["boundary", "boundaries"]) line(layer, { color: "#a89f90", width: 1, dash: [6, 4] });
    return rules;
  }

  function labelRules(language) {
    const p = window.protomapsL;
    const own = language === "ur" ? ["name:ur", "name_ur", "name", "name:en"] : ["name:en", "name_en", "name:latin", "name", "name:ur"];
    const other = language === "ur" ? ["name:en", "name_en", "name:latin"] : ["name:ur", "name_ur"];
    const said = (f, names) => names.map((name) => f.props[name]).find((text) => typeof text === "string" && text) || "";
    const second = (z, f) => (z >= BOTH_FROM && said(f, other) !== said(f, own) ? other : []);
    const text = (names, size, weight, fill) => new p.CenteredTextSymbolizer({
      labelProps: names, fill, stroke: HALO, width: 1.5, lineHeight: 1.5, font: (z, f) => `${weight} ${size(f)}px ${FONTS}` });
    const rules = [];
    const places = [[/city/, 15, 0], [/town/, 13.5, 8], [/village|locality/, 12, 11], [/suburb|quarter|neighbo|hamlet/, 11.5, 13]];
    for (const layer of ["places", "place"]) {
      for (const [kind, size, minzoom] of places) {
        rules.push({ dataLayer: layer, minzoom, filter: (z, f) => kind.test(what(f)),
          symbolizer: new p.FlexSymbolizer([text(own, () => size, 600, TEXT), text(second, () => size - 2.5, 400, TEXT)]) });
      }
    }
    for (const layer of ["water", "water_name", "physical_point"]) {
      rules.push({ dataLayer: layer, minzoom: 11, filter: (z, f) => f.geomType === POINT, symbolizer: text(own, () => 12, 600, WATER_TEXT) });
    }
    for (const [layer, color] of [["waterway", WATER_TEXT], ["transportation_name", TEXT], ["roads", TEXT]]) {
      rules.push({ dataLayer: layer, minzoom: 14, filter: (z, f) => f.geomType === LINE, symbolizer: new p.LineLabelSymbolizer({
        labelProps: own, fill: color, stroke: HALO, width: 1.5, font: `500 11.5px ${FONTS}`, repeatDistance: 400 }) });
    }
    return rules;
  }

  // Labels are painted once: the typeface must be there before the first of them.
  function typeface(address) {
    const face = new FontFace(FAMILY, `url(${new URL(address, location.href).href}) format("woff2")`, { unicodeRange: LETTERS });
    return face.load().then((loaded) => document.fonts.add(loaded));
  }

  function layerOf(spec, pane) {
    const bounds = L.latLngBounds(spec.bounds);
    if (spec.kind === "vector") {
      return window.protomapsL.leafletLayer({ url: spec.url, pane, bounds, noWrap: true, attribution: "", lang: spec.language,
        maxDataZoom: spec.max, paintRules: paintRules(), labelRules: labelRules(spec.language) });
    }
    return L.tileLayer(spec.url, { pane, bounds, noWrap: true, minNativeZoom: spec.min, maxNativeZoom: spec.max, maxZoom: 22, referrerPolicy: "no-referrer" });
  }

  window.hifazat.tiles = (map, spec) => {
    const pane = "hifazat-tiles", made = map.createPane(pane);
    made.style.zIndex = 200;
    made.style.pointerEvents = "none";
    // the archive shows roads and water better; the reader may switch ours on again in the legend
    if (!asked.has(spec.url)) {
      asked.add(spec.url);
      for (const name of spec.instead) window.hifazat.hidden.add(name);
    }
    const show = () => { map._hifazatTiles = layerOf(spec, pane).addTo(map); };
    if (spec.kind === "vector") typeface(spec.font).then(show, show); // without the typeface the map is still a map
    else show();
  };
})();
