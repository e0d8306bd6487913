/**
 * Where the reader stands: the middle of the window in the places of the model, and pixels per
 * unit. And what a size becomes on the screen.
 */
export const NEAREST = 8;
export const FARTHEST = 0.002;

export class Camera {
  constructor() {
    this.x = 0;
    this.y = 0;
    this.scale = 1;
    this.width = 1;
    this.height = 1;
  }

  /** @param {{x: number, y: number}} one @returns {[number, number]} pixels from the left and the top */
  toScreen({ x, y }) {
    return [(x - this.x) * this.scale + this.width / 2, (y - this.y) * this.scale + this.height / 2];
  }

  /** @param {number} left @param {number} top @returns {[number, number]} */
  toPlace(left, top) {
    return [(left - this.width / 2) / this.scale + this.x, (top - this.height / 2) / this.scale + this.y];
  }

  /** How much larger or smaller a node is than its size says. */
  get zoom() { return zoomOf(this.scale); }

  /** @param {number} factor @param {number} left @param {number} top the point that stays where it is */
  zoomBy(factor, left = this.width / 2, top = this.height / 2) {
    const [x, y] = this.toPlace(left, top);
    this.scale = Math.min(NEAREST, Math.max(FARTHEST, this.scale * factor));
    this.x = x - (left - this.width / 2) / this.scale;
    this.y = y - (top - this.height / 2) / this.scale;
  }

  /** @param {number} right @param {number} down pixels */
  pan(right, down) {
    this.x -= right / this.scale;
    this.y -= down / this.scale;
  }

  /** @param {{x: number, y: number}[]} all */
  fit(all) {
    if (!all.length) return;
    let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity];
    for (const { x, y } of all) {
      [left, right] = [Math.min(left, x), Math.max(right, x)];
      [top, bottom] = [Math.min(top, y), Math.max(bottom, y)];
    }
    const [side, name] = this.width > 600 ? [50, 150] : [24, 70]; // pixels beside; names stand to the right
    const wide = Math.max(this.width - side - name, 40) / Math.max(right - left, 1);
    const high = Math.max(this.height - 90, 40) / Math.max(bottom - top, 1);
    this.scale = Math.min(1.6, Math.max(FARTHEST, Math.min(wide, high)));
    this.x = (left + right) / 2 + (name - side) / 2 / this.scale;
    this.y = (top + bottom) / 2;
  }

  get state() { return { x: this.x, y: this.y, scale: this.scale }; }

  set state({ x, y, scale }) { Object.assign(this, { x, y, scale }); }
}

/** @param {number} scale */
export function zoomOf(scale) {
  return Math.min(1.8, Math.max(0.22, Math.sqrt(scale)));
}
