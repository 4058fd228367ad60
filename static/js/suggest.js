// Names under a search box while one types: the WAI-ARIA combobox with a list. Without this file it is a plain box.
const WAIT = 120;
let lists = 0;

class Combobox {
  constructor(input) {
    this.input = input;
    this.list = document.createElement("ul");
    this.list.id = `suggestions-${++lists}`;
    this.list.className = "suggestions";
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", "建议");
    this.list.hidden = true;
    input.form.append(this.list);
    for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-expanded", "false"], ["aria-controls", this.list.id]]) {
      input.setAttribute(name, value);
    }
    input.addEventListener("input", () => this.later());
    input.addEventListener("keydown", (event) => this.key(event));
    input.addEventListener("blur", () => this.close());
    this.list.addEventListener("mousedown", (event) => event.preventDefault()); // the box keeps the focus
    this.list.addEventListener("click", (event) => this.open(event.target.closest("[role=option]")));
  }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), WAIT);
  }

  async ask() {
    const typed = this.input.value.trim();
    this.request?.abort();
    if (!typed) return this.close();
    this.request = new AbortController();
    const address = new URL(this.input.dataset.suggest, location.href);
    address.searchParams.set("q", typed);
    try {
      const answer = await fetch(address, { signal: this.request.signal, headers: { Accept: "application/json" } });
      if (answer.ok && document.activeElement === this.input) this.show((await answer.json()).suggestions);
    } catch {
      this.close(); // the box still searches
    }
  }

  show(found) {
    this.list.replaceChildren(...found.map((each, number) => this.option(each, number)));
    this.list.hidden = found.length === 0;
    this.input.setAttribute("aria-expanded", String(found.length > 0));
    this.choose(-1);
  }

  option({ text, kind, url }, number) {
    const line = document.createElement("li");
    line.id = `${this.list.id}-${number}`;
    line.dataset.url = url;
    line.setAttribute("role", "option");
    line.setAttribute("aria-selected", "false");
    const note = document.createElement("small");
    note.textContent = kind;
    line.append(text, " ", note);
    return line;
  }

  choose(number) {
    const lines = [...this.list.children];
    this.chosen = lines.length ? (number + lines.length + 1) % (lines.length + 1) : lines.length;
    lines.forEach((line, place) => line.setAttribute("aria-selected", String(place === this.chosen)));
    const line = lines[this.chosen];
    if (line) this.input.setAttribute("aria-activedescendant", line.id);
    else this.input.removeAttribute("aria-activedescendant");
    line?.scrollIntoView({ block: "nearest" });
  }

  key(event) {
    if (event.isComposing || this.list.hidden) return;
    if (event.key === "ArrowDown") this.choose(this.chosen === this.list.children.length ? 0 : this.chosen + 1);
    else if (event.key === "ArrowUp") this.choose(this.chosen - 1);
    else if (event.key === "Escape") this.close();
    else if (event.key === "Enter" && this.list.children[this.chosen]) this.open(this.list.children[this.chosen]);
    else return;
    event.preventDefault();
  }

  open(line) {
    if (line) location.assign(line.dataset.url);
  }

  close() {
    clearTimeout(this.timer);
    this.request?.abort();
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }
}

for (const input of document.querySelectorAll("input[data-suggest]")) new Combobox(input);
