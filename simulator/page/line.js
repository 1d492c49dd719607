// How the AI bot hears: its mode, how its long connection stands, and the ways to break it.

import { shortTime } from "/page/clock.js";

const $ = (id) => document.getElementById(id);
const LOSSES = {
  evicted: "被别处接走", forgotten: "平台忘记了订阅", gone: "对方断开",
  "closed 1000": "平台以 1000 关闭", "closed 1001": "平台以 1001 关闭", "closed 1006": "连接被切断（1006）",
};

const atWords = (moment) => shortTime.format(new Date(moment));

function words(line) {
  if (line.mode === "callback") return "回调：平台把消息 POST 给服务";
  if (line.standing === "subscribed") return `长连接：${atWords(line.since)} 起在线，第 ${line.subscriptions} 次订阅`;
  if (line.standing === "forgotten") return "长连接：只回心跳，其他一律 846609";
  const why = LOSSES[line.last_loss];
  return line.url ? `长连接：无人在线${why ? `（${why}）` : ""}，消息会丢` : "长连接：没有打开（配置里的地址不在本机）";
}

export function showLine(line) {
  const isUp = line.mode === "callback" || line.standing === "subscribed";
  $("bot-line").textContent = words(line);
  $("bot-line-short").textContent = line.mode === "callback" ? "机器人：回调" : isUp ? "长连接在线" : "长连接断了";
  for (const place of [$("bot-line"), $("bot-line-short")]) place.classList.toggle("down", !isUp);
  for (const input of document.querySelectorAll('input[name="bot-mode"]')) input.checked = input.value === line.mode;
  $("line-breaks").hidden = line.mode !== "long_connection";
}

export function startLine(post, line) {
  showLine(line);
  for (const input of document.querySelectorAll('input[name="bot-mode"]')) {
    input.onchange = async () => showLine((await post("/sim/bot", { mode: input.value })).line);
  }
  $("line-breaks").onclick = async (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    const { wish, code, close } = button.dataset;
    const answer = await post("/sim/line", { do: wish, code: code ? Number(code) : 1006, close: Boolean(close) });
    showLine(answer.line);
  };
}
