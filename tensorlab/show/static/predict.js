/* Predict: before a step is shown, the reader says what it will give. Modes: the shape, a value, the next node, or
   playing the session, where the reader picks every node herself. A question is asked by not moving: the Tracer
   stays on the step before, so nothing that is asked can be seen.

   Next: `predict_questions.js` (what is asked, and what a wrong answer means), `predict_panel.js` (how it looks),
   `predict_session.js` (playing the session). */

import { PredictPanel } from "./predict_panel.js";
import { explainPick, judge, questionFor } from "./predict_questions.js";
import { SessionPlay } from "./predict_session.js";

export const MODES = ["watch", "shape", "value", "next", "session"];

export class Predict {
  constructor(tracer) {
    this.tracer = tracer;
    this.mode = "watch";
    this.gates = null; // of a lesson: node name -> mode; null: every step that has something to ask
    this.question = null;
    this.answered = new Set();
    this.answers = [];
    this.play = new SessionPlay(this);
    this.panel = new PredictPanel(this);
    tracer.gate = (run, step) => this.stops(run, step);
    tracer.commands.add([
      { id: "predict", group: "learn", keys: ["p"], icon: "predict", run: () => this.toggle(), checked: () => this.mode !== "watch" },
      ...MODES.slice(1).map((mode) => ({ id: `predict.${mode}`, group: "learn", keys: [], run: () => this.start(mode), checked: () => this.mode === mode })),
      { id: "predict.skip", group: "learn", keys: ["Shift+P"], run: () => this.skip(), enabled: () => Boolean(this.question) || "predict.nothing_asked" },
    ]);
    tracer.drawer.add({
      name: "predict", title: "predict.title", root: this.panel.root,
      show: () => this.panel.show(),
      closed: () => this.question && this.skip(),
    });
    tracer.graph.pane.addEventListener("click", (event) => this.picked(event), true);
    const { predict } = tracer.options;
    if (predict && predict.mode) this.configure(predict);
  }

  /* What a lesson's author asks for: { mode, gates: { "MatMul_1": "shape", ... } or null }. */
  configure({ mode, gates }) {
    this.gates = gates || null;
    this.begins = mode;
  }

  show() {
    if (!this.begins) return;
    const mode = this.begins;
    this.begins = null;
    // Only now is there a moment to ask about.
    queueMicrotask(() => this.start(mode));
  }

  toggle() {
    if (this.mode === "watch") this.start("shape");
    else this.stop();
  }

  start(mode) {
    this.leaveQuestion();
    this.play.end();
    this.mode = mode;
    const { tracer } = this;
    if (mode === "watch") tracer.drawer.close();
    else {
      tracer.app.dataset.predict = mode;
      tracer.drawer.open("predict");
    }
    if (mode === "session") this.play.begin();
    else if (mode !== "watch") this.askHere();
    if (mode === "watch") delete tracer.app.dataset.predict;
    this.panel.show();
    tracer.commands.refresh();
  }

  stop() {
    this.start("watch");
  }

  /* --- asking ------------------------------------------------------------------------------------------- */

  /* Called before every move; true keeps the Tracer where it is. Only a step onwards is asked about. */
  stops(run, step) {
    const { tracer } = this;
    if (this.mode === "watch" || !tracer.moment || this.moving) return false;
    if (this.question && this.question.run === run && this.question.step === step && !this.question.done) {
      this.panel.remind();
      return true;
    }
    this.leaveQuestion();
    if (run !== tracer.run || step !== tracer.stepNumber + 1) return false;
    if (this.mode === "session") return this.play.stops(step);
    return this.ask(run, step);
  }

  /* At the beginning: a question about the step that comes next. */
  askHere() {
    if (!this.ask(this.tracer.run, this.tracer.stepNumber + 1)) this.panel.show();
  }

