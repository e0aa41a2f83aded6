"use strict";
(() => {
  const form = document.getElementById("filter");
  if (!form) return;
  const quotes = [...document.querySelectorAll(".quote")];
  const groups = [...document.querySelectorAll(".issue-quotes")];
  const count = document.getElementById("count");
  const opened = new Map(groups.map((group) => [group, group.open]));
  const apply = () => {
    const want = Object.fromEntries(new FormData(form));
    const active = Object.values(want).some((value) => value !== "");
    const fits = (quote) =>
      Object.entries(want).every(([key, value]) => value === "" || quote.dataset[key] === value);
    let seen = 0;
    for (const quote of quotes) {
      quote.hidden = !fits(quote);
      if (!quote.hidden) seen += 1;
    }
    for (const group of groups) {
      group.hidden = !group.querySelector(".quote:not([hidden])");
      group.open = active ? !group.hidden : opened.get(group);
    }
    count.textContent = `${seen} of ${quotes.length} quotes shown`;
  };
  form.hidden = false;
  form.addEventListener("change", apply);
  form.addEventListener("reset", () => setTimeout(apply));
  form.addEventListener("submit", (event) => event.preventDefault());
  apply();
})();
