// A calendar of duties: one row a post or an officer, one button a duty. Everything that comes from data is set as text.
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
    const label = part("span", "label", row.label);
    label.title = row.label;
    line.append(label);
    const track = part("div", "track");
    track.style.height = `${row.lanes * 1.55}rem`;
    for (const [hour] of data.ticks) {
      const rule = part("i", "rule");
      rule.style.left = at(hour);
      track.append(rule);
    }
    for (const bar of row.bars) {
      const button = part("button", `bar ${bar.state}${bar.id === data.chosen ? " chosen" : ""}`, bar.text);
      button.style.left = at(bar.from);
      button.style.width = `calc(${((bar.to - bar.from) / span) * 100}% - 2px)`;
      button.style.top = `${bar.lane * 1.55 + 0.1}rem`;
      button.title = bar.title;
      button.setAttribute("aria-label", bar.title);
      button.setAttribute("aria-pressed", String(bar.id === data.chosen));
      button.dataset.id = bar.id;
      button.onclick = () => setTriggerValue("duty", bar.id);
      track.append(button);
    }
    line.append(track);
    box.append(line);
  }
  box.scrollTop = rolled;
  if (focused) box.querySelector(`[data-id="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
}
