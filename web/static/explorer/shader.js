/**
 * One program for every shape of node: a point each, its shape cut out in the fragment shader.
 */
import { SHAPES } from "./shapes.js";

const VERTEX = `
attribute vec4 a_id;
attribute vec4 a_color;
attribute vec2 a_position;
attribute float a_size;
attribute float a_shape;
uniform float u_sizeRatio;
uniform float u_pixelRatio;
uniform mat3 u_matrix;
varying vec4 v_color;
varying float v_feather;
varying float v_shape;
void main() {
  gl_Position = vec4((u_matrix * vec3(a_position, 1)).xy, 0, 1);
  gl_PointSize = max(a_size / u_sizeRatio * u_pixelRatio * 2.0, 2.0);
  v_feather = 1.4 / gl_PointSize;
  v_shape = a_shape;
  #ifdef PICKING_MODE
  v_color = a_id;
  #else
  v_color = a_color;
  #endif
  v_color.a *= 255.0 / 254.0;
}`;

const FRAGMENT = `
precision mediump float;
varying vec4 v_color;
varying float v_feather;
varying float v_shape;
void main(void) {
  vec2 m = (gl_PointCoord - vec2(0.5, 0.5)) * 2.0;
  float far = length(m) - 1.0;
  float edge = 0.0;
  if (v_shape > 4.5 || (v_shape > 0.5 && v_shape < 1.5)) far = max(abs(m.x), abs(m.y)) - 0.88;
  else if (v_shape > 1.5 && v_shape < 2.5) far = abs(m.x) + abs(m.y) - 1.0;
  else if (v_shape > 2.5 && v_shape < 3.5) far = max(m.y - 0.7, abs(m.x) * 0.88 - (m.y + 1.0) * 0.49);
  else if (v_shape > 3.5) far = max(far, 0.55 - length(m));
  if (v_shape > 4.5 && far > -0.14) edge = 0.45;
  float cover = 1.0 - smoothstep(-2.0 * v_feather, 0.0, far);
  #ifdef PICKING_MODE
  gl_FragColor = cover > 0.5 ? v_color : vec4(0.0);
  #else
  gl_FragColor = mix(vec4(0.0), vec4(v_color.rgb * (1.0 - edge), v_color.a), cover);
  #endif
}`;

/** @param {any} rendering what sigma draws with @returns {any} a class of program */
export function nodeProgram(rendering) {
  const { FLOAT, UNSIGNED_BYTE, POINTS } = WebGLRenderingContext;
  /** @type {Map<string, number>} */ const known = new Map();
  return class extends rendering.NodeProgram {
    /** Without the buffer of sigma's own pointer, which nothing here asks. @param {any} gl @param {any} _ @param {any} renderer */
    constructor(gl, _, renderer) { super(gl, null, renderer); }

    getDefinition() {
      return {
        VERTICES: 1, VERTEX_SHADER_SOURCE: VERTEX, FRAGMENT_SHADER_SOURCE: FRAGMENT, METHOD: POINTS,
        UNIFORMS: ["u_sizeRatio", "u_pixelRatio", "u_matrix"],
        ATTRIBUTES: [
          { name: "a_position", size: 2, type: FLOAT }, { name: "a_size", size: 1, type: FLOAT },
          { name: "a_shape", size: 1, type: FLOAT },
          { name: "a_color", size: 4, type: UNSIGNED_BYTE, normalized: true },
          { name: "a_id", size: 4, type: UNSIGNED_BYTE, normalized: true },
        ],
      };
    }

    /** @param {number} id @param {number} at @param {any} data */
    processVisibleItem(id, at, data) {
      const { array } = this;
      let colour = known.get(data.color);
      if (colour === undefined) known.set(data.color, (colour = packed(data.color)));
      array[at] = data.x;
      array[at + 1] = data.y;
      array[at + 2] = data.size;
      array[at + 3] = Math.max(0, SHAPES.indexOf(data.shape));
      array[at + 4] = colour;
      array[at + 5] = id;
    }

    /** @param {any} params @param {any} program */
    setUniforms({ sizeRatio, pixelRatio, matrix }, { gl, uniformLocations }) {
      gl.uniform1f(uniformLocations.u_pixelRatio, pixelRatio);
      gl.uniform1f(uniformLocations.u_sizeRatio, sizeRatio);
      gl.uniformMatrix3fv(uniformLocations.u_matrix, false, matrix);
    }
  };
}

/** @param {string} colour #rrggbb @returns {number} its four bytes as a float */
function packed(colour) {
  const value = parseInt(colour.slice(1), 16);
  return new Float32Array(new Uint8Array([value >> 16, (value >> 8) & 255, value & 255, 254]).buffer)[0];
}
