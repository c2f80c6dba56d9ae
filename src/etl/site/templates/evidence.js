"use strict";
// Lights up the promise that a figure measures; on a touch screen the first tap shows the figure.
let lit = null;
const figure = (event) => event.target.closest("a.figure[href]");
const light = (event) => {
  if (lit) lit.classList.remove("lit");
  const link = figure(event);
  lit = link && document.getElementById(link.hash.slice(1));
  if (lit) lit.classList.add("lit");
};
let shown = null;
document.addEventListener("mouseover", light);
document.addEventListener("focusin", light);
document.addEventListener("click", (event) => {
  const link = figure(event);
  if (link && event.detail && link !== shown && matchMedia("(hover: none)").matches) {
    event.preventDefault();
    link.focus();
  }
  shown = link;
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") document.activeElement.blur();
});
