/* One array, large: a dialog over the Tracer with a heat map of any size, its numbers, its spread, and what one can
   take along. Next: `value_canvas.js` (the map), `value_source.js` (where its numbers come from). */

import { button, element } from "./dom.js";
import { icon } from "./icons.js";
import { grouped, plain, shapeText } from "./numbers.js";
import { ValueCanvas } from "./value_canvas.js";
import { copyToClipboard, pythonPath } from "./value_copy.js";
import { exactText, numpyText } from "./value_exact.js";
import { arrayFacts, histogramOf, missingNote, numberFacts, scaleOf } from "./value_facts.js";
import { ImageTableau, imagesIn } from "./value_image.js";
import { arraysOf } from "./value_pane.js";
import { positionsOf } from "./value_rules.js";
import { SliceTableau } from "./value_source.js";
import { statisticsOf } from "./value_statistics.js";

const FAR = 10; // cells that Shift and an arrow key move

export class ArrayView {
  constructor(tracer) {
    this.tracer = tracer;
    this.words = tracer.words;
    tracer.openArray = (entry) => this.open(entry);
    const values = () => tracer.inspector.values;
    const some = () => (this.items().length ? true : "values.none_here");
    const ruled = () => (values().shown && values().rule ? true : "values.no_rule");
    const sliced = () => (values().sliced() ? true : "values.no_slices");
    tracer.commands.add([
      { id: "values.open", group: "watch", keys: ["a"], icon: "openArray", run: () => this.open(), enabled: some },
      { id: "values.copy", group: "watch", keys: ["k"], icon: "copy", run: () => this.copyNumpy(), enabled: some },
      { id: "values.path", group: "watch", keys: ["Shift+K"], run: () => this.copyPath(), enabled: some },
      { id: "values.previous_entry", group: "watch", keys: [","], run: () => values().pointNext(-1), enabled: ruled },
      { id: "values.next_entry", group: "watch", keys: ["."], run: () => values().pointNext(1), enabled: ruled },
      { id: "values.previous_slice", group: "watch", keys: ["<"], run: () => values().nextSlice(-1), enabled: sliced },
      { id: "values.next_slice", group: "watch", keys: [">"], run: () => values().nextSlice(1), enabled: sliced },
      { id: "values.axis", group: "watch", keys: ["Shift+A"], run: () => values().nextAxis(), enabled: sliced },
    ]);
  }

  /* --- which array -------------------------------------------------------------------------------------- */

  /* The arrays of the step, each once, the result first. */
  items() {
    const { moment } = this.tracer;
    if (!moment || !moment.step || !moment.arrays.has(moment.run) || (moment.failed !== null && moment.stepNumber > moment.failed)) return [];
    const { inputs, output } = arraysOf(moment, this.words);
    const found = [output, ...inputs].filter((item) => item && item.array);
    return found.filter((item, number) => found.findIndex((other) => other.entry === item.entry) === number);
  }

  open(entry) {
    const items = this.items();
    if (!items.length) return;
    if (!this.root) this.build();
    this.choices = items;
    this.choose(items.find((item) => item.entry === entry) || items[0], true);
    if (!this.root.open) this.root.showModal();
    this.canvas.resize();
    this.canvas.root.focus({ preventScroll: true });
  }

  /* A move behind the dialog: another run has other numbers in the same place. */
  show() {
    if (!this.root || !this.root.open) return;
    const items = this.items();
    const same = items.find((item) => item.entry === this.item.entry);
    if (!same) return this.root.close();
    this.choices = items;
    if (same.array !== this.item.array) this.choose(same, false);
    else this.canvas.draw(); // the theme may have changed
  }

  choose(item, anew) {
    const { array } = item;
    this.item = item;
    if (anew || this.position.length !== Math.max(0, array.shape.length - 2)) this.position = new Array(Math.max(0, array.shape.length - 2)).fill(0);
    if (anew) this.axis = this.position.length - 1;
    this.images = imagesIn(array, this.tracer.moment.step.phase === "feed");
    if (anew) this.asImages = Boolean(this.images && this.images.sure && (array.isWhole || this.asker() || this.imagesStored()));
    this.fill();
    this.display(!anew);
  }

  imagesStored() {
    return new ImageTableau(this.item.array, this.images, null, () => {}).known > 0;
  }

  asker() {
    const { tracer, item } = this;
    const { run } = tracer;
    return tracer.hasKernel && tracer.nesting.isRecorded(run, item.entry) ? (content) => tracer.ask("array_window", { run, entry: item.entry, language: this.words.language, ...content }) : null;
  }

