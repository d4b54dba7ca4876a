// The map of the work: folders and files as boxes, with what is in a folder drawn inside it.
const HEIGHT = 380;
// Boxes beyond these are drawn as one.
const MOST_BOXES = 40;

function tree(items) {
  const root = { name: "", path: "", count: 0, efforts: {}, inside: new Map() };
  for (const item of items) {
    const names = item.path.split("/");
    let node = root;
    counted(node, item);
    names.forEach((name, place) => {
      let next = node.inside.get(name);
      if (!next) {
        const path = node === root ? name : `${node.path}/${name}`;
        next = { name, path, count: 0, efforts: {}, inside: new Map(),
          file: place === names.length - 1 };
        node.inside.set(name, next);
      }
      node = next;
      counted(node, item);
    });
  }
  return root;
}

function counted(node, item) {
  node.count += 1;
  node.efforts[item.effort] = (node.efforts[item.effort] || 0) + 1;
}

function most(node) {
  return Object.entries(node.efforts).sort((a, b) => b[1] - a[1])[0][0];
}

// The node of a folder; where there is one way to go only, the end of that way.
function nodeAt(root, folder) {
  let node = root;
  for (const name of folder ? folder.split("/") : []) {
    const next = node.inside.get(name);
    if (!next) return root;
    node = next;
  }
  while (node.inside.size === 1) {
    const [only] = node.inside.values();
    if (only.file) break;
    node = only;
  }
  return node;
}

function largest(node) {
  const sorted = [...node.inside.values()].sort((a, b) => b.count - a.count);
  if (sorted.length <= MOST_BOXES) return sorted;
  const rest = { name: `${sorted.length - MOST_BOXES + 1} more`, path: node.path, count: 0,
    efforts: {}, inside: new Map(), rest: true };
  for (const one of sorted.splice(MOST_BOXES - 1)) {
    rest.count += one.count;
    for (const [effort, count] of Object.entries(one.efforts)) {
      rest.efforts[effort] = (rest.efforts[effort] || 0) + count;
    }
  }
  return [...sorted, rest];
}

// Squarified boxes: rows are filled as long as that makes them less long and thin.
function laidOut(nodes, x, y, width, height) {
  const boxes = [];
  let left = nodes.reduce((sum, node) => sum + node.count, 0);
  let rest = nodes.slice();
  while (rest.length && width > 0 && height > 0) {
    const side = Math.min(width, height);
    const scale = (width * height) / left;
    let row = [];
    let sum = 0;
    let worst = Infinity;
    for (const node of rest) {
      const area = (sum + node.count) * scale;
      const ratio = worstRatio([...row, node], scale, area, side);
      if (ratio > worst) break;
      row.push(node);
      sum += node.count;
      worst = ratio;
    }
    const thick = (sum * scale) / side;
    let along = 0;
    for (const node of row) {
      const length = (node.count * scale) / thick;
      boxes.push(width >= height
        ? { node, x, y: y + along, width: thick, height: length }
        : { node, x: x + along, y, width: length, height: thick });
      along += length;
    }
    if (width >= height) { x += thick; width -= thick; } else { y += thick; height -= thick; }
    left -= sum;
    rest = rest.slice(row.length);
  }
  return boxes;
}

function worstRatio(row, scale, area, side) {
  const thick = area / side;
  return Math.max(...row.map((node) => {
    const length = (node.count * scale) / thick;
    return Math.max(length / thick, thick / length);
  }));
}

function spoken(node) {
  const efforts = Object.entries(node.efforts).map(([effort, count]) => `${count} ${effort}`);
  const kind = node.file ? "file" : node.rest ? "others" : "folder";
  return `${node.name}, ${kind}: ${plural(node.count, "finding")}; ${efforts.join(", ")}`;
}

function shortened(name, width) {
  const fits = Math.floor((width - 10) / 7.2);
  if (fits < 3) return "";
  return name.length <= fits ? name : `${name.slice(0, fits - 1)}…`;
}

