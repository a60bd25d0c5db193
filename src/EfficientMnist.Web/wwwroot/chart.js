// Charts: the server's drawing, made one to point at, zoom and take along wherever there are scripts.
let library = null;
const charts = new Map();
const FEW = 40, MOST_TOLD = 12;
// Labels, epochs and steps are counted.
const WHOLE = [0, 1, 2, 3, 4, 5, 6].flatMap(zeros => [1, 2, 5].map(factor => factor * 10 ** zeros));

/** Makes the charts that are new on the page. */
export async function drawCharts() {
  for (const [box, chart] of charts) if (!box.isConnected) { chart.end(); charts.delete(box); }
  const fresh = [...document.querySelectorAll("[data-chart]")].filter(box => !charts.has(box));
  if (!fresh.length) return;
  library ??= (await import("./lib/uPlot.esm.js")).default;
  for (const box of fresh) if (!charts.has(box)) charts.set(box, new Chart(box));
}

/** Whether a part of the page is a chart, which takes over what is new on it by itself and keeps its zoom. */
export function keepsItself(old, now) {
  const chart = charts.get(old);
  if (!chart || !now.dataset?.chart) return false;
  if (old.dataset.chart !== now.dataset.chart) {
    old.dataset.chart = now.dataset.chart;
    old.querySelector(".chart").replaceChildren(...now.querySelector(".chart").childNodes, chart.plot);
    old.querySelector(".legend").replaceWith(now.querySelector(".legend"));
    chart.draw();
  }
  return true;
}

/** The colour of an expression of the style sheet, as the theme has it. */
function colour(element, expression) {
  const probe = document.createElement("i");
  probe.style.color = expression;
  element.append(probe);
  const value = getComputedStyle(probe).color;
  probe.remove();
  return value;
}

const fade = (value, share) => `color-mix(in srgb, ${value} ${100 * share}%, transparent)`;

function save(name, type, text) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

class Chart {
  #u = null; #hidden = new Set(); #whole = true; #log = null; #size;

