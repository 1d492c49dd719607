// Draws template cards the way WeCom does, and reads what was chosen on one before a button is tapped.

import { escaped } from "/page/words.js";

const element = (tag, fields) => Object.assign(document.createElement(tag), fields);
const safeUrl = (url) => (/^https?:\/\//.test(url ?? "") ? url : null);

const line = (kind, words) => (words ? `<div class="card-${kind}">${escaped(words)}</div>` : "");

function rowsHtml(rows) {
  const words = (row) => {
    const url = row.type === 1 ? safeUrl(row.url) : null;
    return url ? `<a href="${escaped(url)}" target="_blank" rel="noopener">${escaped(row.value)}</a>` : escaped(row.value);
  };
  return rows?.length ? `<dl>${rows.map((row) => `<dt>${escaped(row.keyname)}</dt><dd>${words(row)}</dd>`).join("")}</dl>` : "";
}

function headHtml(given) {
  const title = given.main_title ?? {};
  const big = given.emphasis_content ?? {};
  const quoted = given.quote_area ?? {};
  const source = given.source?.desc ? `<div class="card-source colour-${Number(given.source.desc_color) || 0}"><i></i>${escaped(given.source.desc)}</div>` : "";
  return (
    source + line("title", title.title) + line("desc", title.desc) + line("big", big.title) + line("big-desc", big.desc) +
    (quoted.title || quoted.quote_text ? `<div class="card-quote">${line("quote-title", quoted.title)}${escaped(quoted.quote_text)}</div>` : "") +
    line("sub", given.sub_title_text) + rowsHtml(given.horizontal_content_list) +
    (given.vertical_content_list ?? []).map((one) => line("title small", one.title) + line("desc", one.desc)).join(""));
}

function choices(given) {
  const box = given.checkbox;
  if (!box?.option_list) return [];
  const kind = Number(box.mode) === 1 ? "checkbox" : "radio";
  return box.option_list.map((option) => {
    const label = element("label", { className: "card-option" });
    const input = element("input", { type: kind, name: box.question_key, value: option.id, checked: Boolean(option.is_checked) });
    input.disabled = Boolean(box.disable);
    label.append(input, element("span", { textContent: option.text }));
    return label;
  });
}

function pickers(given) {
  return [...(given.select_list ?? []), ...(given.button_selection ? [given.button_selection] : [])].map((one) => {
    const label = element("label", { className: "card-select" });
    const select = element("select", { name: one.question_key, disabled: Boolean(one.disable) });
    select.append(...(one.option_list ?? []).map((option) => new Option(option.text, option.id, false, option.id === one.selected_id)));
    label.append(element("span", { textContent: one.title ?? "" }), select);
    return label;
  });
}

function buttons(given) {
  const rows = given.button_list?.length ? given.button_list : given.submit_button ? [given.submit_button] : [];
  if (!rows.length) return [];
  const bar = element("div", { className: "card-buttons" });
  for (const one of rows) {
    const button = element("button", { type: "button", className: `card-button style-${Number(one.style) || 1}`, textContent: one.text });
    button.dataset.testid = "card-button";
    button.dataset.key = one.key;
    bar.append(button);
  }
  return [bar];
}

function links(given) {
  const rows = (given.jump_list ?? []).map((one) => [one.title, safeUrl(one.url)]);
  if (given.card_action?.type === 1) rows.push(["查看详情", safeUrl(given.card_action.url)]);
  return rows.map(([title, href]) =>
    href ? element("a", { className: "card-link", href, textContent: title, target: "_blank", rel: "noopener" })
      : element("div", { className: "card-link", textContent: title }));
}

export function card(given) {
  const box = element("div", { className: "card", innerHTML: headHtml(given) });
  box.dataset.testid = "card";
  box.dataset.kind = given.card_type;
  box.append(...choices(given), ...pickers(given), ...(given.replaced ? [] : buttons(given)), ...links(given));
  if (given.replaced) box.append(element("div", { className: "card-done", textContent: given.replaced }));
  return box;
}

// What is chosen on the card around a button: option ids by question.
export function chosen(box) {
  const found = {};
  for (const input of box.querySelectorAll("input:checked")) (found[input.name] ??= []).push(input.value);
  for (const select of box.querySelectorAll("select")) found[select.name] = [select.value];
  return Object.keys(found).length ? found : null;
}
