// Refreshes the open page whenever a run has changed. Scroll position and focus stay, since only <main> is replaced.
const source = new EventSource("/live");
let pending = false;

source.addEventListener("changed", async () => {
  if (pending || document.hidden) return;
  pending = true;
  try {
    const response = await fetch(location.href, { headers: { Accept: "text/html" } });
    if (!response.ok) return;
    const fresh = new DOMParser().parseFromString(await response.text(), "text/html").querySelector("main");
    if (fresh) document.querySelector("main").replaceWith(fresh);
  } finally {
    pending = false;
  }
});

window.addEventListener("pagehide", () => source.close());
