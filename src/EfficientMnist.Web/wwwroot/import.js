// Import of one's own images: an upload, or a folder on the server's machine.
import { ask, LoggedOut } from "./session.js";

const form = document.querySelector("[data-import]");
const part = name => form.querySelector(`[data-part="${name}"]`);
const token = form.querySelector("[name=__RequestVerificationToken]").value;
let source = "upload";

for (const tab of form.querySelectorAll("[data-source]")) tab.addEventListener("click", () => {
  source = tab.dataset.source;
  for (const other of form.querySelectorAll("[data-source]")) other.setAttribute("aria-pressed", other === tab);
  for (const field of form.querySelectorAll("[data-of]")) field.hidden = field.dataset.of !== source;
});

const files = form.querySelector("#files");
const archive = form.querySelector("#archive");
const nameAfter = text => { const name = form.querySelector("#name"); if (!name.value) name.value = text.replace(/[^A-Za-z0-9._-]+/g, "-").replace(/^[^A-Za-z0-9]+/, ""); };
files.addEventListener("change", () => {
  archive.value = "";
  const images = [...files.files].filter(file => /\.(png|jpe?g|jpe|jfif|webp|bmp|gif|ico|tiff?)$/i.test(file.name));
  part("chosen").textContent = files.files.length ? `${images.length.toLocaleString("en")} images of ${files.files.length.toLocaleString("en")} files` : "";
  if (files.files.length) nameAfter(files.files[0].webkitRelativePath.split("/")[0]);
});
archive.addEventListener("change", () => {
  files.value = "";
  part("chosen").textContent = archive.files.length ? `${(archive.files[0].size / 1048576).toFixed(1)} MB` : "";
  if (archive.files.length) nameAfter(archive.files[0].name.split(".")[0]);
});

// Further images are made as those that are there.
const into = form.querySelector("#into");
into?.addEventListener("change", () => {
  form.querySelector("[data-own]").hidden = into.value !== "";
  form.querySelector("[data-version]").hidden = into.value === "";
});

const chosen = () => archive.files.length ? archive.files : files.files;

function report(done, total, step) {
  part("progress").hidden = false;
  part("step").textContent = step;
  part("share").textContent = total ? `${Math.floor(100 * done / total)} %` : "";
  part("bar").style.width = total ? `${100 * done / total}%` : "0";
}

function fail(text) {
  part("progress").hidden = true;
  part("error").hidden = false;
  part("error").textContent = text;
}

const parameters = () => {
  const values = new FormData(form);
  const version = values.get("into") ?? "";
  return new URLSearchParams({ name: values.get("name"), into: version, size: version ? "" : values.get("size"), channels: version ? 0 : values.get("channels"), withoutLabels: values.has("withoutLabels"), skipBad: values.has("skipBad"), merge: values.get("merge"), folder: values.get("folder") });
};

// The same files under the same name are the same upload, also after a reload: what the server has of it is not sent again.
function keyOf(name, list) {
  const bytes = list.reduce((sum, { file }) => sum + file.size, 0), latest = list.reduce((most, { file }) => Math.max(most, file.lastModified), 0);
  return `upload ${JSON.stringify([name, list.length, bytes, latest, list[0].path, list.at(-1).path])}`;
}

function idOf(key) {
  const id = localStorage.getItem(key) ?? [...crypto.getRandomValues(new Uint8Array(16))].map(byte => byte.toString(16).padStart(2, "0")).join("");
  localStorage.setItem(key, id);
  return id;
}

// Seconds between tries once the connection is cut off; after them it takes a click.
const pauses = [1, 2, 5, 10, 20, 40, 40];

async function upload() {
  const list = [...chosen()].map(file => ({ file, path: file.webkitRelativePath || file.name })).sort((one, other) => one.path < other.path ? -1 : 1);
  const key = keyOf(form.querySelector("#name").value, list), id = idOf(key);
  for (let attempt = 0; ; attempt++) {
    const result = await send(list, id);
    if (result.name) localStorage.removeItem(key);
    if (!result.cutOff) return result;
    if (attempt === pauses.length) return { detail: "The page's server does not answer. Import again once it does: what it has is kept for a day and not sent again." };
    part("progress").hidden = false;
    part("step").textContent = "The connection was cut off; it goes on as soon as it can";
    await new Promise(resume => setTimeout(resume, 1000 * pauses[attempt]));
  }
}

async function send(list, id) {
  const cutOff = { cutOff: true };
  let there;
  try {
    const response = await ask(`/uploads/${id}`);
    if (!response.ok) return response.status === 503 ? cutOff : await response.json();
    there = await response.json();
  } catch (error) {
    if (error instanceof LoggedOut) throw error;
    return cutOff;
  }
  const left = list.slice(there.files), total = list.reduce((sum, { file }) => sum + file.size, 0);
  const before = total - left.reduce((sum, { file }) => sum + file.size, 0) + there.bytes;
  const body = new FormData();
  // A form of no files is none.
  body.append("upload", id);
  left.forEach(({ file, path }, place) => body.append("file", place === 0 && there.bytes > 0 ? file.slice(there.bytes) : file, path));
  return new Promise(resolve => {
    const request = new XMLHttpRequest();
    request.open("POST", `/datasets/upload?${parameters()}&upload=${id}&from=${there.bytes}`);
    request.setRequestHeader("RequestVerificationToken", token);
    request.upload.onprogress = event => report(Math.min(total, before + event.loaded), total, "Sending");
    request.upload.onload = () => report(1, 1, "Reading the images");
    request.onerror = () => resolve(cutOff);
    request.onload = () => { if (request.status === 503) return resolve(cutOff); if (request.status === 401 || new URL(request.responseURL).pathname === "/login") return resolve({ detail: "Your login has expired. Log in in another tab, then import again." }); try { resolve(JSON.parse(request.responseText)); } catch { resolve({ detail: `The page's server answered ${request.status}.` }); } };
    request.responseType = "text";
    request.send(body);
  });
}

async function importFolder() {
  const response = await ask(`/datasets/import?${parameters()}`, { method: "POST", headers: { RequestVerificationToken: token } });
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = "", last = { detail: "The import ended without an answer." };
  for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
    text += chunk.value;
    const lines = text.split("\n");
    text = lines.pop();
    for (const line of lines) {
      last = JSON.parse(line);
      if (last.total) report(last.done, last.total, "Reading the images");
    }
  }
  return last;
}

form.addEventListener("submit", async event => {
  event.preventDefault();
  part("error").hidden = true;
  if (source === "upload" && !chosen().length) return fail("Choose a folder or a file first.");
  const button = form.querySelector("button.primary");
  button.disabled = true;
  try {
    const result = await (source === "upload" ? upload() : importFolder());
    if (result.name) { sessionStorage.setItem("imported", JSON.stringify(result)); location.assign("/datasets"); }
    else fail(result.detail ?? result.title ?? "The import failed.");
  } catch (error) {
    fail(error.message);
  } finally {
    button.disabled = false;
  }
});

// What was found out of an import is told on the page that it leads to.
const imported = JSON.parse(sessionStorage.getItem("imported") ?? "null");
sessionStorage.removeItem("imported");
if (imported?.notes?.length) {
  const told = document.querySelector("[data-imported]");
  told.hidden = false;
  told.querySelector("h2").textContent = `What is in ${imported.name}`;
  told.querySelector("ul").replaceChildren(...imported.notes.map(note => Object.assign(document.createElement("li"), { textContent: note })));
}

document.addEventListener("submit", event => {
  const question = event.target.dataset?.confirm;
  if (question && !confirm(question)) event.preventDefault();
});
