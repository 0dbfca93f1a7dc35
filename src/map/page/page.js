"use strict";
const view = document.getElementById("view");
const picture = view.querySelector("svg");
const overview = document.getElementById("overview");
const search = document.getElementById("search");
const found = document.getElementById("found");
const size = { width: picture.viewBox.baseVal.width, height: picture.viewBox.baseVal.height };
const boxes = new Map();
for (const box of picture.querySelectorAll("[data-node]")) boxes.set(box.dataset.node, box);
const bands = [...picture.querySelectorAll(".band text")].map((title) => ({ title, x: title.x.baseVal[0].value }));

// Where the picture stands: its upper left corner, and how large it is drawn.
let at = { x: 0, y: 0, scale: 1 };

function show() {
  const room = view.getBoundingClientRect();
  const keep = 60;
  at.x = Math.min(room.width - keep, Math.max(keep - size.width * at.scale, at.x));
  at.y = Math.min(room.height - keep, Math.max(keep - size.height * at.scale, at.y));
  picture.style.transform = `translate(${at.x}px, ${at.y}px) scale(${at.scale})`;
  // Words that nobody could read are not drawn; the names of the acts stay where they can be seen.
  view.classList.toggle("far", at.scale < 0.12);
  for (const { title, x } of bands) title.setAttribute("x", Math.max(x, x - at.x / at.scale));
}

// How small all of it would be.
function least() {
  const room = view.getBoundingClientRect();
  return Math.min(1, room.width / size.width, room.height / size.height);
}

function zoom(factor, x, y) {
  const room = view.getBoundingClientRect();
  const [px, py] = [x ?? room.width / 2, y ?? room.height / 2];
  const scale = Math.min(4, Math.max(Math.min(0.05, least()), at.scale * factor));
  at.x = px - (px - at.x) * scale / at.scale;
  at.y = py - (py - at.y) * scale / at.scale;
  at.scale = scale;
  show();
}

function whole() {
  const room = view.getBoundingClientRect();
  at.scale = least();
  at.x = (room.width - size.width * at.scale) / 2;
  at.y = (room.height - size.height * at.scale) / 2;
  show();
}

// Brings a box to the middle without making small what is readable.
function centre(box, scale) {
  if (scale) at.scale = scale;
  const room = view.getBoundingClientRect();
  const place = box.getBoundingClientRect();
  const now = picture.getBoundingClientRect();
  show();
  const after = box.getBoundingClientRect();
  at.x += room.left + room.width / 2 - (after.left + after.width / 2);
  at.y += room.top + room.height / 2 - (after.top + after.height / 2);
  show();
}

function choose(name) {
  for (const old of picture.querySelectorAll(".chosen")) old.classList.remove("chosen");
  for (const section of document.querySelectorAll("#panel > section")) section.hidden = true;
  const box = boxes.get(name);
  overview.hidden = Boolean(box);
  document.getElementById("panel").scrollTop = 0;
  if (!box) return;
  document.getElementById("node-" + name).hidden = false;
  box.classList.add("chosen");
  for (const edge of picture.querySelectorAll(".edge")) {
    if (edge.dataset.from === name || edge.dataset.to === name) edge.classList.add("chosen");
  }
  const place = box.getBoundingClientRect();
  const room = view.getBoundingClientRect();
  const inside = place.left > room.left && place.right < room.right && place.top > room.top && place.bottom < room.bottom;
  if (!inside || at.scale < 0.35) centre(box, Math.max(at.scale, 0.8));
}

function named() {
  return decodeURIComponent(location.hash.slice(1));
}

// The words of every node, with a space where a paragraph ends; read when they are first looked for.
const words = new Map();
function wordsOf(name) {
  if (!words.has(name)) {
    const page = document.getElementById("node-" + name).innerHTML;
    const ends = page.replace(/<(\/(p|h2|li|td|div)|br)\b/g, " $&").replace(/<[^>]*>/g, "").replace(/\s+/g, " ");
    const text = ends.replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&nbsp;/g, " ").replace(/&amp;/g, "&");
    words.set(name, { text, lower: text.toLowerCase() });
  }
  return words.get(name);
}

