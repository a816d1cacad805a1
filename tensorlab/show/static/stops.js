/* Stops (breakpoints): places at which playing halts, and to which `]` and `[` run. A stop is on a node, or on a
   condition; it can be switched off, and it counts how often it halted. Next: `stop_form.js`, `seeking.js`. */

import { conditionText, factText, subjectText } from "./conditions.js";
import { button, element, setAttribute } from "./dom.js";
import { icon } from "./icons.js";
import { grouped } from "./numbers.js";
import { Seeker } from "./seeking.js";
import { StopForm } from "./stop_form.js";

const PATIENCE = 250; // milliseconds after which a search shows itself

export class Stops {
  constructor(tracer) {
    this.tracer = tracer;
    tracer.stops = this;
    const { words, commands } = tracer;
    tracer.bundle.stops ||= []; // kept there, so that they outlive a change of the language
    this.seeker = new Seeker(tracer);
    this.search = 0; // the number of the search that is going on; 0: none
    this.counter = 0;
    const some = () => this.active().length > 0 || "stops.none_on";
    commands.add([
      { id: "stop.next", group: "watch", keys: ["]"], icon: "stopNext", run: () => this.seek(true), enabled: some },
      { id: "stop.previous", group: "watch", keys: ["["], icon: "stopPrevious", run: () => this.seek(false), enabled: some },
      { id: "stop.toggle", group: "watch", keys: ["b"], icon: "stop", run: () => this.toggle(this.here()), enabled: () => this.here() !== null || "stops.no_box", checked: () => this.here() !== null && Boolean(this.onNode(this.here())) },
      { id: "stops", group: "watch", keys: ["q"], icon: "stops", run: () => tracer.drawer.toggle("stops"), checked: () => tracer.drawer.current === "stops" },
    ]);
    this.list = element("ul", { class: "tl-stops-list" });
    this.moves = element("div", { class: "tl-stops-moves" }, commands.button("stop.previous", { text: true }), commands.button("stop.next", { text: true }));
    this.empty = element("p", { class: "tl-stops-empty" }, words.say("stops.empty"));
    this.form = new StopForm(tracer, (condition, old) => this.save(condition, old));
    this.adder = button({ class: "tl-button" }, words.say("stops.add"), icon("zoomIn"), words.say("stops.add"));
    this.adder.removeAttribute("aria-label");
    this.adder.addEventListener("click", () => this.form.open(null, this.adder));
    this.root = element(
      "div", { class: "tl-stops" },
      this.moves, this.list, this.empty, this.adder, this.form.root,
    );
    this.progress = element("span", { class: "tl-seeking-text" });
    this.canceller = element("button", { type: "button", class: "tl-button" }, words.say("stops.cancel"));
    this.canceller.addEventListener("click", () => this.cancel());
    this.seeking = element("div", { class: "tl-seeking", role: "status", hidden: true }, this.progress, this.canceller);
    tracer.app.append(this.seeking);
    tracer.drawer.add({ name: "stops", title: "stops.title", root: this.root, opened: () => this.showList() });
    this.changed(false);
  }

  get all() {
    return this.tracer.bundle.stops;
  }

  active() {
    return this.all.filter((stop) => stop.on);
  }

  here() {
    const { step } = this.tracer.moment || {};
    return step && step.box !== null && step.box !== undefined ? step.box : null;
  }

  /* --- changing ----------------------------------------------------------------------------------------- */

  onNode(box) {
    return this.all.find((stop) => stop.measure === "reached" && stop.box === box);
  }

  toggle(box) {
    const { words, bundle } = this.tracer;
    const old = this.onNode(box);
    const name = bundle.boxes[box].title;
    if (old) this.remove(old);
    else this.save({ of: "node", box, measure: "reached", compare: "", number: 0, shape: [] }, null);
    this.tracer.notice(words.say(old ? "stops.removed" : "stops.added", { name }));
  }

  /* The form for a new stop on a box. */
  formFor(box) {
    this.tracer.drawer.open("stops");
    this.form.open(null, this.adder, box);
  }

  save(condition, old) {
    if (old) Object.assign(old, condition, { hits: 0 });
    else this.all.push({ ...condition, on: true, hits: 0 });
    this.changed();
  }

  remove(stop) {
    this.all.splice(this.all.indexOf(stop), 1);
    this.changed();
  }

  changed(tell = true) {
    const { tracer } = this;
    if (tell && tracer.hasKernel) tracer.ask("stops", { stops: this.all }).catch(() => {});
    this.showBadges();
    this.flagged = null;
    if (tracer.moment) this.show(tracer.moment);
    this.showList();
    tracer.commands.refresh();
  }

  /* --- running to one ------------------------------------------------------------------------------------ */

  /* The first stop after a place and up to another, for playing. */
  between(from, to) {
    const stops = this.active();
    const hit = stops.length ? this.seeker.between(stops, from, to) : null;
    return hit && { ...hit, stop: stops[hit.which] };
  }

