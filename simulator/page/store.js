// What the page knows: people, groups, messages by chat, and up to where each person has read.

export const city = { people: [], groups: [], bot: { name: "" }, messages: new Map(), chats: new Map(), seq: 0, epoch: null };
export const BOTS = new Set(["aibot", "app", "push"]);
let read = new Map();

export const personOf = (userid) => city.people.find((person) => person.userid === userid);

export function nameOf(userid) {
  const given = { "@all": "所有人", push: "催办推送", app: "催办", aibot: city.bot.name }[userid];
  return given ?? personOf(userid)?.name ?? userid;
}

export function chatsOf(userid) {
  const groups = city.groups.filter((group) => group.members.includes(userid)).map((group) => ({
    id: group.chat, kind: "group", name: group.name, about: `${group.members.length} 人的群`,
    head: `${group.members.length} 人 · ${group.ai_bot ? "机器人只听得到 @它 的话" : "机器人不在群里"}`,
  }));
  return [
    { id: `app:${userid}`, kind: "app", name: "催办", about: "应用消息，只有我看得到", head: "应用消息 · 只有我看得到" },
    { id: `aibot:${userid}`, kind: "aibot", name: city.bot.name, about: "和机器人单聊", head: "单聊 · 只有我看得到" },
    ...groups,
  ];
}

export const inChat = (chat) => city.chats.get(chat) ?? [];
const readUpTo = (userid, chat) => read.get(`${userid} ${chat}`) ?? 0;
export const isCall = (message, userid) => message.mentions.includes(userid) || message.mentions.includes("@all");

export function unreadIn(userid, chat) {
  const fresh = [];
  const mark = readUpTo(userid, chat);
  for (const message of inChat(chat).slice().reverse()) {
    if (message.number <= mark) break;
    if (message.from !== userid) fresh.push(message);
  }
  return fresh;
}

// What waits for this person in particular: direct messages, and group messages that call them.
export const waitingFor = (userid) =>
  chatsOf(userid).reduce(
    (sum, chat) => sum + unreadIn(userid, chat.id).filter((one) => chat.kind !== "group" || isCall(one, userid)).length, 0);

export function markRead(userid, chat) {
  const last = inChat(chat).at(-1);
  if (!last || readUpTo(userid, chat) === last.number) return;
  read.set(`${userid} ${chat}`, last.number);
  localStorage.setItem("read", JSON.stringify({ epoch: city.epoch, marks: [...read] }));
}

// Takes news in; returns false when everything was forgotten before them.
export function take(news) {
  const isSame = news.epoch === city.epoch;
  if (!isSame) {
    city.messages.clear();
    city.chats.clear();
    city.epoch = news.epoch;
    const kept = JSON.parse(localStorage.getItem("read") ?? "{}");
    read = new Map(kept.epoch === news.epoch ? kept.marks : []);
  }
  for (const message of news.messages) put(message);
  city.seq = news.seq;
  return isSame;
}

function put(message) {
  const list = city.chats.get(message.chat) ?? [];
  const place = list.findIndex((one) => one.id === message.id);
  if (place >= 0) list[place] = message;
  else list.push(message);
  city.chats.set(message.chat, list);
  city.messages.set(message.id, message);
}
