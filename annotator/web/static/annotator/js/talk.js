// A comment that was typed and not sent is not lost without a question.
const typed = new Set();

for (const form of document.querySelectorAll(".comment-form")) {
  form.addEventListener("input", () => typed.add(form));
  form.addEventListener("submit", () => typed.delete(form));
}
window.addEventListener("beforeunload", (event) => {
  if (typed.size) event.preventDefault();
});
