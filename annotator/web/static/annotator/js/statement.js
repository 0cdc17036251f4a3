// What the statement page does beyond forms: words from a selection, more rows, a warning before typed words are lost.
import { selectedWords } from "./select.js";

const statement = document.querySelector("[data-statement]");
const form = document.getElementById("tagging");
let kept = "";

document.addEventListener("selectionchange", () => {
  const words = statement ? selectedWords(statement) : "";
  if (words) kept = words;
});

function take(field) {
  if (!kept) {
    field.focus();
    return;
  }
  const isMany = field.dataset.words === "many";
  field.value = isMany && field.value.trim() ? `${field.value.trimEnd()}\n${kept}` : kept;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.focus();
}

function addButtons(root) {
  for (const field of root.querySelectorAll("[data-words]")) {
    if (field.parentElement.querySelector(".use-selection")) continue;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "use-selection";
    button.textContent = "Use selection";
    const name = field.closest(".field")?.querySelector("label")?.textContent ?? "words";
    button.setAttribute("aria-label", `Use the words selected in the statement as ${name.toLowerCase()}`);
    button.addEventListener("click", () => take(field));
    field.after(button);
  }
}

function addRow(section) {
  const total = section.querySelector("[name$='-TOTAL_FORMS']");
  const template = section.querySelector("[data-row-template]");
  const row = template.content.cloneNode(true).firstElementChild;
  const holder = document.createElement("div");
  holder.append(row);
  holder.innerHTML = holder.innerHTML.replaceAll("__prefix__", total.value);
  total.value = String(Number(total.value) + 1);
  const added = holder.firstElementChild;
  template.before(added);
  addButtons(added);
  added.querySelector("input:not([type=hidden]), textarea, select")?.focus();
}

function addMoreButtons() {
  for (const section of document.querySelectorAll("[data-rows]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = "One more row";
    button.addEventListener("click", () => addRow(section));
    section.append(button);
  }
}

for (const other of document.querySelectorAll(".comment-form")) addButtons(other);

if (form) {
  addButtons(form);
  addMoreButtons();
  let isDirty = Boolean(form.querySelector(".errors"));
  form.addEventListener("input", () => { isDirty = true; });
  form.addEventListener("submit", () => { isDirty = false; });
  window.addEventListener("beforeunload", (event) => { if (isDirty) event.preventDefault(); });
  form.querySelector(".errors")?.focus();
}