  display(keep) {
    if (this.tableau) this.tableau.destroy();
    const { array } = this.item;
    const arrived = (error) => {
      this.say(error ? error.message : "");
      this.canvas.draw();
      if (!error) this.point(...this.canvas.cursor, false);
    };
    this.tableau = this.asImages && this.images ? new ImageTableau(array, this.images, this.asker(), arrived) : new SliceTableau(array, this.position, this.asker(), arrived);
    this.canvas.root.hidden = !array.size;
    this.nothing.hidden = Boolean(array.size);
    if (array.size) this.canvas.show(this.tableau, keep);
    else this.readout.textContent = "";
    this.canvas.root.setAttribute("aria-label", this.words.say("values.map_label", { name: this.item.label, rows: grouped(this.tableau.rows), columns: grouped(this.tableau.columns) }));
  }

  /* --- the dialog --------------------------------------------------------------------------------------- */

  build() {
    const { words } = this;
    this.canvas = new ValueCanvas(words, (row, column, tell) => this.point(row, column, tell));
    this.tabs = element("div", { class: "tl-array-tabs", role: "group", "aria-label": words.say("values.arrays") });
    this.slices = element("div", { class: "tl-array-slices" });
    this.facts = element("dl", { class: "tl-array-facts" });
    this.numbers = element("dl", { class: "tl-array-numbers" });
    this.spread = element("div", {});
    this.note = element("p", { class: "tl-array-note" });
    this.nothing = element("p", { class: "tl-array-nothing", hidden: true });
    this.readout = element("p", { class: "tl-array-readout" });
    this.live = element("p", { class: "tl-unseen", role: "status", "aria-live": "polite" });
    this.message = element("p", { class: "tl-array-message", role: "status", "aria-live": "polite" });
    const tool = (key, name, action) => {
      const made = button({ class: "tl-tool" }, words.say(key), icon(name));
      made.addEventListener("click", action);
      return made;
    };
    const texted = (key, action) => {
      const made = element("button", { type: "button", class: "tl-array-action" }, words.say(key));
      made.addEventListener("click", action);
      return made;
    };
    this.imageSwitch = texted("values.as_images", () => this.switchImages());
    this.oddJump = texted("values.next_odd", () => this.jump("odd"));
    this.largestJump = texted("values.to_largest", () => this.jump("largest"));
    this.root = element(
      "dialog", { class: "tl-array", "aria-label": words.say("values.dialog") },
      element("header", {}, this.tabs, tool("drawer.close", "close", () => this.root.close())),
      element(
        "div", { class: "tl-array-tools" },
        this.slices, element("span", { class: "tl-array-gap" }), this.imageSwitch, this.largestJump, this.oddJump,
        element("span", { class: "tl-array-zoom" }, tool("values.zoom_out", "zoomOut", () => this.canvas.zoomBy(-1)), tool("values.zoom_in", "zoomIn", () => this.canvas.zoomBy(1)), tool("values.fit", "fit", () => this.canvas.fit())),
      ),
      element("div", { class: "tl-array-main" }, this.canvas.root, this.nothing),
      element(
        "aside", { tabindex: 0, "aria-label": words.say("values.about") },
        this.facts, this.numbers, this.spread, this.note,
        element("div", { class: "tl-array-copies" }, texted("values.copy_numpy", () => this.copyNumpy()), texted("values.copy_path", () => this.copyPath())),
      ),
      element("footer", {}, this.readout, this.message, this.live),
    );
    this.root.addEventListener("keydown", (event) => {
      if (this.pressed(event)) event.preventDefault();
      event.stopPropagation();
    });
    this.root.addEventListener("click", (event) => {
      if (event.target === this.root) this.root.close();
    });
    this.root.addEventListener("close", () => this.tracer.root.focus({ preventScroll: true }));
    this.tracer.root.append(this.root);
  }

  fill() {
    const { words, item } = this;
    const { array } = item;
    this.tabs.replaceChildren(
      ...this.choices.map((choice) => {
        const made = element("button", { type: "button", "aria-pressed": String(choice === item) }, element("b", {}, choice.label), " ", element("code", {}, shapeText(choice.array.shape)));
        made.addEventListener("click", () => this.chooseByHand(choice));
        return made;
      }),
    );
    this.nothing.textContent = words.say("values.empty", { shape: shapeText(array.shape) });
    this.say("");
    this.fillSlices();
    this.facts.replaceChildren(...arrayFacts(item, this.tracer.moment, words));
    const statistics = statisticsOf(array);
    this.numbers.replaceChildren(...numberFacts(array, words));
    const drawing = statistics && array.numeric ? histogramOf(statistics, words) : null;
    this.spread.replaceChildren(...[drawing, this.asImages ? null : scaleOf(array, words)].filter(Boolean));
    this.imageSwitch.hidden = !this.images;
    this.imageSwitch.setAttribute("aria-pressed", String(this.asImages));
    this.imageSwitch.textContent = words.say(this.asImages ? "values.as_numbers" : "values.as_images");
    this.imageSwitch.removeAttribute("aria-pressed");
    this.oddJump.hidden = !statistics || !(statistics.nan || statistics.inf);
    this.largestJump.hidden = !statistics || statistics.min === null || array.dtype === "bool";
    this.note.textContent = missingNote(array, this.tracer.hasKernel, words);
  }