function boxOf({ node, x, y, width, height }, first) {
  const open = () => { if (!node.rest) choose({ folder: node.path }); };
  const group = drawn("g", { role: "button", tabindex: first ? 0 : -1, "aria-label": spoken(node),
    "aria-disabled": node.rest ? "true" : null, onclick: open });
  group.open = open;
  group.append(drawn("title", {}, spoken(node)),
    drawn("rect", { class: `box ${most(node)}`, x, y, width, height }));
  const inside = height > 50 && width > 40 && node.inside.size
    ? laidOut(largest(node), x + 3, y + 22, width - 6, height - 25) : [];
  for (const box of inside) {
    group.append(drawn("rect", { class: `inner ${most(box.node)}`, x: box.x, y: box.y,
      width: box.width, height: box.height }));
    const name = box.height > 16 ? shortened(box.node.name, box.width) : "";
    if (name) group.append(drawn("text", { x: box.x + 4, y: box.y + 14 }, name));
  }
  const label = height > 18 ? shortened(`${node.name} ${number(node.count)}`, width) : "";
  if (label) group.append(drawn("text", { x: x + 6, y: y + 16, "font-weight": 700 }, label));
  return group;
}

// One stop for the tab key; arrows go to the nearest box in their direction.
function moved(event, boxes, groups) {
  const at = groups.indexOf(event.target);
  if (at < 0) return;
  if (event.key === "Enter" || event.key === " ") {
    event.preventDefault();
    groups[at].open();
    return;
  }
  const ways = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  const way = ways[event.key];
  if (!way) return;
  event.preventDefault();
  const middle = (box) => [box.x + box.width / 2, box.y + box.height / 2];
  const [fromX, fromY] = middle(boxes[at]);
  let best = -1;
  let least = Infinity;
  boxes.forEach((box, place) => {
    const [toX, toY] = middle(box);
    const ahead = (toX - fromX) * way[0] + (toY - fromY) * way[1];
    const aside = Math.abs((toX - fromX) * way[1]) + Math.abs((toY - fromY) * way[0]);
    const distance = ahead + 2 * aside;
    if (place !== at && ahead > 0.5 && distance < least) { best = place; least = distance; }
  });
  if (best < 0) return;
  groups[at].setAttribute("tabindex", -1);
  groups[best].setAttribute("tabindex", 0);
  groups[best].focus();
}

function drawMap() {
  const place = at("map");
  const focused = place.contains(document.activeElement);
  const root = tree(matching());
  const node = nodeAt(root, chosen.folder);
  const width = Math.max(place.clientWidth, 200);
  const nodes = node.file || !node.inside.size ? [node] : largest(node);
  const boxes = node.count ? laidOut(nodes, 0, 0, width, HEIGHT) : [];
  const groups = boxes.map((box, order) => boxOf(box, order === 0));
  const picture = drawn("svg", { role: "group", "aria-label": "Map of the findings by folder and file",
    "aria-describedby": "map-note", viewBox: `0 0 ${width} ${HEIGHT}`, height: boxes.length ? HEIGHT : 0,
    onkeydown: (event) => moved(event, boxes, groups) }, ...groups);
  place.replaceChildren(picture);
  if (focused && groups.length) groups[0].focus();
  drawFolders();
}

function drawFolders() {
  const names = chosen.folder ? chosen.folder.split("/") : [];
  const steps = [["All", ""], ...names.map((name, place) => [name, names.slice(0, place + 1).join("/")])];
  at("folders").replaceChildren(...steps.flatMap(([name, path], place) => [
    ...(place ? [element("span", { "aria-hidden": "true" }, "/")] : []),
    element("button", { type: "button", "aria-current": path === chosen.folder ? "location" : null,
      onclick: () => choose({ folder: path }) }, name)]));
}