function find() {
  for (const old of picture.querySelectorAll(".hit")) old.classList.remove("hit");
  found.replaceChildren();
  const wanted = search.value.trim().toLowerCase();
  if (!wanted) return;
  const hits = [];
  for (const [name, box] of boxes) {
    const { text, lower } = wordsOf(name);
    const place = lower.indexOf(wanted);
    const inName = name.includes(wanted);
    if (!inName && place < 0) continue;
    box.classList.add("hit");
    const from = text.lastIndexOf(" ", Math.max(0, place - 20)) + 1;
    hits.push({ name, inName, around: place < 0 ? "" : text.slice(from, place + wanted.length + 30) });
  }
  hits.sort((a, b) => b.inName - a.inName);
  for (const hit of hits.slice(0, 60)) {
    const line = document.createElement("li");
    const link = document.createElement("a");
    link.href = "#" + hit.name;
    link.textContent = hit.name + " ";
    const where = document.createElement("span");
    where.className = "where";
    where.textContent = hit.inName ? "" : hit.around;
    link.append(where);
    line.append(link);
    found.append(line);
  }
  if (!hits.length) {
    const none = document.createElement("li");
    none.textContent = "nothing found";
    found.append(none);
  }
}

let grip = null;
let dragged = false;
// The fingers on the picture: two of them zoom.
const fingers = new Map();
function spread() {
  const [one, two] = [...fingers.values()];
  return { x: (one.x + two.x) / 2, y: (one.y + two.y) / 2, wide: Math.hypot(one.x - two.x, one.y - two.y) };
}
view.addEventListener("pointerdown", (event) => {
  fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
  grip = { x: event.clientX - at.x, y: event.clientY - at.y, startX: event.clientX, startY: event.clientY };
  dragged = false;
});
window.addEventListener("pointermove", (event) => {
  if (!grip) return;
  // The button may have been let go outside of the window.
  if (event.pointerType === "mouse" && !event.buttons) return letGo(event);
  if (fingers.size === 2 && fingers.has(event.pointerId)) {
    const before = spread();
    fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    const after = spread();
    const room = view.getBoundingClientRect();
    dragged = true;
    at.x += after.x - before.x;
    at.y += after.y - before.y;
    if (before.wide > 0) zoom(after.wide / before.wide, after.x - room.left, after.y - room.top);
    return;
  }
  if (Math.hypot(event.clientX - grip.startX, event.clientY - grip.startY) > 4) {
    dragged = true;
    view.classList.add("moving");
  }
  at.x = event.clientX - grip.x;
  at.y = event.clientY - grip.y;
  show();
});
function letGo(event) {
  fingers.delete(event.pointerId);
  grip = null;
  view.classList.remove("moving");
}
window.addEventListener("pointerup", letGo);
window.addEventListener("pointercancel", letGo);
view.addEventListener("click", (event) => {
  if (dragged) return;
  const box = event.target.closest("[data-node]");
  if (box) location.hash = box.dataset.node;
});
view.addEventListener("wheel", (event) => {
  event.preventDefault();
  const room = view.getBoundingClientRect();
  zoom(Math.exp(-event.deltaY * (event.deltaMode ? 0.05 : 0.0015)), event.clientX - room.left, event.clientY - room.top);
}, { passive: false });
window.addEventListener("keydown", (event) => {
  if (event.target === search) {
    if (event.key === "Escape") { search.value = ""; find(); view.focus(); }
    if (event.key === "Enter") { const first = found.querySelector("a"); if (first) first.click(); }
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const step = 60;
  const keys = {
    "+": () => zoom(1.25), "=": () => zoom(1.25), "-": () => zoom(0.8), "0": whole,
    "/": () => search.focus(), "Escape": () => { location.hash = ""; },
    "ArrowLeft": () => { at.x += step; show(); }, "ArrowRight": () => { at.x -= step; show(); },
    "ArrowUp": () => { at.y += step; show(); }, "ArrowDown": () => { at.y -= step; show(); },
  };
  const action = keys[event.key];
  if (action) { event.preventDefault(); action(); }
});
search.addEventListener("input", find);
// In a small window the list would hide what was found.
found.addEventListener("click", () => { if (innerWidth <= 700) { found.replaceChildren(); search.blur(); } });
window.addEventListener("hashchange", () => choose(named()));
window.addEventListener("resize", show);
document.getElementById("closer").addEventListener("click", () => zoom(1.25));
document.getElementById("farther").addEventListener("click", () => zoom(0.8));
document.getElementById("whole").addEventListener("click", whole);

// The start is what one sees first, at a size that can be read.
const start = picture.querySelector(".node.start") || picture.querySelector(".node");
if (boxes.has(named())) choose(named());
else if (start) {
  centre(start, Math.min(1, Math.max(0.7, view.getBoundingClientRect().width / size.width)));
  at.y += 80 - (start.getBoundingClientRect().top - view.getBoundingClientRect().top);
  show();
}
