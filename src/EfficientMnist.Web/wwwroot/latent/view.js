// The latent view: points, colours, images where there is room, hover and lasso.
import { GlPlane } from "./gl-plane.js";
import { PixelPlane } from "./pixel-plane.js";
import { Grid } from "./grid.js";
import { colouring, resolve } from "./colours.js";
import { Thumbnails } from "./thumbnails.js";
import { ask } from "../session.js";
import { openImage } from "../drawer.js";

const view = document.querySelector("[data-latent]");
const part = name => view.querySelector(`[data-part="${name}"]`);
const IMAGES_BELOW = 180, PICK = 12;
const NEXT = 1, EXCLUDED = 2, MARKS = { next: NEXT, exclude: EXCLUDED, none: 0 };

const bytes = text => Uint8Array.from(atob(text), c => c.charCodeAt(0)).buffer;

/** The points by a method; how far they are is told on the way. */
async function fetchPoints(method, tell) {
  const response = await ask(`${view.dataset.latent}/points?method=${method}`);
  if (!response.ok) throw new Error("The page's server does not answer.");
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
    text += chunk.value;
    let end;
    while ((end = text.indexOf("\n")) >= 0) {
      const line = JSON.parse(text.slice(0, end));
      text = text.slice(end + 1);
      if (line.detail) throw new Error(line.detail);
      if (line.positions) return { ...line, ids: new Int32Array(bytes(line.ids)), positions: new Float32Array(bytes(line.positions)) };
      tell(line.step ? line.step[0].toUpperCase() + line.step.slice(1) : "Working", line.done ?? 0);
    }
  }
  throw new Error("The points did not come.");
}

async function fetchPool() {
  const response = await ask(`${view.dataset.latent}/pool`);
  const body = await response.json();
  if (!response.ok) throw new Error(body.detail);
  return {
    classNames: body.classNames,
    predicted: new Int16Array(bytes(body.predicted)), label: new Int16Array(bytes(body.label)), bought: new Int16Array(bytes(body.bought)),
    confidence: new Uint8Array(bytes(body.confidence)), uncertainty: new Uint8Array(bytes(body.uncertainty)), mark: new Uint8Array(bytes(body.mark)),
  };
}

/** The points in a random order, the same each time: any first part of them is a fair sample. */
function shuffled({ ids, positions }) {
  let state = 12345;
  const order = Uint32Array.from(ids, (_, i) => i);
  for (let i = order.length - 1; i > 0; i--) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const j = Math.floor(state / 4294967296 * (i + 1));
    [order[i], order[j]] = [order[j], order[i]];
  }
  return { ids: Int32Array.from(order, i => ids[i]), positions: Float32Array.from({ length: positions.length }, (_, k) => positions[2 * order[k >> 1] + (k & 1)]) };
}

