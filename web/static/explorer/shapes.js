/**
 * The shapes of nodes, as a path on a canvas and as a number for the shader.
 */
export const SHAPES = ["circle", "square", "diamond", "triangle", "hollow", "group"];

/**
 * Adds a shape to the path.
 * @param {CanvasRenderingContext2D} context @param {string} shape
 * @param {number} x @param {number} y @param {number} size half of its width
 */
export function shapeOn(context, shape, x, y, size) {
  if (shape === "square" || shape === "group") context.rect(x - size * 0.88, y - size * 0.88, size * 1.76, size * 1.76);
  else if (shape === "diamond") polygon(context, [[x, y - size], [x + size, y], [x, y + size], [x - size, y]]);
  else if (shape === "triangle") polygon(context, [[x, y - size], [x + size * 0.95, y + size * 0.7], [x - size * 0.95, y + size * 0.7]]);
  else {
    context.moveTo(x + size, y);
    context.arc(x, y, size, 0, 2 * Math.PI);
    if (shape !== "hollow") return;
    context.moveTo(x + size * 0.55, y);
    context.arc(x, y, size * 0.55, 0, 2 * Math.PI, true);
  }
}

/** @param {CanvasRenderingContext2D} context @param {number[][]} points */
function polygon(context, points) {
  points.forEach(([x, y], number) => (number ? context.lineTo(x, y) : context.moveTo(x, y)));
  context.closePath();
}
