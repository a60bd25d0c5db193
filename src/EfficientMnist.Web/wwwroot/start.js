// The form that starts a run: what its entries mean is told while they are made.
import { ask } from "./session.js";

const form = document.querySelector("[data-start]");
const part = name => form.querySelector(`[data-part="${name}"]`);
let asked = 0;
let wait = 0;

function showAnswerers() {
  const kind = form.querySelector("input[name='oracle.kind']:checked")?.value || "dataset";
  for (const section of form.querySelectorAll("[data-for]")) section.hidden = !section.dataset.for.split(" ").includes(kind);
}

async function check() {
  const turn = ++asked, entered = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (!name.startsWith("_") && String(value).trim()) entered.set(name, value);
  const response = await ask(`/start/check?${entered}`);
  if (!response.ok || turn !== asked) return;
  const { defaults, estimate, field, refusal } = await response.json();
  for (const input of form.querySelectorAll("input[data-option]")) if (input.name in defaults) input.placeholder = defaults[input.name];
  part("estimate").textContent = estimate;
  for (const told of form.querySelectorAll("[data-refused]")) told.remove();
  for (const input of form.querySelectorAll("[aria-invalid]")) input.removeAttribute("aria-invalid");
  const wrong = field ? form.querySelector(`[name="${CSS.escape(field)}"]`) : null;
  part("refusal").textContent = refusal && !wrong ? refusal : "";
  if (!refusal || !wrong) return;
  wrong.setAttribute("aria-invalid", "true");
  wrong.closest("details")?.setAttribute("open", "");
  const told = Object.assign(document.createElement("small"), { className: "error", textContent: refusal });
  told.dataset.refused = "";
  told.role = "alert";
  (wrong.closest(".field, .cards") ?? wrong.parentElement).append(told);
}

form.addEventListener("input", event => {
  if (event.target.matches("[data-find-option]")) return find(event.target.value);
  showAnswerers();
  clearTimeout(wait);
  wait = setTimeout(() => check().catch(() => {}), 250);
});

/** Only the options whose name or meaning has these words. */
function find(words) {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  let any = false;
  for (const group of form.querySelectorAll("[data-option-group]")) {
    let shown = 0;
    for (const field of group.querySelectorAll(".field")) {
      field.hidden = !wanted.every(word => field.textContent.toLowerCase().includes(word) || field.querySelector("[name]")?.name.includes(word));
      shown += !field.hidden;
    }
    group.hidden = !shown;
    any ||= shown > 0;
    if (group.matches("details") && wanted.length) group.open = shown > 0;
  }
  part("no-option").hidden = any;
}

form.addEventListener("keydown", event => { if (event.key === "Enter" && event.target.matches("[data-find-option]")) event.preventDefault(); });
showAnswerers();
