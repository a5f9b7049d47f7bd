// The reader's keys. Everything here can also be done with the forms; nothing is stored and nothing is fetched.
"use strict";

(() => {
  const values = [...document.querySelectorAll(".value")];
  if (!values.length) return;
  let now = Math.max(0, values.findIndex((value) => "#" + value.id === location.hash));
  if (!location.hash) now = Math.max(0, values.findIndex((value) => value.dataset.open === "yes"));

  const light = () => {
    values.forEach((value, index) => value.classList.toggle("now", index === now));
    document.querySelectorAll("[data-for]").forEach((place) => {
      const mine = place.dataset.for.split(" ").includes(values[now].id);
      place.classList.toggle("now", mine);
      if (mine) bring(place);
    });
    values[now].scrollIntoView({ block: "nearest" });
  };
  // Only the page's own frame scrolls, so that the screen stays where the reader is.
  const bring = (place) => {
    const frame = place.closest(".page");
    const at = place.getBoundingClientRect().top - frame.getBoundingClientRect().top;
    if (at < 0 || at > frame.clientHeight - 40) frame.scrollTop += at - frame.clientHeight / 3;
  };
  const go = (step) => {
    now = Math.min(values.length - 1, Math.max(0, now + step));
    light();
  };
  const press = (name) => {
    const inside = name === "reject" ? values[now].closest(".case") : values[now];
    inside.querySelector(`button[name="ruling"][value="${name}"]`)?.click();
  };
  const amend = (basis) => {
    const details = values[now].querySelector("details.amend");
    if (!details) return;
    details.open = true;
    const select = details.querySelector("[name=basis]");
    if (basis && select) select.value = basis;
    const field = details.querySelector(basis === "not_stated" ? "[name=reason]" : "[name=value]");
    if (field) field.focus();
  };

  values.forEach((value, index) => value.addEventListener("click", (event) => {
    if (event.target.closest("button, a, summary, input, select, textarea")) return;
    now = index;
    light();
  }));

  // Words selected on the page fill the field that is being coded.
  document.addEventListener("selectionchange", () => {
    const words = String(document.getSelection()).trim();
    const inPage = document.getSelection().anchorNode?.parentElement?.closest(".page");
    const field = values[now].querySelector("details[open] [name=words]");
    if (words && inPage && field) field.value = words;
  });

  document.addEventListener("keydown", (event) => {
    if (event.target.closest("input, select, textarea") || event.ctrlKey || event.metaKey || event.altKey) return;
    const keys = {
      j: () => go(1), ArrowDown: () => go(1), k: () => go(-1), ArrowUp: () => go(-1),
      e: () => amend(""), x: () => press("not_stated"), u: () => amend("not_stated"), r: () => press("reject"),
      "?": () => document.getElementById("keys")?.toggleAttribute("open"),
    };
    if (event.key === "Enter" && !event.target.closest("button, a, summary")) keys.Enter = () => press("accept");
    if (!keys[event.key]) return;
    event.preventDefault();
    keys[event.key]();
  });

  light();
})();