function start(points, pool) {
  let { ids, positions } = shuffled(points);
  const plane = GlPlane.isFast ? new GlPlane(part("points")) : new PixelPlane(part("points"));
  let grid = new Grid(positions);
  const thumbnails = new Thumbnails(view.dataset.images);
  const overlay = part("overlay"), pen = overlay.getContext("2d");
  const hidden = new Set();
  let drawnOver = false, chosen = null, hovered = -1, lasso = null, lassoTool = false, drag = null;

  function paint() {
    const { colours, sizes, legend } = colouring(part("colour").value, ids, pool, hidden, chosen);
    plane.background = resolve("var(--surface)");
    plane.paint(colours, sizes);
    part("legend").replaceChildren(...legend.map(entry => {
      const row = document.createElement("li");
      const inner = document.createElement(entry.group === undefined ? "span" : "button");
      inner.innerHTML = '<i class="swatch dot"></i><span class="ellipsis"></span><span class="num faint"></span>';
      inner.style.setProperty("--series", entry.colour);
      inner.children[1].textContent = entry.name;
      if (entry.count !== undefined) inner.children[2].textContent = entry.count.toLocaleString("en");
      if (entry.group !== undefined) {
        inner.type = "button";
        inner.setAttribute("aria-pressed", !hidden.has(entry.group));
        inner.onclick = () => { if (!hidden.delete(entry.group)) hidden.add(entry.group); paint(); };
      }
      row.append(inner);
      return row;
    }));
  }

  plane.ondraw = () => {
    if (overlay.width !== plane.canvas.width || overlay.height !== plane.canvas.height) { overlay.width = plane.canvas.width; overlay.height = plane.canvas.height; }
    else if (drawnOver) { pen.resetTransform(); pen.clearRect(0, 0, overlay.width, overlay.height); }
    pen.setTransform(plane.ratio, 0, 0, plane.ratio, 0, 0);
    const [left, top] = plane.toPoint(0, 0), [right, bottom] = plane.toPoint(plane.width, plane.height);
    const seen = plane.zoom > 2 ? grid.inside(left, bottom, right, top, IMAGES_BELOW) : [];
    view.dataset.imagesShown = seen.length && seen.length <= IMAGES_BELOW ? seen.length : 0;
    drawnOver = hovered >= 0 || !!lasso || (seen.length > 0 && seen.length <= IMAGES_BELOW);
    if (seen.length <= IMAGES_BELOW) {
      pen.imageSmoothingEnabled = false;
      for (const i of seen) {
        const image = thumbnails.get(ids[i]);
        if (!image || (chosen && !chosen.has(i))) continue;
        const [x, y] = plane.toScreen(i);
        pen.drawImage(image, x - 16, y - 16, 32, 32);
      }
    }
    if (hovered >= 0) {
      const [x, y] = plane.toScreen(hovered);
      pen.strokeStyle = getComputedStyle(view).color; pen.lineWidth = 2;
      pen.beginPath(); pen.arc(x, y, 7, 0, 7); pen.stroke();
    }
    if (lasso) {
      pen.strokeStyle = getComputedStyle(view).color; pen.lineWidth = 1.5; pen.setLineDash([5, 4]);
      pen.beginPath(); lasso.forEach(([x, y], i) => i ? pen.lineTo(x, y) : pen.moveTo(x, y)); pen.closePath(); pen.stroke(); pen.setLineDash([]);
    }
  };
  thumbnails.onload = () => { plane.draw(); };

  const name = label => pool.classNames[label] ?? "–";
  function hover(px, py) {
    const [x, y] = plane.toPoint(px, py), found = grid.nearest(x, y, PICK / plane.unit);
    const card = part("card");
    card.hidden = found < 0;
    if (found >= 0) {
      const id = ids[found];
      if (found !== hovered) {
        card.replaceChildren();
        card.insertAdjacentHTML("beforeend", `<img class="thumb" width="84" height="84" alt="" src="${view.dataset.images}/${id}.png?scale=3">`);
        const text = document.createElement("div");
        const lines = [`image ${id}`];
        if (pool.predicted[id] >= 0) lines.push(`predicted ${name(pool.predicted[id])}, ${Math.round(pool.confidence[id] / 2.55)} %`);
        if (pool.bought[id] > 0) lines.push(`label ${pool.label[id] >= 0 ? name(pool.label[id]) : "–"}, bought ${pool.bought[id] === 1 ? "in the cold start" : `in round ${pool.bought[id] - 1}`}`);
        if (pool.mark[id]) lines.push(pool.mark[id] === NEXT ? "asked for next" : "excluded");
        for (const line of lines) { const row = document.createElement("div"); row.textContent = line; text.append(row); }
        card.append(text);
      }
      const [sx, sy] = plane.toScreen(found);
      card.style.left = `${Math.min(plane.width - card.offsetWidth - 8, Math.max(8, sx + 14))}px`;
      card.style.top = `${Math.min(plane.height - card.offsetHeight - 8, Math.max(8, sy + 14))}px`;
    }
    if (found !== hovered) { hovered = found; plane.draw(); }
  }

  function choose(indices) {
    chosen = indices.length ? new Set(indices) : null;
    part("selection").hidden = !chosen;
    part("hint").hidden = !!chosen;
    part("marked").textContent = "";
    offer();
    if (chosen) {
      part("selection-title").textContent = indices.length === 1 ? "1 image chosen" : `${indices.length.toLocaleString("en")} images chosen`;
      part("selection-thumbs").replaceChildren(...indices.slice(0, 48).map(i => {
        const link = Object.assign(document.createElement("a"), { href: imagePage(ids[i]), className: "open-image", title: `image ${ids[i]}, predicted ${name(pool.predicted[ids[i]])}` });
        link.dataset.image = "";
        link.append(Object.assign(new Image(32, 32), { className: "thumb small", loading: "lazy", alt: `image ${ids[i]}`, src: `${view.dataset.images}/${ids[i]}.png` }));
        return link;
      }));
    }
    paint();
  }

  /** What can be done with the images chosen, by how they are marked. */
  function offer() {
    const marks = chosen ? [...chosen].map(i => pool.mark[ids[i]]) : [];
    for (const [name, mark] of Object.entries(MARKS)) view.querySelector(`[data-mark=${name}]`).disabled = marks.every(one => one === mark);
    view.querySelector("[data-mark=none]").hidden = marks.every(one => !one);
  }

  async function mark(name) {
    const samples = [...chosen].map(i => ids[i]);
    const response = await ask(`${view.dataset.latent.replace(/latent$/, "images")}/mark`, {
      method: "POST",
      headers: { "Content-Type": "application/json", RequestVerificationToken: view.dataset.token },
      body: JSON.stringify({ mark: name, samples }),
    });
    const told = await response.json();
    part("marked").className = `small ${response.ok ? "" : "error"}`;
    part("marked").textContent = told.message ?? told.detail;
    if (!response.ok) return;
    // What has a label, or is set aside, is marked by nothing.
    pool.mark = (await fetchPool()).mark;
    offer();
    paint();
  }
  for (const button of view.querySelectorAll("[data-mark]"))
    button.addEventListener("click", () => mark(button.dataset.mark).catch(error => { part("marked").className = "small error"; part("marked").textContent = error.message; }));

  const imagePage = id => view.dataset.latent.replace(/latent$/, `images/${id}`);
  part("export").addEventListener("click", () => {
    const told = label => label >= 0 ? `"${name(label).replaceAll('"', '""')}"` : "";
    const rows = [...chosen].map(i => [ids[i], told(pool.predicted[ids[i]]), (pool.confidence[ids[i]] / 255).toFixed(3), told(pool.label[ids[i]])].join(","));
    const link = Object.assign(document.createElement("a"), { download: "chosen-images.csv", href: URL.createObjectURL(new Blob([["image,predicted,confidence,label", ...rows, ""].join("\n")], { type: "text/csv" })) });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  });

  const stage = part("stage"), pointers = new Map();
  const at = event => { const box = stage.getBoundingClientRect(); return [event.clientX - box.left, event.clientY - box.top]; };
  stage.addEventListener("wheel", event => { event.preventDefault(); plane.zoomAt(...at(event), Math.exp(-event.deltaY * 0.0016)); hover(...at(event)); }, { passive: false });
  stage.addEventListener("pointerdown", event => {
    stage.setPointerCapture(event.pointerId);
    pointers.set(event.pointerId, at(event));
    if (lassoTool || event.shiftKey) lasso = [at(event)];
    else drag = { from: at(event), moved: false };
  });
  stage.addEventListener("pointermove", event => {
    const here = at(event), was = pointers.get(event.pointerId);
    if (!was) { if (event.pointerType === "mouse") hover(...here); return; }
    if (lasso) { lasso.push(here); plane.draw(); }
    else if (pointers.size === 2) {
      const other = [...pointers].find(([id]) => id !== event.pointerId)[1];
      const far = (a, b) => Math.hypot(a[0] - b[0], a[1] - b[1]);
      plane.zoomAt((here[0] + other[0]) / 2, (here[1] + other[1]) / 2, far(here, other) / Math.max(1, far(was, other)));
    } else {
      if (drag && Math.hypot(here[0] - drag.from[0], here[1] - drag.from[1]) > 4) drag.moved = true;
      part("card").hidden = true;
      plane.pan(here[0] - was[0], here[1] - was[1]);
    }
    pointers.set(event.pointerId, here);
  });
  const release = event => {
    pointers.delete(event.pointerId);
    if (lasso) {
      const line = lasso.map(([x, y]) => plane.toPoint(x, y));
      lasso = null;
      choose(line.length > 2 ? grid.within(line) : []);
    } else if (drag && !drag.moved) {
      hover(...at(event));
      choose(hovered >= 0 ? [hovered] : []);
      if (hovered >= 0) openImage(imagePage(ids[hovered]));
    }
    drag = null;
  };
  stage.addEventListener("pointerup", release);
  stage.addEventListener("pointercancel", release);
  stage.addEventListener("pointerleave", () => { if (!pointers.size) { part("card").hidden = true; hovered = -1; plane.draw(); } });
  part("points").addEventListener("keydown", event => {
    const step = { ArrowLeft: [60, 0], ArrowRight: [-60, 0], ArrowUp: [0, 60], ArrowDown: [0, -60] }[event.key];
    if (step) plane.pan(...step);
    else if (event.key === "+" || event.key === "=") plane.zoomAt(plane.width / 2, plane.height / 2, 1.4);
    else if (event.key === "-") plane.zoomAt(plane.width / 2, plane.height / 2, 1 / 1.4);
    else if (event.key === "Escape") choose([]);
    else return;
    event.preventDefault();
  });
  part("lasso").addEventListener("click", event => { lassoTool = !lassoTool; event.currentTarget.setAttribute("aria-pressed", lassoTool); stage.classList.toggle("drawing", lassoTool); });
  part("reset").addEventListener("click", () => { plane.reset(); choose([]); });
  part("colour").addEventListener("change", () => { hidden.clear(); paint(); });
  document.addEventListener("themed", paint);
  // One image was marked in its drawer.
  document.addEventListener("marked", async () => { pool.mark = (await fetchPool()).mark; offer(); paint(); });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", paint);

  /** Says what is drawn, and what it was drawn of. */
  function tell(drawn) {
    const shown = ids.length.toLocaleString("en");
    const details = [drawn.pool > ids.length ? `${shown} images, a sample of ${drawn.pool.toLocaleString("en")}` : `${shown} images`, `encoder ${drawn.encoder.slice(0, 12)}`];
    if (drawn.explained) details.push(`the axes hold ${(100 * drawn.explained).toFixed(1)} % of the variance`);
    details.push(`computed in ${drawn.seconds.toFixed(1)} s`);
    part("origin").textContent = details.join(" · ");
  }

  /** Moves the points to where another method puts them. */
  function move(drawn) {
    const from = positions, next = shuffled(drawn), began = performance.now();
    const lasts = from.length === next.positions.length && !matchMedia("(prefers-reduced-motion: reduce)").matches ? 700 : 0;
    ({ ids } = next);
    const step = now => {
      const share = lasts ? Math.min(1, (now - began) / lasts) : 1, eased = share * share * (3 - 2 * share);
      positions = share < 1 ? Float32Array.from(next.positions, (value, k) => from[k] + (value - from[k]) * eased) : next.positions;
      plane.place(positions);
      plane.draw();
      if (share < 1) return requestAnimationFrame(step);
      grid = new Grid(positions);
      chosen = null;
      paint();
    };
    requestAnimationFrame(step);
    tell(drawn);
  }

  plane.place(positions);
  paint();
  part("wait").hidden = true;
  tell(points);
  view.dataset.ready = ids.length;
  return move;
}