  ask(run, step) {
    const { tracer } = this;
    const timeline = tracer.moment.timeline;
    const asked = timeline && timeline.steps[step];
    if (!asked || this.answered.has(`${run},${step},${this.mode}`) || !tracer.arrays.has(run)) return false;
    const mode = this.modeFor(asked);
    const question = mode && questionFor(mode, { tracer, run, step, timeline });
    if (!question) return false;
    if (tracer.playing) tracer.togglePlay();
    this.question = { ...question, run, step, done: false, tries: 0 };
    this.mark(question.kind === "next" ? null : asked.box);
    if (tracer.drawer.current !== "predict") tracer.drawer.open("predict");
    this.panel.show();
    this.panel.focus();
    return true;
  }

  modeFor(step) {
    if (!this.gates) return this.mode;
    const { bundle } = this.tracer;
    const node = step.node === null || step.node === undefined ? null : bundle.nodes[step.node];
    const names = [node && node.name, step.box !== null && step.box !== undefined ? bundle.boxes[step.box].title : null, step.box !== null && step.box !== undefined ? bundle.boxes[step.box].label : null];
    const found = names.find((name) => name && this.gates[name]);
    return step.phase === "forward" && found ? this.gates[found] : null;
  }

  mark(box) {
    this.tracer.graph.mark("predict", box === null || box === undefined ? null : { boxes: { [box]: "asked" } });
  }

  /* --- answering ---------------------------------------------------------------------------------------- */

  answer(given) {
    const { question } = this;
    if (!question || question.done) return;
    question.tries += 1;
    const verdict = judge(question, given);
    this.panel.tell(verdict);
    if (verdict.right || question.tries >= 3) this.finish(verdict.right ? "right" : "wrong", given);
  }

  /* Move without being asked. */
  move(run, step) {
    this.moving = true;
    this.tracer.go(run, step);
    this.moving = false;
  }

  finish(result, given) {
    const { question } = this;
    question.done = true;
    this.note({ question, result, given });
    this.answered.add(`${question.run},${question.step},${this.mode}`);
    this.mark(null);
    this.move(question.run, question.step);
    this.panel.done(result);
  }

  skip() {
    if (!this.question) return;
    const { run, step, done } = this.question;
    if (!done) {
      this.note({ question: this.question, result: "skipped", given: null });
      this.answered.add(`${run},${step},${this.mode}`);
    }
    this.question = null;
    this.mark(null);
    if (!done) this.move(run, step);
    this.panel.show();
    // The button that was pressed is gone: the keys are not to be lost with it.
    if (document.activeElement === document.body) this.tracer.root.focus({ preventScroll: true });
  }

  leaveQuestion() {
    this.question = null;
    this.mark(null);
  }

  /* The next question, or the next step where there is nothing to ask. */
  goOn() {
    this.leaveQuestion();
    this.tracer.goStep(1);
    this.panel.show();
  }

  note({ question, result, given }) {
    const { tracer } = this;
    const record = tracer.bundle.runs[question.run];
    this.answers.push({
      kind: question.kind, node: question.node, run: record.number, event: question.step + 1,
      answer: given === null ? null : String(given.text ?? given), right: result === "right", skipped: result === "skipped", tries: question.tries,
    });
    if (tracer.options.onAnswers) tracer.options.onAnswers(this.answers);
  }

  score() {
    const asked = this.answers.filter((one) => !one.skipped);
    return { right: asked.filter((one) => one.right).length, asked: asked.length, skipped: this.answers.length - asked.length };
  }

  /* A click on a box answers "which node runs next". */
  picked(event) {
    const group = event.target.closest(".tl-box");
    const choosing = this.mode === "session" ? this.play.choosing() : this.question && this.question.kind === "next" && !this.question.done;
    if (!group || !choosing || this.tracer.graph.camera.wasDrag()) return;
    event.stopPropagation();
    const box = this.tracer.graph.boxes.findIndex((drawing) => drawing && drawing.group === group);
    if (box < 0) return;
    if (this.mode === "session") this.play.pick(box);
    else this.answer({ box, text: this.tracer.bundle.boxes[box].title, explain: explainPick(this.question.state, box) });
  }
}
