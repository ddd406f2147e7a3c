// What the components in Ui/ cannot do from the server: focus, popovers, clipboard, keys that must not scroll.
import "./shortcuts.js";
export { palette } from "./palette.js";

const dialogs = [];

// Where one was, latest first: a dialog's script may hear of it only when one is already typing in it.
let visited = [];
function visit(place) { if (place) visited = [place, ...visited.filter(other => other !== place && other.isConnected)].slice(0, 12); }
document.addEventListener("pointerdown", event => visit(event.target.closest?.("button, a, [tabindex]")), true);
document.addEventListener("focusin", event => {
  // A page's heading takes the focus when the page has come; a button already pressed on that page stays where one was.
  if (event.target.matches("h1") && visited[0]?.isConnected && visited[0].closest("#main")) return;
  visit(event.target);
}, true);

// ---- A press that moved its own button away: leaving the field re-lays the dialog out between down and up, or the list
// of a combo box narrows, and the browser then sees two different elements and no click. Pressed and let go at one place
// means that button.
let press = null;
document.addEventListener("pointerdown", event => {
  const button = event.button === 0 && !event.ctrlKey && event.pointerType !== "touch" ? event.target.closest?.("button:not([role=option]), .opts [role=option]:not([aria-disabled])") : null;
  press = button && { button, x: event.clientX, y: event.clientY };
}, true);
document.addEventListener("click", event => { if (press?.button.contains(event.target)) press = null; }, true);
document.addEventListener("pointerup", event => {
  const mine = press;
  if (!mine || Math.hypot(event.clientX - mine.x, event.clientY - mine.y) > 8) return press = null;
  // A click that arrives comes right after this event.
  setTimeout(() => {
    if (press !== mine) return;
    press = null;
    if (mine.button.isConnected && !mine.button.disabled && !mine.button.closest("[inert]")) mine.button.click();
  });
}, true);

const nextFrame = () => new Promise(done => requestAnimationFrame(() => done()));

// ---- Keys that would scroll the page or leave the field, in roles whose keys the server handles
const ownKeys = {
  tab: ["ArrowLeft", "ArrowRight", "Home", "End"],
  treeitem: ["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight", "Home", "End", " "],
  combobox: ["ArrowUp", "ArrowDown"],
};
document.addEventListener("keydown", event => {
  const owner = event.target.closest?.("[role=tab], [role=treeitem], [role=combobox]");
  if (owner && ownKeys[owner.getAttribute("role")].includes(event.key)) event.preventDefault();
  if (event.key === "ArrowDown" && event.target.matches?.("[aria-haspopup=menu][aria-expanded=false]")) {
    event.preventDefault();
    event.target.click();
  }
});

// ---- Clipboard and focus
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

export function selectAll(field) { field?.focus(); field?.select(); }

