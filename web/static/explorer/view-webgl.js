/**
 * Paints with sigma on WebGL. Only the painting is sigma's: camera, pointer and names are those
 * of the stage, so that nothing differs on a plain canvas. Sigma's file itself throws where there
 * is no WebGL, so it is loaded after the probe.
 */
import { zoomOf } from "./camera.js";
import { MOST_ARROWS } from "./display.js";
import { nodeProgram } from "./shader.js";
import { bundled, drawBundle } from "./strokes.js";

const HALF = 10000; // of the square that sigma takes as the whole

const SOFTWARE = /swiftshader|llvmpipe|softpipe|software|basic render/i;

/**
 * @returns {"webgl"|"software"|"none"} what there is; WebGL that the processor has to imitate is
 *   several times slower than a plain canvas (bench/README.md)
 */
export function probe() {
  try {
    const canvas = document.createElement("canvas");
    const found = canvas.getContext("webgl2") ?? canvas.getContext("webgl");
    if (!found) return "none";
    const info = found.getExtension("WEBGL_debug_renderer_info");
    const name = String(found.getParameter(info ? info.UNMASKED_RENDERER_WEBGL : found.RENDERER));
    found.getExtension("WEBGL_lose_context")?.loseContext();
    return SOFTWARE.test(name) ? "software" : "webgl";
  } catch {
    return "none";
  }
}

/** @param {string} address @returns {Promise<void>} */
export function loadSigma(address) {
  if ("Sigma" in globalThis) return Promise.resolve();
  return new Promise((done, failed) => {
    const script = document.createElement("script");
    script.src = address;
    script.addEventListener("load", () => done());
    script.addEventListener("error", failed);
    document.head.append(script);
  });
}

export class WebGLPainter {
  /** @param {HTMLElement} root @param {() => void} lost called once where WebGL ends in use */
  constructor(root, lost) {
    const { Sigma } = /** @type {any} */ (globalThis);
    this.kind = "webgl";
    this.box = document.createElement("div");
    this.box.className = "xp-paint";
    root.prepend(this.box);
    this.minSide = 1;
    const { rendering } = Sigma;
    this.sigma = new Sigma(this.empty(), this.box, {
      allowInvalidContainer: true, renderLabels: false, stagePadding: 0, zIndex: false,
      enableCameraRotation: false, // its own pointer never hears anything: the stage lies above
      defaultNodeType: "shape", nodeProgramClasses: { shape: nodeProgram(rendering) },
      nodeHoverProgramClasses: { shape: nodeProgram(rendering) },
      defaultEdgeType: "line", edgeProgramClasses: { line: rendering.EdgeLineProgram ?? rendering.EdgeRectangleProgram, thick: rendering.EdgeRectangleProgram, arrow: rendering.createEdgeArrowProgram({ lengthToThicknessRatio: 5, widenessToThicknessRatio: 3.6 }) },
      minEdgeThickness: 0.9,
      zoomToSizeRatioFunction: (/** @type {number} */ ratio) => 1 / zoomOf(this.minSide / (2 * HALF * ratio)),
    });
    this.sigma.setCustomBBox({ x: [-HALF, HALF], y: [-HALF, HALF] });
    this.under = document.createElement("canvas"); // below the nodes: what is no straight whole line
    this.under.className = "xp-under";
    this.box.prepend(this.under);
    let told = false;
    this.heard = () => {
      if (!told && !this.ended) lost();
      told = true;
    };
    for (const one of this.box.querySelectorAll("canvas")) one.addEventListener("webglcontextlost", this.heard);
  }

  empty() { return new /** @type {any} */ (globalThis).graphology.MultiDirectedGraph(); }

