// The filters and the findings themselves, some at a time.
const AT_ONCE = 50;
let shownCount = AT_ONCE;

function labelled(name, control) {
  return element("label", {}, name, control);
}

function selection(field, options) {
  const control = element("select", { name: field, onchange: () => choose({ [field]: control.value }) },
    ...options.map(([value, name]) => element("option", { value }, name)));
  return control;
}

function search(field, hint) {
  let waiting = 0;
  const control = element("input", { type: "search", name: field, autocomplete: "off",
    placeholder: hint, oninput: () => {
      clearTimeout(waiting);
      waiting = setTimeout(() => choose({ [field]: control.value.trim() }), 150);
    } });
  return control;
}

function drawFilters() {
  const form = at("filters");
  const bySeverity = countBy(findings, (f) => f.severity);
  const severities = element("fieldset", {}, element("legend", {}, "Severity"),
    ...data.severities.map((severity) => element("label", {}, element("input", {
      type: "checkbox", name: "severity", value: severity, checked: true, onchange: (event) => {
        if (event.target.checked) chosen.severities.add(severity);
        else chosen.severities.delete(severity);
        choose({});
      } }), `${severity} (${number(bySeverity.get(severity) || 0)})`)));
  const byRule = countBy(findings, (f) => f.rule.code);
  const rules = data.rules.slice().sort((a, b) => (a.code < b.code ? -1 : 1));
  form.append(severities,
    labelled("Rule", selection("rule", [["", "all"], ...rules.map((rule) => [rule.code,
      `${rule.code} ${rule.name} (${number(byRule.get(rule.code))})`])])),
    labelled("Effort", selection("effort", [["", "all"], ...data.efforts.map(([e]) => [e, e])])),
    ...(data.progress ? [labelled("Baseline", selection("state",
      [["", "new and known"], ["new", "new"], ["known", "known"]]))] : []),
    ...verdictFilter(),
    labelled("Path", search("path", "part of a path")),
    labelled("Text", search("text", "in messages and hints")),
    element("button", { type: "reset" }, "Clear filters"));
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => choose({ folder: "", severities: new Set(data.severities),
    effort: "", state: "", verdict: "", rule: "", path: "", text: "" }));
}

// The verdicts of the probe that there are; no filter where nothing was probed. The last one says
// that there is none.
function verdictFilter() {
  const counts = countBy(findings, (f) => f.verdict);
  if (!data.verdicts.slice(0, -1).some((verdict) => counts.has(verdict))) return [];
  const options = data.verdicts.filter((verdict) => counts.has(verdict));
  return [labelled("Verdict of the probe", selection("verdict", [["", "all"], ...options.map(
    (verdict) => [verdict, `${verdict} (${number(counts.get(verdict))})`])]))];
}

// The rows of an excerpt around a finding; what the finding is about is marked.
function excerptOf(finding) {
  const rows = [];
  const last = Math.max(finding.line, finding.endLine);
  for (let line = finding.line - 2; line <= Math.min(last, finding.line + 6) + 2; line += 1) {
    const text = finding.excerpt[line];
    if (text === undefined) continue;
    const characters = [...text];
    const from = line === finding.line ? finding.column - 1 : 0;
    const to = line === finding.endLine ? finding.endColumn - 1 : characters.length;
    const inside = line >= finding.line && line <= last;
    const cut = (start, end) => characters.slice(start, end).join("");
    rows.push(element("span", { class: "row" }, element("span", { class: "no", "aria-hidden": "true" },
      String(line)), ...(inside && to > from
      ? [cut(0, from), element("mark", {}, cut(from, to)), cut(to)] : [text])));
  }
  return rows.length ? [element("pre", { class: "excerpt", tabindex: 0, role: "group",
    "aria-label": `Source at line ${finding.line}` }, element("code", {}, ...rows))] : [];
}

function articleOf(finding) {
  const where = finding.cell ? `cell ${finding.cell}, line ${finding.line}` : `line ${finding.line}`;
  const chip = (...content) => element("span", { class: "chip" }, ...content);
  return element("article", { class: "finding" },
    element("h4", { tabindex: -1 },
      element("span", { class: `severity ${finding.severity}` }, finding.severity),
      element("span", {}, `${finding.rule.code} ${finding.rule.name}`),
      element("span", { class: "place" }, `${where}:${finding.column}`),
      chip(element("span", { class: `key ${finding.effort}`, "aria-hidden": "true" }), finding.effort),
      chip(`confidence ${finding.confidence}`),
      ...(data.progress ? [chip(finding.known ? "known" : "new")] : [])),
    element("p", {}, finding.message),
    ...(finding.hint ? [element("p", {}, element("strong", {}, "Instead: "), finding.hint)] : []),
    ...(finding.probe ? [element("p", {}, element("strong", {}, "Probe: "), finding.probe)] : []),
    ...excerptOf(finding),
    lazyDetails(finding.rule));
}

// The page of a rule is long and stands under each of its findings: made when opened.
function lazyDetails(rule) {
  const details = element("details", { ontoggle: () => {
    if (details.open && details.childElementCount === 1) details.append(...prose(rule.explanation));
  } }, element("summary", {}, `Why ${rule.code}`));
  return details;
}

function drawList() {
  const items = matching().filter((f) => inFolder(f.path, chosen.folder));
  const visible = items.slice(0, shownCount);
  const files = [];
  for (const finding of visible) {
    const current = files.at(-1);
    if (current && current.path === finding.path) current.items.push(finding);
    else files.push({ path: finding.path, items: [finding] });
  }
  const total = countBy(items, (f) => f.path);
  at("list").replaceChildren(...files.map((file) => element("section", { class: "file",
    "aria-label": file.path }, element("h3", {}, element("code", {}, file.path), " ",
  element("span", { class: "soft" }, plural(total.get(file.path), "finding"))),
  ...file.items.map(articleOf))));
  const where = chosen.folder ? ` in ${chosen.folder}` : "";
  const all = visible.length === items.length ? "" : `; the first ${number(visible.length)} are shown`;
  at("count").textContent = `${number(items.length)} of ${plural(findings.length, "finding")}${where}${all}`;
  at("more").hidden = visible.length === items.length;
}

function showMore() {
  const before = shownCount;
  shownCount += AT_ONCE;
  drawList();
  // The reader goes on where the list ended.
  const heading = document.querySelectorAll("#list h4")[before];
  if (heading) heading.focus();
}

function syncFilters() {
  const form = at("filters").elements;
  for (const field of ["rule", "effort", "state", "verdict"]) if (form[field]) form[field].value = chosen[field];
}

at("report").hidden = false;
drawTheme();
drawTotals();
drawEffort();
drawProgress();
drawTrend();
drawFilters();
listeners.push(drawMap, drawRules, syncFilters, () => { shownCount = AT_ONCE; drawList(); });
choose({});
at("more").addEventListener("click", showMore);
let mapWidth = at("map").clientWidth;
new ResizeObserver(() => {
  if (at("map").clientWidth !== mapWidth) { mapWidth = at("map").clientWidth; drawMap(); }
}).observe(at("map"));
at("footer").append(element("p", {}, `tf2lint ${data.version}, ${data.date}, for ${data.target}`));