export function takeText(field, text) {
  if (!field || text === "" || !field.value.startsWith(text)) return;
  field.value = field.value.slice(text.length);
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

// The heading of a page that has just come, unless somebody is at work on it already: on arrival every focus is theirs, later the link they came by isn't.
export function focusHeading(arrived) {
  const held = document.activeElement;
  if (held && held !== document.body && (arrived || held.closest("#main, dialog, [role=dialog]"))) return;
  const heading = document.querySelector("h1");
  if (heading && !heading.hasAttribute("tabindex")) heading.tabIndex = -1;
  heading?.focus();
}

export async function focus(selector) {
  await nextFrame();
  document.querySelector(selector)?.focus();
}

export async function focusFirstInvalid(root) {
  await nextFrame();
  const invalid = (root ?? document).querySelector("[aria-invalid=true]");
  const field = invalid?.matches("input, select, textarea, button, [tabindex]") ? invalid : invalid?.querySelector("input, select, textarea, button, [tabindex='0']");
  field?.focus();
  // What the submit put in place of the form has taken the focused field along.
  if (!field && document.activeElement === document.body) (root ?? document).querySelector(".dlg-f .btn-primary")?.focus();
  return Boolean(field);
}

// ---- "Show me": a ring that pulses once and stays until the thing is used
export function highlight(selector) {
  document.querySelectorAll(".shown").forEach(shown => shown.classList.remove("shown"));
  const target = [...document.querySelectorAll(selector)].find(candidate => candidate.checkVisibility());
  if (!target) return false;
  target.classList.add("shown");
  target.scrollIntoView({ block: "center", behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
  target.focus({ preventScroll: true });
  target.addEventListener("click", () => target.classList.remove("shown"), { once: true });
  return true;
}

export const toggleTheme = () => window.siteTheme.toggle();
export const theme = () => window.siteTheme.current();

// ---- Dialogs
function updateInert() {
  document.querySelectorAll(".shell, .skip").forEach(part => part.toggleAttribute("inert", dialogs.length > 0));
  dialogs.forEach((dialog, index) => dialog.frame.closest(".rz-dialog-wrapper")?.toggleAttribute("inert", index < dialogs.length - 1));
}

const firstField = "input:not([type=hidden]):not([disabled]):not([readonly]), textarea:not([disabled]):not([readonly]), select:not([disabled])";

export function dialogOpened(key, frame, dialog) {
  const outer = frame.closest("[role=dialog]") ?? frame;
  dialogs.push({ key, frame, dialog, opener: visited.find(place => place.isConnected && !outer.contains(place)) });
  const heading = frame.querySelector("h2[id]"), sentence = frame.querySelector(".dlg-h p[id]");
  if (heading) outer.setAttribute("aria-labelledby", heading.id);
  if (sentence) outer.setAttribute("aria-describedby", sentence.id);
  updateInert();
  if (!frame.contains(document.activeElement)) {
    const initial = frame.querySelector("[data-autofocus]") ?? frame.querySelector(`.dlg-b :is(${firstField})`) ?? frame.querySelector("[data-cancel]") ?? frame;
    initial.focus({ preventScroll: true });
  }
  if (early === frame) dialog.invokeMethodAsync("CloseFromScript");
}

export async function dialogClosed(key) {
  const index = dialogs.findIndex(entry => entry.key === key);
  if (index < 0) return;
  const [{ opener, frame }] = dialogs.splice(index, 1);
  updateInert();
  const returnTo = opener?.isConnected ? opener : document.querySelector(dialogs.length ? ".dlg" : "#main");
  returnTo?.focus();
  // The closing frame may leave the page only after this call and take the focus with it.
  for (let tries = 0; tries < 30 && frame.isConnected; tries++) await nextFrame();
  if (document.activeElement === document.body) returnTo?.focus();
}

function isText(field) {
  return field.matches?.("input:not([role=combobox])") && !["checkbox", "radio", "search", "file", "button", "submit"].includes(field.type);
}

// The dialog that stood there when Escape was pressed, but had not been opened here yet.
let early = null;

document.addEventListener("keydown", event => {
  const top = dialogs.at(-1), shown = [...document.querySelectorAll(".rz-dialog-wrapper .dlg")].at(-1);
  if (event.key === "Escape" && shown && !dialogs.some(entry => entry.frame === shown)) {
    event.preventDefault();
    early = shown;
    return;
  }
  if (!top || event.isComposing || !top.frame.contains(event.target) && event.target !== document.body) return;
  if (event.key === "Escape") {
    // An open list or menu inside the dialog takes the first Escape.
    if (event.target.getAttribute?.("aria-expanded") === "true" || event.target.closest?.(".pop")) return;
    event.preventDefault();
    top.dialog.invokeMethodAsync("CloseFromScript");
  } else if (event.key === "Enter" && !event.repeat && (event.ctrlKey || event.metaKey || isText(event.target))) {
    event.preventDefault();
    top.dialog.invokeMethodAsync("SubmitFromScript");
  }
});

// ---- Popovers: shown in the top layer, so that no table or dialog clips them
export function place(pop, anchor, matchWidth, alignEnd) {
  if (!pop?.isConnected || !anchor) return;
  const put = () => {
    if (!pop.isConnected) return stop();
    const box = anchor.getBoundingClientRect(), gap = 4, edge = 8;
    pop.style.maxBlockSize = "";
    if (matchWidth) pop.style.inlineSize = `${box.width}px`;
    const below = innerHeight - box.bottom - gap - edge, above = box.top - gap - edge;
    const up = pop.offsetHeight > below && above > below;
    pop.style.maxBlockSize = `min(24rem, ${Math.max(96, up ? above : below)}px)`;
    const left = alignEnd === (getComputedStyle(anchor).direction !== "rtl") ? box.right - pop.offsetWidth : box.left;
    pop.style.left = `${Math.max(edge, Math.min(left, innerWidth - pop.offsetWidth - edge))}px`;
    pop.style.top = `${up ? box.top - gap - pop.offsetHeight : box.bottom + gap}px`;
  };
  const stop = () => {
    removeEventListener("scroll", put, true);
    removeEventListener("resize", put);
  };
  if (!pop.matches(":popover-open")) {
    pop.showPopover();
    // A list keeps the focus in its field; a menu takes it.
    if (matchWidth) pop.addEventListener("mousedown", event => event.preventDefault());
    addEventListener("scroll", put, true);
    addEventListener("resize", put);
  }
  put();
}

export function openMenu(pop, trigger, menu) {
  place(pop, trigger, false, true);
  const items = () => [...pop.querySelectorAll("[role^=menuitem]:not([aria-disabled=true])")];
  const close = returnFocus => {
    document.removeEventListener("pointerdown", outside, true);
    // At once: the server's answer may take a moment, and the next key is meant for the page.
    if (pop.matches(":popover-open")) pop.hidePopover();
    if (returnFocus) trigger.focus();
    menu.invokeMethodAsync("CloseFromScript").catch(() => { });
  };
  const outside = event => {
    if (!pop.isConnected) document.removeEventListener("pointerdown", outside, true);
    else if (!pop.contains(event.target) && !trigger.contains(event.target)) close(false);
  };
  document.addEventListener("pointerdown", outside, true);
  pop.addEventListener("keydown", event => {
    const all = items(), at = all.indexOf(document.activeElement);
    const go = { ArrowDown: (at + 1) % all.length, ArrowUp: (at - 1 + all.length) % all.length, Home: 0, End: all.length - 1 }[event.key];
    if (go !== undefined) {
      event.preventDefault();
      all[go]?.focus();
    } else if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      close(true);
    } else if (event.key === "Tab") {
      close(true);
    } else if (event.key.length === 1 && event.key !== " " && !event.ctrlKey && !event.metaKey) {
      const letter = event.key.toLowerCase();
      [...all.slice(at + 1), ...all.slice(0, at + 1)].find(item => item.textContent.trim().toLowerCase().startsWith(letter))?.focus();
    }
  });
  items()[0]?.focus();
}

// To a part of a page whose parts still grow while they load; whoever moves meanwhile is left alone.
export function arrive(id) {
    const target = document.getElementById(id);
    if (!target) return;
    const watch = new ResizeObserver(() => target.scrollIntoView());
    const stop = () => watch.disconnect();
    for (const act of ["wheel", "touchstart", "pointerdown", "keydown"]) addEventListener(act, stop, { once: true, passive: true });
    setTimeout(stop, 3000);
    watch.observe(document.body);
}

export function focusElement(element) { element?.focus(); }

// ---- Large pastes go to the server in parts: one message must stay below SignalR's 32 KB
const longest = 4000;

export function splitInput(field, chips) {
  // Taken before it enters the field: laying out 60 KB of text in a textarea costs the browser seconds.
  field.addEventListener("beforeinput", async event => {
    const text = event.data ?? event.dataTransfer?.getData("text/plain") ?? "";
    if (text.length <= longest) return;
    event.preventDefault();
    await sendInParts(text, chips);
  });
  field.addEventListener("input", async event => {
    const end = field.value.length > longest ? field.value.length - 1 : lastSeparator(field.value);
    if (end < 0) return;
    event.stopPropagation();
    const complete = field.value.slice(0, end + 1);
    field.value = field.value.slice(end + 1).trimStart();
    field.dispatchEvent(new Event("input", { bubbles: true }));
    await sendInParts(complete, chips);
  });
}

// As AddressParser.SplitTyped. Cut here and not by the server, whose answer would overwrite what is typed meanwhile.
function lastSeparator(text) {
  let last = -1, start = 0, quoted = false;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '"') quoted = !quoted;
    if (quoted && text[i] !== "\n") continue;
    const entry = text.slice(start, i).trimEnd();
    const addressLike = entry.includes("@") && (!entry.includes("<") || entry.endsWith(">"));
    if (!/[,;\r\n]/.test(text[i]) && !(addressLike && /\s/.test(text[i]))) continue;
    quoted = false;
    last = i;
    start = i + 1;
  }
  return last;
}

async function sendInParts(text, chips) {
  // Commas may stand inside quoted names, so lines and semicolons are the better places to cut.
  const cut = text.includes("\n") ? /(?<=\n)/ : text.includes(";") ? /(?<=;)/ : /(?<=[,\s])/;
  const entries = text.split(cut).flatMap(entry => (entry.length > longest ? entry.split(/(?<=[,;\s])/) : [entry]));
  let part = "";
  for (const entry of entries) {
    if (part.length + entry.length > longest && part !== "") {
      await chips.invokeMethodAsync("AddFromScript", part);
      part = "";
    }
    part += entry;
  }
  if (part.trim() !== "") await chips.invokeMethodAsync("AddFromScript", part);
}

export function splitPaste(field, receiver) {
  field.addEventListener("paste", async event => {
    const text = event.clipboardData?.getData("text") ?? "";
    if (!text.includes("@") || !/[\s,;]/.test(text.trim())) return;
    event.preventDefault();
    await sendInParts(text, receiver);
  });
}

export function submit(id) {
  document.getElementById(id)?.submit();
}

export function timeZone() {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}
