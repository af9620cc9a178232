// A calendar of duties: one row a post or an officer, one button a duty. A duty may be dragged from one officer's row to
// another's; whoever does not drag presses the duty and chooses. Everything that comes from data is set as text.
const FAR_PX = 6; // so far a press may slip and still be a press
const NARROW = 0.03; // a bar that takes a smaller share of the calendar has no room for its text; its title has it

export default function ({ data, parentElement, setTriggerValue }) {
  const part = (tag, name, text) => {
    const made = document.createElement(tag);
    made.className = name;
    if (text) made.textContent = text;
    return made;
  };
  const span = data.last - data.first;
  const at = (hour) => `${((hour - data.first) / span) * 100}%`;
  const box = parentElement.querySelector(".box");
  const rowAt = (x, y) => box.getRootNode().elementFromPoint(x, y)?.closest("[data-row]") || null;

  // A bar that is held follows the pointer; the row under it shows that it would take the duty.
  function carried(button, bar, row) {
    let from = null, over = null, moved = false;
    const mark = (line) => {
      if (over !== line) {
        over?.classList.remove("takes");
        line?.classList.add("takes");
        over = line;
      }
    };
    const end = () => {
      mark(null);
      from = null;
      button.classList.remove("held");
      button.style.translate = "";
      button.style.pointerEvents = "";
    };
    button.classList.add("loose");
    button.onclick = () => {
      if (!moved) setTriggerValue("duty", bar.id);
      moved = false;
    };
    button.onpointerdown = (event) => {
      moved = false;
      if (event.button === 0 && event.pointerType !== "touch") {
        from = [event.clientX, event.clientY];
        button.setPointerCapture(event.pointerId);
      }
    };
    button.onpointermove = (event) => {
      if (!from) return;
      const [dx, dy] = [event.clientX - from[0], event.clientY - from[1]];
      if (!moved && Math.hypot(dx, dy) < FAR_PX) return;
      moved = true;
      button.classList.add("held");
      button.style.pointerEvents = "none";
      button.style.translate = `${dx}px ${dy}px`;
      const line = rowAt(event.clientX, event.clientY);
      mark(line && line.dataset.row !== row.id ? line : null);
    };
    button.onpointerup = () => {
      const to = from && moved ? over?.dataset.row : "";
      end();
      if (to) setTriggerValue("moved", { duty: bar.id, out: row.id, into: to });
    };
    button.onpointercancel = end;
    button.onkeydown = (event) => {
      if (event.key === "Escape" && from) end();
    };
  }

  const focused = parentElement.activeElement?.dataset?.id;
  const rolled = box.scrollTop;
  box.replaceChildren();
  box.dir = data.dir;
  box.style.setProperty("--label", data.label_width);
  const head = part("div", "row head");
  head.append(part("span", "label", data.heading));
  const scale = part("div", "track");
  for (const [hour, text] of data.ticks) {
    const tick = part("span", "tick", text);
    tick.style.left = at(hour);
    scale.append(tick);
  }
  head.append(scale);
  box.append(head);
  for (const row of data.rows) {
    const line = part("div", row.is_head ? "row group" : "row");
    if (row.id) line.dataset.row = row.id;
    const label = part("span", "label", row.label);
    label.title = row.label;
    line.append(label);
    const track = part("div", "track");
    track.style.height = `${row.lanes * 1.7}rem`;
    for (const [hour] of data.ticks) {
      const rule = part("i", "rule");
      rule.style.left = at(hour);
      track.append(rule);
    }
    for (const bar of row.bars) {
      const share = (bar.to - bar.from) / span;
      const text = share < NARROW ? "" : bar.text;
      const button = part("button", `bar ${bar.state}${bar.id === data.chosen ? " chosen" : ""}`, text);
      button.style.left = at(bar.from);
      button.style.width = `calc(${share * 100}% - 2px)`;
      button.style.top = `${bar.lane * 1.7 + 0.1}rem`;
      button.title = bar.title;
      button.setAttribute("aria-label", bar.title);
      button.setAttribute("aria-pressed", String(bar.id === data.chosen));
      button.dataset.id = bar.id;
      if (row.id) {
        carried(button, bar, row);
      } else {
        button.onclick = () => setTriggerValue("duty", bar.id);
      }
      track.append(button);
    }
    line.append(track);
    box.append(line);
  }
  box.scrollTop = rolled;
  if (focused) box.querySelector(`[data-id="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
}
