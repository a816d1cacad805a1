/* The panel of Predict: the mode, the question with what goes in, the choices, what is said to an answer, the score. */

import { element, formula } from "./dom.js";
import { HeatMap } from "./heat_map.js";

const SHOWN_MODES = ["shape", "value", "next", "session"];

export class PredictPanel {
  constructor(predict) {
    this.predict = predict;
    this.tracer = predict.tracer;
    this.words = this.tracer.words;
    this.modes = element("div", { class: "tl-predict-modes", role: "group", "aria-label": this.words.say("predict.modes") });
    for (const mode of SHOWN_MODES) {
      const made = element("button", { type: "button", "data-mode": mode, "aria-pressed": "false" }, this.words.say(`predict.mode_${mode}`));
      made.addEventListener("click", () => predict.start(predict.mode === mode ? "watch" : mode));
      this.modes.append(made);
    }
    this.body = element("div", { class: "tl-predict-body" });
    this.verdict = element("p", { class: "tl-predict-verdict", role: "status", "aria-live": "polite" });
    this.score = element("p", { class: "tl-predict-score" });
    this.root = element("div", { class: "tl-predict" }, this.modes, this.body, this.verdict, this.score);
    this.root.addEventListener("keydown", (event) => this.key(event));
    this.shown = null;
  }

  show() {
    const { predict } = this;
    for (const made of this.modes.children) made.setAttribute("aria-pressed", String(made.dataset.mode === predict.mode));
    if (predict.mode === "session") this.showSession();
    else if (predict.question) this.showQuestion(predict.question);
    else this.showNothing();
    const { right, asked, skipped } = predict.score();
    this.score.replaceChildren(...(asked + skipped ? [this.words.say("predict.score", { right, asked, count: asked })] : []), ...(skipped ? [" ", this.words.say("predict.skipped", { count: skipped })] : []));
  }

  showNothing() {
    if (this.shown === "nothing") return;
    this.shown = "nothing";
    this.verdict.replaceChildren();
    delete this.verdict.dataset.verdict;
    const text = this.predict.mode === "watch" ? "predict.choose" : "predict.nothing_here";
    this.body.replaceChildren(element("p", {}, this.words.say(text)));
  }

  /* --- one question ------------------------------------------------------------------------------------- */

