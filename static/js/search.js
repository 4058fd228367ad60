// "/" goes to the search box, as readers of code and mail are used to; not while they type elsewhere.
const FIELDS = "input, textarea, select, [contenteditable]";

function visible(element) {
  return element.getClientRects().length > 0;
}

document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target instanceof Element && event.target.closest(FIELDS)) return;
  const box = [...document.querySelectorAll("input[type=search]")].find(visible);
  if (!box) return;
  event.preventDefault();
  box.focus();
  box.select();
});
