// The page that plays all roles: who I am, my chats, what I say; news come by themselves.

import { chosen } from "/page/cards.js";
import { hasFiles, startFiles, takeFiles } from "/page/files.js";
import { chatButton, drawFlow, drawTail, fillPicker, paintAvatar, personButton, roleWords } from "/page/bubbles.js";
import { chatsOf, city, inChat, isCall, markRead, nameOf, personOf, take, unreadIn, waitingFor } from "/page/store.js";
import { bare } from "/page/words.js";
import { startClock } from "/page/clock.js";
import { nextTrick, startFaults } from "/page/faults.js";

const $ = (id) => document.getElementById(id);
const here = { person: null, chat: null, quote: null, waiting: new Map(), hints: new Map(), drafts: new Map() };
const PHRASES = {
  desk: ["/待办", "/超时", "/巡检", "/帮助"],
  unit: ["收到", "已联系居民，明天上门处理", "已办结，居民认可", "/待办"],
  lead: ["/超时", "/待办", "/帮助"],
};
const PHONE_WIDTH = 760;
const NEAR_END = 80;

const chatIsSeen = () => !document.hidden && ($("app").dataset.view === "chat" || window.innerWidth >= PHONE_WIDTH);

function drawSide() {
  const me = personOf(here.person);
  paintAvatar($("me-avatar"), me.userid, me.name);
  $("me-name").textContent = me.name;
  $("me-role").textContent = [roleWords(me), me.unit].filter(Boolean).join(" · ");
  const others = city.people.filter((one) => one !== me).map((person) => ({ person, count: waitingFor(person.userid) }));
  others.sort((a, b) => (b.count > 0) - (a.count > 0));
  $("others").replaceChildren(...others.map((one) => personButton(one.person, one.count)));
  const rows = chatsOf(here.person).map((chat) => ({ chat, last: inChat(chat.id).at(-1), fresh: unreadIn(here.person, chat.id) }));
  rows.sort((a, b) => (b.last?.number ?? 0) - (a.last?.number ?? 0));
  $("chats").replaceChildren(...rows.map((row) => chatButton(row, row.chat.id === here.chat, row.fresh.some((one) => isCall(one, here.person)))));
  const total = rows.reduce((sum, row) => sum + row.fresh.length, 0);
  document.title = `${total ? `(${total}) ` : ""}模拟企业微信 · 催办`;
}

const isAtEnd = () => $("messages").scrollHeight - $("messages").scrollTop - $("messages").clientHeight < NEAR_END;
let pinned = true;

function toEnd() {
  $("messages").scrollTop = $("messages").scrollHeight;
  pinned = true;
  $("newer").hidden = true;
}

function drawChat(stick) {
  const chat = chatsOf(here.person).find((one) => one.id === here.chat);
  $("chat-name").textContent = chat.name;
  $("chat-about").textContent = chat.head;
  const follow = stick || pinned;
  const grew = drawFlow($("flow"), here.person, chat);
  drawTail($("tail"), chat, here.hints.get(here.chat), here.waiting.get(here.chat));
  if (follow) toEnd();
  else if (grew) $("newer").hidden = false;
}

function draw(stick = false) {
  if (chatIsSeen()) markRead(here.person, here.chat);
  drawSide();
  drawChat(stick);
}

let drawing = 0;
const drawSoon = () => { drawing ||= requestAnimationFrame(() => { drawing = 0; draw(); }); };

function drawComposer() {
  const isGroup = !here.chat.includes(":");
  $("mention-label").hidden = !isGroup;
  $("mention-label").querySelector("span").textContent = `@${city.bot.name}`;
  $("composer-hint").textContent = isGroup && !$("mention").checked ? "不 @ 它，机器人听不到" : "Enter 发送，Shift+Enter 换行";
  $("text").placeholder = isGroup ? "在群里说…" : "输入消息，或粘贴工单…";
  $("quoting").hidden = !here.quote;
  $("quoting").firstElementChild.textContent = here.quote ? `${nameOf(here.quote.from)}：${bare(here.quote.text)}` : "";
  const roles = new Set(personOf(here.person).roles);
  const kind = roles.has("agent") ? "desk" : roles.has("supervisor") || roles.has("leader") ? "lead" : "unit";
  $("phrases").replaceChildren(...PHRASES[kind].map((words) =>
    Object.assign(document.createElement("button"), { type: "button", textContent: words, className: "phrase" })));
}

function go(person, chat, view) {
  here.drafts.set(`${here.person} ${here.chat}`, $("text").value);
  const mine = chatsOf(person);
  Object.assign(here, { person, chat: mine.some((one) => one.id === chat) ? chat : mine[0].id, quote: null });
  $("text").value = here.drafts.get(`${here.person} ${here.chat}`) ?? "";
  $("person").value = person;
  $("app").dataset.view = view ?? $("app").dataset.view;
  history.replaceState(null, "", `#${encodeURIComponent(here.person)}/${encodeURIComponent(here.chat)}`);
  grow();
  drawComposer();
  draw(true);
  enterOnce();
}

