// Points drawn pixel by pixel, for machines without a graphics card: there it is many times faster than emulated WebGL.
import { Plane } from "./plane.js";

/** The pixels of a disc around its middle, as pairs. */
function disc(diameter) {
  const pixels = [], radius = diameter / 2, reach = Math.ceil(radius);
  for (let y = -reach; y <= reach; y++) for (let x = -reach; x <= reach; x++) if (x * x + y * y <= radius * radius) pixels.push(x, y);
  return Int8Array.from(pixels);
}

export class PixelPlane extends Plane {
  #pen; #image; #pixels; #discs = new Map();
  /** What lies behind the points: three bytes. */
  background = [255, 255, 255];

  constructor(canvas) {
    super(canvas);
    this.#pen = canvas.getContext("2d", { alpha: false });
  }

  place(positions) {
    this.points = positions;
    this.count = positions.length / 2;
  }

  paint(colours, sizes) {
    this.colours = colours;
    this.sizes = sizes;
    this.draw();
  }

  render(count) {
    const { width, height } = this.canvas;
    if (!this.#pen || !this.sizes) return;
    if (this.#image?.width !== width || this.#image?.height !== height) {
      this.#image = this.#pen.createImageData(width, height);
      this.#pixels = new Uint32Array(this.#image.data.buffer);
    }
    const pixels = this.#pixels, { points, colours, sizes } = this;
    const [r0, g0, b0] = this.background;
    pixels.fill((255 << 24 | b0 << 16 | g0 << 8 | r0) >>> 0);
    const unit = this.unit * this.ratio, left = width / 2 - this.x * unit, top = height / 2 + this.y * unit, grow = this.magnification;
    for (let i = 0; i < count; i++) {
      const alpha = colours[4 * i + 3];
      if (!alpha) continue;
      const px = Math.round(left + points[2 * i] * unit), py = Math.round(top - points[2 * i + 1] * unit);
      if (px < 0 || py < 0 || px >= width || py >= height) continue;
      const size = Math.round(2 * sizes[i] * grow) / 2;
      let shape = this.#discs.get(size);
      if (!shape) this.#discs.set(size, shape = disc(size));
      const r = colours[4 * i], g = colours[4 * i + 1], b = colours[4 * i + 2];
      for (let k = 0; k < shape.length; k += 2) {
        const x = px + shape[k], y = py + shape[k + 1];
        if (x < 0 || y < 0 || x >= width || y >= height) continue;
        const at = y * width + x;
        if (alpha === 255) { pixels[at] = (255 << 24 | b << 16 | g << 8 | r) >>> 0; continue; }
        const under = pixels[at], ur = under & 255, ug = under >> 8 & 255, ub = under >> 16 & 255;
        pixels[at] = (255 << 24 | ub + ((b - ub) * alpha >> 8) << 16 | ug + ((g - ug) * alpha >> 8) << 8 | ur + ((r - ur) * alpha >> 8)) >>> 0;
      }
    }
    this.#pen.putImageData(this.#image, 0, 0);
  }
}
