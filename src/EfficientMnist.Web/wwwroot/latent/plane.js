// The plane the points lie in, and the part of it that is seen. How points are drawn is for those who extend it.
const SLOW = 30, FAST = 20, FEWEST = 1 / 12, STILL = 160;

export class Plane {
  #frame = 0; #part = 1; #still = 0;
  zoom = 1; x = 0; y = 0; count = 0;
  ondraw = () => {};

  constructor(canvas) {
    this.canvas = canvas;
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

  /** Pixels to one unit, the same both ways. */
  get unit() { return this.zoom * Math.min(this.width, this.height) * 0.47; }
  /** Points grow a little with the zoom. */
  get magnification() { return this.ratio * Math.min(2.2, Math.max(1, Math.sqrt(this.zoom) * 0.8)); }
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

  /** Draws once the browser is ready for a frame; nothing is drawn while nothing changes. */
  draw() { this.#frame ||= requestAnimationFrame(() => { this.#frame = 0; this.#show(1); }); }

  /** A frame of a movement: as many points as the frames before left time for; all of them once it has ended. */
  #move() {
    clearTimeout(this.#still);
    this.#still = setTimeout(() => this.draw(), STILL);
    this.#frame ||= requestAnimationFrame(now => {
      this.#frame = 0;
      this.#show(this.#part);
      // The next frame tells, drawn in or not: the time to the next movement would take slow hands for slow frames.
      requestAnimationFrame(next => this.#suit(next - now));
    });
  }

  #suit(took) {
    if (took > SLOW) this.#part = Math.max(FEWEST, this.#part * 0.7);
    else if (took < FAST) this.#part = Math.min(1, this.#part * 1.15);
  }

  #show(part) {
    this.render(Math.ceil(this.count * part));
    this.ondraw();
  }
}
