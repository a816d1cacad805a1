/* The student's program, with the line and the very expression that made the current node. */

import { element } from "./dom.js";

const TOGETHER = 20; // lines that are painted together: where one is marked, the others are not painted again

export class SourceView {
  constructor(tracer) {
    this.tracer = tracer;
    this.sources = tracer.bundle.sources;
    this.place = element("code", { class: "tl-place" });
    this.code = element("div", { class: "tl-code", tabindex: 0, role: "region", "aria-label": tracer.words.say("source.text") });
    this.pane = element(
      "section", { class: "tl-pane tl-source", "data-pane": "source", "aria-label": tracer.words.say("source.title") },
      element("header", {}, element("h2", {}, tracer.words.say("source.title")), this.place), this.code,
    );
    this.shown = null;
    this.marked = [];
    // What a step must know of the room is measured when it changes: to ask in the middle of a step is dear.
    this.room = { width: 0, height: 0, line: 22, letter: 7.8, top: 0 };
    this.observer = new ResizeObserver(() => this.measure());
    this.observer.observe(this.code);
    this.code.addEventListener("scroll", () => { this.room.top = this.code.scrollTop; }, { passive: true });
  }

  measure() {
    const style = getComputedStyle(this.code);
    const before = this.room.height;
    Object.assign(this.room, { width: this.code.clientWidth, height: this.code.clientHeight, line: parseFloat(style.lineHeight), letter: 0.6 * parseFloat(style.fontSize), top: this.code.scrollTop });
    if (before !== this.room.height) this.settle();
  }

  show({ step, record }) {
    const place = step && step.source;
    this.pane.dataset.phase = step ? step.phase : "";
    this.open(place ? place[0] : this.shown === null && this.sources.length ? 0 : this.shown);
    for (const line of this.marked) this.plainLine(line);
    this.marked = [];
    const source = this.sources[this.shown];
    this.place.textContent = source ? source.name + (place ? `:${place[1]}` : "") : "";
    if (!source) return;
    const call = record && record.source;
    if (call && call[0] === this.shown) this.mark(call[1], call[2], "tl-call", null);
    if (place) this.mark(place[1], place[2] || place[1], "tl-now", place);
    this.wanted = place ? place[1] : call ? call[1] : 1;
  }

  settle() {
    if (this.rows) this.scroll(this.wanted);
  }

  open(number) {
    if (number === this.shown || number === null) return;
    this.shown = number;
    const { text, first_line: first = 1 } = this.sources[number];
    this.lines = text.replace(/\n$/, "").split("\n");
    this.comments = commentColumns(this.lines);
    this.rows = this.lines.map((line, index) =>
      element("div", { class: "tl-line" }, element("i", {}, String(first + index)), element("span", {})));
    this.rows.forEach((row, index) => this.fill(row, index, null));
    this.first = first;
    const parts = [];
    for (let row = 0; row < this.rows.length; row += TOGETHER) parts.push(element("div", { class: "tl-lines" }, ...this.rows.slice(row, row + TOGETHER)));
    this.code.replaceChildren(...parts);
  }

  /* Write a line: [code][marked expression][code][comment]. Columns count characters, not UTF-16 units. */
  fill(row, index, marked) {
    const characters = Array.from(this.lines[index]);
    const comment = this.comments[index];
    const parts = [];
    const add = (from, to, name) => {
      if (to <= from) return;
      const text = characters.slice(from, to).join("");
      parts.push(name ? element(name, {}, text) : text);
    };
    const [begin, end] = marked || [0, 0];
    add(0, Math.min(begin, comment));
    add(begin, end, "mark");
    add(end, comment);
    add(Math.max(comment, end), characters.length, "s");
    row.lastChild.replaceChildren(...(parts.length ? parts : ["\u200b"]));
  }

  mark(from, to, name, place) {
    for (let line = from; line <= to; line++) {
      const index = line - this.first;
      const row = this.rows[index];
      if (!row) continue;
      row.classList.add(name);
      this.marked.push(index);
      if (!place || place[3] === null || place[3] === undefined) continue;
      const length = Array.from(this.lines[index]).length;
      const indent = this.lines[index].length - this.lines[index].trimStart().length;
      this.fill(row, index, [line === place[1] ? place[3] : indent, line === place[2] ? place[4] : length]);
    }
  }

  plainLine(index) {
    this.rows[index].classList.remove("tl-now", "tl-call");
    this.fill(this.rows[index], index, null);
  }

  /* Bring a line into the upper half of the pane, without moving the page around it. Only a marked line may go on over
     several rows, and none before it does. */
  scroll(line) {
    const index = line - this.first;
    const { width, height, line: high, letter, top: scrolled } = this.room;
    if (!this.rows[index] || !height) return;
    const top = index * high;
    const rows = Math.max(1, Math.ceil((this.lines[index].length * letter) / Math.max(1, width - 90)));
    if (top >= scrolled + 0.15 * height && top + rows * high <= scrolled + 0.8 * height) return;
    const wanted = Math.max(0, Math.round((top - height * 0.4) / high) * high);
    if (wanted === scrolled) return;
    this.code.scrollTop = wanted;
    this.room.top = this.code.scrollTop;
  }
}

/* For every line the column at which its comment starts (its length where there is none). */
function commentColumns(lines) {
  let quote = "";
  return lines.map((line) => {
    const characters = Array.from(line);
    for (let at = 0; at < characters.length; at++) {
      const three = characters.slice(at, at + 3).join("");
      if (quote) {
        if (characters[at] === "\\") at++;
        else if (quote.length === 3 ? three === quote : characters[at] === quote) {
          at += quote.length - 1;
          quote = "";
        }
      } else if (characters[at] === "#") return at;
      else if (three === '"""' || three === "'''") {
        quote = three;
        at += 2;
      } else if (characters[at] === '"' || characters[at] === "'") quote = characters[at];
    }
    if (quote.length === 1) quote = "";
    return characters.length;
  });
}