  /** @param {import("./display.js").Display} display @param {any} tones */
  load(display, tones) {
    const graph = this.empty();
    /** @type {[any, any][]} */ this.places = [];
    for (const item of display.items) {
      const drawn = { x: item.x, y: -item.y, size: item.size, color: item.dim ? tones.dim : item.colour, shape: item.shape, label: null };
      graph.addNode(item.id, drawn);
      this.places.push([item, graph.getNodeAttributes(item.id)]);
    }
    const arrows = display.lines.length <= MOST_ARROWS;
    this.display = display;
    this.thin = !arrows && display.lines.every((one) => one.many === 1);
    this.strokes = bundled(arrows ? display.lines.filter(byHand) : [], tones);
    for (const line of display.lines) {
      if (arrows && byHand(line)) continue;
      graph.addEdgeWithKey(line.key, line.from.id, line.to.id, {
        color: line.dim ? tones.dimLine : line.dash !== "solid" ? tones.faint(line.colour || tones.line) : line.colour || tones.line,
        size: line.size, type: arrows ? "arrow" : line.many > 1 ? "thick" : "line",
      });
    }
    this.sigma.setGraph(graph);
  }

  /** Takes new places over from the display. */
  moved() {
    for (const [item, drawn] of this.places ?? []) {
      drawn.x = item.x;
      drawn.y = -item.y;
    }
    this.stale = !this.rewritten();
  }

  /**
   * Writes places straight into what goes to the graphics card: where every link is a thin line,
   * a step of a layout need not go through all of sigma's own books, which takes several times
   * as long. Nodes and links stand there in the order in which they were given.
   * @returns {boolean} whether that could be done
   */
  rewritten() {
    const { shape } = this.sigma.nodePrograms;
    const { line } = this.sigma.edgePrograms;
    const { items, lines } = this.display;
    if (!this.thin || shape.array.length < items.length * shape.STRIDE || line.array.length < lines.length * line.STRIDE) return false;
    const unit = 1 / (2 * HALF);
    for (let [number, at] = [0, 0]; number < items.length; number += 1, at += shape.STRIDE) {
      shape.array[at] = 0.5 + items[number].x * unit;
      shape.array[at + 1] = 0.5 - items[number].y * unit;
    }
    const half = line.STRIDE / 2;
    for (let [number, at] = [0, 0]; number < lines.length; number += 1, at += line.STRIDE) {
      const { from, to } = lines[number];
      line.array[at] = 0.5 + from.x * unit;
      line.array[at + 1] = 0.5 - from.y * unit;
      line.array[at + half] = 0.5 + to.x * unit;
      line.array[at + half + 1] = 0.5 - to.y * unit;
    }
    return true;
  }

  /** @param {import("./camera.js").Camera} camera @param {number} [ratio] pixels of the screen per pixel */
  draw(camera, ratio = 1) {
    this.drawUnder(camera, ratio);
    const { sigma } = this;
    this.minSide = Math.min(camera.width, camera.height);
    sigma.resize();
    sigma.getCamera().setState({
      x: 0.5 + camera.x / (2 * HALF), y: 0.5 - camera.y / (2 * HALF), angle: 0, ratio: this.minSide / (2 * HALF * camera.scale),
    });
    if (this.stale) sigma.refresh({ partialGraph: { nodes: [] }, skipIndexation: false }); // places alone
    else sigma.render?.();
    this.stale = false;
  }

  /** @param {import("./camera.js").Camera} camera @param {number} ratio */
  drawUnder(camera, ratio) {
    const { under } = this;
    const context = /** @type {CanvasRenderingContext2D} */ (under.getContext("2d"));
    const [wide, high] = [Math.round(camera.width * ratio), Math.round(camera.height * ratio)];
    if (under.width !== wide || under.height !== high) [under.width, under.height] = [wide, high];
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, camera.width, camera.height);
    for (const [key, lines] of this.strokes ?? []) drawBundle(context, key, lines, camera, this.display?.lines.length ?? 0);
  }

  destroy() {
    this.ended = true;
    this.sigma.kill();
    this.box.remove();
  }
}

/** @param {any} line @returns {boolean} whether sigma's programs cannot draw a link */
function byHand(line) {
  return line.dash !== "solid" || line.bend !== 0 || line.from === line.to;
}
