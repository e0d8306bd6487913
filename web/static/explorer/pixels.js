/**
 * A quick picture of very many nodes while a layout moves them: squares and thin lines written
 * straight into pixels, which takes less than half of what a canvas needs to draw them.
 */

export class Pixels {
  constructor() {
    /** @type {ImageData|null} */ this.image = null;
    /** @type {Map<string, number>} */ this.known = new Map();
  }

  /** @param {string} colour #rrggbb @returns {number} as a pixel has it: opaque, blue before green before red */
  pixel(colour) {
    let found = this.known.get(colour);
    if (found === undefined) {
      const value = parseInt(colour.slice(1), 16);
      found = ((255 << 24) | ((value & 255) << 16) | (value & 0xff00) | (value >> 16)) >>> 0;
      this.known.set(colour, found);
    }
    return found;
  }

  /**
   * @param {CanvasRenderingContext2D} context @param {Map<string, any[]>} strokes @param {Map<string, any[]>} fills
   * @param {import("./camera.js").Camera} camera @param {number} ratio @param {number} each one line in so many is drawn
   */
  draw(context, strokes, fills, camera, ratio, each) {
    const { width, height } = context.canvas;
    if (this.image?.width !== width || this.image.height !== height) this.image = context.createImageData(width, height);
    const into = new Uint32Array(this.image.data.buffer);
    into.fill(0);
    const scale = camera.scale * ratio;
    const [left, top] = [width / 2 - camera.x * scale, height / 2 - camera.y * scale];
    for (const [key, lines] of strokes) {
      const colour = this.pixel(key.slice(0, key.indexOf("|")));
      for (let at = 0; at < lines.length; at += each) {
        const { from, to } = lines[at];
        line(into, width, height, from.x * scale + left, from.y * scale + top, to.x * scale + left, to.y * scale + top, colour);
      }
    }
    const zoom = camera.zoom * ratio;
    for (const [key, items] of fills) {
      const colour = this.pixel(key.slice(0, key.indexOf("|")));
      for (const { x, y, size } of items) {
        const half = Math.max(ratio, size * zoom);
        square(into, width, height, x * scale + left - half, y * scale + top - half, 2 * half, colour);
      }
    }
    context.putImageData(this.image, 0, 0);
  }
}

/**
 * @param {Uint32Array} into @param {number} width @param {number} height
 * @param {number} left @param {number} top @param {number} side @param {number} colour
 */
function square(into, width, height, left, top, side, colour) {
  const [x, y] = [Math.round(left), Math.round(top)];
  const [from, to] = [Math.max(0, x), Math.min(width, Math.round(left + side))];
  const end = Math.min(height, Math.round(top + side));
  for (let row = Math.max(0, y); row < end; row += 1) for (let at = row * width + from; at < row * width + to; at += 1) into[at] = colour;
}

/**
 * @param {Uint32Array} into @param {number} width @param {number} height
 * @param {number} a @param {number} b where it begins @param {number} c @param {number} d where it ends @param {number} colour
 */
function line(into, width, height, a, b, c, d, colour) {
  if ((a < 0 && c < 0) || (b < 0 && d < 0) || (a >= width && c >= width) || (b >= height && d >= height)) return;
  const steps = Math.max(Math.abs(c - a), Math.abs(d - b));
  if (!(steps > 0)) return;
  const [right, down] = [(c - a) / steps, (d - b) / steps];
  // only the steps that lie within the picture
  let [first, last] = [0, steps];
  if (right) [first, last] = [Math.max(first, Math.min(-a / right, (width - 1 - a) / right)), Math.min(last, Math.max(-a / right, (width - 1 - a) / right))];
  if (down) [first, last] = [Math.max(first, Math.min(-b / down, (height - 1 - b) / down)), Math.min(last, Math.max(-b / down, (height - 1 - b) / down))];
  for (let step = Math.ceil(first); step <= last; step += 1) into[((b + down * step) | 0) * width + ((a + right * step) | 0)] = colour;
}
