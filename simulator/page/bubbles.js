// Draws the people, the chat list and the bubbles.

import { card } from "/page/cards.js";
import { filesHtml } from "/page/files.js";
import { BOTS, city, inChat, nameOf } from "/page/store.js";
import { bare, escaped, markdown, mentionOf, plain } from "/page/words.js";
import { whenWords } from "/page/clock.js";

const PALETTE = ["#3b7ddd", "#2a9d8f", "#e07a3f", "#8a63d2", "#c8553d", "#4d908e", "#577590", "#b5838d"];
const ROLES = {
  agent: "坐席", analyst: "分析员", unit_staff: "承办人员", unit_lead: "单位负责人",
  supervisor: "督办", leader: "领导", admin: "管理员", auditor: "审计",
};
const GAP_MS = 5 * 60 * 1000;
const SHOWN = 300;
const TITLED = /^(.{1,2}?)(主任|副主任|书记|乡长|科长|站长|所长|队长|经理|网格员?|老师|员)$/u;

export const roleWords = (person) => person.roles.map((role) => ROLES[role] ?? role).join("、");

function colourOf(key) {
  let sum = 0;
  for (const sign of key) sum = (sum * 31 + sign.codePointAt(0)) % 9973;
  return PALETTE[sum % PALETTE.length];
}

export function paintAvatar(element, key, name) {
  const isBot = BOTS.has(key.split(":")[0]);
  element.textContent = isBot ? "催" : name.match(TITLED)?.[1] ?? [...name].slice(-2).join("");
  element.classList.toggle("bot", isBot);
  element.style.background = isBot ? "" : colourOf(key);
}

const avatar = (key, name) => {
  const element = Object.assign(document.createElement("span"), { className: "avatar" });
  paintAvatar(element, key, name);
  return element;
};

export function fillPicker(select) {
  const parts = new Map();
  for (const person of city.people) {
    const label = person.unit || "热线与督办";
    if (!parts.has(label)) parts.set(label, Object.assign(document.createElement("optgroup"), { label }));
    parts.get(label).append(new Option(`${person.name}（${roleWords(person)}）`, person.userid));
  }
  select.replaceChildren(...parts.values());
}

export function personButton(person, unread) {
  const button = Object.assign(document.createElement("button"), { type: "button", className: "other", title: `${person.name} ${roleWords(person)}` });
  button.dataset.person = person.userid;
  button.append(avatar(person.userid, person.name));
  if (unread) button.append(badge(unread));
  return button;
}

const badge = (count) => Object.assign(document.createElement("i"), { className: "badge", textContent: count > 99 ? "99+" : count });

export function chatButton({ chat, last, fresh }, isOpen, isCalled) {
  const button = Object.assign(document.createElement("button"), { type: "button", className: "chat" });
  button.dataset.testid = "chat-item";
  button.dataset.chat = chat.id;
  button.dataset.unread = fresh.length;
  button.classList.toggle("open", isOpen);
  const face = avatar(chat.id, chat.name);
  if (chat.kind === "group") Object.assign(face, { textContent: chat.name.slice(0, 2) }).classList.add("group");
  const words = Object.assign(document.createElement("span"), { className: "chat-words" });
  const who = last && chat.kind === "group" ? `${nameOf(last.from)}：` : "";
  const flag = isCalled ? '<em class="called">[有人@我]</em> ' : "";
  words.innerHTML = `<b>${escaped(chat.name)}</b><small>${flag}${escaped(last ? who + lineOf(last) : chat.about)}</small>`;
  const side = Object.assign(document.createElement("span"), { className: "chat-side" });
  side.innerHTML = `<time>${last ? escaped(whenWords(last.time)) : ""}</time>`;
  if (fresh.length) side.append(badge(fresh.length));
  button.append(face, words, side);
  return button;
}

