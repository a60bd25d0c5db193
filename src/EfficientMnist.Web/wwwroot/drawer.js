// One image in a drawer, from wherever it is shown: its page comes in beside the page that is open.
import { ask } from "./session.js";

const drawer = document.querySelector("#drawer");
let opened = null;

const shown = () => [...document.querySelectorAll("main a[data-image]")].filter(link => link.offsetParent);

/** Opens the image at this address, such as /runs/r/images/7. */
export async function openImage(address) {
  opened = address;
  try {
    const response = await ask(`${address}/view`, { headers: { Accept: "text/html" } });
    const text = await response.text();
    if (opened !== address) return;
    if (response.ok) drawer.innerHTML = text;
    else drawer.replaceChildren(new DOMParser().parseFromString(text, "text/html").querySelector(".empty") ?? "The image is not there.");
  } catch (error) {
    drawer.textContent = error.message;
  }
  if (!drawer.open) drawer.showModal();
  drawer.scrollTop = 0;
  for (const part of drawer.querySelectorAll("[data-load]")) load(part);
}

async function load(part) {
  const response = await ask(part.dataset.load, { headers: { Accept: "text/html" } });
  if (!part.isConnected) return;
  part.innerHTML = response.ok ? await response.text() : "";
  part.removeAttribute("aria-busy");
}

function turn(by) {
  const links = shown(), at = links.findIndex(link => link.getAttribute("href") === opened);
  const next = links[at + by];
  if (next) openImage(next.getAttribute("href"));
}

document.addEventListener("click", event => {
  const link = event.target.closest?.("a[data-image]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  openImage(link.getAttribute("href"));
});
drawer?.addEventListener("click", event => {
  if (event.target.closest("[data-close]") || (event.target === drawer && event.clientX < drawer.getBoundingClientRect().left)) drawer.close();
  const step = event.target.closest("[data-turn]");
  if (step) turn(Number(step.dataset.turn));
});
// What is done to the image is told in the drawer, which the page behind it stays open for.
drawer?.addEventListener("submit", async event => {
  event.preventDefault();
  const [form, address] = [event.target, opened];
  try {
    await ask(form.action, { method: "POST", body: new FormData(form, event.submitter), redirect: "manual" });
  } catch (error) {
    drawer.textContent = error.message;
    return;
  }
  document.dispatchEvent(new Event("marked"));
  if (opened === address) await openImage(address);
});
drawer?.addEventListener("keydown", event => {
  if (event.target.closest("input, select")) return;
  const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  if (by) { turn(by); event.preventDefault(); }
});
drawer?.addEventListener("close", () => { opened = null; drawer.replaceChildren(); });
