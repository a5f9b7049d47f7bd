/* Search in the reader's own browser: the question goes nowhere. State stands in the address. A question reads the
   files of its words and facets and, at the same time, the first records; then those of the other records found.
   Without this script the page leads to the lists. */
(() => {
  "use strict";
  const own = document.currentScript.dataset, base = own.index, n = Number(own.n), CHUNK = Number(own.chunk), PER = 20;
  const kept = new Map();
  const get = (path) => {
    if (!kept.has(path)) kept.set(path, fetch(base + path).then((r) => (r.ok ? r.json() : null)).catch(() => null));
    return kept.get(path);
  };
  /* In a small index one file holds all facets; in a large one each value has its own. */
  const whole = own.whole ? get("keys.json") : null;
  const first = get("r/0.json");
  const plain = (text) => (/^[ -~]*$/.test(text) ? text : text.normalize("NFKD").replace(/\p{M}/gu, "")).toLowerCase();
  const words = (text) => [...new Set((plain(text).match(/[a-z0-9]{2,}/g) || []).map((w) => w.slice(0, 24)))];
  /* Words without a file are not asked for: the page names the beginnings that have one. */
  const begins = new Set(own.words.split(" ").flatMap((one) => [...one.slice(2)].map((c) => one.slice(0, 2) + (c === "-" ? "" : c))));

  /* Records with points: the points of each by its number, and the numbers. Only numbers that are held are walked
     through, for a slow processor takes a tenth of a second for all of fifty thousand. */
  const none = () => ({ points: new Uint8Array(n), held: [] });
  const lay = (set, packed, points = 1) => {
    const data = atob(packed.slice(1)), bits = packed[0] === "b";
    const put = (i) => {
      if (!set.points[i]) set.held.push(i);
      if (set.points[i] < points) set.points[i] = points;
    };
    let step = 0, shift = 0, before = -1;
    for (let at = 0; at < data.length; at++) {
      const byte = data.charCodeAt(at);
      if (bits) { for (let left = byte, i = at * 8; left; left >>= 1, i++) if (left & 1) put(i); continue; }
      step |= (byte & 127) << shift; shift += 7;
      if (byte < 128) { put(before += step); step = shift = 0; }
    }
    return set;
  };
  /* What all of them hold, in order, with the points of each added up. */
  const meet = (sets) => {
    const [least, ...others] = sets.sort((a, b) => a.held.length - b.held.length), all = { points: least.points, held: [] };
    for (const i of least.held) {
      let sum = least.points[i];
      for (const one of others) sum = sum && one.points[i] ? sum + one.points[i] : 0;
      all.points[i] = sum;
      if (sum) all.held.push(i);
    }
    all.held = Uint32Array.from(all.held).sort();
    return all;
  };
  /* The numbers of a page of what was found, most points first. */
  const rank = ({ points, held }, from) => {
    const heaps = [];
    for (const i of held) (heaps[points[i]] ||= []).push(i);
    return heaps.reverse().flat().slice(from, from + PER);
  };
  const say = (total) => String(total).replace(/\B(?=(\d{3})+$)/g, form.dataset.mark);

  /* A word finds every word that begins with it. Two letters alone find only themselves. */
  const holders = async (word) => {
    const shard = begins.has(word.slice(0, 3)) ? (await get(`w/${word.slice(0, 3)}.json`)) || {} : {};
    return Object.keys(shard).filter((one) => (word.length > 2 ? one.startsWith(word) : one === word))
      .map((one) => [shard[one], one === word ? 2 : 1]);
  };
  const ofKey = async (key) => (whole ? ((await whole) || {})[key] : get(`k/${key}.json`));
  const names = new Set(own.facets.split(" "));
  const chosenOf = (state) => [...state].filter(([name, value]) => value && names.has(name)).map(([name, value]) => `${name}/${value}`);
  const listsOf = (state) => Promise.all([
    Promise.all(words(state.get("q") || "").map(holders)), Promise.all(chosenOf(state).map(ofKey))]);

  /* The files of the question in the address are asked for before the page stands; `start` is called when it does. */
  listsOf(new URLSearchParams(location.search));
  let form, out, said;
  let asked = 0;
  const ask = async (push) => {
    const mine = ++asked, fields = new FormData(form), state = new URLSearchParams();
    for (const [name, value] of fields) if (value) state.append(name, value);
    const from = push ? 0 : Number(new URLSearchParams(location.search).get("from")) || 0;
    if (push) history.replaceState(null, "", state.size ? `?${state}` : location.pathname);
    if (!words(state.get("q") || "").length && !chosenOf(state).length) { out.replaceChildren(); said.textContent = ""; return; }
    const [lists, keys] = await listsOf(state);
    if (mine !== asked) return;
    /* A record has two points for the very word, one for a word that only begins with it. */
    const sets = [...lists.map((several) => several.reduce((set, [one, points]) => lay(set, one, points), none())),
      ...keys.filter(Boolean).map((one) => lay(none(), one))];
    const all = sets.length ? meet(sets) : none();
    await show(all.held.length, rank(all, from), from, state, mine);
    if (whole && mine === asked) count(all.points, await whole);
  };

  const row = ([href, title, line]) => {
    const item = document.createElement("li"), link = document.createElement("a"), small = document.createElement("span");
    link.href = own.root + href; link.textContent = title;
    small.className = "small"; small.textContent = line;
    item.append(link, " ", small);
    return item;
  };
  /* Rows are shown as soon as those before them are. */
  const show = async (total, few, from, state, mine) => {
    const files = few.map((i) => (i < CHUNK ? first : get(`r/${Math.floor(i / CHUNK)}.json`)));
    const fresh = [];
    for (const [at, i] of few.entries()) {
      fresh.push(row((await files[at])[i % CHUNK]));
      if (mine !== asked) return;
      if (at === 0) {
        out.replaceChildren();
        said.textContent = form.dataset.said.replace("#n", say(total));
      }
      out.append(...fresh.splice(0));
    }
    if (!few.length) {
      out.replaceChildren();
      said.textContent = form.dataset.said.replace("#n", say(total));
    }
    turn(total, from, state);
  };
  const turn = (n, from, state) => {
    const nav = document.getElementById("turn");
    nav.replaceChildren();
    const link = (to, text) => {
      const a = document.createElement("a"), next = new URLSearchParams(state);
      next.set("from", to); a.href = `?${next}`; a.textContent = text;
      nav.append(a, " ");
    };
    if (from > 0) link(Math.max(0, from - PER), nav.dataset.back);
    if (from + PER < n) link(from + PER, nav.dataset.on);
  };
  /* How many of what was found each choice would leave; only where the lists of all facets are at hand. */
  const count = (all, keys) => {
    for (const option of form.querySelectorAll("option[value]:not([value=''])")) {
      const packed = keys[`${option.parentElement.name}/${option.value}`];
      if (!packed) continue;
      const here = lay(none(), packed).held.filter((i) => all[i]).length;
      option.textContent = `${option.dataset.label} (${here})`;
    }
  };

  const fill = () => {
    const state = new URLSearchParams(location.search);
    for (const field of form.elements) if (field.name) field.value = state.get(field.name) || "";
  };
  const start = async () => {
    [form, out, said] = ["search", "found", "said"].map((one) => document.getElementById(one));
    fill();
    form.hidden = false;
    let wait = 0;
    form.addEventListener("input", (event) => {
      clearTimeout(wait);
      wait = setTimeout(() => ask(true), event.target.name === "q" ? 120 : 0);
    });
    form.addEventListener("submit", (event) => { event.preventDefault(); ask(true); });
    addEventListener("popstate", () => { fill(); ask(false); });
    if (await first) return ask(false);
    form.remove();
    said.textContent = said.dataset.alone;
  };
  addEventListener("stands", start, { once: true });
})();
