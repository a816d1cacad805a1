/* Explain: for the box under the cursor the questions that apply to it, each answered in a sentence, with its path
   drawn in the graph. Next: `explain_reasons.js`, `explain_paths.js`, `variable_writes.js`, which answer. */

import { element, formula } from "./dom.js";
import { GradientSteps, gradientAnswer } from "./explain_paths.js";
import { Reasons } from "./explain_reasons.js";
import { briefValue } from "./value_text.js";
import { VariableWrites } from "./variable_writes.js";

const LONG_PATH = 14; // stops; of longer ones the middle is folded
const ENDS = 5;
const MOST_UNRUN = 24; // names

export class Explain {
  constructor(tracer) {
    this.tracer = tracer;
    this.words = tracer.words;
    tracer.explain = this;
    this.edges = new Map(tracer.bundle.edges.flatMap(({ from, to }, number) => [[`${from},${to}`, number], [`${to},${from}`, number]]));
    this.writes = tracer.variableWrites = new VariableWrites(tracer);
    this.known = new Map(); // per program: what answers
    this.asked = null; // the question that the reader asked last
    this.pinned = null; // a box that no step goes to
    this.root = element("div", { class: "tl-explain" });
    tracer.drawer.add({
      name: "explain", title: "explain.title", root: this.root,
      show: (moment) => this.fill(moment),
      opened: () => this.root.querySelector("[aria-pressed=true]")?.focus({ preventScroll: true }),
      closed: () => tracer.graph.mark("explain", null),
    });
    tracer.commands.add([
      { id: "explain.open", group: "explain", keys: ["e"], icon: "explain", run: () => tracer.drawer.toggle("explain"), checked: () => tracer.drawer.current === "explain" },
    ]);
    tracer.graph.pane.addEventListener("click", (event) => this.clicked(event.target));
    tracer.graph.svg.addEventListener("keydown", (event) => {
      if (event.key === "Enter" || event.key === " ") this.clicked(event.target);
    }, true);
  }

  /* A box that did not run has no step to go to, but a reason to tell. */
  clicked(target) {
    const { tracer } = this;
    const group = target.closest(".tl-box");
    const box = group ? tracer.graph.boxes.findIndex((drawing) => drawing && drawing.group === group) : -1;
    const { timeline } = tracer.moment;
    if (box < 0 || !tracer.bundle.boxes[box] || !timeline || timeline.touches(box) || tracer.graph.camera.wasDrag()) return;
    this.explainBox(box);
  }

  explainBox(box) {
    this.pinned = box;
    this.pinnedAt = this.tracer.moment;
    if (this.tracer.drawer.current === "explain") this.fill(this.tracer.moment);
    else this.tracer.drawer.open("explain");
  }

  answersFor(program) {
    if (!this.known.has(program)) this.known.set(program, { reasons: new Reasons(this.tracer, program), gradients: new GradientSteps(this.tracer.bundle.programs[program]) });
    return this.known.get(program);
  }

  /* --- what to say -------------------------------------------------------------------------------------- */

  fill(moment) {
    if (this.pinnedAt !== moment) this.pinned = null;
    const { step } = moment;
    const node = this.pinned !== null ? this.tracer.bundle.boxes[this.pinned].node : step ? subjectOf(step, this.tracer.bundle) : null;
    if (node === null || node === undefined || moment.program === null) {
      this.root.replaceChildren(element("p", {}, this.words.say("explain.nothing")));
      this.tracer.graph.mark("explain", null);
      return;
    }
    const questions = this.questions(moment, node);
    const wanted = questions.find(({ kind }) => kind === this.asked) || questions.find(({ first }) => first) || questions[0];
    const { reasons } = this.answersFor(moment.program);
    const { type, name } = this.tracer.bundle.nodes[node];
    const called = reasons.name(node);
    const focused = this.root.contains(document.activeElement);
    this.root.replaceChildren(
      element("div", { class: "tl-explain-head" }, element("h3", {}, called), element("p", { class: "tl-explain-type" }, [called === name || type === name ? "" : name, type].filter(Boolean).join(" · "))),
      this.list(questions, wanted, moment),
      this.answer(wanted, moment),
      this.unrun(moment),
    );
    this.draw(wanted, moment);
    if (focused) this.root.querySelector("[aria-pressed=true]").focus({ preventScroll: true });
  }

