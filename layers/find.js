// Search by name in either script, or by identifier, among all that the map shows.
(() => {
  const hifazat = window.hifazat, { element } = hifazat;
  const LISTED = 12, NEAR = 14;
  // letters that are typed for one another, Arabic ones for Urdu ones; marks above and below letters are left out
  const SAME = { "\u064a": "\u06cc", "\u0649": "\u06cc", "\u0626": "\u06cc", "\u0643": "\u06a9", "\u0647": "\u06c1",
    "\u0629": "\u06c1", "\u06c0": "\u06c1", "\u06c2": "\u06c1", "\u06be": "\u06c1", "\u0623": "\u0627", "\u0625": "\u0627",
    "\u0622": "\u0627", "\u0624": "\u0648", "\u06d2": "\u06cc" };
  const DIGITS = [0x0660, 0x06f0];

  function plain(text) {
    return text.normalize("NFC").replace(/./gu, (letter) => SAME[letter] || letter).normalize("NFKD")
      .replace(/[\p{M}\u0640\u200b-\u200f\u2066-\u2069]/gu, "")
      .replace(/[\u0660-\u0669\u06f0-\u06f9]/g, (digit) => {
        const code = digit.charCodeAt(0);
        return String(code - DIGITS.find((zero) => code >= zero && code <= zero + 9));
      })
      .toLowerCase().replace(/[^\p{L}\p{N}]+/gu, " ").trim();
  }

  function middle(geometry) {
    if (geometry.type === "Point") return L.latLng(geometry.coordinates[1], geometry.coordinates[0]);
    return L.geoJSON(geometry).getBounds().getCenter();
  }

  // A place is found when it has an identifier, or a name that is no mere mark of a layer that answers to the pointer.
  function named({ t, l, i }, pane) {
    return Boolean(i || (l && (t || pane !== "marks")));
  }

  function index(map, page) {
    const titles = new Map(page.legend.map((part) => [part.name, part.title])), seen = new Set(), found = [];
    for (const { spec, data } of [...(map._hifazatDrawn || [])].reverse()) {
      for (const { properties, geometry } of data.features) {
        if (!named(properties, spec.pane)) continue;
        const name = (properties.t && properties.t[0]) || properties.l || properties.i, ident = properties.i || "";
        const key = ident || `${name} ${JSON.stringify(geometry.coordinates).slice(0, 40)}`;
        if (!(properties.t || properties.l) || seen.has(key)) continue;
        seen.add(key);
        const also = properties.a || [];
        found.push({ name, ident, also, geometry, title: titles.get(spec.name) || "",
          id: plain(ident), words: ` ${[name, ...also].map(plain).join(" ")} ${plain(ident)}` });
      }
    }
    return found;
  }

  // The best first: the identifier itself, then names that begin so, then words that begin so, then all else.
  function matches(places, asked) {
    const words = plain(asked).split(" ").filter(Boolean), whole = words.join(" "), found = [];
    if (!words.length) return found;
    for (const place of places) {
      if (!words.every((word) => place.words.includes(word))) continue;
      const grade = place.id === whole ? 0 : place.words.startsWith(` ${whole}`) ? 1
        : words.every((word) => place.words.includes(` ${word}`)) ? 2 : 3;
      found.push({ place, grade });
    }
    return found.sort((one, other) => one.grade - other.grade || one.place.name.localeCompare(other.place.name))
      .map(({ place }) => place);
  }

  // The map goes there, a ring marks it, and it counts as a click on that place.
  function go(map, place) {
    const at = middle(place.geometry);
    hifazat.stopTool(map);
    ringAt(map, at);
    map._hifazatBrought = at.toString();
    map.setView(at, Math.max(map.getZoom(), NEAR), { animate: false });
    map._hifazatTwice = !map._hifazatTwice;
    // a click on the same spot as the last would be no news: it differs by less than a millimetre
    map.fire("click", { latlng: L.latLng(at.lat, at.lng + (map._hifazatTwice ? 1e-9 : 0)) });
  }

  function ringAt(map, at) {
    if (map._hifazatRing) map.removeLayer(map._hifazatRing);
    const look = { shape: "ring", color: "#000000", radius: 13, weight: 3, opacity: 1, fill: "", fill_opacity: 0 };
    const ring = new hifazat.Mark(at, { renderer: map._hifazat && map._hifazat.marks, pane: "hifazat-marks", radius: 13,
      look, interactive: false });
    Object.assign(ring, { tip: {}, layerName: "found" });
    map._hifazatRing = ring.addTo(map);
    setTimeout(() => map.once("click", () => map.removeLayer(ring)), 0);
  }

  function finder(map, page) {
    const { texts } = page, box = element("div", "hifazat-find"), field = element("input"), list = element("ul");
    const told = element("span", "told");
    let places = [], found = [], at = -1;
    Object.assign(field, { type: "search", placeholder: texts.search_what, autocomplete: "off", spellcheck: false, dir: "auto" });
    list.id = "hifazat-found";
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", texts.search);
    list.hidden = true;
    for (const [name, value] of [["role", "combobox"], ["aria-label", texts.search], ["aria-controls", list.id],
      ["aria-autocomplete", "list"], ["aria-expanded", "false"]]) field.setAttribute(name, value);
    told.setAttribute("role", "status");
    box.append(field, list, told);

    const point = (to) => {
      at = to;
      [...list.children].forEach((row, n) => row.setAttribute("aria-selected", String(n === at)));
      field.setAttribute("aria-activedescendant", at < 0 ? "" : `hifazat-found-${at}`);
      if (at >= 0) list.children[at].scrollIntoView({ block: "nearest" });
    };
    const close = () => { list.hidden = true; field.setAttribute("aria-expanded", "false"); point(-1); };
    const choose = (n) => {
      if (!found[n]) return;
      field.value = found[n].name;
      close();
      hifazat.put.text(told, "");
      go(map, found[n]);
    };
    const row = (place, n) => {
      const made = element("li");
      made.id = `hifazat-found-${n}`;
      made.setAttribute("role", "option");
      made.append(element("bdi", "name", place.name));
      if (place.also.length) made.append(element("bdi", "also", place.also.join(", ")));
      made.append(element("bdi", "id", [place.title, place.ident].filter(Boolean).join(" \u00b7 ")));
      made.addEventListener("pointerdown", (event) => { event.preventDefault(); choose(n); });
      return made;
    };
    const look = () => {
      const all = matches(places, field.value), asked = plain(field.value);
      found = all.slice(0, LISTED);
      list.replaceChildren(...found.map(row));
      list.hidden = !found.length;
      field.setAttribute("aria-expanded", String(!list.hidden));
      hifazat.put.text(told, !asked ? "" : found.length ? texts.found.replace("{count}", `\u2066${all.length}\u2069`) : texts.none);
      told.classList.toggle("seen", Boolean(asked) && !found.length);
      point(found.length ? 0 : -1);
    };
    field.addEventListener("focus", () => { places = index(map, page); });
    field.addEventListener("input", () => { if (!places.length) places = index(map, page); look(); });
    field.addEventListener("blur", () => { close(); told.classList.remove("seen"); });
    field.addEventListener("keydown", (event) => {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step && found.length) { event.preventDefault(); list.hidden = false; point((at + step + found.length) % found.length); }
      else if (event.key === "Enter") { event.preventDefault(); choose(Math.max(0, at)); }
      else if (event.key === "Escape") { field.value = ""; look(); close(); }
    });
    return box;
  }

  Object.assign(hifazat, { finder, found: (map, page, asked) => matches(index(map, page), asked) });
})();
