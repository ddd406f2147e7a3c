// The command palette: opens at once, keys never wait for the server, which only finds the lines (Features/Palette).

const pause = 120, most = 8;
let current = null;

/** @param dialog The closed <dialog> of the layout. @param server Its component: OpenedFromScript, SearchFromScript, ClosedFromScript. */
export function palette(dialog, server) {
  const field = dialog.querySelector("[role=combobox]"), list = dialog.querySelector("[role=listbox]");
  let timer = 0, goWhenReady = null;

  const options = () => [...list.querySelectorAll("[role=option]")];
  const active = () => list.querySelector("[role=option][aria-selected=true]");
  const isCurrent = () => !list.hidden && (list.dataset.text ?? "").trim() === field.value.trim();

  function activate(option, scroll = true) {
    for (const other of list.querySelectorAll("[aria-selected=true]")) if (other !== option) other.setAttribute("aria-selected", "false");
    if (!option) return field.removeAttribute("aria-activedescendant");
    option.setAttribute("aria-selected", "true");
    field.setAttribute("aria-activedescendant", option.id);
    // The first line brings its heading along.
    if (scroll && option === options()[0]) list.scrollTop = 0;
    else if (scroll) option.scrollIntoView({ block: "nearest" });
  }

  function go(option, newTab) {
    if (!option) return;
    if (newTab && option.href) {
      remember(option.dataset.recent);
      open(option.href, "_blank", "noopener");
    } else option.click();
  }

  function search() {
    clearTimeout(timer);
    const text = field.value;
    const asked = text.trim() === "" ? server.invokeMethodAsync("OpenedFromScript", recent()) : server.invokeMethodAsync("SearchFromScript", text);
    // Without a connection the notice says so, and typing again asks again.
    asked.catch(() => { });
  }

  // ---- What was opened last, kept in this browser as references only
  const storeKey = () => `palette.recent.${dialog.dataset.scope}`;

  function stored() {
    try {
      const kept = JSON.parse(localStorage.getItem(storeKey()) ?? "[]");
      return Array.isArray(kept) ? kept.filter(entry => typeof entry === "string" && entry.length < 80).slice(0, most + 1) : [];
    } catch { return []; }
  }

  function remember(reference) {
    if (!reference) return;
    try { localStorage.setItem(storeKey(), JSON.stringify([reference, ...stored().filter(entry => entry !== reference)].slice(0, most + 1))); } catch { /* storage may be off */ }
  }

  function here() {
    const [, kind, id] = location.pathname.match(/^\/(identities|groups)\/([0-9a-f-]{36})$/) ?? [];
    return kind ? `${kind === "groups" ? "group" : "person"}:${id}` : null;
  }

  const recent = () => stored().filter(entry => entry !== here()).slice(0, most);

  // ---- Answers: the first line is chosen, and Enter typed ahead of them goes through now
  new MutationObserver(() => {
    if (!dialog.open) return;
    const ready = isCurrent();
    if (ready && !list.contains(active())) activate(options()[0]);
    if (ready && list.dataset.shown !== list.dataset.text) {
      list.dataset.shown = list.dataset.text;
      activate(options()[0]);
    }
    if (ready && goWhenReady) {
      const how = goWhenReady;
      goWhenReady = null;
      go(active(), how.newTab);
    }
  }).observe(list, { childList: true, subtree: true, attributes: true, attributeFilter: ["data-text", "hidden"] });

  field.addEventListener("input", () => {
    goWhenReady = null;
    clearTimeout(timer);
    timer = setTimeout(search, pause);
  });

  field.addEventListener("keydown", event => {
    if (event.isComposing) return;
    const all = options(), at = all.indexOf(active());
    const step = { ArrowDown: at + 1, ArrowUp: at - 1, PageDown: Math.min(at + 8, all.length - 1), PageUp: Math.max(at - 8, 0) }[event.key]
      ?? (field.value === "" || event.ctrlKey || event.metaKey || at > 0 && event.key === "Home" ? { Home: 0, End: all.length - 1 }[event.key] : undefined);
    if (event.key === "Enter") {
      event.preventDefault();
      event.stopPropagation();
      const newTab = event.ctrlKey || event.metaKey;
      if (isCurrent()) go(active(), newTab);
      else if (field.value.trim() !== "") {
        goWhenReady = { newTab };
        search();
      }
    } else if (step !== undefined && all.length > 0) {
      event.preventDefault();
      activate(all[(step + all.length) % all.length]);
    }
  });

  list.addEventListener("pointermove", event => activate(event.target.closest("[role=option]") ?? active(), false));
  // The field keeps the focus, so that typing goes on after a scroll or a missed line.
  list.addEventListener("mousedown", event => event.preventDefault());

  dialog.addEventListener("click", event => {
    const option = event.target.closest("[role=option]");
    if (option) remember(option.dataset.recent);
    const stays = option && (event.ctrlKey || event.metaKey || event.shiftKey);
    // After everybody else has heard of the click: Blazor and site.js listen further out.
    if (event.target === dialog || event.target.closest("[data-palette-close]") || option && !stays) setTimeout(() => dialog.close());
  });
  dialog.addEventListener("auxclick", event => remember(event.button === 1 && event.target.closest("[role=option]")?.dataset.recent));

  dialog.addEventListener("close", () => {
    clearTimeout(timer);
    goWhenReady = null;
    field.value = "";
    delete list.dataset.shown;
    server.invokeMethodAsync("ClosedFromScript").catch(() => { });
  });

  current = {
    dialog,
    open() {
      if (dialog.open) return field.select();
      dialog.showModal();
      field.focus();
      search();
      remember(here());
    },
  };
  // Asked for before this script was there (js/site.js).
  if (window.wantsPalette && mayOpen()) current.open();
  [window.hasPalette, window.wantsPalette] = [true, false];
}

/** Not over another dialog: leaving it by the palette would lose what was typed there. */
const mayOpen = () => current?.dialog.isConnected && (current.dialog.open || !document.querySelector(".rz-dialog-wrapper, dialog[open]"));

document.addEventListener("keydown", event => {
  if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  if (mayOpen()) current.open();
});

document.addEventListener("click", event => {
  if (event.target.closest?.("[data-palette-open]") && mayOpen()) current.open();
});
