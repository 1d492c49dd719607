// Files in the chat: drawn in the bubbles, picked, pasted or dropped into the composer.

import { escaped } from "/page/words.js";

const $ = (id) => document.getElementById(id);
const MEGABYTE = 1024 * 1024;
const KINDS = { image: "图片", voice: "语音", video: "视频", file: "文件" };

const kindOf = (file) => {
  const top = file.type.split("/")[0];
  if (top === "image" || top === "video") return top;
  return file.name.toLowerCase().endsWith(".amr") ? "voice" : "file";
};

const sizeWords = (bytes) => (bytes < MEGABYTE ? `${Math.max(1, Math.round(bytes / 1024))} KB` : `${(bytes / MEGABYTE).toFixed(1)} MB`);

export function filesHtml(message) {
  return (message.files ?? []).map((file, place) => {
    const url = `/sim/file/${encodeURIComponent(message.id)}/${place}`;
    if (file.kind === "image") return `<a href="${url}" target="_blank" rel="noopener"><img class="picture" data-testid="picture" src="${url}" alt="${escaped(file.name)}"></a>`;
    const about = file.kind === "voice" && file.transcript ? `「${escaped(file.transcript)}」` : sizeWords(file.bytes);
    return `<a class="file" data-testid="file" href="${url}" download="${escaped(file.name)}"><i>${KINDS[file.kind]}</i><span><b>${escaped(file.name)}</b><small>${about}</small></span></a>`;
  }).join("");
}

const base64 = (file) => new Promise((resolve, reject) => {
  const reader = new FileReader();
  reader.onload = () => resolve(reader.result.split(",", 2)[1] ?? "");
  reader.onerror = reject;
  reader.readAsDataURL(file);
});

let picked = [];

async function add(files) {
  for (const file of files) {
    const kind = kindOf(file);
    picked.push({ kind, name: file.name || "图片.png", data: await base64(file), transcript: kind === "voice" ? $("text").value.trim() : "" });
  }
  show();
}

function show() {
  $("picked").hidden = !picked.length;
  $("picked").replaceChildren(...picked.map((file, place) => {
    const chip = Object.assign(document.createElement("button"), { type: "button", className: "chip", textContent: `${KINDS[file.kind]} ${file.name} ×` });
    chip.dataset.testid = "picked";
    chip.onclick = () => { picked.splice(place, 1); show(); };
    return chip;
  }));
}

// Returns what was picked and empties the composer of it. A voice message says what stood beside it.
export function takeFiles() {
  const taken = picked;
  picked = [];
  show();
  return taken;
}

export const hasFiles = () => picked.length > 0;

export function startFiles() {
  $("attach").onclick = () => $("file").click();
  $("file").onchange = async () => { await add([...$("file").files]); $("file").value = ""; };
  $("text").onpaste = (event) => {
    const files = [...event.clipboardData.files];
    if (files.length) { event.preventDefault(); add(files); }
  };
  const talk = document.querySelector(".talk");
  talk.ondragover = (event) => event.preventDefault();
  talk.ondrop = (event) => { event.preventDefault(); add([...event.dataTransfer.files]); };
}
