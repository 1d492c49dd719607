// The desk clock: shows the product's time, carries it on between looks, sets its speed and makes it jump.

const SPEEDS = [1, 2, 5, 10, 30, 60, 120, 300, 600];
const JUMPS = [
  ["1m", "+1 分"], ["5m", "+5 分"], ["10m", "+10 分"],
  ["30m", "+30 分"], ["1h", "+1 小时"], ["3h", "+3 小时"],
  ["6h", "+6 小时"], ["12h", "+12 小时"], ["1d", "+1 天"],
];
const ZONE = "Asia/Shanghai";
const LOOK_EVERY_MS = 4000;

const clockTime = new Intl.DateTimeFormat("zh-CN", { timeZone: ZONE, hour: "2-digit", minute: "2-digit", second: "2-digit", hour12: false });
const date = new Intl.DateTimeFormat("zh-CN", { timeZone: ZONE, year: "numeric", month: "long", day: "numeric", weekday: "long" });
export const shortTime = new Intl.DateTimeFormat("zh-CN", { timeZone: ZONE, hour: "2-digit", minute: "2-digit", hour12: false });
const shortDate = new Intl.DateTimeFormat("zh-CN", { timeZone: ZONE, month: "numeric", day: "numeric" });
const $ = (id) => document.getElementById(id);

const chips = (words) => document.querySelectorAll(".clock-chip b").forEach((chip) => { chip.textContent = words; });

let known = null;
let dragging = false;

export const deskNow = () => (known ? new Date(known.desk + (Date.now() - known.real) * known.speed) : new Date());

export function whenWords(moment) {
  const at = new Date(moment);
  const isToday = shortDate.format(at) === shortDate.format(deskNow());
  return isToday ? shortTime.format(at) : `${shortDate.format(at)} ${shortTime.format(at)}`;
}

function learn(body) {
  known = { desk: Date.parse(body.now), real: Date.now(), speed: Number(body.speed) || 0 };
  if (!dragging) $("speed").value = nearest(known.speed);
  $("speed-words").textContent = `${known.speed}×`;
  $("clock-note").textContent = "";
  paint();
}

const nearest = (speed) => SPEEDS.reduce((best, one, place) => (Math.abs(one - speed) < Math.abs(SPEEDS[best] - speed) ? place : best), 0);

function paint() {
  document.body.classList.toggle("clock-away", !known);
  if (!known) return;
  const now = deskNow();
  $("clock-now").textContent = clockTime.format(now);
  $("clock-now").dateTime = now.toISOString();
  $("clock-date").textContent = date.format(now);
  chips(shortTime.format(now));
}

async function look() {
  try {
    const answer = await fetch("/sim/clock");
    const body = await answer.json();
    if (answer.ok) return learn(body);
    refuse(answer.status);
  } catch {
    refuse(0);
  }
}

function refuse(status) {
  known = null;
  $("clock-now").textContent = "--:--:--";
  chips("时钟");
  const words = { 401: "服务不认这个令牌", 403: "服务不许改时间", 502: "服务还没有应答" };
  $("clock-note").textContent = words[status] ?? "读不到办公时间";
  paint();
}

async function change(wish, button) {
  button?.classList.add("busy");
  document.body.classList.add("clock-busy");
  try {
    const answer = await fetch("/sim/clock", {
      method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(wish),
    });
    if (answer.ok) await look();
    else $("clock-note").textContent = "这次没有改成，请再试";
  } catch {
    refuse(0);
  } finally {
    button?.classList.remove("busy");
    document.body.classList.remove("clock-busy");
  }
}

export function startClock() {
  for (const [step, words] of JUMPS) {
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: words });
    button.dataset.testid = "jump";
    button.dataset.jump = step;
    button.onclick = () => change({ advance: step }, button);
    $("jumps").append(button);
  }
  $("speed").oninput = () => {
    dragging = true;
    $("speed-words").textContent = `${SPEEDS[$("speed").value]}×`;
  };
  $("speed").onchange = () => {
    dragging = false;
    change({ speed: SPEEDS[$("speed").value] });
  };
  setInterval(paint, 200);
  setInterval(look, LOOK_EVERY_MS);
  look();
}
