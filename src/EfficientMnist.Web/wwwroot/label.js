// Labelling by hand: one image at a time, the keyboard first.
import { groupsOf } from "./groups.js";
import { ask, LoggedOut } from "./session.js";

const page = document.querySelector("[data-labelling]");
const part = name => page.querySelector(`[data-part="${name}"]`);
const address = page.dataset.labelling;

let question = null;
let closed = false;
let graded = false;
let busy = false;
let missed = false;
let retry = 0;

// One person stays one person in whichever browser: the login knows the name, until another is given here.
const remembered = (page.dataset.invited ? null : localStorage.getItem("annotator")) ?? page.dataset.annotator;
part("annotator").value = remembered;

const post = (action, values = {}, body) => ask(`${address}/${action}?${new URLSearchParams(values)}`, {
  method: "POST",
  headers: { RequestVerificationToken: page.dataset.token, "X-Annotator": encodeURIComponent(part("annotator").value), ...(body && { "Content-Type": "application/json" }) },
  body: body && JSON.stringify(body),
});

function say(text) {
  part("error").textContent = text;
}

/** Does what the action says and shows what came of it; whether it was done. */
async function call(action, values = {}, { body: sent, view = show } = {}) {
  if (busy) return false;
  busy = true;
  missed = false;
  clearTimeout(retry);
  page.classList.add("busy");
  let done = false;
  let refused = false;
  try {
    const response = await post(action, values, sent);
    const body = await response.json().catch(() => ({ detail: "The page's server does not answer." }));
    done = response.ok;
    if (done) {
      say("");
      if (action === "answer" || action === "reject") timed(shownAt);
      if (["answer", "reject", "skip"].includes(action)) groups.forget();
      view(body);
      if (!["claim", "group"].includes(action)) countAnswers();
    } else {
      say(body.detail ?? "That did not work.");
      // Somebody else was faster, or the lease ran out: what is at hand now?
      refused = !["claim", "group"].includes(action) && response.status === 409;
    }
  } catch (error) {
    say(error instanceof LoggedOut ? error.message : "The page's server does not answer. Your last answer may not be recorded; it is asked again.");
  } finally {
    busy = false;
    page.classList.remove("busy");
  }
  // What is corrected gives one image out, and so lets go of the group.
  if (groups.isOpen && (refused || (done && view === show))) await quietly(groups.load);
  // A queue that moved during the call may hold more than the answer to it says.
  else if (!groups.isOpen && (refused || (done && missed && !question))) await quietly(() => call("claim"));
  else if (!groups.isOpen && !done && !question) retry = setTimeout(() => call("claim"), 3000);
  return done;
}

async function quietly(act) {
  const said = part("error").textContent;
  await act();
  if (!part("error").textContent) say(said);
}

function showCommon(state) {
  showProgress(state.progress);
  showLease();
  part("answers").replaceChildren(...state.answers.map(given => answerRow(given)));
  part("no-answers").hidden = state.answers.length > 0;
}

