// One key for each ruling on a pair. Everything here can also be done with the forms; nothing is stored or fetched.
"use strict";

(() => {
  const pairs = [...document.querySelectorAll("article.case")];
  let now = 0;
  const light = () => {
    pairs.forEach((pair, index) => pair.classList.toggle("now", index === now));
    pairs[now]?.scrollIntoView({ block: "nearest" });
  };
  const go = (step) => { now = Math.min(pairs.length - 1, Math.max(0, now + step)); light(); };
  const press = (ruling) => pairs[now]?.querySelector(`button[value="${ruling}"]`)?.click();
  pairs.forEach((pair, index) => pair.addEventListener("focusin", () => { now = index; light(); }));
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") { document.activeElement?.blur(); return; }
    if (event.target.closest("input, select, textarea") || event.ctrlKey || event.metaKey || event.altKey) return;
    const keys = {
      s: () => press("same"), d: () => press("different"), u: () => press("unsure"),
      j: () => go(1), k: () => go(-1), r: () => pairs[now]?.querySelector("[name=reason]")?.focus(),
      z: () => document.querySelector("#last button")?.click(),
      "?": () => document.getElementById("keys")?.toggleAttribute("open"),
    };
    if (!keys[event.key]) return;
    event.preventDefault();
    keys[event.key]();
  });
  if (pairs.length) light();
})();
