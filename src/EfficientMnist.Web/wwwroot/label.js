// Labelling by hand: one image at a time, the keyboard first.
const desk = document.querySelector("[data-desk]");
const part = name => desk.querySelector(`[data-part="${name}"]`);
const address = desk.dataset.desk;

let question = null;
let closed = false;
let graded = false;
let busy = false;
let missed = false;
let retry = 0;

const remembered = localStorage.getItem("annotator") ?? `annotator-${Math.random().toString(36).slice(2, 6)}`;
localStorage.setItem("annotator", remembered);
part("annotator").value = remembered;

async function call(action, values = {}) {
  if (busy) return;
  busy = true;
  missed = false;
  clearTimeout(retry);
  desk.classList.add("busy");
  let done = false;
  let refused = false;
  try {
    const response = await fetch(`${address}/${action}?${new URLSearchParams(values)}`, {
      method: "POST",
      headers: { RequestVerificationToken: desk.dataset.token, "X-Annotator": encodeURIComponent(part("annotator").value) },
    });
    const body = await response.json().catch(() => ({ detail: "The page's server does not answer." }));
    done = response.ok;
    if (done) {
      part("error").textContent = "";
      show(body);
    } else {
      part("error").textContent = body.detail ?? "That did not work.";
      // Somebody else was faster, or the lease ran out: what is on the desk now?
      refused = action !== "claim" && response.status === 409;
    }
  } catch {
    part("error").textContent = "The page's server does not answer. Your last answer may not be recorded; it is asked again.";
  } finally {
    busy = false;
    desk.classList.remove("busy");
  }
  // A queue that moved during the call may hold more than the answer to it says.
  if (refused || (done && missed && !question)) await claimQuietly();
  else if (!done && !question) retry = setTimeout(() => call("claim"), 3000);
}

async function claimQuietly() {
  const said = part("error").textContent;
  await call("claim");
  if (!part("error").textContent) part("error").textContent = said;
}

function show(state) {
  question = state.question;
  showProgress(state.progress);
  part("easel").hidden = part("choices").hidden = !question;
  part("idle").hidden = !!question;
  if (question) {
    part("title").textContent = question.skipped ? "Skipped before: which label?" : "Which label?";
    part("why").textContent = `${question.file || `image ${question.sample}`} · ${question.why}`;
    showImage();
    part("image").alt = `image ${question.sample}`;
  } else {
    part("title").textContent = closed ? "Done" : "Nothing to label now";
    part("why").textContent = "";
    part("idle-title").textContent = closed ? "The run has ended" : "Nothing to label now";
    part("idle-text").textContent = closed
      ? graded
        ? "It is graded, so its labels stay as they are: a correction now could know the result."
        : "No more answers are taken. You can still correct those you gave; then let the run learn from corrections."
      : state.progress.open > 0 ? "Others hold the last images of this batch." : "The next images appear here by themselves, as soon as the run has learned from these.";
  }
  const list = part("answers");
  list.replaceChildren(...state.answers.map(answer => {
    const row = part("answer-template").content.firstElementChild.cloneNode(true);
    row.querySelector("img").src = `${desk.dataset.images}/${answer.sample}.png`;
    row.title = answer.file;
    const select = row.querySelector("select");
    select.value = answer.label;
    select.disabled = graded;
    select.addEventListener("change", () => { select.blur(); call("correct", { sample: answer.sample, label: select.value }); });
    if (answer.corrected) row.insertAdjacentHTML("beforeend", '<span class="chip accent">corrected</span>');
    return row;
  }));
  part("no-answers").hidden = state.answers.length > 0;
}

// The small copy that the run learns from, or the file itself.
let zoomed = false;
function showImage() {
  part("image").src = zoomed ? `${desk.dataset.images}/${question.sample}/original` : `${desk.dataset.images}/${question.sample}.png?scale=12`;
  part("easel").classList.toggle("zoomed", zoomed);
}
function zoom() {
  if (!desk.dataset.originals || !question) return;
  zoomed = !zoomed;
  showImage();
}
part("image").addEventListener("click", zoom);