  /* The questions that apply: [{ kind, label, first, answer }]. */
  questions(moment, node) {
    const { bundle } = this.tracer;
    const { reasons, gradients } = this.answersFor(moment.program);
    const box = reasons.boxOf.get(node);
    const own = box !== undefined && bundle.boxes[box].node === node;
    const why = reasons.why(node, moment);
    const not = ["fed", "behind", "unused", "missed"].includes(why.kind);
    const list = [{ kind: "why", label: not ? "why_not" : "why", first: not, answer: why }];
    const step = this.pinned === null ? moment.step : null;
    const variable = own && bundle.boxes[box].style === "variable";
    const writes = step && step.kind === "write";
    if (variable || writes) list.push({ kind: "made", label: "writer", first: writes, answer: this.writer(box, moment) });
    else list.push({ kind: "made", label: "maker", answer: reasons.maker(node) });
    const where = this.tracer.graph.facts.reason(node);
    if (where) list.push({ kind: "where", label: "where", first: Boolean(step && step.copy), answer: { kind: "where", texts: [where], path: [] } });
    const draws = reasons.draws(node, moment.record);
    if (draws) list.push({ kind: "random", label: "random", first: true, answer: draws });
    if (box !== undefined && gradients.starts.size && bundle.nodes[bundle.boxes[box].node].outputs.length) {
      const answer = gradientAnswer(reasons, gradients, box, moment);
      list.push({ kind: "gradient", label: answer.missing ? "no_gradient" : "gradient", first: step && step.phase === "backward", answer });
    }
    return list;
  }

  writer(box, moment) {
    const versions = this.writes.of(box);
    const place = this.writes.placeAt(box, moment.run, moment.stepNumber);
    const { label, title, node } = this.tracer.bundle.boxes[box];
    if (place < 0) return { kind: "unset", texts: [{ say: "explain.unset", with: { name: ["b", label || title] } }], path: [node] };
    const version = versions[place];
    return { kind: "written", texts: [this.writes.sentence(box, version)], path: [], version, box };
  }

  /* --- how it is shown ---------------------------------------------------------------------------------- */

  list(questions, wanted, moment) {
    const items = questions.map((question) => {
      const made = element("button", { type: "button", class: "tl-explain-question", "data-question": question.kind, "aria-pressed": String(question === wanted) }, this.words.say(`explain.ask.${question.label}`));
      made.addEventListener("click", () => {
        this.asked = question.kind;
        this.fill(moment);
      });
      return made;
    });
    return element("div", { class: "tl-explain-questions", role: "group", "aria-label": this.words.say("explain.title") }, ...items);
  }

  answer({ answer }, moment) {
    const parts = [element("p", { class: "tl-explain-sentence" }, ...answer.texts.flatMap((text, number) => [number && this.words.language !== "zh" ? " " : "", ...this.words.rich(text, moment)]))];
    if (answer.run !== null && answer.run !== undefined) parts.push(this.runLink(answer.run));
    if (answer.path.length > 1) parts.push(this.heading("path"), this.stops(answer.path, moment));
    if (answer.contributions && answer.contributions.length) parts.push(this.heading("contributions"), ...answer.contributions.map((one) => this.contribution(one, moment)));
    if (answer.paths && answer.paths.length) parts.push(...this.pathList(answer, moment));
    if (answer.version) parts.push(...this.versionLinks(answer));
    return element("div", { class: "tl-explain-answer", role: "region", "aria-live": "polite" }, ...parts);
  }

  /* The boxes that this run does not touch: no step leads to them. */
  unrun(moment) {
    const { boxes, nodes } = this.tracer.bundle;
    const inside = (box) => (nodes[boxes[box].node].inside ?? null) !== null;
    const found = boxes.map((_, box) => box).filter((box) => !moment.timeline.touches(box) && !inside(box));
    if (!found.length) return "";
    const links = found.slice(0, MOST_UNRUN).flatMap((box, number) => {
      const name = boxes[box].label || boxes[box].title;
      return [number ? ", " : "", box === this.pinned ? element("b", {}, name) : this.link(name, this.words.say("explain.ask_about", { name }), () => this.explainBox(box))];
    });
    const rest = found.length - MOST_UNRUN;
    return element("div", { class: "tl-explain-unrun" }, this.heading("unrun"), element("p", {}, ...links, rest > 0 ? ` … ${this.words.say("explain.more", { count: rest })}` : ""));
  }

  heading(key, holes) {
    return element("h4", {}, this.words.say(`explain.${key}`, holes));
  }

  link(text, title, run) {
    const made = element("button", { type: "button", class: "tl-explain-link", title }, text);
    made.addEventListener("click", run);
    return made;
  }

  runLink(run) {
    const { number } = this.tracer.bundle.runs[run];
    const text = this.words.say("explain.go_run", { run: number });
    const target = this.pinned;
    return element("p", {}, this.link(text, text, () => {
      const { program } = this.tracer.bundle.runs[run];
      const step = target === null ? null : this.tracer.timeline(program).stepOf(target, false);
      this.tracer.go(run, step === null ? 0 : step);
    }));
  }

  /* A node's name as a link to its step, where it has one. */
  stop(node, moment) {
    const { reasons } = this.answersFor(moment.program);
    const name = reasons.name(node);
    const box = reasons.boxOf.get(node);
    const step = reasons.stepOf.get(node) ?? (box !== undefined && this.tracer.bundle.boxes[box].node === node ? moment.timeline.stepOf(box, false) : null);
    if (step === null) return element("span", { class: "tl-explain-name" }, name);
    return this.link(name, this.words.say("explain.go", { name }), () => this.tracer.go(this.tracer.run, step));
  }

