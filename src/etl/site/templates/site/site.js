"use strict";
// The language that was chosen last, or that the browser asks for, before anything is seen.
const root = document.documentElement;
const speak = (language) => { root.lang = language === "en" ? "en" : "zh-Hans"; };
let kept = null;
try { kept = localStorage.getItem("language"); } catch { /* Storage may be forbidden. */ }
speak(kept || (/^zh/i.test(navigator.language) ? "zh" : "en"));
root.classList.add("script");

document.addEventListener("DOMContentLoaded", () => {
  const chosen = root.lang === "en" ? "en" : "zh";
  for (const button of document.querySelectorAll("input[name=language]")) {
    button.checked = button.value === chosen;
    button.addEventListener("change", () => {
      speak(button.value);
      try { localStorage.setItem("language", button.value); } catch { /* It is forgotten. */ }
    });
  }
  figures(document.getElementById("card"));
});
// What is printed is all there is to see.
addEventListener("beforeprint", () => {
  for (const folded of document.querySelectorAll("details")) folded.open = true;
});

// A bulletin: pointing at a figure shows its rows of the table; a finger's first tap does.
function figures(card) {
  if (!card) return;
  const figure = (event) => event.target.closest && event.target.closest("a.fig[data-f]");
  const heads = [...document.querySelectorAll("table.figures thead th")];
  let shown = null;
  const show = (event) => {
    const at = figure(event);
    if (at === shown) return;
    shown = at;
    card.hidden = !at;
    if (!at) return;
    card.replaceChildren();
    for (const number of at.dataset.f.split(" ")) {
      const row = document.getElementById("r" + number);
      const list = document.createElement("dl");
      for (const [place, cell] of [...row.cells].entries()) {
        const [term, said] = ["dt", "dd"].map((name) => document.createElement(name));
        term.append(...[...heads[place].childNodes].map((node) => node.cloneNode(true)));
        said.textContent = "";
        for (const node of cell.childNodes) {
          const copy = node.cloneNode(true);
          if (copy.removeAttribute) copy.removeAttribute("id");
          said.append(copy);
        }
        if (said.textContent.trim()) list.append(term, said);
      }
      card.append(list);
    }
  };
  let tapped = null;
  document.addEventListener("mouseover", show);
  document.addEventListener("focusin", show);
  document.addEventListener("click", (event) => {
    const at = figure(event);
    if (at && event.detail && at !== tapped && matchMedia("(hover: none)").matches) {
      event.preventDefault();
      at.focus();
    }
    tapped = at;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") { card.hidden = true; shown = null; }
  });
}