  showQuestion(question) {
    if (this.shown === question) return;
    this.shown = question;
    this.verdict.replaceChildren();
    delete this.verdict.dataset.verdict;
    const { words } = this;
    const holes = { name: element("b", {}, question.name), index: (question.index || []).join(", ") };
    this.form = element("form", { class: "tl-predict-form" });
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.submit();
    });
    this.form.append(...(question.choices ? [this.choices(question)] : [this.field(question)]));
    const check = element("button", { type: "submit", class: "tl-button tl-primary" }, words.say("predict.check"));
    const hint = element("button", { type: "button", class: "tl-button" }, words.say("predict.hint"));
    hint.addEventListener("click", () => this.hint(question));
    const skip = element("button", { type: "button", class: "tl-button" }, words.say("predict.skip"));
    skip.addEventListener("click", () => this.predict.skip());
    this.buttons = element("div", { class: "tl-predict-buttons" }, check, question.mathml && question.kind !== "next" ? hint : null, skip);
    this.form.append(this.buttons);
    this.hintPlace = element("div", { class: "tl-predict-hint" });
    const maps = question.inputs.slice(0, 3).map((input) => new HeatMap(input.array, { words, label: input.label, transpose: input.transpose, most: 5 }).root);
    this.body.replaceChildren(
      element("h3", { tabindex: -1 }, ...words.parts(question.text, holes)),
      ...(question.kind === "next" ? [element("p", {}, words.say("predict.click_box"))] : [element("div", { class: "tl-predict-inputs", tabindex: 0, role: "group", "aria-label": words.say("predict.inputs") }, ...maps)]),
      this.hintPlace, this.form,
    );
  }

  choices(question) {
    const group = element("div", { class: "tl-predict-choices", role: "radiogroup", "aria-label": this.words.say("predict.choices") });
    question.choices.forEach((choice, index) => {
      const input = element("input", { type: "radio", name: `tl-choice-${question.run}-${question.step}`, value: String(index), class: "tl-unseen" });
      const label = element("label", { class: "tl-predict-choice" }, input, element("kbd", { "aria-hidden": "true" }, String(index + 1)), element("span", {}, choice.text));
      input.addEventListener("change", () => {
        for (const one of group.children) one.classList.toggle("tl-chosen", one === label);
      });
      group.append(label);
    });
    this.group = group;
    return group;
  }

  field(question) {
    this.input = element("input", { type: "text", inputmode: "decimal", autocomplete: "off", "aria-label": this.words.say("predict.your_answer"), placeholder: this.words.say("predict.two_digits") });
    this.group = null;
    return element("div", { class: "tl-predict-field" }, this.input);
  }

  submit() {
    const { question } = this.predict;
    if (!question) return;
    if (question.done) {
      this.predict.goOn();
      return;
    }
    if (!this.group) {
      this.predict.answer(this.input.value);
      return;
    }
    const chosen = this.group.querySelector("input:checked");
    if (chosen) this.predict.answer(question.choices[Number(chosen.value)]);
    else this.say("predict.choose_first", {}, "asked");
  }

  hint(question) {
    const made = formula(question.mathml);
    this.hintPlace.replaceChildren(...(made ? [made] : []));
  }

  /* Digits choose; the Tracer's own keys go on working. */
  key(event) {
    if (event.target.matches("input[type=text]") || event.ctrlKey || event.metaKey || event.altKey) return;
    const digit = Number(event.key);
    const options = this.group ? this.group.querySelectorAll("input") : [];
    if (digit >= 1 && digit <= options.length) {
      options[digit - 1].checked = true;
      options[digit - 1].dispatchEvent(new Event("change"));
      options[digit - 1].focus();
      event.preventDefault();
      event.stopPropagation();
    }
  }

  /* --- what is said ------------------------------------------------------------------------------------- */

  say(message, holes, verdict) {
    this.verdict.dataset.verdict = verdict;
    this.verdict.replaceChildren(...this.words.rich({ say: message, with: holes }, this.tracer.moment));
    this.verdict.scrollIntoView({ block: "nearest" });
  }

  tell({ right, message, holes }) {
    this.say(message, holes, right ? "right" : "wrong");
  }

  done(result) {
    const { question } = this.predict;
    if (!question) return;
    if (result === "wrong") {
      const answer = question.kind === "shape" ? question.choices.find((choice) => choice.right).text : question.kind === "value" ? String(Number(question.value.toPrecision(4))) : question.name;
      this.verdict.append(" ", this.words.say("predict.it_was", { answer }));
    }
    const next = element("button", { type: "button", class: "tl-button tl-primary" }, this.words.say("predict.go_on"));
    next.addEventListener("click", () => this.predict.goOn());
    this.buttons.replaceChildren(next);
    for (const input of this.form.querySelectorAll("input")) input.disabled = true;
    this.show();
    next.focus({ preventScroll: true });
  }

  remind() {
    this.say(this.predict.mode === "session" ? "predict.session_first" : "predict.answer_first", {}, "asked");
  }

  focus() {
    const first = this.body.querySelector("input, h3");
    if (first) first.focus({ preventScroll: true });
  }

  /* --- playing the session ------------------------------------------------------------------------------ */

  showSession() {
    const { play } = this.predict;
    if (!play.picks) return this.showNothing();
    this.shown = "session";
    const { words, tracer } = this;
    const state = play.state();
    const rest = [...state.computing.keys()].filter((box) => !state.done.has(box));
    const list = element("div", { class: "tl-predict-nodes", role: "group", "aria-label": words.say("predict.nodes_left") });
    for (const box of rest) {
      const made = element("button", { type: "button", class: "tl-button" }, tracer.bundle.boxes[box].title);
      made.addEventListener("click", () => play.pick(box));
      list.append(made);
    }
    const focused = this.body.contains(document.activeElement);
    this.body.replaceChildren(
      element("h3", {}, words.say("predict.session_title")),
      element("p", {}, words.say(play.choosing() ? "predict.session_how" : "predict.session_over")),
      element("p", { class: "tl-predict-progress" }, words.say("predict.session_progress", { count: play.picks.length, goal: play.goal })),
      list,
    );
    if (focused) (list.firstChild || tracer.root).focus({ preventScroll: true });
    if (play.said) this.say(play.said[0], play.said[1], play.said[0].startsWith("predict.pick") ? "wrong" : "right");
    return undefined;
  }
}
