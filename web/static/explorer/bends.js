/**
 * Several links between the same two nodes are bent apart; what lies on itself is a ring.
 */
const WIDE = 18; // units between two links in their middle
const STEPS = 16; // pieces of a curve, where it is asked how far away it is

/** Says of each line how far it is bent, to the left of its own way. @param {any[]} lines */
export function bend(lines) {
  /** @type {Map<string, any[]>} */ const pairs = new Map();
  for (const line of lines) {
    const { id } = line.from;
    const key = id < line.to.id ? `${id} ${line.to.id}` : `${line.to.id} ${id}`;
    const list = pairs.get(key);
    if (list) list.push(line);
    else pairs.set(key, [line]);
  }
  for (const list of pairs.values()) {
    list.forEach((line, at) => {
      const off = at - (list.length - 1) / 2;
      line.bend = line.from === line.to ? at : line.from.id < line.to.id ? off : -off;
    });
  }
}

/**
 * @param {any} line @param {import("./camera.js").Camera} camera
 * @returns {{a: [number, number], b: [number, number], middle: [number, number]}} ends and point of control, in pixels
 */
export function curve({ from, to, bend: by }, camera) {
  const [a, b] = [camera.toScreen(from), camera.toScreen(to)];
  const away = by && (2 * by * WIDE * camera.zoom) / (Math.hypot(b[0] - a[0], b[1] - a[1]) || 1);
  return { a, b, middle: [(a[0] + b[0]) / 2 + (b[1] - a[1]) * away, (a[1] + b[1]) / 2 - (b[0] - a[0]) * away] };
}

/** @param {any} line @param {number} zoom @returns {number} pixels, of a link of a node with itself */
export function ring(line, zoom) { return line.from.size * zoom * (1 + 0.5 * line.bend); }

/**
 * @param {any} line @param {import("./camera.js").Camera} camera @param {number} part 0 to 1 of its way
 * @returns {[number, number]} the point there, in pixels
 */
export function along(line, camera, part) {
  const { a, b, middle } = curve(line, camera);
  if (line.from === line.to) {
    const [radius, turn] = [ring(line, camera.zoom), 2 * Math.PI * part];
    return [a[0] + radius * Math.cos(turn), a[1] - radius + radius * Math.sin(turn)];
  }
  const rest = 1 - part;
  const on = (/** @type {0|1} */ axis) => rest * rest * a[axis] + 2 * rest * part * middle[axis] + part * part * b[axis];
  return [on(0), on(1)];
}

/**
 * @param {any[]} lines @param {import("./camera.js").Camera} camera
 * @param {number} left @param {number} top @param {number} reach pixels
 * @returns {any} the nearest line within reach, null for none
 */
export function nearest(lines, camera, left, top, reach) {
  let [best, found] = [reach, null];
  for (const line of lines) {
    let before = along(line, camera, 0);
    const steps = line.bend || line.from === line.to ? STEPS : 1;
    for (let step = 1; step <= steps; step += 1) {
      const next = along(line, camera, step / steps);
      const far = distance(left, top, before, next);
      if (far < best) [best, found] = [far, line];
      before = next;
    }
  }
  return found;
}

/** @param {number} x @param {number} y @param {[number, number]} a @param {[number, number]} b */
function distance(x, y, a, b) {
  const [u, v] = [b[0] - a[0], b[1] - a[1]];
  const part = Math.max(0, Math.min(1, ((x - a[0]) * u + (y - a[1]) * v) / (u * u + v * v || 1)));
  return Math.hypot(x - a[0] - part * u, y - a[1] - part * v);
}
