// Keys of the admin's desks: an element with data-key="a" is pressed (a box: entered) by that key. Plain buttons work without.
const typing = (element) => element.closest("input, textarea, select") !== null;

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.key === "Escape" && typing(event.target)) {
    event.target.blur();
    return;
  }
  const submit = event.target.dataset?.submit;
  if (event.key === "Enter" && submit) {
    event.preventDefault();
    document.getElementById(submit)?.click();
    return;
  }
  if (typing(event.target)) return;
  const target = document.querySelector(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
  if (!target) return;
  event.preventDefault();
  if (target.matches("input, textarea, select")) target.focus();
  else target.click();
});