  constructor(box) {
    this.box = box;
    this.plot = document.createElement("div");
    this.plot.className = "plot";
    this.plot.tabIndex = 0;
    this.plot.role = "img";
    this.plot.ariaLabel = `${box.querySelector("svg").getAttribute("aria-label")}. Left and right move along it.`;
    this.tip = document.createElement("div");
    this.tip.className = "tooltip";
    this.tip.hidden = true;
    box.querySelector(".chart").append(this.plot);
    box.addEventListener("click", event => this.#act(event.target.closest("button")));
    this.plot.addEventListener("keydown", event => this.#step(event));
    this.redraw = () => this.draw();
    document.addEventListener("themed", this.redraw);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", this.redraw);
    this.#size = new ResizeObserver(() => { if (this.#u && this.plot.clientWidth !== this.#u.width && this.plot.clientWidth) this.#u.setSize({ width: this.plot.clientWidth, height: this.plot.clientHeight }); });
    this.#size.observe(this.plot);
    this.draw();
  }

  end() {
    this.#u?.destroy();
    this.#size.disconnect();
    document.removeEventListener("themed", this.redraw);
    matchMedia("(prefers-color-scheme: dark)").removeEventListener("change", this.redraw);
  }

  draw() {
    const data = this.data = JSON.parse(this.box.dataset.chart), log = this.#log ?? data.log;
    // The drawing that it takes the place of says how much room there is.
    const drawn = [...this.box.querySelectorAll(".chart svg")].find(svg => svg.getBoundingClientRect().height > 0);
    if (drawn) this.plot.style.height = `${drawn.getBoundingClientRect().height}px`;
    const before = this.#whole ? null : { min: this.#u.scales.x.min, max: this.#u.scales.x.max };
    this.#u?.destroy();
    this.box.classList.add("plotted");

    const [line, text, surface] = ["var(--line)", "var(--muted)", "var(--surface)"].map(name => colour(this.box, name));
    const font = `11.5px ${getComputedStyle(this.box).fontFamily}`;
    const tables = [], series = [{}], bands = [];
    this.lines = data.series.map((entry, i) => {
      const stroke = colour(this.box, entry.color), points = entry.points, at = series.length;
      const shown = !this.#hidden.has(entry.name);
      tables.push([points.map(p => p[0]), points.map(p => p[1])]);
      series.push({ label: entry.name, show: shown, stroke, width: entry.dashed ? 1.75 : 2, dash: entry.dashed ? [6, 4] : undefined, spanGaps: true, points: { show: points.length <= FEW, size: 7, width: 2, fill: surface } });
      const banded = points.some(p => p[2] !== null);
      if (banded) {
        tables[i].push(points.map(p => p[3]), points.map(p => p[2]));
        for (let k = 0; k < 2; k++) series.push({ show: shown, width: 0, spanGaps: true, points: { show: false } });
        bands.push({ series: [at + 1, at + 2], fill: fade(stroke, .14) });
      }
      return { entry, stroke, at, banded };
    });
    const options = {
      width: this.plot.clientWidth, height: this.plot.clientHeight, legend: { show: false }, padding: [10, 14, 0, 0], series, bands,
      cursor: { drag: { x: true, y: false }, points: { size: 8 }, dataIdx: (u, s, at) => nearest(u.data[s], at) },
      scales: {
        x: { time: false, distr: log ? 3 : 1, range: (u, min, max) => this.#range(u, min, max, data) },
        y: { range: (u, min, max) => this.#whole ? [data.low, data.high] : [min - (max - min) * .08 - 1e-9, max + (max - min) * .08 + 1e-9] },
      },
      axes: [
        { stroke: text, font, size: 30, grid: { stroke: line, width: 1 }, ticks: { show: false }, label: `${data.title}${log ? ", logarithmic" : ""}`, labelFont: font, labelSize: 20, space: 60, incrs: WHOLE, ...(log ? { splits: u => roundValues(u.scales.x.min, u.scales.x.max), filter: (u, ticks) => ticks } : {}), values: (u, ticks) => ticks.map(tick => tick === null ? "" : tick.toLocaleString("en", { maximumFractionDigits: 2 })) },
        { stroke: text, font, size: 56, grid: { stroke: line, width: 1 }, ticks: { show: false }, values: (u, ticks) => ticks.map(tick => this.#told(tick, true)) },
      ],
      hooks: { setCursor: [u => this.#tell(u)] },
    };
    this.#u = new library(options, library.join(tables), this.plot);
    this.#u.over.append(this.tip);
    if (before) this.#u.setScale("x", before);
    this.#tools(log);
  }

  #range(u, min, max, data) {
    const all = u.data[0];
    this.#whole = min <= all[0] && max >= all[all.length - 1];
    const reset = this.box.querySelector("[data-act=whole]");
    if (reset) reset.disabled = this.#whole;
    return this.#whole ? [data.left, data.right] : [min, max];
  }

  #told(value, short) {
    if (value === null || value === undefined) return "";
    if (this.data.share) return `${(100 * value).toFixed(short ? (this.data.high - this.data.low < .05 ? 1 : 0) : 2)} %`;
    return short ? value.toLocaleString("en", { maximumSignificantDigits: 4 }) : value.toPrecision(5).replace(/\.?0+$/, "");
  }

  // What each line is at the crosshair, or at its point closest to it.
  #tell(u) {
    const { left, idx, idxs } = u.cursor;
    this.tip.hidden = left < 0 || idx === null || idx === undefined;
    if (this.tip.hidden) return;
    const x = u.data[0][idx];
    const rows = this.lines.filter(one => u.series[one.at].show && idxs[one.at] !== null).slice(0, MOST_TOLD).map(one => {
      const at = idxs[one.at], row = document.createElement("div");
      row.innerHTML = '<i class="swatch dot"></i><span class="ellipsis"></span><b class="num"></b>';
      row.style.setProperty("--series", one.stroke);
      row.children[1].textContent = one.entry.name + (u.data[0][at] === x ? "" : ` at ${u.data[0][at].toLocaleString("en", { maximumFractionDigits: 2 })}`);
      row.children[2].textContent = this.#told(u.data[one.at][at]) + (one.banded && u.data[one.at + 1][at] !== null ? ` (${this.#told(u.data[one.at + 2][at])} to ${this.#told(u.data[one.at + 1][at])})` : "");
      return row;
    });
    const head = document.createElement("div");
    head.className = "at";
    head.textContent = `${x.toLocaleString("en", { maximumFractionDigits: 2 })} ${this.data.unit}`;
    this.tip.replaceChildren(head, ...rows);
    const wide = this.tip.offsetWidth, room = u.over.clientWidth;
    this.tip.style.left = `${Math.max(0, Math.min(room - wide, left + 14 + wide > room ? left - wide - 14 : left + 14))}px`;
    this.tip.style.top = "6px";
  }

  #tools(log) {
    const scale = this.box.querySelector("[data-act=scale]");
    if (scale) { scale.hidden = this.data.left <= 0; scale.setAttribute("aria-pressed", log); }
    for (const button of this.box.querySelectorAll("[data-series]")) button.setAttribute("aria-pressed", !this.#hidden.has(button.dataset.series));
  }

  #act(button) {
    if (!button) return;
    const { act, series } = button.dataset;
    if (series !== undefined) {
      if (!this.#hidden.delete(series)) this.#hidden.add(series);
      const { at, banded } = this.lines.find(one => one.entry.name === series);
      for (let i = at; i <= at + (banded ? 2 : 0); i++) this.#u.setSeries(i, { show: !this.#hidden.has(series) });
      button.setAttribute("aria-pressed", !this.#hidden.has(series));
    } else if (act === "scale") { this.#log = !(this.#log ?? this.data.log); this.#whole = true; this.draw(); }
    else if (act === "whole") this.#reset();
    else if (act === "csv") this.#csv();
    else if (act === "svg") this.#svg();
  }

  #reset() {
    const all = this.#u.data[0];
    this.#u.setScale("x", { min: all[0], max: all[all.length - 1] });
  }

  #step(event) {
    const u = this.#u, all = u.data[0], turn = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (event.key === "Escape") this.#reset();
    else if (!turn) return;
    else {
      const at = u.cursor.left < 0 || u.cursor.idx === null || u.cursor.idx === undefined ? (turn > 0 ? 0 : all.length - 1) : Math.max(0, Math.min(all.length - 1, u.cursor.idx + turn));
      u.setCursor({ left: u.valToPos(all[at], "x"), top: u.over.clientHeight / 2 });
    }
    event.preventDefault();
  }

  #csv() {
    const quoted = text => /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
    const rows = this.data.series.flatMap(entry => entry.points.map(([x, y, low, high]) => [quoted(entry.name), x, y, low ?? "", high ?? ""].join(",")));
    save(`${this.box.dataset.name}.csv`, "text/csv", [`series,${quoted(this.data.title)},value,low,high`, ...rows, ""].join("\n"));
  }

  // The server's drawing, with the colours that the theme gives it.
  #svg() {
    const drawn = this.box.querySelector("svg.wide"), copy = drawn.cloneNode(true), styled = ["fill", "stroke", "stroke-width", "stroke-dasharray", "stroke-linejoin", "opacity", "font-size", "font-family"];
    const [from, to] = [drawn, copy].map(svg => [...svg.querySelectorAll("*")]);
    from.forEach((element, i) => { const style = getComputedStyle(element); for (const name of styled) to[i].style.setProperty(name, style.getPropertyValue(name)); });
    const { width, height } = drawn.viewBox.baseVal;
    copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
    copy.setAttribute("width", width);
    copy.setAttribute("height", height);
    copy.style.background = colour(this.box, "var(--surface)");
    save(`${this.box.dataset.name}.svg`, "image/svg+xml", copy.outerHTML);
  }
}

/** The values 1, 2 and 5 of each decade; fewer where there are many decades. */
function roundValues(min, max) {
  const factors = Math.log10(max / min) > 3.5 ? [1] : [1, 2, 5], values = [];
  for (let decade = 10 ** Math.floor(Math.log10(min)); decade <= max; decade *= 10)
    for (const factor of factors) if (decade * factor >= min * .999 && decade * factor <= max * 1.001) values.push(decade * factor);
  return values.length > 1 ? values : [min, max];
}

/** The place closest to this one that has a value. */
function nearest(values, at) {
  for (let far = 0; far < values.length; far++) {
    if (values[at - far] !== null && values[at - far] !== undefined) return at - far;
    if (values[at + far] !== null && values[at + far] !== undefined) return at + far;
  }
  return null;
}