function showProgress(progress) {
  closed = progress.closed;
  graded = progress.graded;
  const bar = (name, done, total) => {
    part(name).textContent = total ? `${done} of ${total}` : "–";
    part(`${name}-bar`).style.width = total ? `${100 * done / total}%` : "0";
  };
  bar("batch", progress.batchAnswered, progress.batchTotal);
  bar("budget", progress.spent, progress.limit);
  const others = Math.max(0, progress.claimed - (question ? 1 : 0));
  part("others").textContent = [progress.skipped ? `${progress.skipped} skipped` : "", others ? `${others} held by others` : ""].filter(Boolean).join(", ");
}

const answer = label => question && call("answer", { sample: question.sample, label });
const acts = { skip: () => question && call("skip", { sample: question.sample }), undo: () => call("undo"), zoom };

desk.addEventListener("click", event => {
  const button = event.target.closest("button");
  if (button?.dataset.label) answer(button.dataset.label);
  else if (button?.dataset.act) acts[button.dataset.act]();
  button?.blur();
});

document.addEventListener("keydown", event => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  const filter = part("filter");
  if (event.target === filter) {
    if (event.key === "Enter") {
      const meant = named(filter.value);
      if (meant) { answer(meant.dataset.label); filter.value = ""; narrow(); }
      else if (filter.value) part("error").textContent = classes().some(button => !button.hidden) ? "Several classes match: type more of the name." : "No class matches.";
      event.preventDefault();
    }
    return;
  }
  if (event.target.closest?.("input, select, textarea, a")) return;
  const chosen = keyed(event.key);
  if (chosen) answer(chosen.dataset.label);
  else if (event.key === " ") acts.skip();
  else if (event.key === "Backspace") acts.undo();
  else if (event.key === "Enter") zoom();
  else return;
  event.preventDefault();
});

const classes = () => [...desk.querySelectorAll("button[data-label]")];
const keyed = key => classes().find(button => button.dataset.key === key) ?? classes().find(button => button.dataset.key && button.dataset.key.toLowerCase() === key.toLowerCase());

// The class of that name, else the only one that begins or goes on like it.
function named(text) {
  const name = text.trim().toLowerCase();
  const only = isMeant => { const found = classes().filter(isMeant); return found.length === 1 ? found[0] : undefined; };
  return name ? only(button => button.dataset.name === text.trim()) ?? only(button => button.dataset.name.toLowerCase() === name)
    ?? only(button => button.dataset.name.toLowerCase().startsWith(name)) ?? only(button => button.dataset.name.toLowerCase().includes(name)) : undefined;
}

function narrow() {
  const words = part("filter").value.toLowerCase();
  for (const button of desk.querySelectorAll("button[data-label]")) button.hidden = !button.dataset.name.toLowerCase().includes(words);
}
part("filter")?.addEventListener("input", narrow);

part("annotator").addEventListener("change", event => {
  const name = event.target.value.trim();
  if (!name) { event.target.value = localStorage.getItem("annotator"); return; }
  localStorage.setItem("annotator", name);
  call("claim");
});

let queue = null;
function listen() {
  if (queue) return;
  queue = new EventSource(`${address}/queue`);
  queue.addEventListener("queue", event => {
    const progress = JSON.parse(event.data);
    const was = closed;
    showProgress(progress);
    if (busy) missed = true;
    else if ((!question && progress.open > progress.claimed) || (closed && !was)) call("claim");
  });
}
document.addEventListener("visibilitychange", () => {
  if (document.hidden) { queue?.close(); queue = null; } else { listen(); if (!question) call("claim"); }
});
window.addEventListener("pagehide", () => { queue?.close(); queue = null; });

call("claim").then(listen);
