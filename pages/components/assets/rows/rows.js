// Draws rows, header figures, the pipeline and lists from plain JSON. Every string goes in by textContent or as an
// attribute of our own naming, so nothing a startup supplies can become markup.
const SVG = "http://www.w3.org/2000/svg";

function element(tag, className, content) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (content !== undefined && content !== null) made.textContent = content;
  return made;
}

function shape(tag, attributes) {
  const made = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}

function canvas(width, height) {
  return shape("svg", { width, height, viewBox: `0 0 ${width} ${height}`, "aria-hidden": "true" });
}

function scale(part) {
  const low = part.from ?? 0, high = part.to ?? 100, width = part.width ?? 150;
  return (value) => Math.round(((value - low) / (high - low)) * width * 10) / 10;
}

function strip(part) {
  const width = part.width ?? 150, height = part.height ?? 20, x = scale(part), middle = height / 2;
  const drawn = canvas(width, height), ink = `var(--${part.role})`, [mean, low, high] = part.strip;
  drawn.setAttribute("preserveAspectRatio", "none");
  for (const tick of part.ticks ?? [0, 25, 50, 75, 100])
    drawn.append(shape("line", { x1: x(tick), x2: x(tick), y1: 0, y2: height, stroke: "var(--line)" }));
  if (low !== null && high !== null) {
    drawn.append(shape("line", { x1: x(low), x2: x(high), y1: middle, y2: middle, stroke: ink, "stroke-width": 2 }));
    drawn.append(shape("path", { d: `M${x(low)} ${middle - 3.5}v7M${x(high)} ${middle - 3.5}v7`, stroke: ink, "stroke-width": 1.5 }));
  }
  drawn.append(shape("circle", { cx: x(mean), cy: middle, r: 4.2, fill: ink }));
  return drawn;
}

// A step of a waterfall: a bar from where the last step ended to where this one does.
function bridge(part) {
  const width = part.width ?? 150, height = part.height ?? 26, x = scale(part), drawn = canvas(width, height);
  const [start, end] = part.bridge, left = Math.min(x(start), x(end)), middle = height / 2;
  drawn.setAttribute("preserveAspectRatio", "none");
  for (const tick of part.ticks ?? [0, 25, 50, 75, 100])
    drawn.append(shape("line", { x1: x(tick), x2: x(tick), y1: 0, y2: height, stroke: "var(--line)" }));
  drawn.append(shape("rect", { x: left, y: middle - 5, width: Math.max(Math.abs(x(end) - x(start)), 1), height: 10, fill: `var(--${part.role})` }));
  drawn.append(shape("line", { x1: x(end), x2: x(end), y1: middle - 8, y2: middle + 8, stroke: "var(--ink)", "stroke-width": 1.4 }));
  return drawn;
}

function axis(part) {
  const width = part.width ?? 150, x = scale(part), drawn = canvas(width, 14);
  part.axis.forEach(([value, label], index) => {
    const anchor = index === 0 ? "start" : index === part.axis.length - 1 ? "end" : "middle";
    const tick = shape("text", { x: x(value), y: 11, "text-anchor": anchor, fill: "var(--mute)", "font-size": 11 });
    tick.textContent = label;
    drawn.append(tick);
  });
  return drawn;
}

function stack(part) {
  const bar = element("span", "stack");
  bar.style.width = part.width ?? "100%";
  bar.setAttribute("role", "img");
  bar.setAttribute("aria-label", part.label);
  ["measured", "documented", "claimed"].forEach((level, index) => {
    if (!part.stack[index]) return;
    const piece = element("i", `of-${level}`);
    piece.style.width = `${100 * part.stack[index]}%`;
    bar.append(piece);
  });
  return bar;
}

let patterns = 0;

