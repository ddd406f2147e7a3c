// Long lists: one listener for a whole table instead of one per row, panels beside their button, and who is looking at which row.
import { openMenu, place } from "/js/ui.js";

// ---- Rows
export function watchRows(table, list) {
  // A quick answer may have taken the table away before this script was loaded.
  if (!table?.isConnected) return;
  const body = table.tBodies[0], head = table.tHead.querySelector("[data-pick=page]");
  const call = (name, ...values) => list.invokeMethodAsync(name, ...values).catch(() => { });
  const pick = (box, range) => call("PickFromScript", box.dataset.pick, box.checked, range).then(on => { if (on !== undefined && box.isConnected) box.checked = on; });
  let inside = false, held = false, timer = 0;

  table.addEventListener("click", event => {
    const box = event.target.closest("[data-pick]"), button = event.target.closest("[data-menu]");
    if (box) pick(box, event.shiftKey);
    else if (button) call("MenuFromScript", button.dataset.menu);
  });
  // What was clicked before this script was there: site.js kept the menu, the box keeps its tick.
  if (table.contains(table.early)) call("MenuFromScript", table.early.dataset.menu);
  for (const box of table.querySelectorAll("[data-pick]:checked")) {
    if (!table.hasAttribute("data-selected") && !box.closest("tr").classList.contains("sel")) pick(box, false);
  }
  table.dataset.ready = "";

  // With Shift the browser would select text between two clicks.
  table.addEventListener("mousedown", event => {
    if (event.shiftKey && event.target.closest(".hit")) event.preventDefault();
  });
  // Firefox clicks no checkbox for Shift and Space; this does everywhere.
  table.addEventListener("keydown", event => {
    const box = event.target.closest("[data-pick]");
    if (!box || event.key !== " " || !event.shiftKey) return;
    event.preventDefault();
    box.checked = !box.checked;
    pick(box, true);
  });

  // ---- Nothing moves under a pointer or a focused row
  const tell = () => {
    clearTimeout(timer);
    const now = inside || body.contains(document.activeElement);
    if (now === held) return;
    timer = setTimeout(hold, now ? 0 : 250, now);
  };
  // data-held: the server knows, and moves nothing from here on.
  const hold = now => {
    held = now;
    if (!now) table.removeAttribute("data-held");
    call("HoldFromScript", now).then(() => { if (now && held) table.setAttribute("data-held", ""); });
  };
  body.addEventListener("pointerenter", event => { inside = event.pointerType !== "touch"; tell(); });
  body.addEventListener("pointerleave", () => { inside = false; tell(); });
  body.addEventListener("focusin", tell);
  body.addEventListener("focusout", () => setTimeout(tell));
  // The pointer may have come before this script did, and rest.
  inside = matchMedia("(hover: hover)").matches && body.matches(":hover");
  tell();

  if (head) {
    const mixed = () => { head.indeterminate = head.hasAttribute("data-mixed"); };
    new MutationObserver(mixed).observe(head, { attributeFilter: ["data-mixed"] });
    mixed();
  }
  const clear = event => {
    if (!table.isConnected) return document.removeEventListener("keydown", clear);
    if (event.key !== "Escape" || event.defaultPrevented || !table.hasAttribute("data-selected")) return;
    if (document.querySelector(":popover-open, [role=dialog]") || event.target.matches?.("input:not([type=checkbox]), textarea, select")) return;
    call("ClearFromScript");
  };
  document.addEventListener("keydown", clear);
}

export function openRowMenu(pop, selector, menu) {
  const trigger = document.querySelector(selector);
  if (pop?.isConnected && trigger) openMenu(pop, trigger, menu);
}

// ---- Panels: like menus, but with anything inside
const fields = "button:not([disabled]), input:not([disabled]), select:not([disabled]), a[href], [tabindex='0']";

export function openPanel(panel, selector, owner) {
  const trigger = document.querySelector(selector);
  if (!panel?.isConnected || !trigger) return;
  place(panel, trigger, false, panel.hasAttribute("data-end"));
  const close = returnFocus => {
    document.removeEventListener("pointerdown", outside, true);
    if (panel.matches(":popover-open")) panel.hidePopover();
    if (returnFocus) trigger.focus();
    owner.invokeMethodAsync("CloseFromScript").catch(() => { });
  };
  const outside = event => {
    if (!panel.isConnected) document.removeEventListener("pointerdown", outside, true);
    else if (!panel.contains(event.target) && !trigger.contains(event.target)) close(false);
  };
  document.addEventListener("pointerdown", outside, true);
  panel.addEventListener("keydown", event => {
    if (event.key === "Escape" && event.target.getAttribute("aria-expanded") !== "true") {
      event.preventDefault();
      event.stopPropagation();
      close(true);
    } else if (event.key === "Tab") {
      const all = [...panel.querySelectorAll(fields)].filter(field => field.checkVisibility() && field.tabIndex >= 0);
      const [from, to] = event.shiftKey ? [all[0], all.at(-1)] : [all.at(-1), all[0]];
      if (document.activeElement !== from) return;
      event.preventDefault();
      to?.focus();
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && event.target.closest("[data-arrows]")) {
      const all = [...event.target.closest("[data-arrows]").querySelectorAll(fields)], at = all.indexOf(event.target);
      event.preventDefault();
      all[(at + (event.key === "ArrowDown" ? 1 : -1) + all.length) % all.length]?.focus();
    }
  });
  focusPanel(panel);
}

export function focusPanel(panel) {
  if (!panel?.isConnected || panel.contains(document.activeElement)) return;
  (panel.querySelector("[data-autofocus]") ?? panel.querySelector(`.pane-b :is(${fields})`) ?? panel.querySelector(fields))?.focus();
}
