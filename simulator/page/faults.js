// The switches for faults of the platform, and the emptying of the chats.

const $ = (id) => document.getElementById(id);

const words = (fault) => {
  const what = fault.kind === "errcode" ? `错误码 ${fault.errcode}` : { http: "HTTP 502", hang: "不应答", slow: "变慢", accept_then_cut: "收下后断开" }[fault.kind];
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
  const state = await (await fetch("/sim/state?since=1000000000")).json();
  show(state.faults);
}

export function startFaults(faults) {
  show(faults);
  $("fault-form").onsubmit = async (event) => {
    event.preventDefault();
    const form = new FormData(event.target);
    const [kind, errcode] = form.get("kind").split(":");
    const wish = { endpoint: form.get("endpoint"), kind, times: form.get("times") ? Number(form.get("times")) : null };
    if (errcode) wish.errcode = Number(errcode);
    if (kind === "slow") wish.seconds = 3;
    show((await post("/sim/fault", wish)).faults);
  };
  $("fault-clear").onclick = async () => show((await post("/sim/fault", { off: true })).faults);
  $("reset").onclick = () => post("/sim/reset", {});
  document.querySelector("details.faults").ontoggle = refresh;
}
