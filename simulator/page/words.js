// Turns texts of the chat into safe HTML: everything is escaped first, then a little markdown is let through.

const NAMES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
const COLOURS = { info: "info", comment: "comment", warning: "warning" };

export const escaped = (text) => String(text ?? "").replace(/[&<>"']/g, (sign) => NAMES[sign]);

const linked = (html) =>
  html.replace(/https?:\/\/[^\s<>"'，。；）)]+/g, (url) => `<a href="${url}" target="_blank" rel="noopener">${url}</a>`);

const mentioned = (html, nameOf, me) =>
  html.replace(/&lt;@([\w.@-]+)&gt;/g, (_, userid) => mentionOf(userid, nameOf, me));

export const mentionOf = (userid, nameOf, me) =>
  `<span class="at${userid === me || userid === "@all" ? " at-me" : ""}">@${escaped(nameOf(userid))}</span>`;

function inline(html) {
  return html
    .replace(/&lt;font color=(?:&quot;|&#39;)(\w+)(?:&quot;|&#39;)&gt;([\s\S]*?)&lt;\/font&gt;/g, (all, colour, inner) =>
      COLOURS[colour] ? `<span class="font-${COLOURS[colour]}">${inner}</span>` : inner)
    .replace(/\*\*([^*\n]+)\*\*/g, "<b>$1</b>")
    .replace(/`([^`\n]+)`/g, "<code>$1</code>")
    .replace(/\[([^\]\n]+)\]\((https?:\/\/[^\s)]+)\)/g, '<a href="$2" target="_blank" rel="noopener">$1</a>');
}

function block(line) {
  const heading = line.match(/^(#{1,6}) (.*)$/);
  if (heading) return `<div class="heading">${inline(heading[2])}</div>`;
  const quoted = line.match(/^&gt; ?(.*)$/);
  if (quoted) return `<blockquote>${inline(quoted[1]) || "&nbsp;"}</blockquote>`;
  const item = line.match(/^[-*] (.*)$/);
  if (item) return `<div class="item">${inline(item[1])}</div>`;
  return `<div>${inline(line) || "&nbsp;"}</div>`;
}

export const markdown = (text, nameOf, me) => mentioned(escaped(text), nameOf, me).split("\n").map(block).join("");

export function plain(text, nameOf, me, botName) {
  const html = mentioned(linked(escaped(text)), nameOf, me);
  return html.replaceAll(`@${escaped(botName)}`, `<span class="at">@${escaped(botName)}</span>`);
}

// One line without markup, for the chat list and the quote bar.
export const bare = (text) =>
  String(text ?? "").replace(/<\/?font[^>]*>/g, "").replace(/<@([\w.@-]+)>/g, "@$1").replace(/[*`#>]/g, "").replace(/\s+/g, " ").trim();