  /* The stops of a path below each other. */
  stops(path, moment) {
    return element("ol", { class: "tl-explain-path" }, ...this.folded(path, (node) => element("li", {}, this.stop(node, moment)), (opener) => element("li", {}, opener)));
  }

  /* Items made by `make`; of many the middle is folded away until it is asked for. */
  folded(items, make, around) {
    if (items.length <= LONG_PATH) return items.map(make);
    const hidden = items.slice(ENDS, -ENDS);
    const text = this.words.say("explain.more", { count: hidden.length });
    const opener = around(this.link(`⋯ ${text}`, text, () => opener.replaceWith(...hidden.map(make))));
    return [...items.slice(0, ENDS).map(make), opener, ...items.slice(-ENDS).map(make)];
  }

  contribution({ from, step }, moment) {
    const { bundle } = this.tracer;
    const told = moment.timeline.steps[step];
    const { label, title } = bundle.boxes[from];
    const array = told.output ? moment.arrays.get(moment.run, told.output.entry) : null;
    const text = this.words.say("explain.gradient.via", { via: label || title });
    return element(
      "div", { class: "tl-explain-contribution" },
      element("div", {}, this.link(text, this.words.say("explain.go", { name: text }), () => this.tracer.go(this.tracer.run, step)), array ? element("code", {}, briefValue(array)) : null),
      formula(told.mathml),
    );
  }

  pathList({ paths, count }, moment) {
    const { bundle } = this.tracer;
    const [first] = paths;
    const title = (box) => bundle.boxes[box].label || bundle.boxes[box].title;
    const arrow = () => element("span", { class: "tl-explain-arrow", "aria-hidden": "true" }, "→");
    const rows = paths.map(({ boxes }) => element("li", {}, ...this.folded(
      boxes,
      (box) => element("span", {}, box === boxes[0] ? "" : arrow(), this.boxLink(box, title(box), moment)),
      (opener) => element("span", {}, arrow(), opener),
    )));
    const rest = count - BigInt(paths.length);
    return [
      this.heading("paths", { loss: title(first.boxes[0]) }),
      element("ul", { class: "tl-explain-paths" }, ...rows),
      rest > 0n ? element("p", {}, this.words.say("explain.more_paths", { count: String(rest) })) : "",
    ];
  }

  boxLink(box, name, moment) {
    const step = moment.timeline.stepOf(box, true);
    if (step === null) return element("span", { class: "tl-explain-name" }, name);
    return this.link(name, this.words.say("explain.go", { name }), () => this.tracer.go(this.tracer.run, step));
  }

  versionLinks({ version, box }) {
    const { label, title } = this.tracer.bundle.boxes[box];
    const parts = [];
    const here = version.run === this.tracer.run && version.step === this.tracer.stepNumber;
    if (version.kind !== "unseen" && version.kind !== "before" && !here) {
      const text = this.words.say("explain.go_run", { run: this.tracer.bundle.runs[version.run].number });
      parts.push(element("p", {}, this.link(text, text, () => this.tracer.go(version.run, version.step))));
    }
    const all = this.words.say("explain.history", { name: label || title });
    parts.push(element("p", {}, this.link(all, all, () => this.tracer.variableHistory.openFor(box))));
    return parts;
  }

  /* --- the path in the graph ---------------------------------------------------------------------------- */

  draw({ answer }, moment) {
    const { reasons } = this.answersFor(moment.program);
    const routes = answer.paths && answer.paths.length ? answer.paths.map(({ boxes }) => boxes) : [answer.path.map((node) => this.boxDrawn(node, moment, reasons)).filter((box) => box !== undefined)];
    const [boxes, edges] = [{}, {}];
    for (const route of routes) {
      route.forEach((box, number) => {
        boxes[box] = "path";
        if (!number || route[number - 1] === box) return;
        const edge = this.edges.get(`${route[number - 1]},${box}`);
        if (edge !== undefined) edges[edge] = "path";
      });
    }
    this.tracer.graph.mark("explain", { boxes, edges });
  }

  /* The box at which a node is drawn: a gradient in the slot of what it is the gradient of. */
  boxDrawn(node, moment, reasons) {
    const step = moment.timeline.steps[reasons.stepOf.get(node)];
    return step && step.box !== null ? step.box : reasons.boxOf.get(node);
  }
}

/* The node that a step is about: of a gradient the box that receives it. */
function subjectOf(step, bundle) {
  if (step.phase === "backward" && step.box !== null && step.box !== undefined) return bundle.boxes[step.box].node;
  if (step.kind === "write" && step.box !== null && step.box !== undefined) return bundle.boxes[step.box].node;
  return step.node !== null && step.node !== undefined ? step.node : step.box === null || step.box === undefined ? null : bundle.boxes[step.box].node;
}
