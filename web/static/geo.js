// Zoom, pan and selection for the map of places. Without it the map is complete: links and lists.

/**
 * Make a map larger and smaller around a point, and let it be dragged while it is larger.
 * @param {SVGSVGElement} svg
 */
function zoomable(svg) {
  const whole = svg.viewBox.baseVal;
  const [width, height] = [whole.width, whole.height];
  let view = { x: 0, y: 0, zoom: 1 };
  const show = (next) => {
    const zoom = Math.min(16, Math.max(1, next.zoom));
    const [w, h] = [width / zoom, height / zoom];
    view = {
      zoom,
      x: Math.min(width - w, Math.max(0, next.x)),
      y: Math.min(height - h, Math.max(0, next.y)),
    };
    svg.setAttribute("viewBox", `${view.x} ${view.y} ${w} ${h}`);
    svg.style.setProperty("--geo-zoom", String(zoom));
    svg.toggleAttribute("data-zoomed", zoom > 1);
  };
  const at = (event) => {
    const box = svg.getBoundingClientRect();
    return [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height];
  };
  const zoom = (factor, [u, v] = [0.5, 0.5]) => {
    const next = Math.min(16, Math.max(1, view.zoom * factor));
    const gain = 1 / view.zoom - 1 / next;
    show({ zoom: next, x: view.x + u * width * gain, y: view.y + v * height * gain });
  };
  svg.addEventListener("wheel", (event) => {
    if (!event.ctrlKey && view.zoom === 1 && event.deltaY > 0) return; // let the page scroll
    if (!event.ctrlKey && view.zoom === 1 && !svg.contains(document.activeElement)) return;
    event.preventDefault();
    zoom(event.deltaY < 0 ? 1.25 : 0.8, at(event));
  }, { passive: false });
  drag(svg, (dx, dy) => {
    const box = svg.getBoundingClientRect();
    const part = width / view.zoom / box.width;
    show({ zoom: view.zoom, x: view.x - dx * part, y: view.y - dy * part });
  });
  return { larger: () => zoom(1.6), smaller: () => zoom(1 / 1.6), all: () => show({ x: 0, y: 0, zoom: 1 }) };
}

/**
 * Tell how far the pointer was drawn; a link under it is not followed after a drag.
 * @param {SVGSVGElement} svg
 * @param {(dx: number, dy: number) => void} moved
 */
function drag(svg, moved) {
  let last = null;
  let far = 0;
  svg.addEventListener("pointerdown", (event) => {
    if (!svg.hasAttribute("data-zoomed") || event.button !== 0) return;
    last = [event.clientX, event.clientY];
    far = 0;
  });
  window.addEventListener("pointermove", (event) => {
    if (!last) return;
    const [dx, dy] = [event.clientX - last[0], event.clientY - last[1]];
    far += Math.abs(dx) + Math.abs(dy);
    last = [event.clientX, event.clientY];
    moved(dx, dy);
  });
  window.addEventListener("pointerup", () => { last = null; });
  svg.addEventListener("dragstart", (event) => event.preventDefault());
  svg.addEventListener("click", (event) => {
    if (far > 6) event.preventDefault();
    far = 0;
  }, true);
}

/**
 * Light a mark where its row is pointed at, and a row where its mark is.
 * @param {SVGSVGElement} svg
 */
function joined(svg) {
  const rows = new Map();
  for (const row of document.querySelectorAll("tr[data-id]")) rows.set(row.dataset.id, row);
  const marks = new Map();
  for (const mark of svg.querySelectorAll(".geo-mark[data-id]")) marks.set(mark.dataset.id, mark);
  const light = (id, on) => {
    rows.get(id)?.classList.toggle("is-lit", on);
    marks.get(id)?.classList.toggle("is-lit", on);
  };
  for (const [id, element] of [...rows, ...marks]) {
    for (const [name, on] of [["pointerenter", true], ["focusin", true], ["pointerleave", false], ["focusout", false]]) {
      element.addEventListener(name, () => light(id, on));
    }
  }
}

const svg = document.querySelector("svg[data-geo-map]");
if (svg) {
  const map = zoomable(svg);
  joined(svg);
  const tools = document.querySelector("[data-geo-tools]");
  if (tools) tools.hidden = false;
  for (const button of document.querySelectorAll("[data-geo]")) {
    button.addEventListener("click", () => {
      ({ in: map.larger, out: map.smaller, whole: map.all })[button.dataset.geo]();
    });
  }
}
