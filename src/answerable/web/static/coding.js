// Words picked on the page fill the field that the coder is in. Everything works without it; nothing is stored or fetched.
"use strict";

(() => {
  const form = document.querySelector(".sheet-form");
  if (!form) return;
  let now = form.querySelector(".its-words");
  form.addEventListener("focusin", (event) => {
    const field = event.target.closest(".field")?.querySelector(".its-words");
    if (field) now = field;
  });
  document.addEventListener("selectionchange", () => {
    const picked = document.getSelection();
    const words = String(picked).replace(/\s+/g, " ").trim();
    const inPage = picked.anchorNode?.parentElement?.closest(".page, .words");
    if (words && inPage && now) now.value = words;
  });
  document.querySelector(".page mark, .page rect")?.scrollIntoView({ block: "nearest" });
})();
