// Texts that nobody should have written: markup that would run, letters that turn a line around, stack up or never end.
const RUN = "globalThis.ran=1";
const MARKUP = [
  `<script>${RUN}</script>`, `<img src=x onerror="${RUN}">`, `<svg onload="${RUN}">`, `"><script>${RUN}</script>`, `'><img src=x onerror='${RUN}'>`,
  `<iframe srcdoc="<script>parent.${RUN}</script>">`, `<a href="javascript:${RUN}">x</a>`, `<math><mtext><img src=x onerror=${RUN}>`, `<details open ontoggle="${RUN}">`,
  `<body onload=${RUN}>`, `<input autofocus onfocus="${RUN}">`, `<video><source onerror="${RUN}">`, `</textarea><script>${RUN}</script>`, `</title><script>${RUN}</script>`,
  `{{constructor.constructor("${RUN}")()}}`, `\${${RUN}}`, `{@html "<img src=x onerror=${RUN}>"}`, `<style>*{display:none}</style>`, `<base href="https://example.org/">`,
  `<meta http-equiv="refresh" content="0;url=https://example.org">`, `<link rel=stylesheet href=https://example.org/x.css>`, `<object data="javascript:${RUN}">`, `[x](javascript:${RUN})`,
  `![x](https://example.org/x.png)`, `<form action=https://example.org><button>x`, `&lt;script&gt;${RUN}&lt;/script&gt;`, `%3Cscript%3E${RUN}%3C/script%3E`, `\\u003cscript\\u003e${RUN}\\u003c/script\\u003e`,
  `<scr\0ipt>${RUN}</script>`, `<<script>script>${RUN}</script>`,
];
const LETTERS = [
  "\u202eevil\u202c", "\u2067right\u2069 left", "\u202a\u202b\u202d\u202e never closed", "a\u200b\u200c\u200d\u2060b", "\ufeff\u200b\u200b", "z" + "\u0335\u0322\u0358".repeat(60), "\u0e0f\u0e4e".repeat(80),
  "x".repeat(3_000), "\u202e" + "ab ".repeat(800), "\ud83d\udc69\u200d\ud83d\udc69\u200d\ud83d\udc67\u200d\ud83d\udc66".repeat(120), "\ufdfd".repeat(60), "\n".repeat(60) + "x", "\t".repeat(200) + "x",
  "العبّارة الليلية לא מגיעה abc 12:30", "\u1160\u1160\u1160\u3164", "\u{1f3f4}\u{e0067}\u{e0062}\u{e007f}", "https://example.org/" + "a/".repeat(900), "a\u00ad".repeat(600), "\u2028x\u2029y", "-".repeat(2_500),
];

/** That many, each different from the others. */
export function hostile(many) {
  const all = [];
  for (let round = 0; all.length < many; round += 1) {
    for (const markup of MARKUP) all.push(round === 0 ? markup : `${LETTERS[(round * 7 + all.length) % LETTERS.length].slice(0, 200)}${markup} ${round}`);
    for (const letters of LETTERS) all.push(round === 0 ? letters : `${round} ${letters}${MARKUP[(round * 3 + all.length) % MARKUP.length]}`);
  }
  return all.slice(0, many);
}

/** What of a text fits where only so many letters may stand. */
export function cut(text, graphemes) {
  const letters = [...new Intl.Segmenter("en", { granularity: "grapheme" }).segment(text)].map((one) => one.segment);
  return letters.slice(0, graphemes).join("");
}
