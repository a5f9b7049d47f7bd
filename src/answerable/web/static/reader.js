// The reader's keys. Everything here can also be done with the forms; nothing is stored and nothing is fetched.
"use strict";

(() => {
  const stops = [...document.querySelectorAll(".stop")];
  if (!stops.length) return;
  const named = location.hash.slice(1);
  const isNamed = (stop) => stop.id === named || stop.closest(".case")?.id === named;
  let now = stops.findIndex((stop) => stop.id === named);
  if (now < 0 && named) now = stops.findIndex((stop) => isNamed(stop) && stop.dataset.open === "yes");
  if (now < 0 && named) now = stops.findIndex(isNamed);
  if (now < 0) now = Math.max(0, stops.findIndex((stop) => stop.dataset.open === "yes"));

  const light = () => {
    let first = true;
    stops.forEach((stop, index) => stop.classList.toggle("now", index === now));
    document.querySelectorAll("[data-for]").forEach((place) => {
      const mine = place.dataset.for.split(" ").includes(stops[now].id);
      place.classList.toggle("now", mine);
      if (mine && first) bring(place);
      if (mine) first = false;
    });
    stops[now].scrollIntoView({ block: "nearest" });
  };
  // Only the page's own frame scrolls, so that the screen stays where the reader is.
  const bring = (place) => {
    const frame = place.closest(".page");
    const at = place.getBoundingClientRect().top - frame.getBoundingClientRect().top;
    if (at < 0 || at > frame.clientHeight - 40) frame.scrollTop += at - frame.clientHeight / 3;
  };
  const go = (step) => {
    now = Math.min(stops.length - 1, Math.max(0, now + step));
    light();
  };
  const press = (ruling) => stops[now].querySelector(`button[value^="${ruling} "]`)?.click();
  const acceptCase = () => {
    const all = stops[now].closest(".case")?.querySelector("button.main[value^='accept case ']");
    if (all) all.click(); else accept();
  };
  const add = () => {
    const details = document.querySelector("details.add");
    details.open = true;
    details.querySelector("[name=words]").focus();
  };
  const accept = () => {
    const link = stops[now].querySelector(":scope > a");
    if (link) link.click();
    else press("accept");
  };
  // A count that is folded opens first: its form comes with the page that its link leads to.
  const open = (kind) => {
    const details = stops[now].querySelector(`details.${kind}`)
      || (kind === "reject" && stops[now].closest(".case")?.querySelector("details.reject"));
    if (!details) {
      const link = stops[now].querySelector("a.change");
      if (link) location.assign(link.href.replace("#", `&do=${kind}#`));
      return null;
    }
    for (let parent = details; parent; parent = parent.parentElement.closest("details")) parent.open = true;
    return details;
  };
  // Of several boxes the first that is ticked.
  const focus = (kind, field) => {
    const details = open(kind);
    (details?.querySelector(`[name=${field}]:checked`) || details?.querySelector(`[name=${field}]`))?.focus();
  };
  const unclear = () => {
    const details = open("amend");
    if (!details) return;
    const basis = details.querySelector("[name=basis]");
    if (basis) basis.value = "not_stated";
    details.querySelector("[name=reason]").focus();
  };
  // The silent values stand folded under the rest: `e` there opens the list and goes to its first.
  const amend = () => {
    const silent = stops[now].querySelector("details.silent");
    if (silent) { silent.open = true; silent.querySelector("details.amend summary").focus(); } else focus("amend", "value");
  };

  stops.forEach((stop, index) => stop.addEventListener("click", (event) => {
    if (event.target.closest("button, a, summary, input, select, textarea")) return;
    now = index;
    light();
  }));

  // Words picked on the page fill the field that is being coded.
  document.addEventListener("selectionchange", () => {
    const picked = document.getSelection();
    const words = String(picked).replace(/\s+/g, " ").trim();
    const inPage = picked.anchorNode?.parentElement?.closest(".page");
    const field = document.querySelector(".now details.amend[open] [name=words]")
      || document.querySelector("details.add[open] [name=words]");
    if (words && inPage && field) field.value = words;
  });

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") { document.activeElement?.blur(); return; }
    // Among boxes a letter goes to the next that begins with it, as in a list.
    const boxes = event.target.closest("fieldset.several")?.querySelectorAll("label");
    if (boxes && /^[a-z]$/i.test(event.key) && !event.ctrlKey && !event.metaKey && !event.altKey) {
      const every = [...boxes], from = every.findIndex((one) => one.contains(event.target)) + 1;
      const begins = (one) => one.textContent.trim().toLowerCase().startsWith(event.key.toLowerCase());
      [...every.slice(from), ...every.slice(0, from)].find(begins)?.querySelector("input").focus();
      return;
    }
    if (event.target.closest("input, select, textarea") || event.ctrlKey || event.metaKey || event.altKey) return;
    const keys = {
      j: () => go(1), ArrowDown: () => go(1), k: () => go(-1), ArrowUp: () => go(-1),
      e: amend, x: () => press("not_stated"), u: unclear, r: () => focus("reject", "reason"),
      a: acceptCase, n: add, d: () => open("amend"), z: () => document.querySelector("#undo button")?.click(),
      "?": () => document.getElementById("keys")?.toggleAttribute("open"),
    };
    if (event.key === "Enter" && !event.target.closest("button, a, summary")) keys.Enter = accept;
    if (!keys[event.key]) return;
    event.preventDefault();
    keys[event.key]();
  });

  light();
  const wanted = new URLSearchParams(location.search).get("do");
  if (["amend", "reject"].includes(wanted)) { focus(wanted, wanted === "amend" ? "value" : "reason"); }
})();
