// Light, dark, or as the system says. Loaded in the head, so that a chosen theme never flashes the other one.
const KEY = "kbase-theme";
const root = document.documentElement;

function stored() {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null; // private windows may refuse storage: the system's choice stands
  }
}

function apply(theme) {
  if (theme === "light" || theme === "dark") root.dataset.theme = theme;
  else delete root.dataset.theme;
}

function remember(theme) {
  try {
    if (theme === "auto") localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, theme);
  } catch {
    // The choice holds for this page.
  }
}

function show(buttons) {
  const now = root.dataset.theme ?? "auto";
  for (const button of buttons) button.setAttribute("aria-pressed", String(button.value === now));
}

apply(stored());

document.addEventListener("DOMContentLoaded", () => {
  const group = document.querySelector("[data-theme-switch]");
  if (!group) return;
  const buttons = group.querySelectorAll("button");
  group.hidden = false;
  show(buttons);
  group.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    apply(button.value);
    remember(button.value);
    show(buttons);
  });
});