  fillSlices() {
    const { array } = this.item;
    const steppers = this.asImages ? [] : this.position.map((at, axis) => {
      const size = this.reach(axis);
      const step = (name, key, change) => {
        const made = button({ class: "tl-tool", disabled: at + change < 0 || at + change >= size }, this.words.say(key, { axis }), icon(name));
        made.addEventListener("click", () => this.goSlice(axis, at + change));
        return made;
      };
      return element(
        "span", { class: axis === this.axis ? "tl-array-axis tl-axis-chosen" : "tl-array-axis", title: this.words.say("values.axis", { axis, size: array.shape[axis] }) },
        this.words.say("values.axis_short", { axis }), step("lower", "values.slice_previous", -1), element("b", {}, String(at)), element("span", {}, `/ ${array.shape[axis] - 1}`), step("higher", "values.slice_next", 1),
      );
    });
    this.slices.replaceChildren(...steppers);
  }

  /* How far one can step along a leading axis: as far as there are numbers. */
  reach(axis) {
    return this.tracer.hasKernel ? this.item.array.shape[axis] : this.item.array.stored[axis];
  }

  goSlice(axis, at) {
    const size = this.reach(axis);
    this.axis = axis;
    this.position = this.position.map((old, number) => (number === axis ? (at + size) % size : old));
    const focused = document.activeElement && this.slices.contains(document.activeElement) ? document.activeElement.getAttribute("aria-label") : null;
    this.fillSlices();
    if (focused) ([...this.slices.querySelectorAll("button:not([disabled])")].find((made) => made.getAttribute("aria-label") === focused) || this.canvas.root).focus();
    this.display(true);
    this.live.textContent = this.words.say("values.at_slice", { axis, at: this.position[axis], size: this.item.array.shape[axis] });
  }

  chooseByHand(choice) {
    this.choose(choice, true);
    this.tabs.children[this.choices.indexOf(choice)].focus();
  }

  switchImages() {
    this.asImages = !this.asImages;
    this.fill();
    this.display(false);
  }

  /* --- reading and jumping ------------------------------------------------------------------------------ */

  point(row, column, tell) {
    const { words, tableau, item } = this;
    const position = tableau.positionAt(row, column);
    if (!position || !tableau.inside(row, column)) {
      this.readout.textContent = "";
      return;
    }
    const name = `${item.label}${position.length ? `[${position.join(", ")}]` : ""}`;
    const value = tableau.value(row, column);
    const around = value === undefined ? tableau.around(row, column) : null;
    const text = value !== undefined ? (Array.isArray(value) && !item.array.complex ? `[${value.map((one) => exactText(one, item.array.dtype)).join(", ")}]` : exactText(value, item.array.dtype)) : "";
    const told = around && Number.isFinite(around.mean) ? words.say(around.low === undefined ? "values.block_mean" : "values.block", { mean: plain(around.mean), low: plain(around.low ?? 0), high: plain(around.high ?? 0), rows: around.block[0], columns: around.block[1] }) : "";
    this.readout.replaceChildren(element("code", {}, name), element("b", {}, value !== undefined ? ` = ${text}` : ""), value === undefined ? ` ${told || words.say("values.not_here")}` : "");
    if (tell) this.live.textContent = this.readout.textContent;
  }

  async jump(what) {
    const { array } = this.item;
    const ask = this.asker();
    let position = null;
    if (array.isWhole || !ask) position = this.foundHere(what);
    else {
      try {
        ({ position } = await ask({ want: "find", what, after: this.place() }));
      } catch (error) {
        return this.say(error.message);
      }
    }
    if (!position) return this.say(this.words.say(array.isWhole || ask ? "values.not_found" : "values.not_found_here"));
    if (!array.isWhole && !ask) this.say(this.words.say("values.found_in_corner"));
    if (this.asImages) this.switchImages();
    if (this.position.some((at, axis) => at !== position[axis])) {
      this.position = position.slice(0, this.position.length);
      this.fillSlices();
      this.display(true);
    }
    const [row, column] = array.shape.length > 1 ? position.slice(-2) : [Math.floor((position[0] || 0) / this.tableau.columns), (position[0] || 0) % this.tableau.columns];
    this.canvas.goTo(row, column, true);
    this.canvas.root.focus({ preventScroll: true });
  }

  /* Where the cursor stands among all entries. */
  place() {
    const { shape } = this.item.array;
    const position = this.tableau.positionAt(...this.canvas.cursor) || [];
    return position.reduce((place, at, axis) => place * shape[axis] + (Number(at) || 0), 0);
  }

