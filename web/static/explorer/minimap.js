/**
 * The whole picture in small, with the part that is looked at; a click or a drag moves it there.
 */
const PAUSE = 250; // ms between two pictures of many nodes
const MANY = 1500;

/** @param {import("./stage.js").Stage} stage @param {HTMLCanvasElement} canvas */
export function minimap(stage, canvas) {
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d", { willReadFrequently: stage.soft }));
  let [last, timer] = [0, 0];
  let [left, top, scale] = [0, 0, 1];

  const draw = () => {
    timer = 0;
    last = performance.now();
    const { items } = stage.display;
    const ratio = window.devicePixelRatio || 1;
    const [wide, high] = [canvas.clientWidth, canvas.clientHeight];
    if (canvas.hidden || !wide) return;
    if (canvas.width !== wide * ratio) [canvas.width, canvas.height] = [wide * ratio, high * ratio];
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, wide, high);
    if (!items.length) return;
    let [right, low] = [-Infinity, -Infinity];
    [left, top] = [Infinity, Infinity];
    for (const { x, y } of items) {
      left = Math.min(left, x); right = Math.max(right, x);
      top = Math.min(top, y); low = Math.max(low, y);
    }
    scale = Math.min((wide - 16) / Math.max(right - left, 1), (high - 16) / Math.max(low - top, 1), 1);
    left -= (wide / scale - (right - left)) / 2;
    top -= (high / scale - (low - top)) / 2;
    const dot = items.length > MANY ? 1.2 : 2.4;
    for (const one of items) {
      context.fillStyle = one.colour;
      context.fillRect((one.x - left) * scale - dot / 2, (one.y - top) * scale - dot / 2, dot, dot);
    }
    const { camera } = stage;
    const [a, b] = camera.toPlace(0, 0);
    context.strokeStyle = stage.overlay.tones?.accent ?? "#000000";
    context.lineWidth = 1.5;
    context.strokeRect((a - left) * scale, (b - top) * scale, (camera.width / camera.scale) * scale, (camera.height / camera.scale) * scale);
  };

  stage.addEventListener("drawn", () => {
    const pause = stage.display.items.length > MANY ? PAUSE * (stage.now.quick ? 4 : 1) : 0;
    timer ||= window.setTimeout(draw, Math.max(0, pause - (performance.now() - last)));
  });
  const go = (/** @type {PointerEvent} */ event) => {
    if (!(event.buttons & 1)) return;
    const box = canvas.getBoundingClientRect();
    stage.camera.x = (event.clientX - box.left) / scale + left;
    stage.camera.y = (event.clientY - box.top) / scale + top;
    stage.looked();
  };
  canvas.addEventListener("pointerdown", go);
  canvas.addEventListener("pointermove", go);
}
