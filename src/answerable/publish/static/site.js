/* The only script of the site; everything can be read without it. It keeps the list of saved pages in this browser,
   copies an address, prints. It sends nothing to anyone. */
(() => {
  "use strict";
  const KEY = "saved";
  const here = location.href.split("#")[0];
  const load = () => { try { return JSON.parse(localStorage.getItem(KEY)) || []; } catch { return []; } };
  const keep = (list) => { try { localStorage.setItem(KEY, JSON.stringify(list)); return true; } catch { return false; } };
  const all = (name, act) => document.querySelectorAll(`[data-${name}]`).forEach(act);

  all("save", (button) => {
    const show = () => {
      const on = load().some((one) => one.href === here);
      button.setAttribute("aria-pressed", on);
      button.textContent = on ? button.dataset.on : button.dataset.save;
    };
    button.addEventListener("click", () => {
      const list = load();
      const rest = list.filter((one) => one.href !== here);
      if (rest.length === list.length) rest.unshift({ href: here, title: document.title });
      keep(rest);
      show();
    });
    button.hidden = false;
    show();
  });
  all("copy", (button) => {
    if (!navigator.clipboard) return;
    button.hidden = false;
    button.addEventListener("click", () =>
      navigator.clipboard.writeText(button.dataset.copy || here).then(() => { button.textContent = button.dataset.done; }));
  });
  all("print", (button) => { button.hidden = false; button.addEventListener("click", () => print()); });
  all("saved", (place) => {
    const show = () => {
      const list = load();
      place.replaceChildren(...list.map((one) => {
        const item = document.createElement("li"), link = document.createElement("a"), drop = document.createElement("button");
        link.href = one.href;
        link.textContent = one.title;
        drop.textContent = place.dataset.remove;
        drop.addEventListener("click", () => { keep(load().filter((other) => other.href !== one.href)); show(); });
        item.append(link, " ", drop);
        return item;
      }));
      document.querySelector("[data-empty]").hidden = list.length > 0;
    };
    show();
  });
})();
