// The page that plays all roles: who I am, my chats, what I say; news come by themselves.

import { BOTS, bubble, chatButton, hintLine, paintAvatar, personButton, roleWords, timeLine } from "/page/bubbles.js";
import { bare } from "/page/words.js";
import { startClock } from "/page/clock.js";
import { startFaults } from "/page/faults.js";

const $ = (id) => document.getElementById(id);
const city = { people: [], groups: [], bot: { name: "" }, messages: new Map(), seq: 0, epoch: null };
const here = { person: null, chat: null, quote: null, waiting: 0, hints: [], drafts: new Map(), drawn: "" };
const PHRASES = {
  desk: ["/待办", "/超时", "/巡检", "/帮助"],
  unit: ["收到", "已联系居民，明天上门处理", "已办结，居民认可", "/待办"],
  lead: ["/超时", "/待办", "/帮助"],
};
let read = new Map();

const nameOf = (userid) => {
  if (userid === "@all") return "所有人";
  if (userid === "push") return "催办推送";
  if (BOTS.has(userid)) return userid === "app" ? "催办" : city.bot.name;
  return city.people.find((person) => person.userid === userid)?.name ?? userid;
};

function chatsOf(userid) {
  const groups = city.groups.filter((group) => group.members.includes(userid)).map((group) => ({
    id: group.chat, kind: "group", name: group.name, short: group.name.slice(0, 2), about: `${group.members.length} 人的群`,
    head: `${group.members.length} 人${group.ai_bot ? ` · @${city.bot.name} 才听得到` : " · 机器人不在群里"}`,
  }));
  return [
    { id: `app:${userid}`, kind: "app", name: "催办", short: "催办", about: "应用消息：只有我看得到", head: "应用消息 · 只有我看得到" },
    { id: `aibot:${userid}`, kind: "aibot", name: city.bot.name, short: "助手", about: "和机器人单聊", head: "单聊 · 只有我看得到" },
    ...groups,
  ];
}

const inChat = (chat) => [...city.messages.values()].filter((message) => message.chat === chat).sort((a, b) => a.number - b.number);
const mark = (userid, chat) => read.get(`${userid} ${chat}`) ?? 0;
const unreadIn = (userid, chat) => inChat(chat).filter((one) => one.from !== userid && one.number > mark(userid, chat));
const unreadOf = (userid) => chatsOf(userid).reduce((sum, chat) => sum + unreadIn(userid, chat.id).length, 0);

function markRead() {
  const last = inChat(here.chat).at(-1);
  if (!last || document.hidden || !chatIsSeen()) return;
  read.set(`${here.person} ${here.chat}`, last.number);
  localStorage.setItem("read", JSON.stringify({ epoch: city.epoch, marks: [...read] }));
}

const chatIsSeen = () => $("app").dataset.view === "chat" || window.innerWidth >= 760;

function drawSide() {
  const me = city.people.find((person) => person.userid === here.person);
  if (!me) return;
  paintAvatar($("me-avatar"), me.userid, me.name);
  $("me-name").textContent = me.name;
  $("me-role").textContent = [roleWords(me), me.unit].filter(Boolean).join(" · ");
  const others = city.people.filter((person) => person.userid !== here.person);
  $("others").replaceChildren(...others.map((person) => personButton(person, unreadOf(person.userid))));
  const rows = chatsOf(here.person).map((chat) => {
    const fresh = unreadIn(here.person, chat.id);
    const called = fresh.some((one) => one.mentions.includes(here.person) || one.mentions.includes("@all"));
    return { last: inChat(chat.id).at(-1), chat, fresh, called };
  });
  rows.sort((a, b) => (b.last?.number ?? 0) - (a.last?.number ?? 0));
  $("chats").replaceChildren(...rows.map((row) =>
    chatButton(row.chat, row.last, row.fresh.length, row.chat.id === here.chat, nameOf, row.called)));
  const total = rows.reduce((sum, row) => sum + row.fresh.length, 0);
  document.title = `${total ? `(${total}) ` : ""}模拟企业微信 · 催办`;
}

function drawChat(stick) {
  const chat = chatsOf(here.person).find((one) => one.id === here.chat);
  if (!chat) return;
  const box = $("messages");
  const atEnd = stick || box.scrollHeight - box.scrollTop - box.clientHeight < 80;
  $("chat-name").textContent = chat.name;
  $("chat-about").textContent = chat.head;
  const parts = [];
  let before = null;
  for (const message of inChat(here.chat)) {
    parts.push(timeLine(message, before), bubble(message, here.person, nameOf, city.bot.name, chat.kind !== "app"));
    before = message;
  }
  for (const hint of here.hints.filter((one) => one.chat === here.chat)) parts.push(hintLine(hint.words));
  if (!parts.length) parts.push(Object.assign(document.createElement("div"), { className: "empty", textContent: emptyWords(chat) }));
  if (here.waiting) parts.push(Object.assign(document.createElement("div"), { className: "typing", innerHTML: "<i></i><i></i><i></i>" }));
  box.replaceChildren(...parts.filter(Boolean));
  if (atEnd) box.scrollTop = box.scrollHeight;
  $("newer").hidden = atEnd;
}

const emptyWords = (chat) => (chat.kind === "group" ? `@${city.bot.name} 说一句话试试` : "发一句 /帮助 看看能做什么");

function draw(stick = false) {
  markRead();
  drawSide();
  drawChat(stick);
}

