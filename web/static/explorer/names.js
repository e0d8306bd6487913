/**
 * Where names stand on the canvas: beside their node, or below, before or above it where that is
 * taken. No name covers a node or another name; what finds no room is not written.
 */
const LINE = 14; // pixels, the height of a name
const CELL = [8, 5]; // pixels, of the grid that knows what is taken
const MOST_NODES = 2500; // of more, only the names keep apart, so that a step stays short
const LONGEST = 26; // letters of a name that are drawn; all stand in the panel

/** @typedef {{left: number, top: number, right: number, bottom: number}} Box */

/** @param {string} name */
export function short(name) {
  return [...name].length > LONGEST ? `${[...name].slice(0, LONGEST - 1).join("")}…` : name;
}

/** @param {string} text @returns {number} about how wide it will be, in pixels */
function width(text) {
  let found = 0;
  for (const one of text) found += one.charCodeAt(0) > 0x2e7f ? 12 : 6.6;
  return found;
}

class Taken {
  constructor() { /** @type {Map<number, any>} who stands in a cell */ this.cells = new Map(); }

  /** @param {Box} box @param {(cell: number) => boolean} does @returns {boolean} whether it did for each cell */
  each({ left, top, right, bottom }, does) {
    for (let x = Math.floor(left / CELL[0]); x <= Math.floor(right / CELL[0]); x += 1) {
      for (let y = Math.floor(top / CELL[1]); y <= Math.floor(bottom / CELL[1]); y += 1) if (!does(x * 65536 + y)) return false;
    }
    return true;
  }

  /** @param {Box} box @param {any} item */
  put(box, item) { this.each(box, (cell) => Boolean(this.cells.has(cell) || this.cells.set(cell, item))); }

  /** @param {Box} box @param {any} item whose own cells are free to it */
  free(box, item) { return this.each(box, (cell) => (this.cells.get(cell) ?? item) === item); }
}

/**
 * @param {any[]} items those that get a name first, first
 * @param {import("./camera.js").Camera} camera
 * @param {number} most
 * @param {(item: any) => boolean} always whether an item has its name in any case
 * @returns {{item: any, text: string, box: Box}[]}
 */
export function placedNames(items, camera, most, always) {
  const [zoom, taken] = [camera.zoom, new Taken()];
  const near = items.map((item) => ({ item, at: camera.toScreen(item), size: item.size * zoom }))
    .filter(({ at: [x, y] }) => x > -60 && y > -10 && x < camera.width + 10 && y < camera.height + 10);
  if (near.length <= MOST_NODES) for (const { item, at: [x, y], size } of near) taken.put({ left: x - size, top: y - size, right: x + size, bottom: y + size }, item);
  const found = [];
  for (const { item, at: [x, y], size } of near) {
    if (found.length >= most) break;
    if ((item.dim && !item.chosen || size < 3.2 && !item.chosen) && !always(item)) continue;
    const text = short(item.name);
    const spots = around(x, y, size, width(text));
    const box = spots.find((one) => taken.free(one, item) && (one === spots[0] || one.left > 0 && one.right < camera.width)) ?? (always(item) ? spots[0] : null);
    if (!box) continue;
    taken.put(box, item);
    found.push({ item, text, box });
  }
  return found;
}

/** @param {number} x @param {number} y @param {number} size @param {number} wide @returns {Box[]} best first */
function around(x, y, size, wide) {
  const away = size + 5;
  const box = (/** @type {number} */ left, /** @type {number} */ middle) => ({ left, top: middle - LINE / 2, right: left + wide, bottom: middle + LINE / 2 });
  return [box(x + away, y), box(x - wide / 2, y + away + LINE / 2), box(x - away - wide, y), box(x - wide / 2, y - away - LINE / 2)];
}
