// The data of the page, and the small tools that all parts of it are drawn with. Texts go in as
// text: nothing that stands in a linted source can become markup.
const data = JSON.parse(document.getElementById("data").textContent);

const FIELDS = ["path", "cell", "line", "column", "endLine", "endColumn", "rule", "severity",
  "confidence", "effort", "known", "symbol", "message", "hint", "probe", "verdict"];

const findings = data.findings.map((row) => {
  const finding = {};
  FIELDS.forEach((field, place) => { finding[field] = row[place]; });
  finding.rule = data.rules[finding.rule];
  finding.severity = data.severities[finding.severity];
  finding.confidence = data.confidences[finding.confidence];
  finding.effort = data.efforts[finding.effort][0];
  finding.verdict = data.verdicts[finding.verdict];
  finding.excerpt = data.lines[`${finding.path}:${finding.cell || ""}`] || {};
  finding.path = data.paths[finding.path];
  for (const field of ["symbol", "message", "hint", "probe"]) finding[field] = data.texts[finding[field]];
  const words = [finding.path, finding.rule.code, finding.rule.name, finding.message, finding.hint,
    finding.probe];
  finding.words = words.join("\n").toLowerCase();
  return finding;
});

const SVG = "http://www.w3.org/2000/svg";
const at = (id) => document.getElementById(id);
const number = (value) => value.toLocaleString("en-US");
const plural = (count, one) => `${number(count)} ${count === 1 ? one : `${one}s`}`;
const percent = (part, whole) => {
  const share = whole ? (100 * part) / whole : 0;
  return share > 0 && share < 1 ? "< 1 %" : `${Math.round(share)} %`;
};

// An element with attributes ("on…" are listeners) and children, which are elements or texts.
function element(name, attributes = {}, ...children) {
  return dressed(document.createElement(name), attributes, children);
}

function drawn(name, attributes = {}, ...children) {
  return dressed(document.createElementNS(SVG, name), attributes, children);
}

function dressed(made, attributes, children) {
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else made.setAttribute(key, value === true ? "" : String(value));
  }
  made.append(...children);
  return made;
}

// Prose of the rules: paragraphs, and code between backticks.
function prose(text) {
  return text.split(/\n\s*\n/).map((paragraph) => {
    const parts = paragraph.split("`");
    return element("p", {}, ...parts.map((part, place) => (
      place % 2 ? element("code", {}, part) : part)));
  });
}

function countBy(items, keyOf) {
  const counts = new Map();
  for (const item of items) {
    const key = keyOf(item);
    counts.set(key, (counts.get(key) || 0) + 1);
  }
  return counts;
}

// A bar of parts, which are [class, label, count, meaning], with a legend that says the same.
function bar(parts, label) {
  const total = parts.reduce((sum, part) => sum + part[2], 0);
  const strip = element("div", { class: "bar", role: "img", "aria-label": `${label}: ${
    parts.map(([, name, count]) => `${name} ${number(count)}`).join(", ")}` });
  const legend = element("ul", { class: "legend" });
  for (const [kind, name, count, meaning] of parts) {
    if (count) {
      const piece = element("span", { class: kind });
      piece.style.flexGrow = count;
      strip.append(piece);
    }
    legend.append(element("li", {}, element("span", { class: `key ${kind}`, "aria-hidden": "true" }),
      element("strong", {}, name), `${number(count)} (${percent(count, total)})`,
      ...(meaning ? [element("span", { class: "soft" }, meaning)] : [])));
  }
  return [strip, legend];
}

// What is chosen at present; every part redraws itself when it changes.
const chosen = { folder: "", severities: new Set(data.severities), effort: "", state: "", verdict: "",
  rule: "", path: "", text: "" };
const listeners = [];

function choose(changes) {
  Object.assign(chosen, changes);
  for (const listener of listeners) listener();
}

const inFolder = (path, folder) => !folder || path === folder || path.startsWith(`${folder}/`);

// The findings that are chosen, but for the folder: the map shows all folders.
function matching() {
  const text = chosen.text.toLowerCase();
  const path = chosen.path.toLowerCase();
  return findings.filter((f) => chosen.severities.has(f.severity)
    && (!chosen.effort || f.effort === chosen.effort)
    && (!chosen.state || (chosen.state === "known") === Boolean(f.known))
    && (!chosen.verdict || f.verdict === chosen.verdict)
    && (!chosen.rule || f.rule.code === chosen.rule)
    && (!path || f.path.toLowerCase().includes(path))
    && (!text || f.words.includes(text)));
}
