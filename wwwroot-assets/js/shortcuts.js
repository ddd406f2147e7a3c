// Keys of the whole app. A page says what a key does by marking the control with it: data-shortcut="i", or "g i" for
// two keys one after the other; rows to move among carry data-row. What no page marks does nothing.

const patience = 1500;
let first = "", since = 0;

const typed = ["text", "search", "email", "tel", "url", "password", "number", "date", "time", "datetime-local", "month", "week", "color", "range", "file"];
const isTyping = target => target.closest("textarea, select, [contenteditable]:not([contenteditable=false])")
  || target.matches("input") && typed.includes(target.type);
// Menus, lists and trees find their entries by letters.
const hasOwnLetters = target => target.closest("[role=menu], [role=tree], [role=listbox], [role=combobox], .pop");
const isDialogOpen = () => document.querySelector(".rz-dialog-wrapper, dialog[open]");
const isOff = () => document.querySelector("[data-single-keys=off]");

/** The visible one if there is one: a page's own button goes before the way there from other pages. */
function find(keys) {
  const all = [...document.querySelectorAll(`[data-shortcut="${CSS.escape(keys)}"]`)].filter(found => !found.disabled);
  return all.find(found => found.checkVisibility()) ?? all.find(found => !found.matches("input")) ?? null;
}

function use(target) {
  if (!target.matches("input")) return target.click();
  target.focus();
  target.select();
}

// ---- Rows
const rows = () => [...document.querySelectorAll("[data-row]")].filter(row => row.checkVisibility());
const rowOf = target => target.closest?.("[data-row]");

function moveRow(step) {
  const all = rows(), at = all.indexOf(rowOf(document.activeElement));
  const next = all[at < 0 ? (step > 0 ? 0 : all.length - 1) : Math.max(0, Math.min(all.length - 1, at + step))];
  if (!next) return false;
  const target = next.querySelector("a[href]") ?? next;
  if (target === next) next.tabIndex = -1;
  target.focus();
  next.scrollIntoView({ block: "nearest" });
  return true;
}

const onRow = {
  j: () => moveRow(1),
  k: () => moveRow(-1),
  x: row => row?.querySelector("input[type=checkbox]:not(:disabled)")?.click(),
};

// ---- F6: around the page, its parts and back
function moveRegion(step) {
  const regions = ["main", "setup-guide", "navigation"].map(id => document.getElementById(id)).filter(region => region?.checkVisibility());
  if (regions.length === 0) return;
  const at = Math.max(0, regions.findIndex(region => region.contains(document.activeElement)));
  regions[(at + step + regions.length) % regions.length].focus();
}

function onKey(event) {
  const target = event.target;
  if (event.defaultPrevented || event.isComposing || isDialogOpen()) return;
  if (event.key === "F6" && !event.ctrlKey && !event.altKey && !event.metaKey) {
    event.preventDefault();
    moveRegion(event.shiftKey ? -1 : 1);
    return;
  }

  // AltGr writes "[" on many keyboards, and counts as Ctrl and Alt.
  const chorded = (event.ctrlKey || event.altKey) && !event.getModifierState("AltGraph") || event.metaKey;
  if (chorded || event.key.length !== 1 && event.key !== "Enter" || !(target instanceof Element) || isTyping(target) || hasOwnLetters(target)) return;
  if (event.key === "Enter") {
    if (target === rowOf(target)) target.querySelector("a[href]")?.click();
    return;
  }

  if (isOff()) return;
  const key = event.key === " " ? "" : event.shiftKey ? event.key : event.key.toLowerCase(), now = event.timeStamp;
  const pair = first && now - since < patience ? find(`${first} ${key}`) : null;
  first = "";
  const found = pair ?? (key && find(key));
  if (found) {
    event.preventDefault();
    use(found);
  } else if (Object.hasOwn(onRow, key)) {
    onRow[key](rowOf(document.activeElement));
  } else if (key && document.querySelector(`[data-shortcut^="${CSS.escape(key)} "]`)) {
    [first, since] = [key, now];
  }
}

document.addEventListener("keydown", onKey);
// Keys typed while the page was still coming (js/site.js).
for (const event of window.earlyKeys ?? []) if (performance.now() - event.timeStamp < 2 * patience) onKey(event);
window.earlyKeys = null;
