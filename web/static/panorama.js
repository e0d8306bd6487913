/**
 * The map of a chain: lights what lies upstream and downstream, dims by grade, moves by
 * arrow keys, keeps a size. The picture itself comes ready from the server.
 */
import { Panel } from "./segment.js";

/**
 * @typedef {object} Chart
 * @property {SVGSVGElement} svg
 * @property {SVGAElement[]} boxes
 * @property {Map<string, SVGAElement>} byId
 * @property {SVGPathElement[]} links
 * @property {Map<string, string[]>} up inputs by segment
 * @property {Map<string, string[]>} down outputs by segment
 * @property {string|null} lit the segment that is lit
 */

/**
 * @param {SVGSVGElement} svg
 * @returns {Chart}
 */
function read(svg) {
  const boxes = /** @type {SVGAElement[]} */ ([...svg.querySelectorAll("a.seg")]);
  const links = /** @type {SVGPathElement[]} */ ([...svg.querySelectorAll("path.lk")]);
  const byId = new Map(boxes.map((box) => [box.dataset.unit ?? box.dataset.segment ?? "", box]));
  const up = new Map();
  const down = new Map();
  for (const { dataset } of links) {
    up.set(dataset.to, [...(up.get(dataset.to) ?? []), dataset.from]);
    down.set(dataset.from, [...(down.get(dataset.from) ?? []), dataset.to]);
  }
  return { svg, boxes, byId, links, up, down, lit: null };
}

/**
 * @param {string} start
 * @param {Map<string, string[]>} next
 * @returns {Set<string>} all that is reached, the start too; cycles end
 */
function reach(start, next) {
  const seen = new Set([start]);
  for (const one of seen) for (const other of next.get(one) ?? []) seen.add(other);
  return seen;
}

/**
 * Lights a segment with all that lies upstream and downstream of it; nothing for null.
 * @param {Chart} chart
 * @param {string|null} id
 */
function light(chart, id) {
  if (chart.lit === id) return;
  chart.lit = id;
  chart.svg.classList.toggle("has-focus", id !== null);
  if (id === null) return;
  const up = reach(id, chart.up);
  const down = reach(id, chart.down);
  for (const [key, box] of chart.byId) box.classList.toggle("is-near", up.has(key) || down.has(key));
  for (const link of chart.links) {
    const { from = "", to = "" } = link.dataset;
    const near = (up.has(from) && up.has(to)) || (down.has(from) && down.has(to));
    link.classList.toggle("is-near", near);
  }
}

/**
 * @param {Element|null|undefined} box
 * @returns {string|null} the segment, or the segments folded into one, that a box stands for
 */
function unit(box) {
  return box?.getAttribute("data-unit") ?? box?.getAttribute("data-segment") ?? null;
}

/** @param {Chart} chart */
function hover(chart) {
  /** @param {Event} event */
  const box = (event) => /** @type {Element} */ (event.target).closest?.("a.seg");
  // A click opens the panel and moves the picture under a pointer that rests: that is no hover.
  let [restX, restY] = [-99, -99];
  chart.svg.addEventListener("click", (event) => ([restX, restY] = [event.clientX, event.clientY]));
  chart.svg.addEventListener("pointermove", (event) => {
    if (Math.hypot(event.clientX - restX, event.clientY - restY) > 8) restX = -99;
    const found = box(event);
    if (event.pointerType === "mouse" && restX === -99) light(chart, unit(found));
  });
  chart.svg.addEventListener("pointerleave", () => light(chart, null));
  // Listened to on the parent: an <svg> that listens for focus becomes a stop of Tab itself.
  const around = chart.svg.parentElement ?? chart.svg;
  around.addEventListener("focusin", (event) => {
    const found = box(event);
    if (!found) return;
    rove(chart, /** @type {SVGAElement} */ (found));
    if (found.matches(":focus-visible")) light(chart, unit(found));
  });
  around.addEventListener("focusout", () => light(chart, null));
}

/**
 * Lets one box only be reached by Tab; the others are reached by arrow keys.
 * @param {Chart} chart
 * @param {SVGAElement} [current]
 */
function rove(chart, current = chart.boxes[0]) {
  for (const box of chart.boxes) box.setAttribute("tabindex", box === current ? "0" : "-1");
}

/**
 * @param {Chart} chart
 * @param {SVGAElement} from
 * @param {string} key
 * @returns {SVGAElement|undefined} the box that an arrow key leads to
 */
function step(chart, from, key) {
  const place = (/** @type {SVGAElement} */ box) => [Number(box.dataset.lane), Number(box.dataset.row)];
  const [lane, row] = place(from);
  const beyond = {
    ArrowUp: ([l, r]) => l === lane && r < row,
    ArrowDown: ([l, r]) => l === lane && r > row,
    ArrowLeft: ([l]) => l < lane,
    ArrowRight: ([l]) => l > lane,
  }[key];
  if (!beyond) return undefined;
  const far = (/** @type {SVGAElement} */ box) => {
    const [l, r] = place(box);
    return Math.abs(l - lane) * 1000 + Math.abs(r - row);
  };
  return chart.boxes.filter((box) => beyond(place(box))).sort((a, b) => far(a) - far(b))[0];
}

