// Tens of thousands of points on a canvas, by WebGL: one draw call a frame, and none while nothing moves.
// Where frames take too long, such as without a graphics card, fewer points are drawn while the view moves.
const VERTEX = `
attribute vec2 position; attribute vec4 colour; attribute float size;
uniform vec2 scale; uniform vec2 offset; uniform float ratio;
varying vec4 shade;
void main() {
  gl_Position = vec4(position * scale + offset, 0.0, 1.0);
  gl_PointSize = size * ratio;
  shade = colour;
}`;
const SLOW = 30, FAST = 20, FEWEST = 1 / 12, STILL = 160;
const FRAGMENT = `
precision mediump float;
varying vec4 shade;
void main() {
  vec2 d = gl_PointCoord - 0.5;
  float r = dot(d, d);
  if (r > 0.25) discard;
  gl_FragColor = vec4(shade.rgb * shade.a, shade.a);
}`;

export class Scatter {
  #gl; #program; #buffers = {}; #count = 0; #frame = 0; #uniforms = {}; #part = 1; #last = 0; #still = 0;
  zoom = 1; x = 0; y = 0;
  ondraw = () => {};

  constructor(canvas) {
    this.canvas = canvas;
    const gl = this.#gl = canvas.getContext("webgl", { antialias: false, alpha: true, premultipliedAlpha: true });
    if (!gl) throw new Error("This browser has no WebGL.");
    const compile = (type, source) => { const shader = gl.createShader(type); gl.shaderSource(shader, source); gl.compileShader(shader); return shader; };
    const program = this.#program = gl.createProgram();
    gl.attachShader(program, compile(gl.VERTEX_SHADER, VERTEX));
    gl.attachShader(program, compile(gl.FRAGMENT_SHADER, FRAGMENT));
    gl.linkProgram(program);
    gl.useProgram(program);
    for (const name of ["scale", "offset", "ratio"]) this.#uniforms[name] = gl.getUniformLocation(program, name);
    gl.enable(gl.BLEND);
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
    new ResizeObserver(() => this.resize()).observe(canvas);
    this.resize();
  }

  resize() {
    this.ratio = Math.min(devicePixelRatio || 1, 2);
    this.width = this.canvas.clientWidth;
    this.height = this.canvas.clientHeight;
    this.canvas.width = Math.max(1, Math.round(this.width * this.ratio));
    this.canvas.height = Math.max(1, Math.round(this.height * this.ratio));
    this.draw();
  }

  /** Positions in -1 … 1, pairs; in an order of which any first part is a fair sample. */
  set positions(values) { this.points = values; this.#count = values.length / 2; this.#fill("position", 2, this.#gl.FLOAT, false, values); }
  /** Four bytes a point. */
  set colours(values) { this.#fill("colour", 4, this.#gl.UNSIGNED_BYTE, true, values); }
  /** Diameter in pixels, a byte a point. */
  set sizes(values) { this.#fill("size", 1, this.#gl.UNSIGNED_BYTE, false, values); }

  #fill(name, size, type, normalised, values) {
    const gl = this.#gl, place = gl.getAttribLocation(this.#program, name);
    gl.bindBuffer(gl.ARRAY_BUFFER, this.#buffers[name] ??= gl.createBuffer());
    gl.bufferData(gl.ARRAY_BUFFER, values, gl.STATIC_DRAW);
    gl.enableVertexAttribArray(place);
    gl.vertexAttribPointer(place, size, type, normalised, 0, 0);
    this.draw();
  }

  /** Pixels to one unit, the same both ways. */
  get unit() { return this.zoom * Math.min(this.width, this.height) * 0.47; }
  toScreen(i) { return [this.width / 2 + (this.points[2 * i] - this.x) * this.unit, this.height / 2 - (this.points[2 * i + 1] - this.y) * this.unit]; }
  toPoint(px, py) { return [this.x + (px - this.width / 2) / this.unit, this.y - (py - this.height / 2) / this.unit]; }

  pan(dx, dy) { this.x -= dx / this.unit; this.y += dy / this.unit; this.#move(); }
  zoomAt(px, py, factor) {
    const [x, y] = this.toPoint(px, py);
    this.zoom = Math.min(400, Math.max(0.5, this.zoom * factor));
    const [nx, ny] = this.toPoint(px, py);
    this.x += x - nx; this.y += y - ny;
    this.#move();
  }
  reset() { this.zoom = 1; this.x = this.y = 0; this.draw(); }

  draw() { this.#frame ||= requestAnimationFrame(() => { this.#frame = 0; this.#render(1); }); }

  /** Draws a frame of a movement: as many points as the frames before left time for; all of them once it has ended. */
  #move() {
    clearTimeout(this.#still);
    this.#still = setTimeout(() => { this.#last = 0; this.draw(); }, STILL);
    this.#frame ||= requestAnimationFrame(now => {
      this.#frame = 0;
      const took = this.#last ? now - this.#last : FAST;
      this.#last = now;
      if (took > SLOW) this.#part = Math.max(FEWEST, this.#part * 0.7);
      else if (took < FAST) this.#part = Math.min(1, this.#part * 1.15);
      this.#render(this.#part);
    });
  }

  #render(part) {
    const gl = this.#gl;
    gl.viewport(0, 0, this.canvas.width, this.canvas.height);
    gl.clearColor(0, 0, 0, 0);
    gl.clear(gl.COLOR_BUFFER_BIT);
    if (this.#count && this.#buffers.colour && this.#buffers.size) {
      const sx = 2 * this.unit / this.width, sy = 2 * this.unit / this.height;
      gl.uniform2f(this.#uniforms.scale, sx, sy);
      gl.uniform2f(this.#uniforms.offset, -this.x * sx, -this.y * sy);
      gl.uniform1f(this.#uniforms.ratio, this.ratio * Math.min(2.2, Math.max(1, Math.sqrt(this.zoom) * 0.8)));
      gl.drawArrays(gl.POINTS, 0, Math.ceil(this.#count * part));
    }
    this.ondraw();
  }
}
