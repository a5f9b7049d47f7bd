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
  const plain = (text) => text.toLowerCase().normalize("NFKD").replace(/\p{M}/gu, "");
  const words = (text) => [...new Set((plain(text).match(/[a-z0-9]{2,}/g) || []).map((w) => w.slice(0, 24)))];
  /* Words without a file are not asked for: the page names the beginnings that have one. */
  const begins = new Set(own.words.split(" ").flatMap((one) => [...one.slice(2)].map((c) => one.slice(0, 2) + (c === "-" ? "" : c))));

  const unpack = (packed) => {
    const set = new Uint8Array(n), data = atob(packed.slice(1));
    if (packed[0] === "b") {
      for (let at = 0; at < n; at++) set[at] = (data.charCodeAt(at >> 3) >> (at & 7)) & 1;
      return set;
    }
    let step = 0, shift = 0, before = -1;
    for (let at = 0; at < data.length; at++) {
      const byte = data.charCodeAt(at);
      step |= (byte & 127) << shift; shift += 7;
      if (byte < 128) { before += step; set[before] = 1; step = shift = 0; }
    }
    return set;
  };
  /* What all of them hold, with the points of each added up; none is 0. */
  const meet = (sets) => sets.reduce((a, b) => { for (let i = 0; i < n; i++) a[i] = a[i] && b[i] ? a[i] + b[i] : 0; return a; });
  /* A record has two points for the very word, one for a word that only begins with it. */
  const join = (sets) => sets.reduce((a, [b, points]) => {
    for (let i = 0; i < n; i++) if (b[i] && a[i] < points) a[i] = points;
    return a;
  }, new Uint8Array(n));
  /* The numbers of what was found, most points first. */
  const rank = (points) => {
    const heaps = [];
    for (let i = 0; i < n; i++) if (points[i]) (heaps[points[i]] ||= []).push(i);
    return heaps.reverse().flat();
  };

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

  /* The script stands behind the form and the list, which are there when it runs; the files of the question in the
     address are asked for at once. */
  listsOf(new URLSearchParams(location.search));
  const form = document.getElementById("search"), out = document.getElementById("found"), said = document.getElementById("said");
  let asked = 0;
  const ask = async (push) => {
    const mine = ++asked, fields = new FormData(form), state = new URLSearchParams();
    for (const [name, value] of fields) if (value) state.append(name, value);
    const from = push ? 0 : Number(new URLSearchParams(location.search).get("from")) || 0;
    if (push) history.replaceState(null, "", state.size ? `?${state}` : location.pathname);
    if (!words(state.get("q") || "").length && !chosenOf(state).length) { out.replaceChildren(); said.textContent = ""; return; }
    const [lists, keys] = await listsOf(state);
    if (mine !== asked) return;
    const sets = [...lists.map((several) => join(several.map(([one, points]) => [unpack(one), points]))),
      ...keys.filter(Boolean).map(unpack)];
    const all = sets.length ? meet(sets) : new Uint8Array(n), found = rank(all);
    await show(found, from, state, mine);
    if (whole && mine === asked) count(all, await whole);
  };

  const row = ([href, title, line]) => {
    const item = document.createElement("li"), link = document.createElement("a"), small = document.createElement("span");
    link.href = own.root + href; link.textContent = title;
    small.className = "small"; small.textContent = line;
    item.append(link, " ", small);
    return item;
  };
  /* Rows are shown as soon as those before them are. */
  const show = async (found, from, state, mine) => {
    const few = found.slice(from, from + PER);
    const files = few.map((i) => (i < CHUNK ? first : get(`r/${Math.floor(i / CHUNK)}.json`)));
    const fresh = [];
    for (const [at, i] of few.entries()) {
      fresh.push(row((await files[at])[i % CHUNK]));
      if (mine !== asked) return;
      if (at === 0) {
        out.replaceChildren();
        said.textContent = form.dataset.said.replace("#n", found.length.toLocaleString(document.documentElement.lang));
      }
      out.append(...fresh.splice(0));
    }
    if (!few.length) {
      out.replaceChildren();
      said.textContent = form.dataset.said.replace("#n", found.length.toLocaleString(document.documentElement.lang));
    }
    turn(found.length, from, state);
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
      const set = unpack(packed);
      let here = 0;
      for (let i = 0; i < n; i++) here += set[i] && all[i] ? 1 : 0;
      option.textContent = `${option.dataset.label} (${here})`;
    }
  };

  const fill = () => {
    const state = new URLSearchParams(location.search);
    for (const field of form.elements) if (field.name) field.value = state.get(field.name) || "";
  };
  const start = async () => {
    fill();
    form.hidden = false;
    let wait = 0;
    form.addEventListener("input", (event) => {
      clearTimeout(wait);
      wait = setTimeout(() => ask(true), event.target.name === "q" ? 120 : 0);
    });
    form.addEventListener("submit", (event) => { event.preventDefault(); ask(true); });
    addEventListener("popstate", () => { fill(); ask(false); });
    if (await first) ask(false); else form.hidden = true;
  };
  start();
})();
