// The words that the page is about come into sight; what is filled in stands in the commands.
const words = document.getElementById("held");
const pane = document.querySelector("article");
if (words && pane && getComputedStyle(pane).overflowY === "auto") {
  const away = words.getBoundingClientRect().top - pane.getBoundingClientRect().top;
  pane.scrollTop += away - pane.clientHeight / 3;
}
const quoted = (text) => `'${text.replaceAll("'", "'\\''")}'`;
for (const field of document.querySelectorAll("[data-fills]")) {
  const slots = document.querySelectorAll(`[data-slot="${field.dataset.fills}"]`);
  const empty = [...slots].map((slot) => slot.textContent);
  field.addEventListener("input", () => {
    const text = field.value.trim();
    const plain = /^[\w.-]+$/.test(text);
    slots.forEach((slot, at) => {
      slot.textContent = text ? (plain ? text : quoted(text)) : empty[at];
    });
  });
  field.closest("[hidden]")?.removeAttribute("hidden");
}
for (const code of document.querySelectorAll(".command code")) {
  const button = document.createElement("button");
  const name = "复制 Copy";
  button.type = "button";
  button.textContent = name;
  button.addEventListener("click", async () => {
    getSelection().selectAllChildren(code);
    const copied = await navigator.clipboard
      ?.writeText(code.textContent)
      .then(() => true, () => false);
    const done = copied || document.execCommand("copy");
    button.textContent = done ? "已复制 Copied" : "已选中 Selected";
    button.classList.toggle("done", done);
    setTimeout(() => {
      button.textContent = name;
      button.classList.remove("done");
    }, 2000);
  });
  code.after(button);
}
