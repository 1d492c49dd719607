// The switches for faults of the platform, how the next message is delivered, and the emptying of the chats.

import { showLine, startLine } from "/page/line.js";

const $ = (id) => document.getElementById(id);
const KINDS = {
  http: "HTTP 502", hang: "不应答", slow: "变慢", accept_then_cut: "收下后断开", no_ack: "收下后不应答",
};
const LOOK_EVERY_MS = 3000;

const words = (fault) => {
  const what = fault.kind === "errcode" ? `错误码 ${fault.errcode}` : fault.kind === "slow" ? `晚 ${fault.seconds} 秒` : KINDS[fault.kind];
  return `${fault.endpoint === "*" ? "全部接口" : fault.endpoint}：${what}，${fault.times ? `还有 ${fault.times} 次` : "直到取消"}`;
};

function show(faults) {
  $("fault-count").textContent = faults.length ? `${faults.length} 项打开` : "";
  $("fault-list").replaceChildren(...faults.map((fault) => Object.assign(document.createElement("li"), { textContent: words(fault) })));
}

async function post(path, body) {
  const answer = await fetch(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });
  return answer.json();
}

async function refresh() {
  if (document.hidden) return;
  try {
    const state = await (await fetch("/sim/state?since=1000000000")).json();
    show(state.faults);
    showLine(state.line);
  } catch {
    // The stream tells that the platform is away.
  }
}

// How the next message is to be delivered, once.
export function nextTrick() {
  const [name, value] = $("trick").value.split(":");
  $("trick").value = "";
  return name ? { [name]: Number(value) || value } : {};
}

export function startFaults(state) {
  show(state.faults);
  startLine(post, state.line);
  $("fault-form").onsubmit = async (event) => {
    event.preventDefault();
    const form = new FormData(event.target);
    const [kind, number] = form.get("kind").split(":");
    const wish = { endpoint: form.get("endpoint"), kind, times: form.get("times") ? Number(form.get("times")) : null };
    if (kind === "errcode") wish.errcode = Number(number);
    if (kind === "slow") wish.seconds = Number(number);
    show((await post("/sim/fault", wish)).faults);
  };
  $("checks").onclick = async (event) => {
    const which = event.target.closest("button")?.dataset.which;
    if (!which) return;
    const answer = await post("/sim/check_url", { which });
    const wrong = answer.status ? `返回 ${answer.status}` : "1 秒内没有应答";
    $("check-result").textContent = answer.is_right ? "校验通过：1 秒内原样回了明文" : `校验没有通过：${answer.status === 200 ? "回的不是明文" : wrong}`;
  };
  $("fault-clear").onclick = async () => show((await post("/sim/fault", { off: true })).faults);
  $("reset").onclick = () => post("/sim/reset", {});
  setInterval(refresh, LOOK_EVERY_MS);
}
