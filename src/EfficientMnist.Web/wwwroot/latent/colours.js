// Colours of the points, from the page's own style, so that they follow the theme.
const VIRIDIS = [[68, 1, 84], [59, 82, 139], [33, 145, 140], [94, 201, 98], [253, 231, 37]];

/** The three bytes of a colour of the style sheet. */
export function resolve(expression) {
  const probe = document.createElement("i");
  probe.style.color = expression;
  document.body.append(probe);
  const canvas = document.createElement("canvas").getContext("2d");
  canvas.fillStyle = getComputedStyle(probe).color;
  probe.remove();
  canvas.fillRect(0, 0, 1, 1);
  return [...canvas.getImageData(0, 0, 1, 1).data.slice(0, 3)];
}

function ramp(share) {
  const place = Math.min(1, Math.max(0, share)) * (VIRIDIS.length - 1), i = Math.min(VIRIDIS.length - 2, Math.floor(place));
  return VIRIDIS[i].map((value, c) => Math.round(value + (VIRIDIS[i + 1][c] - value) * (place - i)));
}

/** For each point four bytes and a size, and what the legend says. */
export function colouring(mode, ids, pool, hidden, chosen) {
  const names = pool.classNames, grey = resolve("var(--line-strong)");
  const marks = [grey, resolve("var(--accent)"), resolve("var(--bad)")];
  const wheel = names.map((_, i) => names.length <= 10 ? resolve(`var(--c${i})`) : resolve(`hsl(${360 * i / names.length} 62% 55%)`));
  const rounds = Math.max(1, pool.bought.reduce((most, round) => Math.max(most, round), 0));
  const colours = new Uint8Array(4 * ids.length), sizes = new Uint8Array(ids.length), counts = new Map();
  for (let i = 0; i < ids.length; i++) {
    const id = ids[i], bought = pool.bought[id] > 0;
    const group = mode === "predicted" ? pool.predicted[id] : mode === "label" ? pool.label[id] : mode === "bought" ? (bought ? 1 : 0) : mode === "mark" ? pool.mark[id] : 0;
    counts.set(group, (counts.get(group) ?? 0) + 1);
    let [r, g, b] = grey, alpha = 130, size = 3;
    if (mode === "predicted" && group >= 0) { [r, g, b] = wheel[group]; alpha = 185; }
    if (mode === "label" && group >= 0) { [r, g, b] = wheel[group]; alpha = 255; }
    if (mode === "uncertainty") { [r, g, b] = ramp(pool.uncertainty[id] / 255); alpha = 200; }
    if (mode === "bought" && bought) { [r, g, b] = ramp((pool.bought[id] - 1) / Math.max(1, rounds - 1)); alpha = 255; }
    if (mode === "mark" && group) { [r, g, b] = marks[group]; alpha = 255; }
    if ((bought && !["uncertainty", "mark"].includes(mode)) || (mode === "mark" && group)) { size = 6; alpha = 255; }
    if (hidden.has(group) || (chosen && !chosen.has(i))) alpha = chosen ? 28 : 0;
    colours.set([r, g, b, alpha], 4 * i);
    sizes[i] = size;
  }
  const css = rgb => `rgb(${rgb.join(" ")})`;
  const legend = mode === "mark"
    ? ["left to the strategy", "asked for next", "excluded"].map((name, group) => ({ name, colour: css(marks[group]), group, count: counts.get(group) ?? 0 }))
    : mode === "predicted" || mode === "label"
    ? [...names.map((name, i) => ({ name, colour: css(wheel[i]), group: i, count: counts.get(i) ?? 0 })), ...(counts.get(-1) ? [{ name: mode === "label" ? "not bought" : "no prediction yet", colour: css(grey), group: -1, count: counts.get(-1) }] : [])]
    : mode === "uncertainty"
      ? [{ name: "sure", colour: css(ramp(0)) }, { name: "in between", colour: css(ramp(0.5)) }, { name: "undecided", colour: css(ramp(1)) }]
      : [{ name: "cold start", colour: css(ramp(0)) }, ...(rounds > 2 ? [{ name: `round ${Math.round((rounds - 1) / 2)}`, colour: css(ramp(0.5)) }] : []), ...(rounds > 1 ? [{ name: `round ${rounds - 1}`, colour: css(ramp(1)) }] : []), { name: "not bought", colour: css(grey), group: 0, count: counts.get(0) ?? 0 }];
  return { colours, sizes, legend };
}
