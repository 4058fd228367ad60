// Select words of the article: the form beside it is filled with what they state. Without this, paste them.
const text = document.getElementById("text");
const form = document.getElementById("link");
const list = document.getElementById("records");
const offers = document.getElementById("offers");

// Offsets of the server count code points, those of the browser UTF-16 units.
const codePoints = (string) => [...string].length;

function offsetOf(node, offset) {
  const element = node.nodeType === Node.TEXT_NODE ? node.parentElement : node;
  const paragraph = element.closest("p[data-start]");
  if (!paragraph || !text.contains(paragraph)) return null;
  const range = document.createRange();
  range.selectNodeContents(paragraph);
  range.setEnd(node, offset);
  return Number(paragraph.dataset.start) + codePoints(range.toString());
}

function selected() {
  const selection = document.getSelection();
  if (!selection || selection.isCollapsed || !selection.rangeCount) return null;
  const range = selection.getRangeAt(0);
  const start = offsetOf(range.startContainer, range.startOffset);
  const end = offsetOf(range.endContainer, range.endOffset);
  return start !== null && end !== null && start < end ? { start, end } : null;
}

function fill(values) {
  for (const [name, value] of Object.entries(values)) {
    const box = form.elements.namedItem(name);
    if (box) box.value = value;
  }
}

function show(found) {
  offers.replaceChildren(
    ...found.map((one) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = `${one.label} ${one.value}`;
      button.addEventListener("click", () => fill({ field: one.field, value: one.value, qualifier: one.qualifier }));
      return button;
    }),
  );
}

let asked = "";
async function propose() {
  const span = selected();
  if (!span) return;
  const query = new URLSearchParams(span).toString();
  if (query === asked) return;
  asked = query;
  const response = await fetch(`${form.dataset.propose}?${query}`);
  if (!response.ok || query !== asked) return;
  const answer = await response.json();
  fill({ occurrence: "", value: "", ...answer.form });
  show(answer.offers);
}

let typed = 0;
function suggest(event) {
  clearTimeout(typed);
  typed = setTimeout(async () => {
    const query = event.target.value.trim();
    if (!query) return;
    form.elements.namedItem("record").value = "";
    const response = await fetch(`${form.dataset.records}?${new URLSearchParams({ q: query })}`);
    if (!response.ok) return;
    const { records } = await response.json();
    list.replaceChildren(...records.map((label) => Object.assign(document.createElement("option"), { value: label })));
  }, 200);
}

if (form && text) {
  text.addEventListener("pointerup", () => setTimeout(propose));
  text.addEventListener("keyup", propose);
  form.elements.namedItem("name").addEventListener("input", suggest);
}
