// What every page does: live regions, parts that are loaded late, the theme switch, lists that are compared.
import { Idiomorph } from "./lib/idiomorph.esm.js";
import { ask } from "./session.js";
import { drawCharts, keepsItself } from "./chart.js";
import "./keys.js";
import "./drawer.js";

const live = document.body.dataset.live;
let source = null;
let refreshing = false;
let stale = false;

/** Brings what a person has entered over to the page that was fetched anew. */
function keepEntries(from, to) {
  for (const box of from.querySelectorAll("input[type=checkbox]")) {
    const twin = to.querySelector(`input[name="${CSS.escape(box.name)}"][value="${CSS.escape(box.value)}"]`);
    if (twin) twin.toggleAttribute("checked", box.checked);
  }
  for (const open of from.querySelectorAll("details[open][id]")) to.querySelector(`#${CSS.escape(open.id)}`)?.setAttribute("open", "");
}

/** Whether a part of the page has been loaded behind it, so that the fresh page knows less of it. */
const isLoaded = (old, now) => old.dataset?.load && old.dataset.load === now.dataset?.load && !old.hasAttribute("aria-busy");

async function refresh() {
  if (refreshing) { stale = true; return; }
  refreshing = true;
  try {
    const response = await ask(location.href, { headers: { Accept: "text/html" } });
    if (!response.ok || response.redirected) return;
    const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
    document.title = fresh.title;
    for (const region of document.querySelectorAll("[data-region]")) {
      const twin = fresh.querySelector(`[data-region="${region.dataset.region}"]`);
      if (!twin) continue;
      keepEntries(region, twin);
      Idiomorph.morph(region, twin, { morphStyle: "outerHTML", ignoreActiveValue: true, callbacks: { beforeNodeMorphed: (old, now) => !keepsItself(old, now) && !isLoaded(old, now) } });
    }
    document.dispatchEvent(new Event("refreshed"));
  } catch {
    // The page stays as it was; whether the login has expired is told on it.
  } finally {
    refreshing = false;
    if (stale) { stale = false; setTimeout(refresh, 250); }
  }
}

function listen() {
  if (!live || source) return;
  source = new EventSource(live);
  source.addEventListener("changed", refresh);
  // A browser gives up for good where the answer is a refusal, such as that the login has expired.
  source.addEventListener("error", () => {
    if (source?.readyState !== EventSource.CLOSED) return;
    source = null;
    refresh();
    setTimeout(() => { if (!document.hidden) listen(); }, 5000);
  });
}

// A browser opens six connections to one address: pages nobody looks at give theirs back.
document.addEventListener("visibilitychange", () => {
  if (document.hidden) { source?.close(); source = null; } else { listen(); }
});
window.addEventListener("pagehide", () => { source?.close(); source = null; });
window.addEventListener("pageshow", listen);

/** Parts that take their time to compute are fetched once the page stands. */
async function load(part) {
  const response = await ask(part.dataset.load, { headers: { Accept: "text/html" } });
  const text = await response.text();
  // A refusal is a page of its own, of which the message alone belongs here.
  if (response.ok) part.innerHTML = text;
  else part.replaceChildren(new DOMParser().parseFromString(text, "text/html").querySelector(".empty") ?? `The page's server answered ${response.status}.`);
  part.removeAttribute("aria-busy");
  document.dispatchEvent(new Event("refreshed"));
}
for (const part of document.querySelectorAll("[data-load]")) load(part).catch(error => {
  part.textContent = error instanceof TypeError ? "The page's server does not answer. Reload once it is back." : error.message;
  part.removeAttribute("aria-busy");
});