  foundHere(what) {
    const { array } = this.item;
    const size = array.storedSize;
    const stored = array.isWhole ? array.shape : array.stored;
    if (what === "odd") {
      const position = this.tableau.positionAt(...this.canvas.cursor) || [];
      const from = position.reduce((place, at, axis) => place * stored[axis] + Math.min(Number(at) || 0, stored[axis] - 1), 0);
      for (let step = 1; step <= size; step++) if (!Number.isFinite(array.weight((from + step) % size))) return positionsOf(stored, (from + step) % size);
      return null;
    }
    let best = -1;
    for (let at = 0; at < size; at++) if (Number.isFinite(array.weight(at)) && (best < 0 || Math.abs(array.weight(at)) > Math.abs(array.weight(best)))) best = at;
    return best < 0 ? null : positionsOf(stored, best);
  }

  say(text) {
    this.message.textContent = text;
  }

  /* --- keys --------------------------------------------------------------------------------------------- */

  pressed(event) {
    if (event.altKey) return false;
    const far = event.shiftKey ? FAR : 1;
    const onMap = document.activeElement === this.canvas.root;
    const { rows, columns } = this.tableau;
    const moves = {
      ArrowLeft: [0, -far], ArrowRight: [0, far], ArrowUp: [-far, 0], ArrowDown: [far, 0], PageUp: [-FAR, 0], PageDown: [FAR, 0],
      Home: event.ctrlKey ? [-rows, -columns] : [0, -columns], End: event.ctrlKey ? [rows, columns] : [0, columns],
    };
    if (event.key in moves) {
      if (onMap) this.canvas.move(...moves[event.key]);
      return onMap;
    }
    if (event.ctrlKey || event.metaKey) return false;
    const axes = this.position.length;
    const actions = {
      "+": () => this.canvas.zoomBy(1), "=": () => this.canvas.zoomBy(1), "-": () => this.canvas.zoomBy(-1), 0: () => this.canvas.fit(),
      "<": () => axes && this.goSlice(this.axis, this.position[this.axis] - 1), ">": () => axes && this.goSlice(this.axis, this.position[this.axis] + 1),
      A: () => axes && this.nextAxis(), a: () => this.root.close(), k: () => this.copyNumpy(), K: () => this.copyPath(),
      ",": () => this.nextArray(-1), ".": () => this.nextArray(1), i: () => this.images && this.switchImages(),
      m: () => this.jump("largest"), n: () => this.jump("odd"),
    };
    if (!Object.hasOwn(actions, event.key)) return false;
    actions[event.key]();
    return true;
  }

  nextAxis() {
    this.axis = (this.axis + 1) % this.position.length;
    this.fillSlices();
    this.live.textContent = this.words.say("values.chose_axis", { axis: this.axis, size: this.item.array.shape[this.axis] });
  }

  nextArray(change) {
    const at = this.choices.indexOf(this.item);
    this.choose(this.choices[(at + change + this.choices.length) % this.choices.length], true);
    this.live.textContent = `${this.item.label} ${shapeText(this.item.array.shape)}`;
  }

  /* --- taking along ------------------------------------------------------------------------------------- */

  /* The array that is open, or the step's result. */
  current() {
    return this.root && this.root.open ? this.item : this.items()[0];
  }

  tell(text) {
    if (this.root && this.root.open) this.say(text);
    else this.tracer.notice(text);
  }

  async copyNumpy() {
    const { array, label, entry } = this.current();
    const { tracer, words } = this;
    let text = "";
    if (array.isWhole) text = numpyText(array);
    else if (tracer.hasKernel && tracer.nesting.isRecorded(tracer.run, entry)) {
      try {
        ({ text } = await tracer.ask("array_window", { run: tracer.run, entry, want: "numpy", language: words.language }));
      } catch (error) {
        return this.tell(error.message);
      }
    } else return this.tell(words.say("values.cannot_copy", { stored: shapeText(array.stored), shape: shapeText(array.shape) }));
    await this.copied(text, words.say("values.copied_numpy", { name: label, shape: shapeText(array.shape) }));
  }

  async copyPath() {
    const path = pythonPath(this.tracer.moment, this.current().entry);
    if (!path) return this.tell(this.words.say("values.no_path"));
    await this.copied(path, this.words.say("values.copied_path", { path }));
  }

  async copied(text, words) {
    const place = this.root && this.root.open ? this.root : this.tracer.root;
    this.tell((await copyToClipboard(text, place)) ? words : this.words.say("values.copy_refused"));
  }

  destroy() {
    if (this.canvas) this.canvas.destroy();
    if (this.tableau) this.tableau.destroy();
  }
}
