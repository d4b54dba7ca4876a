// Totals, effort, progress, trend and the table of rules.
const FEWEST_RULES = 12;

function drawTotals() {
  const bySeverity = countBy(findings, (f) => f.severity);
  const hit = new Set(findings.map((f) => f.path)).size;
  const tiles = [["findings", number(findings.length)],
    ...data.severities.map((s) => {
      const count = bySeverity.get(s) || 0;
      return [s === "info" || count === 1 ? s : `${s}s`, number(count)];
    }),
    [`of ${plural(data.files, "file")}`, number(hit)],
    [data.rules.length === 1 ? "rule" : "rules", number(data.rules.length)]];
  at("totals").append(...tiles.map(([name, value]) => element("div", { class: "tile" },
    element("dt", {}, name), element("dd", {}, value))));
  if (data.errors.length) {
    at("errors").hidden = false;
    at("errors").append(...data.errors.map((error) => element("li", {}, error)));
  }
}

function drawEffort() {
  const counts = countBy(findings, (f) => f.effort);
  at("effort").append(element("h3", {}, "Effort"), ...bar(data.efforts.map(
    ([effort, meaning]) => [effort, effort, counts.get(effort) || 0, meaning]), "Effort"));
}

function drawProgress() {
  if (!data.progress) return;
  const known = findings.filter((f) => f.known).length;
  at("progress").hidden = false;
  at("progress").append(element("h3", {}, "Progress against the baseline"), ...bar([
    ["gone", "repaired", data.progress.gone, "of the baseline, gone by now"],
    ["known", "known", known, "of the baseline, still there"],
    ["new", "new", findings.length - known, "not in the baseline"]], "Progress"));
}

function drawTrend() {
  const points = data.trend;
  if (points.length < 2) return;
  const width = 720;
  const height = 200;
  const [left, bottom] = [48, 24];
  const totals = points.map((p) => data.severities.reduce((sum, s) => sum + p.severities[s], 0));
  const top = Math.max(...totals, 1);
  const x = (place) => left + ((width - left - 8) * place) / (points.length - 1);
  const y = (count) => 8 + (height - bottom - 8) * (1 - count / top);
  const picture = drawn("svg", { role: "img", viewBox: `0 0 ${width} ${height}`, "aria-label":
    `Findings from ${points[0].name} (${totals[0]}) to ${points.at(-1).name} (${totals.at(-1)})` });
  for (const count of [...new Set([0, Math.round(top / 2), top])]) {
    picture.append(drawn("line", { class: "axis", x1: left, x2: width - 8, y1: y(count), y2: y(count) }),
      drawn("text", { x: left - 6, y: y(count) + 4, "text-anchor": "end" }, number(count)));
  }
  const below = points.map(() => 0);
  for (const severity of data.severities.slice().reverse()) {
    const lower = below.map((count, place) => `${x(place)},${y(count)}`).reverse();
    points.forEach((p, place) => { below[place] += p.severities[severity]; });
    const upper = below.map((count, place) => `${x(place)},${y(count)}`);
    picture.append(drawn("polygon", { class: `fill-${severity}`, points: [...upper, ...lower].join(" ") }));
  }
  picture.append(drawn("text", { x: left, y: height - 6 }, `${points[0].name} ${points[0].date}`),
    drawn("text", { x: width - 8, y: height - 6, "text-anchor": "end" },
      `${points.at(-1).name} ${points.at(-1).date}`));
  const legend = element("ul", { class: "legend" }, ...data.severities.map((s) => element("li", {},
    element("span", { class: `key fill-${s}`, "aria-hidden": "true" }), s)));
  at("trend").hidden = false;
  at("trend").append(element("h3", {}, "Trend"), picture, legend, element("details", {},
    element("summary", {}, "The numbers"), trendTable(points, totals)),
  element("details", {}, element("summary", {}, "By rule"), trendOfRules(points)));
}

function trendTable(points, totals) {
  const compared = points.some((p) => p.known !== null);
  const heads = ["Revision", "Day", "Gate", "Total", ...data.severities,
    ...(compared ? ["in the baseline"] : [])];
  return element("table", {},
    element("thead", {}, element("tr", {}, ...heads.map((head, place) => element("th",
      { scope: "col", class: place > 2 ? "number" : null }, head)))),
    element("tbody", {}, ...points.map((p, place) => element("tr", {},
      element("th", { scope: "row" }, p.name), element("td", {}, p.date),
      element("td", { title: exceeded(p) }, p.passed ? "passes" : "fails"),
      ...[totals[place], ...data.severities.map((s) => p.severities[s]),
        ...(compared ? [p.known || 0] : [])].map(
        (count) => element("td", { class: "number" }, number(count)))))));
}

