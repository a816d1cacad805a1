/* The Tracer in a notebook: anywidget calls `render` with the model, the kernel's half of the widget
   (`tensorlab/show/widget.py`). Read `tracer.js` first. */

import { choiceListeners, choicesIn, listenTo } from "./notebook_choices.js";
import { mount } from "./tracer.js";

const SETTLED = 150; // milliseconds without a move, after which the kernel is told
const PATIENCE = 60000; // milliseconds that a question to the kernel may take

/* Questions to the kernel and their answers: each question has a number, which its answer repeats. */
class Questions {
  constructor(model, words) {
    this.model = model;
    this.words = words;
    this.open = new Map();
    this.next = 0;
  }

  ask(what, content, buffers) {
    const id = this.next++;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.open.delete(id);
        reject(new Error(this.words().say("tracer.kernel_silent")));
      }, PATIENCE);
      this.open.set(id, { resolve, reject, timer });
      this.model.send({ type: "ask", id, what, content }, undefined, buffers);
    });
  }

  answered({ id, reply, error }, buffers) {
    const question = this.open.get(id);
    if (!question) return;
    this.open.delete(id);
    clearTimeout(question.timer);
    if (error) question.reject(new Error(error));
    else question.resolve({ ...reply, buffers: buffers || [] });
  }

  close() {
    for (const { timer } of this.open.values()) clearTimeout(timer);
    this.open.clear();
  }
}

export function render({ model, el }) {
  const told = model.get("bundle");
  const bundle = ArrayBuffer.isView(told) ? JSON.parse(new TextDecoder().decode(told)) : structuredClone(told);
  let sent = "";
  let timer = 0;
  let tracer = null;
  const place = () => `${model.get("run")},${model.get("step")}`;
  const questions = new Questions(model, () => tracer.words);
  const live = model.get("live");
  tracer = mount(el, bundle, model.get("blob"), {
    run: model.get("run"),
    step: model.get("step"),
    ...choicesIn(model),
    fetchRun: live ? (run) => model.send({ type: "need_run", run }) : null,
    ask: live ? (what, content, buffers) => questions.ask(what, content, buffers) : null,
    model,
    onMove: (run, step) => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        model.set("run", Math.floor(run)); // of a branch, the run that it starts from
        model.set("step", step);
        sent = place();
        timer = 0; // only now: what the model tells of its own changes is no order to move
        model.save_changes();
      }, SETTLED);
    },
    predict: model.get("predict"),
    onAnswers: (answers) => {
      model.set("answers", structuredClone(answers));
      model.save_changes();
    },
    onRemade: (made) => { tracer = made; },
  });
  tracer.root.classList.add("tl-in-notebook");
  tracer.resize();
  // The view owns the cursor: what comes back of its own moves, or arrives while it moves, is not obeyed.
  const follow = () => {
    if (timer || place() === sent) return;
    sent = place();
    tracer.go(model.get("run"), model.get("step"), true);
  };
  const receive = (message, buffers) => {
    if (message.type === "run") tracer.receive(message.run, message.fields, (buffers || [])[0], message.frames);
    else if (message.type === "answer") questions.answered(message, buffers);
    else if (message.type === "tell") tracer.told(message, buffers || []);
  };
  const choices = choiceListeners(model, () => tracer, (language) => tracer.remake({ language }));
  const deafen = listenTo(model, { "change:run": follow, "change:step": follow, "msg:custom": receive, ...choices });
  return () => {
    clearTimeout(timer);
    questions.close();
    deafen();
    tracer.destroy();
  };
}

export default { render };
