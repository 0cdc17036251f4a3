// Elements from values. Words only ever become text nodes, so that no article can bring markup of its own.

const PROPERTIES = new Set(["value", "checked", "disabled", "selected", "hidden", "open", "tabIndex"]);

/** Return an element. `on…` are listeners, `data-…` and `aria-…` attributes, null and false leave an attribute out. */
export function h(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (PROPERTIES.has(key)) element[key] = value;
    else if (key === "class") element.className = value;
    else if (value !== null && value !== undefined && value !== false) element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** Put new children into an element; what had the focus gets it back under its `data-key`. */
export function renew(element, ...children) {
  const key = element.contains(document.activeElement) ? document.activeElement.dataset?.key : undefined;
  const top = element.scrollTop;
  element.replaceChildren(...children.flat(Infinity).filter(Boolean));
  element.scrollTop = top;
  if (key) element.querySelector(`[data-key="${CSS.escape(key)}"]`)?.focus({ preventScroll: true });
}

/** Say whether the person is typing in this element, so that keys mean letters. */
export function isTyping(element) {
  if (!element?.matches) return false;
  return element.matches("textarea, select, [contenteditable], input:not([type=checkbox]):not([type=radio]):not([type=button])");
}

/** Open a dialog with a heading and a way out; the browser itself gives the focus back to what had it. */
export function openDialog(title, ...children) {
  const close = h("button", { type: "button", class: "plain close", "aria-label": "Close", onclick: () => dialog.close() }, "✕");
  const dialog = h("dialog", { class: "bench-dialog", "aria-labelledby": "dialog-title" },
    h("header", {}, h("h2", { id: "dialog-title" }, title), close), ...children);
  dialog.addEventListener("close", () => dialog.remove());
  document.querySelector("[data-workbench]").append(dialog);
  dialog.showModal();
  return dialog;
}
