// Keys that hold on every page, and the list of them.
const help = document.querySelector("#help");
const places = { h: "/", r: "/runs", d: "/datasets", s: "/start" };
const isTyping = target => !!target.closest?.("input, select, textarea, [contenteditable]");
let waits = 0;

function showHelp() {
  for (const part of help.querySelectorAll("[data-when]")) part.hidden = !document.querySelector(part.dataset.when);
  help.showModal();
}

document.querySelector("[data-show-help]")?.addEventListener("click", showHelp);
help?.addEventListener("click", event => { if (event.target === help || event.target.closest("[data-close]")) help.close(); });

// The page's own keys come first: this listens behind them.
window.addEventListener("keydown", event => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || document.querySelector("dialog[open]")) return;
  if (event.key === "?") showHelp();
  // Where letters are classes they lead nowhere else.
  else if (document.querySelector("[data-labelling]")) return;
  else if (performance.now() < waits && places[event.key]) location.assign(places[event.key]);
  else if (event.key === "g") { waits = performance.now() + 1500; return; }
  else if (event.key === "t") document.querySelector("[data-set-theme]").click();
  else if (event.key === "/" && document.querySelector("input[type=search]")) document.querySelector("input[type=search]").focus();
  else return;
  event.preventDefault();
});
