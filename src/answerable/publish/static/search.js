/* Search in the reader's own browser: the question goes nowhere. State stands in the address. Each question reads the
   files of its words and facets, then those of the first records found. Without this script the page leads to the lists. */
(() => {
  "use strict";
  const form = document.getElementById("search");
  if (!form) return;
  const base = form.dataset.index, PER = 20, out = document.getElementById("found"), said = document.getElementById("said");
  const kept = new Map();
  /* Words without a file are not asked for: the page names the beginnings that have one. */
  const begins = new Set(form.dataset.words.split(" ").flatMap((one) => [...one.slice(2)].map((c) => one.slice(0, 2) + (c === "-" ? "" : c))));
  const get = (path) => {
    if (!kept.has(path)) kept.set(path, fetch(base + path).then((r) => (r.ok ? r.json() : null)));
    return kept.get(path);
  };
  const meta = get("meta.json");
  const plain = (text) => text.toLowerCase().normalize("NFKD").replace(/\p{M}/gu, "");
  const words = (text) => [...new Set((plain(text).match(/[a-z0-9]{2,}/g) || []).map((w) => w.slice(0, 24)))];

  const unpack = (packed, n) => {
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
  const meet = (sets) => sets.reduce((a, b) => { for (let i = 0; i < a.length; i++) a[i] = a[i] && b[i] ? a[i] + b[i] : 0; return a; });
  /* A record has two points for the very word, one for a word that only begins with it. */
  const join = (sets, n) => sets.reduce((a, [b, points]) => {
    for (let i = 0; i < n; i++) if (b[i] && a[i] < points) a[i] = points;
    return a;
  }, new Uint8Array(n));

  /* A word finds every word that begins with it. Two letters alone find only themselves. */
  const holders = async (word) => {
    const shard = begins.has(word.slice(0, 3)) ? (await get(`w/${word.slice(0, 3)}.json`)) || {} : {};
    return Object.keys(shard).filter((one) => (word.length > 2 ? one.startsWith(word) : one === word))
      .map((one) => [shard[one], one === word ? 2 : 1]);
  };
  const ofKey = async (key, about) => (about.keys ? about.keys[key] : get(`k/${key}.json`));

  let asked = 0;
  const ask = async (push) => {
    const mine = ++asked, fields = new FormData(form), state = new URLSearchParams();
    for (const [name, value] of fields) if (value) state.append(name, value);
    const chosen = [...state].filter(([name]) => name !== "q" && name !== "from").map(([name, value]) => `${name}/${value}`);
    const q = words(state.get("q") || ""), from = push ? 0 : Number(new URLSearchParams(location.search).get("from")) || 0;
    if (push) history.replaceState(null, "", state.size ? `?${state}` : location.pathname);
    if (!q.length && !chosen.length) { out.replaceChildren(); said.textContent = ""; return; }
    const [about, ...lists] = await Promise.all([meta, ...q.map(holders)]);
    const keys = await Promise.all(chosen.map((key) => ofKey(key, about)));
    if (mine !== asked) return;
    const sets = [...lists.map((several) => join(several.map(([one, points]) => [unpack(one, about.n), points]), about.n)),
      ...keys.filter(Boolean).map((one) => unpack(one, about.n))];
    const all = sets.length ? meet(sets) : new Uint8Array(about.n), found = [];
    for (let i = 0; i < all.length; i++) if (all[i]) found.push(i);
    found.sort((a, b) => all[b] - all[a] || a - b);
    await show(found, from, about, state, mine);
    if (about.keys && mine === asked) count(all, about);
  };

  const show = async (found, from, about, state, mine) => {
    const few = found.slice(from, from + PER);
    const files = new Map([...new Set(few.map((i) => Math.floor(i / about.chunk)))].map((c) => [c, get(`r/${c}.json`)]));
    const rows = await Promise.all(few.map(async (i) => (await files.get(Math.floor(i / about.chunk)))[i % about.chunk]));
    if (mine !== asked) return;
    out.replaceChildren(...rows.map(([href, title, line]) => {
      const item = document.createElement("li"), link = document.createElement("a"), small = document.createElement("span");
      link.href = form.dataset.root + href; link.textContent = title;
      small.className = "small"; small.textContent = line;
      item.append(link, " ", small);
      return item;
    }));
    said.textContent = form.dataset.said.replace("#n", found.length.toLocaleString(document.documentElement.lang));
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
  const count = (all, about) => {
    for (const option of form.querySelectorAll("option[value]:not([value=''])")) {
      const packed = about.keys[`${option.parentElement.name}/${option.value}`];
      if (!packed) continue;
      const set = unpack(packed, about.n);
      let n = 0;
      for (let i = 0; i < set.length; i++) n += set[i] && all[i] ? 1 : 0;
      option.textContent = `${option.dataset.label} (${n})`;
    }
  };

  const fill = () => {
    const state = new URLSearchParams(location.search);
    for (const field of form.elements) if (field.name) field.value = state.get(field.name) || "";
  };
  let wait = 0;
  form.addEventListener("input", (event) => {
    clearTimeout(wait);
    wait = setTimeout(() => ask(true), event.target.name === "q" ? 120 : 0);
  });
  form.addEventListener("submit", (event) => { event.preventDefault(); ask(true); });
  addEventListener("popstate", () => { fill(); ask(false); });
  fill();
  meta.then((about) => { if (about) { form.hidden = false; ask(false); } }, () => {});
})();