function drawComposer() {
  const isGroup = !here.chat.includes(":");
  $("mention-label").hidden = !isGroup;
  $("mention-label").querySelector("span").textContent = `@${city.bot.name}`;
  $("composer-hint").textContent = isGroup && !$("mention").checked ? "不 @ 它，机器人听不到" : "Enter 发送，Shift+Enter 换行";
  $("text").placeholder = isGroup ? "在群里说…" : "输入消息，或粘贴工单…";
  $("quoting").hidden = !here.quote;
  $("quoting").firstElementChild.textContent = here.quote ? `${nameOf(here.quote.from)}：${bare(here.quote.text)}` : "";
  const roles = new Set(city.people.find((person) => person.userid === here.person)?.roles);
  const kind = roles.has("agent") ? "desk" : roles.has("supervisor") || roles.has("leader") ? "lead" : "unit";
  $("phrases").replaceChildren(...PHRASES[kind].map((words) =>
    Object.assign(document.createElement("button"), { type: "button", textContent: words, className: "phrase" })));
}

function go(person, chat, view) {
  here.drafts.set(`${here.person} ${here.chat}`, $("text").value);
  const mine = chatsOf(person);
  here.person = person;
  here.chat = mine.some((one) => one.id === chat) ? chat : mine[0].id;
  here.quote = null;
  $("text").value = here.drafts.get(`${here.person} ${here.chat}`) ?? "";
  $("person").value = person;
  $("app").dataset.view = view ?? $("app").dataset.view;
  history.replaceState(null, "", `#${encodeURIComponent(here.person)}/${encodeURIComponent(here.chat)}`);
  grow();
  drawComposer();
  draw(true);
}

async function post(path, body) {
  const answer = await fetch(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
}

async function ask(path, body, chat) {
  here.waiting += 1;
  draw(true);
  try {
    const heard = await post(path, body);
    if (heard.hint) here.hints.push({ chat, words: heard.hint });
  } catch {
    here.hints.push({ chat, words: "模拟平台没有应答，请看它是否还在运行" });
  } finally {
    here.waiting -= 1;
    draw();
  }
}

function send(event) {
  event?.preventDefault();
  let text = $("text").value.trim();
  if (!text) return;
  const { chat, person } = here;
  if (!chat.includes(":") && $("mention").checked && !text.includes(`@${city.bot.name}`)) text = `@${city.bot.name} ${text}`;
  const quote = here.quote?.id ?? null;
  here.quote = null;
  here.hints = here.hints.filter((one) => one.chat !== chat);
  $("text").value = "";
  grow();
  drawComposer();
  ask("/sim/say", { userid: person, chat, text, quote }, chat);
}

function grow() {
  const box = $("text");
  box.style.height = "auto";
  box.style.height = `${Math.min(box.scrollHeight, window.innerHeight * 0.35)}px`;
}

function take(news) {
  if (news.epoch !== city.epoch) {
    city.messages.clear();
    here.hints = [];
    city.epoch = news.epoch;
    const kept = JSON.parse(localStorage.getItem("read") ?? "{}");
    read = new Map(kept.epoch === news.epoch ? kept.marks : []);
  }
  for (const message of news.messages) city.messages.set(message.id, message);
  city.seq = news.seq;
}

function watch() {
  const stream = new EventSource(`/sim/stream?since=${city.seq}&epoch=${city.epoch}`);
  const line = (ok) => {
    $("line").classList.toggle("ok", ok);
    $("line").lastElementChild.textContent = ok ? "已连接模拟平台" : "正在重新连接…";
  };
  stream.onopen = () => line(true);
  stream.onerror = () => line(false);
  stream.onmessage = (event) => {
    take(JSON.parse(event.data));
    draw();
  };
}

function wire() {
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
  $("messages").onclick = (event) => {
    const message = city.messages.get(event.target.closest("[data-message-id]")?.dataset.messageId);
    if (event.target.closest(".quote")) { here.quote = message; drawComposer(); $("text").focus(); }
    const key = event.target.closest(".card-button")?.dataset.key;
    if (key) ask("/sim/tap", { userid: here.person, message: message.id, key }, here.chat);
  };
  $("messages").onscroll = () => {
    const box = $("messages");
    if (box.scrollHeight - box.scrollTop - box.clientHeight < 80) $("newer").hidden = true;
  };
  $("newer").onclick = () => drawChat(true);
  const desk = (open) => document.body.classList.toggle("desk-open", open);
  $("clock-chip").onclick = () => desk(true);
  $("shade").onclick = $("desk-close").onclick = () => desk(false);
  document.addEventListener("visibilitychange", () => draw());
}

function fillPicker() {
  const parts = new Map();
  for (const person of city.people) {
    const label = person.unit || "热线与督办";
    if (!parts.has(label)) parts.set(label, Object.assign(document.createElement("optgroup"), { label }));
    parts.get(label).append(new Option(`${person.name}（${roleWords(person)}）`, person.userid));
  }
  $("person").replaceChildren(...parts.values());
}

async function start() {
  const state = await (await fetch("/sim/state")).json();
  Object.assign(city, { people: state.people, groups: state.groups, bot: state.bot });
  take(state);
  fillPicker();
  $("board").href = state.board_url || "#";
  wire();
  startFaults(state.faults);
  const [person, chat] = location.hash.slice(1).split("/").map(decodeURIComponent);
  const known = city.people.some((one) => one.userid === person);
  go(known ? person : city.people[0].userid, chat, known && chat ? "chat" : "list");
  startClock();
  watch();
}

start();
