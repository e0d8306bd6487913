/**
 * Where new nodes go: round the node that brought them, on free places; nothing there moves.
 */
export const GAP = 24; // between two nodes, in the units of the canvas

const TURN = Math.PI * (3 - Math.sqrt(5));

/** @param {number} x @param {number} y */
const cell = (x, y) => `${Math.round(x / GAP)},${Math.round(y / GAP)}`;

/**
 * @param {Iterable<{x: number, y: number}>} present
 * @param {{x: number, y: number}} centre
 * @param {number} many
 * @returns {[number, number][]} as many places as asked, from the centre outwards; always the same
 */
export function places(present, centre, many) {
  const taken = new Set();
  for (const { x, y } of present) taken.add(cell(x, y));
  /** @type {[number, number][]} */
  const found = [];
  for (let turn = 0; found.length < many; turn += 1) {
    const away = GAP * (2.2 + 1.15 * Math.sqrt(turn));
    const x = centre.x + away * Math.cos(turn * TURN);
    const y = centre.y + away * Math.sin(turn * TURN);
    const key = cell(x, y);
    if (taken.has(key)) continue;
    taken.add(key);
    found.push([x, y]);
  }
  return found;
}

/**
 * @param {Iterable<{x: number, y: number}>} present
 * @returns {{x: number, y: number}} the middle of what is there
 */
export function middle(present) {
  let [left, right, low, high] = [Infinity, -Infinity, Infinity, -Infinity];
  for (const { x, y } of present) {
    [left, right] = [Math.min(left, x), Math.max(right, x)];
    [low, high] = [Math.min(low, y), Math.max(high, y)];
  }
  return left > right ? { x: 0, y: 0 } : { x: (left + right) / 2, y: (low + high) / 2 };
}

/**
 * @param {any} graph
 * @param {any[]} fresh nodes of an answer
 * @param {string|null} around the node that brought them
 * @param {Record<string, [number, number]>} at places that are known
 * @returns {{key: string, attributes: any}[]} each of them once, with its place
 */
export function placed(graph, fresh, around, at) {
  const there = () => graph.mapNodes((/** @type {string} */ _, /** @type {any} */ one) => one);
  const centre = around !== null && graph.hasNode(around) ? graph.getNodeAttributes(around) : middle(there());
  const free = places(there(), centre, fresh.length);
  if (around === null && graph.order === 0 && fresh.length) free.unshift([0, 0]);
  const done = new Set();
  return fresh.filter((one) => !done.has(one.id) && done.add(one.id)).map((one, number) => {
    const [x, y] = at[one.id] ?? free[number];
    return { key: one.id, attributes: { ...one, x, y, pinned: false, hidden: false } };
  });
}
