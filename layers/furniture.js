// What stands around a map: the bar of tools above it, legend, scale, north, classification, notes, and printing.
(() => {
  const hifazat = window.hifazat, { element } = hifazat;
  const ICONS = {
    in: "M10 4v12M4 10h12", out: "M4 10h12", find: "M9 3a6 6 0 1 0 .01 0M13.5 13.5L18 18",
    measure: "M2 13L13 2l5 5L7 18zM6 9l2 2M9 6l2 2M12 3l2 2", spot: "M10 18s-6-6-6-10a6 6 0 0 1 12 0c0 4-6 10-6 10zM10 7.9v.2",
    line: "M3 16L8 7l4 5 5-9", area: "M4 6l9-3 4 8-6 6-8-3z", clear: "M4 4l12 12M16 4L4 16",
    print: "M5 8V3h10v5M5 14H3V8h14v6h-2M6 12h8v6H6z",
  };

  function icon(name) {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
    svg.setAttribute("viewBox", "0 0 20 20");
    svg.setAttribute("aria-hidden", "true");
    path.setAttribute("d", ICONS[name]);
    svg.append(path);
    return svg;
  }

  // A button of the bar: a picture, its word where there is room, and what it does as its name.
  function button(name, text, what, press) {
    const made = element("button", `hifazat-tool ${name}`);
    made.type = "button";
    made.title = what;
    made.setAttribute("aria-label", text && !what.includes(text) ? `${text}: ${what}` : what);
    made.append(icon(name));
    if (text) made.append(element("span", "", text));
    made.addEventListener("click", press);
    return made;
  }

  // The largest of a shape fills its field, the others are as much smaller as on the map.
  const FIELD = 8;
  function swatch(style, items) {
    const canvas = element("canvas"), scale = window.devicePixelRatio || 1;
    canvas.width = 26 * scale; canvas.height = 18 * scale;
    const ctx = canvas.getContext("2d");
    ctx.scale(scale, scale);
    if (style.radius > 0) {
      const alike = items.filter((item) => item.style.shape === style.shape).map((item) => item.style.radius);
      hifazat.paint(ctx, 13, 9, style, style.radius * Math.min(1, FIELD / Math.max(...alike)));
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

  function slider(map, part, page) {
    const made = element("input", "strength");
    Object.assign(made, { type: "range", min: 10, max: 100, step: 10 });
    made.value = 100 * (hifazat.strengths.has(part.name) ? hifazat.strengths.get(part.name) : 1);
    made.title = page.texts.opacity.replace("{layer}", part.title);
    made.setAttribute("aria-label", made.title);
    made.addEventListener("input", () => {
      hifazat.setStrength(map, part.name, Number(made.value) / 100);
      hifazat.redraw(map);
    });
    return made;
  }

  function legend(map, page) {
    const box = element("details", "hifazat-legend leaflet-bar");
    box.dir = page.dir;
    box.open = window.innerWidth > 620;
    box.append(element("summary", "", page.texts.legend));
    for (const part of page.legend) {
      const field = element("div", "layer"), head = element("div", "head");
      const title = element("label", "title"), tick = element("input");
      tick.type = "checkbox"; tick.checked = !hifazat.hidden.has(part.name);
      tick.addEventListener("change", () => {
        tick.checked ? hifazat.hidden.delete(part.name) : hifazat.hidden.add(part.name);
        map.fire("hifazat:switched");
      });
      title.append(tick, element("span", "", part.title));
      head.append(title, slider(map, part, page));
      field.append(head);
      for (const item of part.items) {
        const row = element("div", "item");
        row.append(swatch(item.style, part.items), element("span", "", item.text));
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

  // The bar stands above the map and takes its room from it: it covers nothing.
  function bar(map, page) {
    const box = map.getContainer(), made = element("div", "hifazat-bar"), texts = page.texts;
    made.dir = page.dir;
    made.setAttribute("role", "toolbar");
    made.setAttribute("aria-label", texts.bar);
    made.append(
      button("in", "", texts.zoom_in, () => map.zoomIn(1)),
      button("out", "", texts.zoom_out, () => map.zoomOut(1)),
      hifazat.finder(map, page),
      hifazat.tools(map, page),
      button("print", texts.print, texts.print_what, () => printed(map)),
    );
    const whole = box.style.height || "100%";
    box.before(made);
    const fit = () => {
      if (document.documentElement.classList.contains("hifazat-printing")) return;
      box.style.height = `calc(${whole} - ${made.offsetHeight}px)`;
      map.invalidateSize(false);
    };
    new ResizeObserver(fit).observe(made);
    fit();
    return made;
  }

  // The page is set to the size of a sheet of paper, drawn so, printed, and set back.
  const PAPER = { width: 1040, height: 690 }; // A4 lying, at 96 dots an inch, within its margins
  function printed(map) {
    const box = map.getContainer(), root = document.documentElement, key = box.querySelector(".hifazat-legend");
    const before = { height: box.style.height, width: box.style.width, open: key.open, bounds: map.getBounds() };
    root.classList.add("hifazat-printing");
    Object.assign(box.style, { width: `${PAPER.width}px`, height: `${PAPER.height}px` });
    key.open = true;
    map.invalidateSize(false);
    map.fitBounds(before.bounds, { animate: false });
    window.addEventListener("afterprint", () => {
      root.classList.remove("hifazat-printing");
      Object.assign(box.style, { width: before.width, height: before.height });
      key.open = before.open;
      map.invalidateSize(false);
      map.fitBounds(before.bounds, { animate: false });
    }, { once: true });
    // marks and names are drawn in the next frames
    setTimeout(() => window.print(), 300);
  }

  function classification(page) {
    const mark = element("div", `hifazat-class ${page.rank}`);
    mark.dir = page.dir;
    mark.append(element("strong", "", page.texts.classification));
    page.notes.forEach((note) => mark.append(element("span", "", note)));
    const day = new Intl.DateTimeFormat(page.language === "ur" ? "ur-PK-u-nu-latn" : "en-GB", { dateStyle: "long" });
    mark.append(element("span", "printed", page.texts.printed.replace("{day}", `\u2068${day.format(new Date())}\u2069`)));
    return mark;
  }

  function north(page) {
    const made = element("div", "hifazat-north");
    made.dir = page.dir;
    made.append(element("span", "arrow", "\u25b2"), element("span", "", page.texts.north));
    return made;
  }

  // Everything around the map: view, bar, scale, north, legend, classification, notes.
  function furnish(map, parent, page) {
    map._hifazatTexts = page.texts;
    const box = map.getContainer();
    box.classList.add("hifazat-map");
    // Leaflet takes the focus at the first press; a page that scrolled then would move the map from under the pointer
    box.focus = () => HTMLElement.prototype.focus.call(box, { preventScroll: true });
    box.setAttribute("role", "application");
    box.setAttribute("aria-label", page.texts.title);
    const about = element("p", "hifazat-about", page.texts.about);
    about.id = "hifazat-about";
    about.lang = page.language;
    box.append(about);
    box.setAttribute("aria-describedby", about.id);
    // one step a press: Leaflet takes three for a plus that needs the shift key
    box.addEventListener("keydown", (event) => {
      const step = event.target === box && !event.ctrlKey && !event.metaKey && { "+": 1, "-": -1 }[event.key];
      if (!step) return;
      event.stopPropagation();
      map.setZoom(map.getZoom() + step);
    });
    bar(map, page);
    hifazat.labels(map);
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
    control(map, "bottomleft", north(page));
    control(map, "topright", classification(page));
    control(map, "bottomright", key);
    fit();
  }

  Object.assign(hifazat, { furnish, button });
})();