const HEAD_START = 600;
const method = view.dataset.method;

// PCA is there at once; a map that takes longer follows, and takes its place when it comes.
async function draw() {
  const pool = fetchPool();
  let come = false, move = null;
  const interim = part("interim");
  const wanted = fetchPoints(method, (step, done) => {
    if (move) interim.textContent = `PCA for now. ${view.dataset.name}: ${step.toLowerCase()}, ${Math.round(100 * done)} %`;
    else { part("step").textContent = step; part("bar").style.width = `${100 * done}%`; }
  });
  if (method !== "pca") {
    const standIn = async () => {
      await new Promise(resolve => setTimeout(resolve, HEAD_START));
      if (come) return;
      const points = await fetchPoints("pca", () => {}), known = await pool;
      if (come) return;
      move = start(points, known);
      interim.hidden = false;
      interim.textContent = `PCA for now. ${view.dataset.name} follows.`;
    };
    // What is wrong with the data is told by the map that was asked for.
    standIn().catch(() => {});
  }
  wanted.catch(() => {}).finally(() => { come = true; });
  const points = await wanted, known = await pool;
  if (move) move(points);
  else start(points, known);
  interim.hidden = true;
  view.dataset.drawn = method;
}

draw().catch(error => {
  part("wait").className = "empty latent-wait";
  part("wait").innerHTML = "<h2>Nothing to draw yet</h2><p></p>";
  part("wait").querySelector("p").textContent = error.message;
  part("wait").hidden = false;
  view.dataset.failed = "true";
});