function stages(part) {
  const drawn = canvas(76, 20), hatch = `hatch-${++patterns}`, defs = shape("defs", {});
  const pattern = shape("pattern", { id: hatch, width: 4, height: 4, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" });
  pattern.append(shape("path", { d: "M0 0v4", stroke: "var(--documented)", "stroke-width": 1.4 }));
  defs.append(pattern);
  drawn.append(defs);
  part.stages.forEach((shares, index) => {
    let top = 20;
    drawn.append(shape("rect", { x: index * 11 + 0.5, y: 0.5, width: 8, height: 19, fill: "none", stroke: "var(--line)" }));
    [...shares].forEach((share, level) => {
      top -= share * 20;
      const fill = ["var(--measured)", "var(--documented)", `url(#${hatch})`][level];
      drawn.append(shape("rect", { x: index * 11, y: top.toFixed(1), width: 9, height: (share * 20).toFixed(1), fill }));
    });
  });
  return drawn;
}

const GLYPHS = {
  measured: ["circle", { cx: 6, cy: 6, r: 4.2, fill: "var(--measured)" }],
  documented: ["rect", { x: 2, y: 2, width: 8, height: 8, fill: "var(--documented)" }],
  claimed: ["path", { d: "M6 1l5 5-5 5-5-5z", fill: "none", stroke: "var(--ink)", "stroke-width": 1.4 }],
  missing: ["path", { d: "M2 6h8", stroke: "var(--mute)", "stroke-width": 1.4 }],
};

function glyph(part) {
  const drawn = canvas(12, 12);
  drawn.setAttribute("class", "glyph");
  drawn.append(shape(...(GLYPHS[part.glyph] ?? GLYPHS.missing)));
  return drawn;
}

function progress(part) {
  const bar = element("span", "progress"), share = Math.max(0, Math.min(1, part.progress ?? 0)), done = element("i");
  bar.setAttribute("role", "progressbar");
  bar.setAttribute("aria-label", part.label);
  bar.setAttribute("aria-valuemin", "0");
  bar.setAttribute("aria-valuemax", "100");
  if (part.progress !== null) bar.setAttribute("aria-valuenow", String(Math.round(100 * share)));
  done.style.width = `${100 * share}%`;
  bar.append(done);
  return bar;
}

function worth(part) {
  const bar = element("i", "worth");
  bar.style.width = `${100 * Math.max(0.02, Math.min(1, part.worth))}%`;
  return bar;
}

function words(part) {
  if (part.go !== undefined) {
    const button = element("button", `go ${part.style ?? ""}`, part.words);
    button.type = "button";
    button.dataset.go = part.go;
    if (part.source) button.dataset.source = part.source;
    return button;
  }
  const span = element("span", part.style, part.words);
  if (part.source) {
    span.classList.add("source");
    span.tabIndex = 0;
    span.dataset.source = part.source;
  }
  return span;
}

const DRAW = {
  words, strip, bridge, axis, stack, stages, glyph, progress, worth,
  line: () => element("br"),
  tag: (part) => element("span", "tag", part.tag),
  severity: (part) => element("span", `severity ${part.severity}`, part.label),
  block: (part) => element("pre", "", part.block),
};

function draw(part) {
  const kind = Object.keys(DRAW).find((name) => name in part);
  const drawn = DRAW[kind](part);
  if (!part.inset) return drawn;
  const holder = element("span", "inset");
  holder.append(drawn);
  return holder;
}

function fill(holder, parts) {
  (parts ?? []).forEach((part, index) => {
    if (index && "words" in part && "words" in parts[index - 1]) holder.append(" ");
    if (index && "tag" in part) holder.append(" ");
    holder.append(draw(part));
  });
  return holder;
}

function table(view) {
  const drawn = element("table", view.cards ? "cards" : "plain"), head = element("thead"), body = element("tbody");
  drawn.setAttribute("role", "table");
  if (view.label) drawn.setAttribute("aria-label", view.label);
  const titles = element("tr");
  titles.setAttribute("role", "row");
  view.columns.forEach((column) => {
    // An axis is a picture beside figures that stand in a column of their own; a header without words would be none.
    const named = column.parts.some((part) => !("axis" in part));
    const cell = fill(element(named ? "th" : "td", column.style), column.parts);
    cell.setAttribute("role", named ? "columnheader" : "cell");
    titles.append(cell);
  });
  head.append(titles);
  view.rows.forEach((row) => body.append(tableRow(row)));
  if (view.columns.some((column) => column.parts.length)) drawn.append(head);
  drawn.append(body);
  const scroll = element("div", "scroll");
  scroll.append(drawn);
  return scroll;
}

function tableRow(row) {
  const drawn = element("tr", row.rule ? "rule" : "");
  drawn.setAttribute("role", "row");
  if (row.selected) drawn.setAttribute("aria-selected", "true");
  row.cells.forEach((cell) => {
    const made = fill(element("td", cell.style), cell.parts);
    made.setAttribute("role", "cell");
    if (cell.label) made.dataset.label = cell.label;
    drawn.append(made);
  });
  return drawn;
}

function heads(view) {
  const drawn = element("div", "heads");
  view.heads.forEach((head) => {
    const box = element("div");
    box.append(element("span", "mute", head.label));
    box.append(fill(element("div", "figure"), head.figure));
    box.append(fill(element("div", "note small"), head.note));
    drawn.append(box);
  });
  return drawn;
}

function pipeline(view) {
  const drawn = element("div", "pipeline");
  view.pipeline.forEach((stage) => {
    const button = element("button", "stage"), coverage = element("span", "coverage");
    button.type = "button";
    button.dataset.go = stage.code;
    button.setAttribute("aria-pressed", stage.selected ? "true" : "false");
    coverage.append(element("b", "", stage.known), `/${stage.total} `, element("span", "unit", stage.unit));
    button.append(element("span", "name", stage.name), coverage, stack(stage), fill(element("span", "flags"), stage.flags));
    drawn.append(button);
  });
  return drawn;
}

function items(view) {
  const drawn = element("div");
  view.items.forEach((item) => {
    const row = element("div", `item ${view.kind}`);
    item.forEach((parts) => row.append(fill(element("div"), parts)));
    drawn.append(row);
  });
  return drawn;
}

function legend(view) {
  const drawn = element("div", "legend");
  view.legend.forEach(([level, label]) => {
    const entry = element("span");
    entry.append(element("i", `of-${level}`), label);
    drawn.append(entry);
  });
  return drawn;
}

// A text token by token, shaded by a share from 0 to 1; a token that ends a line is followed by a new one.
function tokens(view) {
  const drawn = element("div", "tokens");
  drawn.setAttribute("role", "list");
  drawn.setAttribute("aria-label", view.label);
  view.tokens.forEach((token) => {
    const box = element("span", "token");
    box.setAttribute("role", "listitem");
    box.tabIndex = 0;
    box.dataset.source = token.source;
    box.style.setProperty("--shade", `${Math.round(45 * token.shade)}%`);
    box.append(element("span", "text", token.text), ...token.notes.map((note) => element("span", "note", note)));
    drawn.append(box);
    if (token.ends) drawn.append(element("i", "end"));
  });
  return drawn;
}

const VIEWS = { tokens, columns: table, heads, pipeline, items, legend };

// One tab stop per row where a table is long; the arrow keys move inside the row.
function rove(root) {
  root.querySelectorAll("tbody").forEach((body) => {
    if (body.rows.length <= 12) return;
    [...body.rows].forEach((row) => row.querySelectorAll("[tabindex], button").forEach((stop, index) => { stop.tabIndex = index ? -1 : 0; }));
  });
}

function step(event) {
  if (event.key !== "ArrowRight" && event.key !== "ArrowLeft") return;
  const row = event.target.closest("tr");
  if (!row) return;
  const stops = [...row.querySelectorAll("[tabindex], button")];
  const next = stops[stops.indexOf(event.target) + (event.key === "ArrowRight" ? 1 : -1)];
  if (next) { next.focus(); event.preventDefault(); }
}

function tooltip(root) {
  let tip = null, told = null;
  const hide = () => { tip?.remove(); told?.removeAttribute("aria-describedby"); tip = told = null; };
  const show = (event) => {
    const at = event.target.closest("[data-source]");
    hide();
    if (!at) return;
    tip = element("div", "tip", at.dataset.source);
    tip.setAttribute("role", "tooltip");
    tip.id = "tip";
    told = at;
    told.setAttribute("aria-describedby", tip.id);
    root.append(tip);
    const box = at.getBoundingClientRect(), own = tip.getBoundingClientRect();
    tip.style.left = `${Math.max(8, Math.min(box.left, innerWidth - own.width - 8))}px`;
    tip.style.top = `${box.bottom + own.height + 14 < innerHeight ? box.bottom + 6 : box.top - own.height - 6}px`;
  };
  return { show, hide };
}

function listen(root) {
  const { show, hide } = tooltip(root);
  root.addEventListener("mouseover", show);
  root.addEventListener("mouseleave", hide);
  root.addEventListener("focusin", show);
  root.addEventListener("focusout", hide);
  root.addEventListener("keydown", (event) => { if (event.key === "Escape") hide(); else step(event); });
  root.addEventListener("click", (event) => {
    const button = event.target.closest("[data-go]");
    if (button) root.assay.send("go", button.dataset.go); else show(event);
  });
  return hide;
}

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".assay"), wanted = JSON.stringify(data.views);
  root.assay ??= { shown: null, hide: listen(root) };
  root.assay.send = setTriggerValue;
  if (root.assay.shown !== wanted) {
    const focused = root.getRootNode().activeElement?.dataset?.go;
    root.replaceChildren(...data.views.map((view) => VIEWS[Object.keys(VIEWS).find((name) => name in view)](view)));
    root.assay.shown = wanted;
    rove(root);
    if (focused) [...root.querySelectorAll("[data-go]")].find((button) => button.dataset.go === focused)?.focus();
  }
  return root.assay.hide;
}