function bubble(message, me, canQuote) {
  const row = Object.assign(document.createElement("article"), { className: "row" });
  row.dataset.testid = "message";
  row.dataset.messageId = message.id;
  row.dataset.from = message.from;
  row.dataset.via = message.via;
  row.classList.toggle("mine", message.from === me);
  const name = nameOf(message.from);
  const body = Object.assign(document.createElement("div"), { className: "body" });
  body.innerHTML = `<div class="name">${escaped(name)}${BOTS.has(message.from) ? `<em>${tagOf(message)}</em>` : ""}</div>`;
  const balloon = Object.assign(document.createElement("div"), { className: "bubble" });
  balloon.dataset.testid = "bubble";
  balloon.innerHTML = quoteHtml(message) + textHtml(message, me) + filesHtml(message);
  balloon.classList.toggle("recalled", message.msgtype === "recalled");
  if (message.card) balloon.append(card(message.card));
  const line = Object.assign(document.createElement("div"), { className: "bubble-line" });
  line.append(balloon);
  if (canQuote) line.append(quoteButton());
  body.append(line);
  row.append(avatar(message.from, name), body);
  return row;
}

const tagOf = (message) => ({ push: "群推送", app: "应用", aibot: "机器人" })[message.from];

const quoteHtml = (message) => (message.quote ? `<div class="quoted" data-testid="quoted">${escaped(bare(message.quote))}</div>` : "");

function textHtml(message, me) {
  if (message.card || (!message.text && message.files?.length)) return "";
  const isMarkdown = message.msgtype.startsWith("markdown");
  const words = isMarkdown ? markdown(message.text, nameOf, me) : plain(message.text, nameOf, me, city.bot.name);
  const shown = message.mentions.filter((userid) => !BOTS.has(userid) && !message.text.includes(`<@${userid}>`));
  const calls = shown.map((userid) => mentionOf(userid, nameOf, me)).join(" ");
  return `<div class="words${isMarkdown ? " markdown" : ""}">${words}${calls ? `<div class="calls">${calls}</div>` : ""}</div>`;
}

// One line for the chat list.
const lineOf = (message) => bare(message.text) || (message.files?.length ? { image: "[图片]", voice: "[语音]", video: "[视频]", file: `[文件] ${message.files[0].name}` }[message.files[0].kind] : "");

function quoteButton() {
  const button = Object.assign(document.createElement("button"), { type: "button", className: "quote", textContent: "引用" });
  button.dataset.testid = "quote";
  return button;
}

function timeLine(message, before) {
  if (before && Math.abs(Date.parse(message.time) - Date.parse(before.time)) < GAP_MS) return null;
  return Object.assign(document.createElement("div"), { className: "time-line", textContent: whenWords(message.time) });
}

// Draws a chat's messages into `flow`; what is already there stays untouched, so a selection survives news.
// Returns whether there is something new at the end.
export function drawFlow(flow, me, chat) {
  const messages = inChat(chat.id).slice(-SHOWN);
  const key = `${me} ${chat.id}`;
  const drawn = flow.dataset.key === key ? (flow.drawn ?? []) : [];
  const fits = drawn.length <= messages.length && drawn.every((one, place) => one === messages[place]);
  if (!fits || !drawn.length) flow.replaceChildren();
  const kept = fits ? drawn.length : 0;
  messages.slice(kept).forEach((message, place) => {
    const line = timeLine(message, messages[kept + place - 1]);
    flow.append(...(line ? [line] : []), bubble(message, me, chat.kind !== "app"));
  });
  Object.assign(flow, { drawn: messages });
  flow.dataset.key = key;
  return messages.length > kept;
}

// Draws what is no message: why nothing was heard, that an answer is awaited, that the chat is empty.
export function drawTail(tail, chat, hint, waiting) {
  tail.replaceChildren();
  if (!inChat(chat.id).length) {
    const words = chat.kind === "group" ? `@${city.bot.name} 说一句话试试` : "发一句 /帮助 看看能做什么";
    tail.append(Object.assign(document.createElement("div"), { className: "empty", textContent: words }));
  }
  if (hint) {
    const line = Object.assign(document.createElement("div"), { className: "hint-line", textContent: hint });
    line.dataset.testid = "hint";
    tail.append(line);
  }
  if (waiting) tail.append(Object.assign(document.createElement("div"), { className: "typing", innerHTML: "<i></i><i></i><i></i>" }));
}