  async seek(forward) {
    const { tracer } = this;
    const { words, bundle } = tracer;
    if (tracer.playing) tracer.togglePlay();
    const stops = this.active();
    const search = ++this.counter;
    this.search = search;
    const [run, step] = [tracer.run, tracer.stepNumber];
    this.from = `${run},${step}`;
    const timer = setTimeout(() => this.showProgress(run), PATIENCE);
    let result;
    try {
      result = await this.seeker.seek(stops.map(asked), run, step, forward, () => this.search === search, (at) => this.told(at));
    } catch (error) {
      tracer.notice(error.message);
      result = null;
    }
    clearTimeout(timer);
    if (this.search !== search) return;
    this.finish();
    if (!result) return;
    const skipped = result.skipped ? ` ${words.say("stops.skipped", { count: result.skipped })}` : "";
    if (result.hit) this.halt({ ...result.hit, stop: stops[result.hit.which] }, skipped);
    else tracer.notice(words.say(forward ? "stops.none_later" : "stops.none_earlier") + skipped);
    if (bundle.runs.length) tracer.commands.refresh();
  }

  /* The cursor has come to a stop: say why. */
  halt({ run, step, stop, value, inside }, skipped = "") {
    const { tracer } = this;
    const { words, bundle } = tracer;
    stop.hits = (stop.hits || 0) + 1;
    if (inside) tracer.nesting.goInside(run, inside, step);
    else tracer.go(run, step);
    const holes = { name: this.nameOf(tracer.moment.step), number: grouped(bundle.runs[run].number) };
    const sentence = stop.measure === "reached" ? words.say("stops.stopped", holes) : words.say("stops.stopped_because", { ...holes, fact: factText(words, stop, value) });
    tracer.notice(sentence + skipped);
    this.showList();
  }

  nameOf({ box, phase, title }) {
    const { words, bundle } = this.tracer;
    if (box === null || box === undefined) return words.plainText(title);
    const name = bundle.boxes[box].title;
    return phase === "backward" ? words.say("stops.at_gradient", { name }) : name;
  }

  cancel() {
    if (!this.search) return;
    this.finish();
    this.tracer.notice(this.tracer.words.say("stops.cancelled"));
  }

  finish() {
    this.search = 0;
    if (this.seeking.contains(document.activeElement)) this.tracer.root.focus({ preventScroll: true });
    this.seeking.hidden = true;
  }

  showProgress(run) {
    if (!this.search) return;
    this.seeking.hidden = false;
    this.told(run);
  }

  told(run) {
    const { runs } = this.tracer.bundle;
    if (!this.seeking.hidden) this.progress.textContent = this.tracer.words.say("stops.looking", { number: grouped(runs[run].number), last: grouped(runs[runs.length - 1].number) });
  }

  /* --- showing ------------------------------------------------------------------------------------------- */

  show(moment) {
    // Whoever moves on meanwhile no longer waits for the search.
    if (this.search && this.from !== `${moment.run},${moment.stepNumber}`) this.finish();
    if (!moment.timeline || this.flagged === moment.program) return;
    this.flagged = moment.program;
    const boxes = new Set(this.active().filter((stop) => stop.measure === "reached").map((stop) => stop.box));
    const steps = [...boxes].flatMap((box) => [...moment.timeline.values[box], ...moment.timeline.slots[box]].map(({ step }) => step));
    this.tracer.dock.track.setStops(steps);
  }

  showBadges() {
    const { words } = this.tracer;
    const badges = {};
    for (const stop of this.all) {
      if (stop.box === null || stop.box === undefined) continue;
      const text = `${words.say(stop.on ? "stops.badge" : "stops.badge_off")}: ${conditionText(words, stop)}`;
      const known = badges[stop.box];
      badges[stop.box] = { text: stop.on || (known && known.text === "●") ? "●" : "○", kind: "stop", title: known ? `${known.title}; ${text}` : text };
    }
    this.tracer.graph.badge("stops", this.all.length ? badges : null);
  }

  showList() {
    this.empty.hidden = this.all.length > 0;
    this.moves.hidden = !this.all.length;
    if (this.tracer.drawer.current !== "stops") return;
    const focused = [...this.list.querySelectorAll("button")].indexOf(document.activeElement);
    this.list.replaceChildren(...this.all.map((stop) => this.row(stop)));
    const again = [...this.list.querySelectorAll("button")];
    if (focused >= 0) (again[Math.min(focused, again.length - 1)] || this.adder).focus({ preventScroll: true });
  }

  row(stop) {
    const { words, bundle } = this.tracer;
    const [subject, text] = [subjectText(words, stop, bundle.boxes), conditionText(words, stop)];
    const label = words.say("stops.label", { subject, condition: text });
    // A button, not a checkbox: in an input the Tracer's keys are off.
    const on = element("button", { type: "button", class: "tl-stop-switch", role: "switch", "aria-checked": String(Boolean(stop.on)), "aria-label": words.say("stops.switch", { label }) }, element("span", {}, element("b", {}, subject), " ", element("span", { class: "tl-stop-condition" }, text)));
    on.addEventListener("click", () => {
      stop.on = !stop.on;
      this.changed();
    });
    const tool = (name, key, action) => {
      const made = button({ class: "tl-tool" }, words.say(key, { label }), icon(name));
      made.addEventListener("click", action);
      return made;
    };
    const edit = tool("edit", "stops.edit", () => this.form.open(stop, edit));
    const line = element(
      "li", { class: "tl-stop-row" },
      on,
      element("span", { class: "tl-stop-hits" }, stop.hits ? words.say("stops.hits", { count: stop.hits }) : ""),
      edit, tool("close", "stops.delete", () => this.remove(stop)),
    );
    setAttribute(line, "data-off", stop.on ? null : "true");
    return line;
  }

  destroy() {
    this.search = 0;
  }
}

/* A stop as the kernel takes it. */
function asked({ of, box, measure, compare, number, shape }) {
  return { of, box: box ?? null, measure, compare, number, shape };
}
