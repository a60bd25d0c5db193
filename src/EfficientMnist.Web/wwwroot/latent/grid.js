// Finds points near a place without looking at all of them.
export class Grid {
  #cells; #starts; #side = 128; #points;

  constructor(points) {
    this.#points = points;
    const count = points.length / 2, cells = this.#side * this.#side;
    const cellOf = new Uint16Array(count);
    this.#starts = new Uint32Array(cells + 1);
    for (let i = 0; i < count; i++) {
      cellOf[i] = this.#cell(points[2 * i]) + this.#cell(points[2 * i + 1]) * this.#side;
      this.#starts[cellOf[i] + 1]++;
    }
    for (let c = 0; c < cells; c++) this.#starts[c + 1] += this.#starts[c];
    const next = this.#starts.slice();
    this.#cells = new Uint32Array(count);
    for (let i = 0; i < count; i++) this.#cells[next[cellOf[i]]++] = i;
  }

  #cell(value) { return Math.min(this.#side - 1, Math.max(0, Math.floor((value + 1) / 2 * this.#side))); }

  /** Indices of the points in a rectangle; stops once there are more than the most. */
  inside(left, bottom, right, top, most = Infinity) {
    const found = [];
    for (let row = this.#cell(bottom); row <= this.#cell(top); row++) {
      for (let column = this.#cell(left); column <= this.#cell(right); column++) {
        const cell = row * this.#side + column;
        for (let k = this.#starts[cell]; k < this.#starts[cell + 1]; k++) {
          const i = this.#cells[k], x = this.#points[2 * i], y = this.#points[2 * i + 1];
          if (x >= left && x <= right && y >= bottom && y <= top) {
            found.push(i);
            if (found.length > most) return found;
          }
        }
      }
    }
    return found;
  }

  /** The point closest to a place; -1 where none is within the radius. */
  nearest(x, y, radius) {
    let best = -1, least = radius * radius;
    for (const i of this.inside(x - radius, y - radius, x + radius, y + radius)) {
      const d = (this.#points[2 * i] - x) ** 2 + (this.#points[2 * i + 1] - y) ** 2;
      if (d <= least) { least = d; best = i; }
    }
    return best;
  }

  /** Indices of the points within a closed line of [x, y]. */
  within(line) {
    const xs = line.map(p => p[0]), ys = line.map(p => p[1]);
    return this.inside(Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)).filter(i => {
      const x = this.#points[2 * i], y = this.#points[2 * i + 1];
      let odd = false;
      for (let a = 0, b = line.length - 1; a < line.length; b = a++) {
        const [ax, ay] = line[a], [bx, by] = line[b];
        if ((ay > y) !== (by > y) && x < (bx - ax) * (y - ay) / (by - ay) + ax) odd = !odd;
      }
      return odd;
    });
  }
}
