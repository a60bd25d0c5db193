// Import of one's own images: an upload, or a folder on the server's machine.
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
files.addEventListener("change", () => {
  const images = [...files.files].filter(file => /\.png$/i.test(file.name));
  part("chosen").textContent = files.files.length ? `${images.length.toLocaleString("en")} PNG images of ${files.files.length.toLocaleString("en")} files` : "";
  const name = form.querySelector("#name");
  if (!name.value && files.files.length) name.value = files.files[0].webkitRelativePath.split("/")[0].replace(/[^A-Za-z0-9._-]+/g, "-");
});

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
  return new URLSearchParams({ name: values.get("name"), size: values.get("size"), channels: values.get("channels"), withoutLabels: values.has("withoutLabels"), folder: values.get("folder") });
};

function upload() {
  const body = new FormData();
  for (const file of files.files) body.append("file", file, file.webkitRelativePath || file.name);
  return new Promise(resolve => {
    const request = new XMLHttpRequest();
    request.open("POST", `/datasets/upload?${parameters()}`);
    request.setRequestHeader("RequestVerificationToken", token);
    request.upload.onprogress = event => report(event.loaded, event.total, "Sending");
    request.upload.onload = () => report(1, 1, "Reading the images");
    request.onerror = () => resolve({ detail: "The page's server does not answer." });
    request.onload = () => { try { resolve(JSON.parse(request.responseText)); } catch { resolve({ detail: `The page's server answered ${request.status}.` }); } };
    request.responseType = "text";
    request.send(body);
  });
}

async function importFolder() {
  const response = await fetch(`/datasets/import?${parameters()}`, { method: "POST", headers: { RequestVerificationToken: token } });
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
  if (source === "upload" && !files.files.length) return fail("Choose a folder first.");
  const button = form.querySelector("button.primary");
  button.disabled = true;
  try {
    const result = await (source === "upload" ? upload() : importFolder());
    if (result.name) location.assign("/datasets");
    else fail(result.detail ?? result.title ?? "The import failed.");
  } finally {
    button.disabled = false;
  }
});

document.addEventListener("submit", event => {
  const question = event.target.dataset?.confirm;
  if (question && !confirm(question)) event.preventDefault();
});