function exceeded(point) {
  return point.thresholds.filter((t) => t.used > t.allowed)
    .map((t) => `${t.what}: ${t.used} of ${t.allowed} ${t.unit}`.trim()).join(", ") || null;
}

function trendOfRules(points) {
  const most = (code) => Math.max(...points.map((p) => p.rules[code] || 0));
  const codes = [...new Set(points.flatMap((p) => Object.keys(p.rules)))]
    .sort((a, b) => most(b) - most(a) || (a < b ? -1 : 1));
  const heads = ["Rule", points[0].name, points.at(-1).name, "In between"];
  return element("table", {},
    element("thead", {}, element("tr", {}, ...heads.map((head, place) => element("th",
      { scope: "col", class: place === 1 || place === 2 ? "number" : null }, head)))),
    element("tbody", {}, ...codes.map((code) => {
      const counts = points.map((p) => p.rules[code] || 0);
      return element("tr", {}, element("th", { scope: "row" }, code),
        element("td", { class: "number" }, number(counts[0])),
        element("td", { class: "number" }, number(counts.at(-1))),
        element("td", {}, sparkline(counts, most(code))));
    })));
}

function sparkline(counts, top) {
  const [width, height] = [160, 20];
  const corner = (count, place) => `${(width * place) / (counts.length - 1)},${1 + (height - 2) * (1 - count / top)}`;
  return drawn("svg", { class: "sparkline", "aria-hidden": "true", width, height,
    viewBox: `0 0 ${width} ${height}` }, drawn("polyline", { points: counts.map(corner).join(" ") }));
}

let allRules = false;

function drawRules() {
  const shown = matching().filter((f) => inFolder(f.path, chosen.folder));
  const counts = new Map();
  for (const f of shown) {
    const key = `${f.rule.code} ${f.severity} ${f.effort}`;
    const row = counts.get(key) || { rule: f.rule, severity: f.severity, effort: f.effort, count: 0 };
    row.count += 1;
    counts.set(key, row);
  }
  const rows = [...counts.values()].sort((a, b) => b.count - a.count || (a.rule.code < b.rule.code ? -1 : 1));
  const visible = allRules ? rows : rows.slice(0, FEWEST_RULES);
  const heads = ["Rule", "What it finds", "Severity", "Effort", "Findings"];
  const table = element("table", {},
    element("thead", {}, element("tr", {}, ...heads.map((head) => element("th",
      { scope: "col", class: { Findings: "number", "What it finds": "summary" }[head] }, head)))),
    element("tbody", {}, ...visible.map((row) => element("tr", {},
      element("th", { scope: "row" }, element("button", { type: "button", class: "rule",
        "aria-label": `Show the findings of ${row.rule.code} ${row.rule.name}`,
        onclick: () => { choose({ rule: row.rule.code }); at("findings").focus(); } },
      `${row.rule.code} ${row.rule.name}`)),
      element("td", { class: "summary" }, row.rule.summary),
      element("td", {}, element("span", { class: `severity ${row.severity}` }, row.severity)),
      element("td", {}, row.effort),
      element("td", { class: "number" }, number(row.count))))));
  const more = rows.length > FEWEST_RULES ? [element("p", {}, element("button", { type: "button",
    "aria-expanded": allRules ? "true" : "false", onclick: () => { allRules = !allRules; drawRules();
      at("rules").querySelector("p button").focus(); } },
  allRules ? "Show fewer" : `Show all ${rows.length}`))] : [];
  at("rules").replaceChildren(table, ...more);
}

function drawTheme() {
  const place = at("theme");
  const set = (theme) => {
    if (theme === "auto") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
    for (const button of place.children) {
      button.setAttribute("aria-pressed", String(button.dataset.theme === theme));
    }
  };
  place.setAttribute("role", "group");
  place.setAttribute("aria-label", "Colours");
  place.append(...["auto", "light", "dark"].map((theme) => element("button", { type: "button",
    "data-theme": theme, onclick: () => set(theme) }, theme)));
  place.hidden = false;
  set("auto");
}