/** @param {Chart} chart */
function keys(chart) {
  rove(chart);
  chart.svg.addEventListener("keydown", (event) => {
    const from = /** @type {Element} */ (event.target).closest("a.seg");
    if (!from || event.ctrlKey || event.altKey || event.metaKey) return;
    const next = step(chart, /** @type {SVGAElement} */ (from), event.key);
    if (!next) return;
    event.preventDefault();
    next.focus({ preventScroll: true });
    next.scrollIntoView({ block: "nearest", inline: "nearest" });
  });
}

/**
 * Lights one grade on a click in the legend, all on a second click; kept in the address.
 * @param {Chart} chart
 * @param {HTMLElement} legend
 */
function grades(chart, legend) {
  const entries = /** @type {HTMLElement[]} */ ([...legend.querySelectorAll("a[data-kind]")]);
  legend.addEventListener("click", (event) => {
    const entry = /** @type {Element} */ (event.target).closest("a[data-kind]");
    if (!entry || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const kind = entry.getAttribute("data-kind");
    const only = entry.hasAttribute("aria-current") ? null : kind;
    for (const one of entries) {
      if (one.dataset.kind === only) one.setAttribute("aria-current", "true");
      else one.removeAttribute("aria-current");
    }
    for (const box of chart.boxes) {
      box.classList.toggle("is-dim", only !== null && box.dataset.kind !== only);
    }
    const url = new URL(location.href);
    if (only) url.searchParams.set("only", only);
    else url.searchParams.delete("only");
    history.replaceState(null, "", url);
  });
}

/**
 * Marks what an open segment's sentence is about, and its inputs and outputs.
 * @param {Chart} chart
 * @param {HTMLElement|null} article
 */
function mark(chart, article) {
  const id = article?.dataset.segment ?? "";
  const nodes = new Set((article?.dataset.nodes ?? "").split(" "));
  const because = new Set((article?.dataset.links ?? "").split(" "));
  const inputs = new Set(chart.up.get(id));
  const outputs = new Set(chart.down.get(id));
  const far = article?.dataset.reach === "1";
  const up = far ? reach(id, chart.up) : new Set();
  const down = far ? reach(id, chart.down) : new Set();
  chart.svg.classList.toggle("has-open", article !== null);
  for (const [key, box] of chart.byId) {
    box.classList.toggle("is-selected", key === id);
    box.classList.toggle("is-input", inputs.has(key));
    box.classList.toggle("is-output", outputs.has(key));
    box.classList.toggle("is-because", nodes.has(key));
    box.classList.toggle("is-up", key !== id && up.has(key));
    box.classList.toggle("is-down", key !== id && down.has(key));
  }
  for (const link of chart.links) {
    const { from, to, key = "" } = link.dataset;
    link.classList.toggle("is-touched", id !== "" && (from === id || to === id));
    link.classList.toggle("is-because", because.has(key));
    link.classList.toggle("is-up", up.has(from ?? "") && up.has(to ?? ""));
    link.classList.toggle("is-down", down.has(from ?? "") && down.has(to ?? ""));
  }
  light(chart, null);
  if (article) chart.byId.get(id)?.scrollIntoView({ block: "nearest", inline: "center" });
}

/**
 * Buttons for the size of a large picture.
 * @param {HTMLElement} map
 */
function zoom(map) {
  const buttons = /** @type {HTMLElement[]} */ ([...document.querySelectorAll("[data-zoom]")]);
  for (const button of buttons) {
    button.addEventListener("click", () => {
      map.classList.toggle("is-fit", button.dataset.zoom === "fit");
      for (const one of buttons) one.setAttribute("aria-pressed", String(one === button));
    });
  }
}

/** Opens a folded part that a link or the address points at. */
function unfold() {
  const open = (/** @type {string} */ id) => {
    const part = document.getElementById(id)?.closest("details");
    if (part) part.open = true;
  };
  if (location.hash) open(location.hash.slice(1));
  document.addEventListener("click", (event) => {
    const link = /** @type {Element} */ (event.target).closest("a[data-opens]");
    if (link) open(link.getAttribute("data-opens") ?? "");
  });
}

function start() {
  unfold();
  const page = document.getElementById("panorama");
  const stage = document.getElementById("stage");
  const map = document.getElementById("map");
  const aside = document.getElementById("panel");
  if (!page || !stage || !map || !aside) return;
  zoom(map);
  const svg = /** @type {SVGSVGElement|null} */ (map.querySelector("svg.panorama"));
  if (!svg) return;
  const chart = read(svg);
  hover(chart);
  keys(chart);
  const legend = document.getElementById("legend");
  if (legend) grades(chart, legend);
  new Panel(stage, aside, { home: page.dataset.home ?? "", title: page.dataset.title ?? "" }, {
    onOpen: (article) => mark(chart, article),
    onClose: () => mark(chart, null),
  });
}

start();