// The platform tells the bot of the first visit of a day; here of the first since the page was opened.
const entered = new Set();
function enterOnce() {
  if (!here.chat.startsWith("aibot:") || entered.has(here.chat)) return;
  entered.add(here.chat);
  ask("/sim/enter", { userid: here.person, chat: "aibot" }, here.chat);
}

async function ask(path, body, chat) {
  const wait = (step) => here.waiting.set(chat, (here.waiting.get(chat) ?? 0) + step);
  wait(1);
  draw(true);
  try {
    const answer = await fetch(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
    const heard = await answer.json();
    if (heard.hint) here.hints.set(chat, heard.hint);
  } catch {
    here.hints.set(chat, "模拟平台没有应答，请看它是否还在运行");
  } finally {
    wait(-1);
    draw();
  }
}

function send(event) {
  event?.preventDefault();
  let text = $("text").value.trim();
  if (!text && !hasFiles()) return;
  const { chat, person } = here;
  const files = takeFiles();
  if (files[0]?.kind === "voice") text = "";
  if (!chat.includes(":") && $("mention").checked && !text.includes(`@${city.bot.name}`)) text = `@${city.bot.name} ${text}`.trim();
  const quote = here.quote?.id ?? null;
  here.quote = null;
  here.hints.delete(chat);
  $("text").value = "";
  grow();
  drawComposer();
  const { robot, ...trick } = nextTrick();
  if (robot) ask("/sim/robot", { userid: person, chat, text, format: robot }, chat);
  else ask("/sim/say", { userid: person, chat, text, quote, files, ...trick }, chat);
}

function grow() {
  const box = $("text");
  box.style.height = "auto";
  box.style.height = `${Math.min(box.scrollHeight, window.innerHeight * 0.35)}px`;
}

function watch() {
  const stream = new EventSource(`/sim/stream?since=${city.seq}&epoch=${city.epoch}`);
  const line = (ok) => {
    $("line").classList.toggle("ok", ok);
    $("line").querySelector("span").textContent = ok ? "已连接模拟平台" : "正在重新连接…";
  };
  stream.onopen = () => line(true);
  stream.onerror = () => line(false);
  stream.onmessage = (event) => {
    if (!take(JSON.parse(event.data))) here.hints.clear();
    drawSoon();
  };
}

function wireLists() {
  $("person").onchange = () => go($("person").value, here.chat);
  $("others").onclick = (event) => {
    const button = event.target.closest("[data-person]");
    if (button) go(button.dataset.person, here.chat, "list");
  };
  $("chats").onclick = (event) => {
    const button = event.target.closest("[data-chat]");
    if (button) go(here.person, button.dataset.chat, "chat");
  };
  $("back").onclick = () => go(here.person, here.chat, "list");
  const desk = (open) => document.body.classList.toggle("desk-open", open);
  for (const chip of document.querySelectorAll(".clock-chip")) chip.onclick = () => desk(true);
  $("shade").onclick = $("desk-close").onclick = () => desk(false);
}

function wireComposer() {
  $("composer").onsubmit = send;
  $("text").oninput = grow;
  $("text").onkeydown = (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) send(event);
  };
  $("mention").onchange = drawComposer;
  $("phrases").onclick = (event) => {
    if (!event.target.closest("button")) return;
    $("text").value = event.target.textContent;
    $("text").focus();
    grow();
  };
  $("quoting").querySelector("button").onclick = () => { here.quote = null; drawComposer(); };
}

function wireMessages() {
  const box = $("messages");
  box.onclick = (event) => {
    const message = city.messages.get(event.target.closest("[data-message-id]")?.dataset.messageId);
    if (event.target.closest(".quote")) { here.quote = message; drawComposer(); $("text").focus(); }
    const button = event.target.closest(".card-button");
    if (button) ask("/sim/tap", { userid: here.person, message: message.id, key: button.dataset.key, selected: chosen(button.closest(".card")) }, here.chat);
  };
  box.onscroll = () => { pinned = isAtEnd(); if (pinned) $("newer").hidden = true; };
  $("newer").onclick = toEnd;
  new ResizeObserver(() => { if (pinned) toEnd(); }).observe(box);
  document.addEventListener("visibilitychange", drawSoon);
}

async function start() {
  const state = await (await fetch("/sim/state")).json();
  Object.assign(city, { people: state.people, groups: state.groups, bot: state.bot });
  take(state);
  fillPicker($("person"));
  $("board").href = state.board_url || "#";
  wireLists();
  wireComposer();
  wireMessages();
  startFaults(state);
  startFiles();
  const [person, chat] = location.hash.slice(1).split("/").map(decodeURIComponent);
  const known = Boolean(personOf(person));
  go(known ? person : city.people[0].userid, chat, known && chat ? "chat" : "list");
  startClock();
  watch();
}

start();
