// For every page, also those without Blazor: theme, passwords, lost connection. Works on data attributes; no page needs it to function.
(() => {
  "use strict";
  const root = document.documentElement;
  const cookie = document.cookie.match(/(?:^|; )theme=(light|dark)/);
  if (cookie) root.dataset.theme = cookie[1];
  if (/mac|iphone|ipad/i.test(navigator.userAgentData?.platform ?? navigator.platform)) root.dataset.mac = "";

  const isDark = () => getComputedStyle(root).colorScheme === "dark"
    || (root.dataset.theme === undefined && matchMedia("(prefers-color-scheme: dark)").matches);

  function toggleTheme() {
    const theme = isDark() ? "light" : "dark";
    root.dataset.theme = theme;
    document.cookie = `theme=${theme}; path=/; max-age=31536000; samesite=lax${location.protocol === "https:" ? "; secure" : ""}`;
    return theme;
  }
  window.siteTheme = { toggle: toggleTheme, current: () => (isDark() ? "dark" : "light") };

  const setIcon = (holder, name) => holder?.querySelector("use")?.setAttribute("href", `/img/icons.svg#i-${name}`);

  // The skip link moves the focus; left to the browser, the router would take it for a page.
  document.addEventListener("click", event => {
    if (!event.target.closest?.(".skip")) return;
    event.preventDefault();
    event.stopPropagation();
    document.getElementById("main")?.focus();
  }, true);

  document.addEventListener("click", event => {
    const button = event.target.closest?.("[data-toggle-theme], [data-show-password], [data-reload]");
    if (!button) return;
    if (button.hasAttribute("data-toggle-theme")) toggleTheme();
    else if (button.hasAttribute("data-reload")) reloadKeeping();
    else {
      const field = document.getElementById(button.dataset.showPassword);
      const show = field.type === "password";
      field.type = show ? "text" : "password";
      button.setAttribute("aria-label", show ? "Hide password" : "Show password");
      setIcon(button, show ? "eye-off" : "eye");
    }
  });

  // ---- Password rules that tick while typing: <ul data-rules-for="id"><li data-rule="length" data-min="8" data-max="64">
  const checks = {
    length: (value, rule) => [...value].length >= Number(rule.min ?? 0) && [...value].length <= Number(rule.max ?? Infinity),
    upper: value => /\p{Lu}/u.test(value),
    lower: value => /\p{Ll}/u.test(value),
    digit: value => /\p{Nd}/u.test(value),
    symbol: value => /[^\p{L}\p{Nd}]/u.test(value),
    unique: (value, rule) => new Set(value).size >= Number(rule.min ?? 1),
    same: (value, rule) => value !== "" && value === (document.getElementById(rule.other)?.value ?? ""),
    without: (value, rule) => value !== "" && !words(rule).some(word => value.toLowerCase().includes(word)),
    // Like the server's rule: what is left without names and addresses must be long enough.
    names: (value, rule) => {
      const own = value.toLowerCase().replace(/[^\p{L}\p{Nd}]+/gu, "");
      let rest = own;
      for (const word of words(rule).sort((a, b) => b.length - a.length)) rest = rest.replaceAll(word, "");
      return value !== "" && (rest === own || [...rest].length >= Number(rule.min ?? 1));
    },
  };
  const words = rule => [rule.words ?? "", ...(rule.other ?? "").split(",").map(id => document.getElementById(id.trim())?.value ?? "")]
    .join(" ").toLowerCase().split(/[^\p{L}\p{Nd}]+/u).filter(word => word.length > 2);

  function tick(list) {
    const value = document.getElementById(list.dataset.rulesFor)?.value ?? "";
    for (const item of list.querySelectorAll("[data-rule]")) {
      const met = checks[item.dataset.rule]?.(value, item.dataset) ?? false;
      if (item.classList.contains("done") === met) continue;
      item.classList.toggle("done", met);
      setIcon(item, met ? "check" : "minus");
      const state = item.querySelector(".sr");
      if (state) state.textContent = met ? " (met)" : " (not met yet)";
    }
  }
  const tickAll = () => document.querySelectorAll("[data-rules-for]").forEach(tick);
  document.addEventListener("input", tickAll);

  // ---- Lost connection. While merely disconnected the page stays as it is; only a refused
  // circuit needs a reload, and then what was typed travels through this tab's session storage.
  const keptKey = () => `kept:${location.pathname}`;
  const isKept = field => (field.id || field.name) && field.value !== "" && !field.readOnly && !field.disabled
    && !["password", "hidden", "checkbox", "radio", "file"].includes(field.type)
    && field.autocomplete !== "one-time-code" && !field.closest("[data-secret]");

  function reloadKeeping() {
    const kept = {};
    for (const field of document.querySelectorAll("input, textarea")) {
      const chips = [...(field.closest(".toks")?.querySelectorAll("[data-chip]") ?? [])].map(chip => chip.dataset.chip);
      if (chips.length > 0) kept[field.id || field.name] = [...chips, field.value].join("; ");
      else if (isKept(field)) kept[field.id || field.name] = field.value;
    }
    try {
      if (Object.keys(kept).length) sessionStorage.setItem(keptKey(), JSON.stringify(kept));
    } catch { /* storage may be off: the reload matters more */ }
    location.reload();
  }

  function restoreKept() {
    let kept;
    try {
      kept = JSON.parse(sessionStorage.getItem(keptKey()) ?? "null");
      sessionStorage.removeItem(keptKey());
    } catch { return; }
    if (!kept) return;
    const put = () => {
      for (const [id, value] of Object.entries(kept)) {
        const field = document.getElementById(id) ?? document.getElementsByName(id)[0];
        if (!field || field.value !== "") continue;
        delete kept[id];
        field.value = value;
        field.dispatchEvent(new Event("input", { bubbles: true }));
        field.dispatchEvent(new Event("change", { bubbles: true }));
      }
      if (!Object.keys(kept).length) watch.disconnect();
    };
    // Fields appear when the circuit is back and the dialog is opened again.
    const watch = new MutationObserver(put);
    watch.observe(document.body, { childList: true, subtree: true });
    setTimeout(() => watch.disconnect(), 600_000);
    put();
  }

  // While disconnected: a session that ended meanwhile can't be taken up again, so there is nothing to wait for.
  const askAfter = 2000;
  async function askForSession(notice) {
    if (getComputedStyle(notice).display === "none") return;
    try {
      const answer = await fetch("/account", { redirect: "manual", cache: "no-store" });
      if (answer.type === "opaqueredirect") location.reload();
    } catch { /* no network: the connection is still on its way */ }
    setTimeout(() => askForSession(notice), askAfter);
  }

  // What is typed while the line is dead stands on the screen, but the server never hears of it and would save what it
  // heard last. So fields remember when they changed, and those changed since shortly before the loss tell it again.
  const unnoticed = 45_000;
  const changed = new Map();

  function sendAgain(since) {
    for (const [field, { at, events }] of changed) {
      if (at < since || !field.isConnected) continue;
      for (const type of events) field.dispatchEvent(new Event(type, { bubbles: true }));
    }
    changed.clear();
  }

  function watchConnection() {
    const notice = document.getElementById("components-reconnect-modal");
    if (!notice) return;
    let lostAt = 0;
    for (const type of ["input", "change"]) {
      addEventListener(type, event => {
        if (!event.isTrusted) return;
        const now = performance.now(), known = changed.get(event.target);
        changed.set(event.target, { at: now, events: new Set([...(known?.events ?? []), type]) });
        for (const [field, { at }] of changed) if (!lostAt && at < now - unnoticed) changed.delete(field);
        if (lostAt) event.stopImmediatePropagation();
      }, true);
    }
    new MutationObserver(() => {
      if (notice.classList.contains("components-reconnect-rejected")) reloadKeeping();
      const isLost = getComputedStyle(notice).display !== "none";
      if (isLost && !lostAt) {
        lostAt = performance.now();
        askForSession(notice);
      } else if (!isLost && lostAt) {
        const since = lostAt - unnoticed;
        lostAt = 0;
        sendAgain(since);
      }
    }).observe(notice, { attributeFilter: ["class"] });
  }

  // A row's menu that is wanted before the script of its list is there opens when it is.
  addEventListener("click", event => {
    const button = event.target.closest?.("[data-menu]"), table = button?.closest("table");
    if (table && !("ready" in table.dataset)) table.early = button;
  }, true);

  // Keys of the app wait for their script (js/shortcuts.js).
  window.earlyKeys = [];
  addEventListener("keydown", event => {
    if (window.earlyKeys && window.earlyKeys.length < 8 && document.querySelector(".boot, .shell")) window.earlyKeys.push(event);
  }, true);

  // So does the palette. Without it the browser would take Ctrl K for itself.
  for (const type of ["keydown", "click"]) {
    addEventListener(type, event => {
      const wanted = type === "click" ? event.target.closest?.("[data-palette-open]")
        : (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === "k" && document.querySelector(".boot, [data-palette-open]");
      if (!wanted || window.hasPalette) return;
      event.preventDefault();
      window.wantsPalette = true;
    }, true);
  }

  function start() {
    tickAll();
    watchConnection();
    restoreKept();
  }
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