// Those that follow the run are fetched anew when it has changed, though not at every step of a training.
const FOLLOWED_EVERY = 3000;
let followed = performance.now();
async function follow() {
  if (performance.now() - followed < FOLLOWED_EVERY) return;
  followed = performance.now();
  for (const part of document.querySelectorAll("[data-follow]:not([aria-busy])")) {
    const response = await ask(part.dataset.load, { headers: { Accept: "text/html" } });
    if (response.ok) Idiomorph.morph(part, await response.text(), { morphStyle: "innerHTML" });
  }
}
document.addEventListener("refreshed", () => follow().catch(() => {}));

document.addEventListener("refreshed", drawCharts);
drawCharts();

document.addEventListener("click", event => {
  const theme = event.target.closest("[data-set-theme]");
  if (!theme) return;
  const dark = getComputedStyle(document.documentElement).colorScheme === "dark"
    || (!document.documentElement.dataset.theme && matchMedia("(prefers-color-scheme: dark)").matches);
  const next = dark ? "light" : "dark";
  document.documentElement.dataset.theme = next;
  document.cookie = `theme=${next}; path=/; max-age=31536000; samesite=strict`;
  document.dispatchEvent(new Event("themed"));
});

// Filters apply as soon as they are changed; the button is for pages without scripts.
document.addEventListener("change", event => {
  const form = event.target.closest("form[data-apply]");
  if (form) form.requestSubmit();
});

// Comparing takes 2 to 10 runs.
function countCompared() {
  const button = document.querySelector("[data-compare]");
  if (!button) return;
  const count = document.querySelectorAll("input[name=run]:checked").length;
  button.disabled = count < 2 || count > 10;
  button.querySelector("span").textContent = count ? `Compare ${count}` : "Compare";
  button.title = button.disabled ? "Tick 2 to 10 runs to compare them" : "";
}
document.addEventListener("change", countCompared);
document.addEventListener("refreshed", countCompared);
countCompared();

// What was entered outlives an expired login, whose detour ends on the same page; any other page ends it.
const KEPT = "entries";
const kept = JSON.parse(sessionStorage.getItem(KEPT) ?? "null");
const keeping = document.querySelector("form[data-keep]");
const here = location.pathname + location.search;
if (kept && (!keeping || kept.page !== here)) sessionStorage.removeItem(KEPT);
if (keeping) {
  if (kept?.page === here) {
    for (const [name, value] of Object.entries(kept.values)) {
      // One field, or all the choices of one name.
      const field = keeping.elements.namedItem(name);
      if (!field || field.type === "hidden") continue;
      field.value = value;
      const part = field.closest?.("details");
      if (value) part?.setAttribute("open", "");
    }
  }
  keeping.addEventListener("input", () => sessionStorage.setItem(KEPT, JSON.stringify({ page: here, values: Object.fromEntries(new FormData(keeping)) })));
}

// A page that is come back to shows the filter its table was made with, not the one that led away from it.
window.addEventListener("pageshow", () => { for (const form of document.querySelectorAll("form[data-apply]")) form.reset(); });

// The tab's picture tells the state of what the page shows.
const BADGES = { running: "#e08a00", queued: "#8b949f", labelling: "#b3261e", completed: "#12805c", failed: "#b3261e", stopped: "#8b949f" };
let picture = null;
async function showState() {
  const state = document.querySelector("[data-run-state]")?.dataset.runState;
  const link = document.querySelector("link[rel=icon]");
  if (!BADGES[state] || link.dataset.state === state) return;
  link.dataset.state = state;
  picture ??= await (await fetch("/favicon.svg")).text();
  link.href = `data:image/svg+xml,${encodeURIComponent(picture.replace("</svg>", `<circle cx="15" cy="15" r="4.6" fill="${BADGES[state]}" stroke="#fff" stroke-width="1.2"/></svg>`))}`;
}
document.addEventListener("refreshed", showState);
showState();

// On a phone there are more tabs than fit.
for (const tab of document.querySelectorAll(".tabs [aria-current], .latent-tabs [aria-current]"))
  tab.parentElement.scrollLeft += Math.max(0, tab.getBoundingClientRect().right - tab.parentElement.getBoundingClientRect().right);
