// Small images by id, fetched many at a time.
const TILE = 28, MOST = 128, KEPT = 4000;

export class Thumbnails {
  #images = new Map(); #wanted = new Set(); #busy = false;
  onload = () => {};

  constructor(address) { this.address = address; }

  /** The image, or nothing yet; then it is fetched. */
  get(id) {
    const image = this.#images.get(id);
    if (!image && !this.#wanted.has(id)) { this.#wanted.add(id); this.#fetch(); }
    return image;
  }

  async #fetch() {
    if (this.#busy) return;
    this.#busy = true;
    await new Promise(resolve => setTimeout(resolve, 30));
    try {
      while (this.#wanted.size) {
        // The latest first: those are on the screen.
        const ids = [...this.#wanted].slice(-MOST);
        const response = await fetch(`${this.address}/sheet.png?tile=${TILE}&ids=${ids.join(",")}`);
        if (!response.ok) { this.#wanted.clear(); return; }
        const sheet = await createImageBitmap(await response.blob());
        const width = sheet.width / ids.length;
        const tiles = await Promise.all(ids.map((_, i) => createImageBitmap(sheet, i * width, 0, width, sheet.height)));
        ids.forEach((id, i) => { this.#images.set(id, tiles[i]); this.#wanted.delete(id); });
        for (const old of this.#images.keys()) { if (this.#images.size <= KEPT) break; this.#images.delete(old); }
        this.onload();
      }
    } finally {
      this.#busy = false;
    }
  }
}