function show(state) {
  if (groups.isOpen) { showCommon(state); return; }
  const before = question?.sample;
  question = state.question;
  showCommon(state);
  part("easel").hidden = part("choices").hidden = part("hints").hidden = !question;
  part("idle").hidden = !!question;
  if (question) {
    part("title").textContent = question.skipped ? "Skipped before: which label?" : "Which label?";
    part("why").textContent = `${question.file || `image ${question.sample}`} · ${question.why}`;
    if (question.sample !== before) { showImage(); hideHints(); shownAt = performance.now(); }
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
}

function answerRow(given) {
  const row = part("answer-template").content.firstElementChild.cloneNode(true);
  row.querySelector("img").src = `${page.dataset.images}/${given.sample}.png`;
  row.querySelector("img").alt = `image ${given.sample}`;
  row.title = given.file || `image ${given.sample}`;
  const select = row.querySelector("select");
  select.setAttribute("aria-label", `Label of image ${given.sample}`);
  select.value = given.reject || given.label;
  select.disabled = graded;
  select.addEventListener("change", () => { select.blur(); call("correct", { sample: given.sample, label: select.value }); });
  if (given.corrected) row.insertAdjacentHTML("beforeend", '<span class="chip accent">corrected</span>');
  return row;
}

// The small copy that the run learns from, or the file itself.
let zoomed = !!page.dataset.originals;
function showImage() {
  part("image").src = zoomed ? `${page.dataset.images}/${question.sample}/original` : `${page.dataset.images}/${question.sample}.png?scale=12`;
  part("easel").classList.toggle("zoomed", zoomed);
  scale(1);
}
function zoom() {
  if (!page.dataset.originals || !question) return;
  zoomed = !zoomed;
  showImage();
}
let scaled = 1;
function scale(to, x = 50, y = 50) {
  scaled = Math.max(1, Math.min(12, to));
  part("image").style.transform = scaled > 1 ? `scale(${scaled})` : "";
  if (scaled > 1) part("image").style.transformOrigin = `${x}% ${y}%`;
}
part("easel").addEventListener("wheel", event => {
  if (!event.ctrlKey && scaled === 1 && event.deltaY > 0) return;
  event.preventDefault();
  const box = part("easel").getBoundingClientRect();
  scale(scaled * Math.exp(-event.deltaY * 0.0016), 100 * (event.clientX - box.left) / box.width, 100 * (event.clientY - box.top) / box.height);
}, { passive: false });
part("image").addEventListener("click", () => scaled > 1 ? scale(1) : zoom());

function showProgress(progress) {
  closed = progress.closed;
  graded = progress.graded;
  const bar = (name, done, total) => {
    part(name).textContent = total ? `${done} of ${total}` : "–";
    part(`${name}-bar`).style.width = total ? `${100 * done / total}%` : "0";
  };
  bar("batch", progress.batchAnswered, progress.batchTotal);
  bar("budget", progress.spent, progress.limit);
  left = progress.limit - progress.spent;
  showPace();
  const others = Math.max(0, progress.claimed - (groups.isOpen ? groups.images : question ? 1 : 0));
  part("others").textContent = [progress.skipped ? `${progress.skipped} skipped` : "", progress.rejected ? `${progress.rejected} rejected` : "", others ? `${others} held by others` : ""].filter(Boolean).join(", ");
}

// The time an answer takes, and so all that are left; a pause is none of it.
const RECENT = 20, PAUSE = 60;
const times = [];
let shownAt = 0;
let left = 0;
const told = seconds => seconds < 90 ? `${Math.round(seconds)} s` : seconds < 5400 ? `${Math.round(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`;
function timed(since, images = 1) {
  const took = (performance.now() - since) / 1000;
  if (took < PAUSE) times.push(...Array(images).fill(took / images));
  times.splice(0, times.length - RECENT);
}
function showPace() {
  const mean = times.reduce((sum, one) => sum + one, 0) / times.length;
  part("pace").textContent = times.length < 3 ? "–" : `${mean.toFixed(1)} s an image${left > 0 ? `, about ${told(mean * left)} left` : ""}`;
}

// The image is this person's for a while; asking again renews that.
function showLease() {
  const until = groups.heldUntil ?? question?.heldUntil;
  const seconds = until ? Math.round((new Date(until) - Date.now()) / 1000) : null;
  part("lease").textContent = seconds === null ? "" : seconds > 0 ? `yours for ${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}` : "yours until somebody else asks";
}
setInterval(showLease, 1000);

// How many have which class.
async function countAnswers() {
  const response = await ask(`${address}/answers`);
  if (!response.ok) return;
  const answers = await response.json(), counts = new Map();
  for (const { label } of answers.filter(given => !given.reject)) counts.set(String(label), (counts.get(String(label)) ?? 0) + 1);
  const most = Math.max(1, ...counts.values());
  for (const button of classes()) {
    const count = counts.get(button.dataset.label) ?? 0;
    button.querySelector("[data-part=count]").textContent = count || "";
    button.querySelector(".share").style.width = `${100 * count / most}%`;
  }
  if (!part("all").hidden) showAll(answers);
}

function showAll(answers) {
  const group = (name, own) => {
    const section = document.createElement("section");
    section.innerHTML = "<h3></h3><ol class='answers-grid'></ol>";
    section.querySelector("h3").textContent = `${name}, ${own.length}`;
    section.querySelector("ol").replaceChildren(...own.map(answerRow));
    return section;
  };
  const rejected = answers.filter(given => given.reject);
  part("all-grid").replaceChildren(
    ...classes().map(button => group(button.dataset.name, answers.filter(given => String(given.label) === button.dataset.label))),
    ...(rejected.length ? [group("rejected", rejected)] : []));
}

async function all() {
  part("all").hidden = !part("all").hidden;
  if (part("all").hidden) return;
  await countAnswers();
  part("all").scrollIntoView({ block: "start" });
}

// Both are told when asked for only: what is seen before the answer is part of it.
function hideHints() {
  part("guess").textContent = "";
  part("similar").replaceChildren();
  for (const button of part("hints").querySelectorAll("button")) button.setAttribute("aria-expanded", "false");
}
async function hint(name, tell) {
  const of = question?.sample;
  if (of === undefined) return;
  page.querySelector(`[data-act=${name}]`).setAttribute("aria-expanded", "true");
  part(name).textContent = "One moment";
  const response = await ask(`${address}/${name}?sample=${of}`).catch(error => error);
  if (question?.sample !== of) return;
  const body = await response.json?.().catch(() => ({}));
  if (response.ok) tell(body);
  else part(name).textContent = body?.detail ?? response.message ?? "That did not work.";
}
const nameOf = label => classes().find(button => button.dataset.label === String(label))?.dataset.name;
const guess = () => hint("guess", ({ label, confidence }) => { part("guess").textContent = label < 0 ? "It has learned from no label yet." : `${nameOf(label)}, ${Math.round(100 * confidence)} % sure`; });
const similar = () => hint("similar", answers => {
  part("similar").replaceChildren(...answers.map(given => Object.assign(new Image(56, 56), { className: "thumb medium", src: `${page.dataset.images}/${given.sample}.png`, alt: `${nameOf(given.label)}`, title: `image ${given.sample}: ${nameOf(given.label)}` })));
  if (!answers.length) part("similar").textContent = "Nothing is labelled yet.";
});

const answer = label => question && call("answer", { sample: question.sample, label });
const reject = reason => question && call("reject", { sample: question.sample, reason });
// Keys that this person has chosen, in this browser, for classes of these names in whatever run.
const KEYS = `keys:${[...page.querySelectorAll("button[data-label]")].map(button => button.dataset.name).join("\n")}`;
const given = new Map([...page.querySelectorAll("button[data-label]")].map(button => [button.dataset.name, button.dataset.key ?? ""]));
let keying = null;

function showKeys(own) {
  for (const button of classes()) {
    const key = own[button.dataset.name] ?? given.get(button.dataset.name);
    if (key) button.dataset.key = key;
    else delete button.dataset.key;
    const shown = button.querySelector("kbd") ?? button.insertBefore(document.createElement("kbd"), button.querySelector(".share"));
    shown.textContent = key;
    shown.hidden = !key;
  }
  page.querySelector("[data-act=reset]").hidden = !Object.keys(own).length;
}
const ownKeys = () => JSON.parse(localStorage.getItem(KEYS) ?? "{}");
function keepKeys(own) {
  if (Object.keys(own).length) localStorage.setItem(KEYS, JSON.stringify(own));
  else localStorage.removeItem(KEYS);
  showKeys(own);
}

/** Begins to choose keys, goes on with another class, or ends it. */
function key(button) {
  keying = button;
  page.classList.toggle("keying", !!keying);
  page.querySelector("[data-act=keys]").setAttribute("aria-pressed", !!keying);
  part("keying").hidden = !keying;
  for (const one of classes()) one.toggleAttribute("data-keyed", one === keying);
  if (keying) part("keying").textContent = `Press the key for ${keying.dataset.name}, or click another class. Escape ends it.`;
}

// The class that has the key so far gets the one that is given up.
function choose(pressed) {
  if (pressed.length !== 1 || pressed === " " || ("-=".includes(pressed) && !classes().some(button => button.dataset.name === pressed)) || pressed === "?") {
    part("keying").textContent = `${pressed === " " ? "Space" : pressed} means something else here: take a letter or a digit.`;
    return;
  }
  const own = ownKeys(), other = keyed(pressed);
  if (other && other !== keying) own[other.dataset.name] = keying.dataset.key ?? "";
  own[keying.dataset.name] = pressed;
  for (const [name, one] of given) if (own[name] === one) delete own[name];
  keepKeys(own);
  const all = classes();
  key(all[(all.indexOf(keying) + 1) % all.length]);
}

const acts = { keys: () => key(keying ? null : classes()[0]), reset: () => { keepKeys({}); key(null); }, none: () => reject("none_of_these"), unusable: () => reject("unusable"), skip: () => question && call("skip", { sample: question.sample }), undo: () => groups.answered ? groups.undo() : call("undo"), zoom, guess, similar, all, group: () => groups.isOpen ? groups.leave() : groups.load(), agree: () => groups.agree(), disagree: () => groups.undo() };

page.addEventListener("click", event => {
  const button = event.target.closest("button");
  if (button?.dataset.label && keying) { key(button); button.blur(); return; }
  if (button?.dataset.label) answer(button.dataset.label);
  else if (button?.dataset.group) groups.show(Number(button.dataset.group));
  else if (button?.dataset.act) acts[button.dataset.act]();
  if (button?.dataset.label || ["none", "unusable", "skip", "undo", "zoom"].includes(button?.dataset.act)) button.blur();
});

document.addEventListener("keydown", event => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || document.querySelector("dialog[open]")) return;
  if (keying && !["Tab", "Shift", "Enter"].includes(event.key)) {
    if (event.key === "Escape") key(null);
    else choose(event.key);
    event.preventDefault();
    return;
  }
  if (groups.isOpen) {
    if (groups.press(event)) event.preventDefault();
    return;
  }
  const filter = part("filter");
  if (event.target === filter) {
    if (event.key === "Enter") {
      const meant = named(filter.value);
      if (meant) { answer(meant.dataset.label); filter.value = ""; narrow(); }
      else if (filter.value) say(classes().some(button => !button.hidden) ? "Several classes match: type more of the name." : "No class matches.");
      event.preventDefault();
    }
    return;
  }
  if (event.target.closest?.("input, select, textarea, a, summary")) return;
  // A button that has the focus is pressed by these keys.
  const pressed = event.target.closest?.("button");
  const chosen = keyed(event.key);
  if (chosen) answer(chosen.dataset.label);
  else if (event.key === "-") acts.none();
  else if (event.key === "Delete") acts.unusable();
  else if (event.key === " " && !pressed) acts.skip();
  else if (event.key === "Backspace") acts.undo();
  else if (event.key === "Enter" && !pressed) zoom();
  else if (event.key === "=") groups.load();
  else return;
  event.preventDefault();
});

