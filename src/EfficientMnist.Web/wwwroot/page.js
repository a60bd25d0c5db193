// What every page does: live regions, parts that are loaded late, the theme switch, lists that are compared.
import { Idiomorph } from "./lib/idiomorph.esm.js";

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

async function refresh() {
  if (refreshing) { stale = true; return; }
  refreshing = true;
  try {
    const response = await fetch(location.href, { headers: { Accept: "text/html" } });
    if (!response.ok || response.redirected) return;
    const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
    document.title = fresh.title;
    for (const region of document.querySelectorAll("[data-region]")) {
      const twin = fresh.querySelector(`[data-region="${region.dataset.region}"]`);
      if (!twin) continue;
      keepEntries(region, twin);
      Idiomorph.morph(region, twin, { morphStyle: "outerHTML", ignoreActiveValue: true });
    }
    document.dispatchEvent(new Event("refreshed"));
  } finally {
    refreshing = false;
    if (stale) { stale = false; setTimeout(refresh, 250); }
  }
}

function listen() {
  if (!live || source) return;
  source = new EventSource(live);
  source.addEventListener("changed", refresh);
}

// A browser opens six connections to one address: pages nobody looks at give theirs back.
document.addEventListener("visibilitychange", () => {
  if (document.hidden) { source?.close(); source = null; } else { listen(); }
});
window.addEventListener("pagehide", () => { source?.close(); source = null; });
window.addEventListener("pageshow", listen);

/** Parts that take their time to compute are fetched once the page stands. */
async function load(part) {
  const response = await fetch(part.dataset.load, { headers: { Accept: "text/html" } });
  part.innerHTML = await response.text();
  part.removeAttribute("aria-busy");
  document.dispatchEvent(new Event("refreshed"));
}
for (const part of document.querySelectorAll("[data-load]")) load(part).catch(() => { part.textContent = "The page's server does not answer. Reload once it is back."; });

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

// The value under the pointer on a chart.
document.addEventListener("pointerover", event => {
  const point = event.target.closest?.(".chart circle[data-tip]");
  if (!point) return;
  const chart = point.closest(".chart");
  const tip = document.createElement("div");
  tip.className = "tooltip";
  tip.textContent = point.dataset.tip;
  chart.append(tip);
  const [box, frame] = [point.getBoundingClientRect(), chart.getBoundingClientRect()];
  const left = box.left - frame.left + box.width / 2 - tip.offsetWidth / 2;
  tip.style.left = `${Math.max(0, Math.min(frame.width - tip.offsetWidth, left))}px`;
  tip.style.top = `${box.top - frame.top - tip.offsetHeight - 6}px`;
  point.addEventListener("pointerout", () => tip.remove(), { once: true });
});

// On a phone there are more tabs than fit.
for (const tab of document.querySelectorAll(".tabs [aria-current], .latent-tabs [aria-current]"))
  tab.parentElement.scrollLeft += Math.max(0, tab.getBoundingClientRect().right - tab.parentElement.getBoundingClientRect().right);
