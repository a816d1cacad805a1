/* Playing the session: the reader picks the nodes of the forward pass one after the other, in any order that their
   inputs allow, as a session must. The run is then told in her order. */

import { explainPick, stateBefore } from "./predict_questions.js";
import { Timeline } from "./timeline.js";

export class SessionPlay {
  constructor(predict) {
    this.predict = predict;
    this.picks = null;
  }

  begin() {
    const { tracer } = this.predict;
    const { program, timeline, record } = tracer.moment;
    if (!timeline || record.error) return;
    this.program = program;
    this.recorded = tracer.timeline(program);
    this.picks = [];
    this.wrong = 0;
    this.run = tracer.run;
    const { computing } = this.state();
    this.goal = computing.size;
    this.own = new Set([...computing.values()]);
    this.arrange();
    this.predict.move(this.run, Math.max(0, this.given().length - 1));
    this.said = this.goal ? ["predict.session_begin", { count: this.goal }] : ["predict.session_nothing", {}];
  }

  end() {
    if (!this.picks) return;
    const { tracer } = this.predict;
    tracer.known.set(this.program, this.recorded);
    this.picks = null;
    this.predict.move(tracer.run, 0);
  }

  /* What the reader may do next. */
  state() {
    return stateBefore(this.recorded, 0, this.predict.tracer.bundle, new Set(this.picks));
  }

  choosing() {
    return Boolean(this.picks) && this.picks.length < this.goal && this.predict.tracer.run === this.run;
  }

  /* Steps that need no picking: what is fed and read comes first, the backward pass and the updates last. */
  given() {
    return this.recorded.steps.filter((step, index) => !this.own.has(index) && (step.phase === "feed" || step.kind === "read" || step.phase === "forward"));
  }

  /* Tell the run in the reader's order. */
  arrange() {
    const { tracer } = this.predict;
    const { computing } = this.state();
    const steps = this.recorded.steps;
    const first = this.given();
    const picked = this.picks.map((box) => steps[computing.get(box)]);
    const rest = steps.filter((step) => !first.includes(step) && !picked.includes(step));
    const programs = [...tracer.bundle.programs];
    programs[this.program] = { ...programs[this.program], steps: [...first, ...picked, ...rest] };
    tracer.known.set(this.program, new Timeline({ ...tracer.bundle, programs }, this.program));
  }

  /* Whether a step onwards has to wait for a pick. */
  stops(step) {
    if (!this.choosing()) return false;
    const reached = this.given().length + this.picks.length;
    if (step < reached) return false;
    this.predict.panel.remind();
    return true;
  }

  pick(box) {
    const { tracer, panel } = this.predict;
    if (!this.choosing()) return;
    const state = this.state();
    const why = explainPick(state, box);
    if (why) {
      this.wrong += 1;
      this.said = why;
    } else {
      this.picks.push(box);
      this.arrange();
      const finished = this.picks.length === this.goal;
      const name = ["b", tracer.bundle.boxes[box].title];
      this.said = finished ? [this.wrong ? "predict.session_done_wrong" : "predict.session_done", { count: this.wrong }] : ["predict.session_go_on", { name, count: this.goal - this.picks.length }];
      this.predict.move(this.run, this.given().length + this.picks.length - 1);
      if (finished) this.note();
    }
    panel.show();
  }

  note() {
    const { predict } = this;
    const node = predict.tracer.bundle.runs[this.run].title;
    predict.question = null;
    predict.answers.push({
      kind: "session", node: predict.tracer.words.plainText(node, predict.tracer.moment), run: predict.tracer.bundle.runs[this.run].number, event: 1,
      answer: this.picks.map((box) => predict.tracer.bundle.boxes[box].title).join(", "), right: this.wrong === 0, skipped: false, tries: this.picks.length + this.wrong,
    });
    if (predict.tracer.options.onAnswers) predict.tracer.options.onAnswers(predict.answers);
  }
}
