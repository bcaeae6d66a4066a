"use strict";
// The table of submissions: filtered, sorted and paged by what the address says after its #, so that every number of
// the page is a plain link to its submissions. Texts are set as text: nothing of a submission is ever markup.
(() => {
  const { words, page: size, topics, checks, told, why, rows } = JSON.parse(document.getElementById("data").textContent);
  const [NAME, WHO, SECTION, SCORE, FINAL, MARKS, CODES, TOLD, SECONDS, SIGNS, WHY] = rows.length ? rows[0].keys() : [];
  const UNTRIED = "usf-";
  const table = document.getElementById("table"), body = table.tBodies[0];
  const form = document.getElementById("filters"), only = document.getElementById("only");
  const pages = document.getElementById("pages"), count = document.getElementById("count");
  const columns = [...table.tHead.rows[0].cells];
  const collator = new Intl.Collator(document.documentElement.lang, { numeric: true });
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
  const SHOWN = "submissions";
  let current = "";

  function asked() {
    const [place, ...rest] = location.hash.slice(1).split("&");
    return place === SHOWN ? new URLSearchParams(rest.join("&")) : null;
  }

  function go(query, replace) {
    const text = `#${[SHOWN, ...(`${query}` ? [query] : [])].join("&")}`;
    if (replace) history.replaceState(null, "", text);
    else if (text !== location.hash) history.pushState(null, "", text);
    show(query);
  }

  function mark(row, key) {
    const number = { score: row[SCORE], final: row[FINAL], seconds: row[SECONDS] }[key];
    return number === undefined ? row[MARKS][key] : number;
  }

  function fits(query) {
    const get = (name) => query.get(name) || "";
    const text = get("q").toLowerCase(), [low, high] = get("range").split("-").map(Number);
    const [topic, verdict, check, one, sign, reason] = ["topic", "verdict", "check", "told", "sign", "why"].map(get);
    const inTopic = (index) => topic === "" || checks[index][0] === Number(topic);
    const has = (codes, fit) => [...codes].some((code, index) => inTopic(index) && fit(code));
    return (row) => {
      const codes = row[CODES];
      if (text && !`${row[NAME]} ${row[WHO]} ${row[SECTION]}`.toLowerCase().includes(text)) return false;
      const wanted = (code) => (verdict ? code === verdict : !UNTRIED.includes(code));
      if (check !== "" && !wanted(codes[check])) return false;
      if (check === "" && (verdict || (topic && !get("range"))) && !has(codes, wanted)) return false;
      if (one !== "" && !row[TOLD].includes(Number(one))) return false;
      if (sign && !row[SIGNS].includes(sign)) return false;
      if (reason !== "" && !row[WHY].includes(Number(reason))) return false;
      const value = topic === "" ? row[SCORE] : row[MARKS][topic];
      return !get("range") || (value !== null && value >= low && value < high);
    };
  }

  function sorted(found, query) {
    const [key, down] = [query.get("sort") || "name", query.get("down") ? -1 : 1];
    if (key === "name") return found.sort((a, b) => down * collator.compare(a[NAME], b[NAME]));
    const last = (value) => (value === null ? Infinity : down * value); // what has no mark comes last
    return found.sort((a, b) => last(mark(a, key)) - last(mark(b, key)) || collator.compare(a[NAME], b[NAME]));
  }

  function element(name, text, classes) {
    const made = document.createElement(name);
    if (text !== undefined) made.textContent = text;
    if (classes) made.className = classes;
    return made;
  }

  const plain = (value) => (value === null ? "–" : `${Math.round(value * 100) / 100}`);

  function drawn(row) {
    const line = element("tr"), head = element("th"), link = element("a", row[NAME]), notes = element("td");
    head.scope = "row";
    link.href = `../${encodeURIComponent(row[NAME])}/feedback.html`;
    link.dir = "auto";
    head.append(link);
    const person = element("span", undefined, "quiet");
    for (const part of [row[WHO], row[SECTION]].filter(Boolean)) person.append(element("bdi", part), " ");
    if (person.firstChild) head.append(element("br"), person);
    line.append(head);
    for (const { dataset: { sort: key } } of columns) {
      if (!key || key === "name") continue;
      line.append(element("td", key === "seconds" ? row[SECONDS].toFixed(2) : plain(mark(row, key)), "number"));
    }
    for (const [sign, word] of Object.entries(words.signs)) {
      if (row[SIGNS].includes(sign)) notes.append(element("span", word, "tag"), " ");
    }
    line.append(notes);
    return line;
  }

  function onlySays(query) {
    const [low, high] = (query.get("range") || "").split("-");
    if (query.get("why")) return fill(words.why, { why: why[query.get("why")] });
    if (!query.get("range")) return "";
    return low === "100" ? words.full : fill(words.range, { low, high });
  }

  function chosen(query) {
    const fields = [...form.querySelectorAll("[name]")].filter((field) => query.get(field.name));
    const said = fields.map((field) => field.selectedOptions?.[0]?.textContent ?? query.get(field.name));
    return [...said, onlySays(query)].filter(Boolean).join(" · ");
  }

  function show(query) {
    current = `${query}`;
    const found = sorted(rows.filter(fits(query)), query);
    const last = Math.max(0, Math.ceil(found.length / size) - 1);
    const at = Math.min(Math.max(Number(query.get("page") || 1) - 1, 0), last), from = at * size;
    const part = found.slice(from, from + size);
    body.replaceChildren(...part.map(drawn));
    count.textContent = found.length ? fill(words.count, { shown: found.length, all: rows.length }) : words.none;
    pages.hidden = last === 0;
    pages.querySelector("span").textContent =
      fill(words.rows, { first: from + 1, last: from + part.length, all: found.length });
    for (const button of pages.querySelectorAll("button")) {
      const to = at + Number(button.dataset.step);
      button.disabled = to < 0 || to > last;
      button.value = to + 1;
    }
    for (const field of form.querySelectorAll("[name]")) {
      if (field !== document.activeElement || field.tagName === "SELECT") field.value = query.get(field.name) || "";
    }
    only.querySelector("span").textContent = onlySays(query);
    only.hidden = !onlySays(query);
    document.getElementById("chosen").textContent = chosen(query);
    for (const column of columns) {
      const active = column.dataset.sort === (query.get("sort") || "name");
      column.setAttribute("aria-sort", active ? (query.get("down") ? "descending" : "ascending") : "none");
      if (!column.dataset.sort) column.removeAttribute("aria-sort");
    }
  }

  const now = () => new URLSearchParams(current);
  const without = (query, ...names) => (names.forEach((name) => query.delete(name)), query);

  form.addEventListener("input", (event) => {
    const query = without(now(), "page"), { name, value } = event.target;
    if (value) query.set(name, value);
    else query.delete(name);
    go(query, name === "q");
  });
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", (event) => {
    event.preventDefault();
    form.elements.q.value = "";
    go(new URLSearchParams());
  });
  only.querySelector("button").addEventListener("click", () => go(without(now(), "range", "why", "page")));
  pages.addEventListener("click", ({ target: { value } }) => {
    if (!value) return;
    const query = now();
    query.set("page", value);
    go(query);
    document.getElementById(SHOWN).scrollIntoView();
  });
  for (const column of columns.filter((each) => each.dataset.sort)) {
    const button = element("button", column.textContent);
    button.type = "button";
    button.addEventListener("click", () => {
      const query = without(now(), "page"), key = column.dataset.sort;
      const again = (query.get("sort") || "name") === key, down = again ? !query.get("down") : key !== "name";
      query.set("sort", key);
      if (down) query.set("down", "1");
      else query.delete("down");
      go(query);
    });
    column.replaceChildren(button);
  }
  function arrived() {
    const query = asked();
    if (!query) return; // another section: the choice stays
    show(query);
    if (!current) return;
    const heading = document.getElementById(SHOWN);
    heading.scrollIntoView();
    heading.focus({ preventScroll: true });
  }
  window.addEventListener("hashchange", () => (location.hash ? arrived() : show(new URLSearchParams())));
  form.hidden = false;
  show(new URLSearchParams());
  arrived();
})();