const classes = () => [...page.querySelectorAll("button[data-label]")];
const keyed = key => classes().find(button => button.dataset.key === key) ?? classes().find(button => button.dataset.key && button.dataset.key.toLowerCase() === key.toLowerCase());

// The class of that name, else the only one that begins or goes on like it.
function named(text) {
  const name = text.trim().toLowerCase();
  const only = isMeant => { const found = classes().filter(isMeant); return found.length === 1 ? found[0] : undefined; };
  return name ? only(button => button.dataset.name === text.trim()) ?? only(button => button.dataset.name.toLowerCase() === name)
    ?? only(button => button.dataset.name.toLowerCase().startsWith(name)) ?? only(button => button.dataset.name.toLowerCase().includes(name)) : undefined;
}

showKeys(ownKeys());
const groups = groupsOf(page, { part, call, keyed, nameOf, say, timed, showCommon });

function narrow() {
  const words = part("filter").value.toLowerCase();
  for (const button of classes()) button.hidden = !button.dataset.name.toLowerCase().includes(words);
}
part("filter")?.addEventListener("input", narrow);

part("annotator").addEventListener("change", event => {
  const name = event.target.value.trim();
  if (!name) { event.target.value = remembered; return; }
  localStorage.setItem("annotator", name);
  if (groups.isOpen) groups.leave();
  else call("claim");
});

page.querySelector("[data-invite]")?.addEventListener("submit", async event => {
  event.preventDefault();
  const response = await post("invite", { name: new FormData(event.target).get("name") });
  const body = await response.json();
  part("invitation").hidden = !response.ok;
  if (!response.ok) { say(body.detail); return; }
  const link = part("invitation").querySelector("input");
  link.value = body.link;
  link.select();
});

let queue = null;
let secondOpen = 0;
function listen() {
  if (queue) return;
  queue = new EventSource(`${address}/queue`);
  queue.addEventListener("queue", event => {
    const progress = JSON.parse(event.data);
    const was = closed;
    const before = secondOpen;
    secondOpen = progress.secondOpen;
    showProgress(progress);
    if (busy) missed = true;
    else if (groups.isOpen) { if (closed) groups.leave(); }
    else if ((!question && (progress.open > progress.claimed || progress.secondOpen > before)) || (closed && !was)) call("claim");
  });
}
document.addEventListener("visibilitychange", () => {
  if (document.hidden) { queue?.close(); queue = null; } else { listen(); if (!question && !groups.isOpen) call("claim"); }
});
window.addEventListener("pagehide", () => { queue?.close(); queue = null; });

call("claim").then(() => { listen(); return countAnswers(); });
