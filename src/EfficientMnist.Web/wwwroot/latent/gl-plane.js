// Points drawn by WebGL, one call a frame.
import { Plane } from "./plane.js";

const VERTEX = `
attribute vec2 position; attribute vec4 colour; attribute float size;
uniform vec2 scale; uniform vec2 offset; uniform float magnification;
varying vec4 shade;
void main() {
  gl_Position = vec4(position * scale + offset, 0.0, 1.0);
  gl_PointSize = size * magnification;
  shade = colour;
}`;
const FRAGMENT = `
precision mediump float;
varying vec4 shade;
void main() {
  vec2 d = gl_PointCoord - 0.5;
  if (dot(d, d) > 0.25) discard;
  gl_FragColor = vec4(shade.rgb * shade.a, shade.a);
}`;

export class GlPlane extends Plane {
  #gl; #program; #buffers = {}; #uniforms = {};

  /** Whether a graphics card draws; without one, WebGL is emulated and slower than drawing by hand. */
  static get isFast() {
    const gl = document.createElement("canvas").getContext("webgl");
    if (!gl) return false;
    const info = gl.getExtension("WEBGL_debug_renderer_info");
    const renderer = String(gl.getParameter(info ? info.UNMASKED_RENDERER_WEBGL : gl.RENDERER));
    gl.getExtension("WEBGL_lose_context")?.loseContext();
    return !/swiftshader|llvmpipe|software|basic render/i.test(renderer);
  }

  constructor(canvas) {
    super(canvas);
    const gl = this.#gl = canvas.getContext("webgl", { antialias: false, premultipliedAlpha: true });
    const compile = (type, source) => { const shader = gl.createShader(type); gl.shaderSource(shader, source); gl.compileShader(shader); return shader; };
    const program = this.#program = gl.createProgram();
    gl.attachShader(program, compile(gl.VERTEX_SHADER, VERTEX));
    gl.attachShader(program, compile(gl.FRAGMENT_SHADER, FRAGMENT));
    gl.linkProgram(program);
    gl.useProgram(program);
    for (const name of ["scale", "offset", "magnification"]) this.#uniforms[name] = gl.getUniformLocation(program, name);
    gl.enable(gl.BLEND);
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
  }

  /** Positions in -1 … 1, pairs; in an order of which any first part is a fair sample. */
  place(positions) {
    this.points = positions;
    this.count = positions.length / 2;
    this.#fill("position", 2, this.#gl.FLOAT, false, positions);
  }

  /** Four bytes a point, and its diameter in pixels. */
  paint(colours, sizes) {
    this.#fill("colour", 4, this.#gl.UNSIGNED_BYTE, true, colours);
    this.#fill("size", 1, this.#gl.FLOAT, false, Float32Array.from(sizes));
    this.draw();
  }

  #fill(name, size, type, normalised, values) {
    const gl = this.#gl, place = gl.getAttribLocation(this.#program, name);
    gl.bindBuffer(gl.ARRAY_BUFFER, this.#buffers[name] ??= gl.createBuffer());
    gl.bufferData(gl.ARRAY_BUFFER, values, gl.STATIC_DRAW);
    gl.enableVertexAttribArray(place);
    gl.vertexAttribPointer(place, size, type, normalised, 0, 0);
  }

  render(count) {
    const gl = this.#gl;
    if (!gl) return;
    gl.viewport(0, 0, this.canvas.width, this.canvas.height);
    gl.clearColor(0, 0, 0, 0);
    gl.clear(gl.COLOR_BUFFER_BIT);
    if (!this.#buffers.size) return;
    const sx = 2 * this.unit / this.width, sy = 2 * this.unit / this.height;
    gl.uniform2f(this.#uniforms.scale, sx, sy);
    gl.uniform2f(this.#uniforms.offset, -this.x * sx, -this.y * sy);
    gl.uniform1f(this.#uniforms.magnification, this.magnification);
    gl.drawArrays(gl.POINTS, 0, count);
  }
}
