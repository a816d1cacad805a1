/* A run that failed: at the failing step, why that usually happens and the way out, then the message itself (what
   happened in plain words is the header's sentence, and stands here too where the header is short); at the steps
   that the run never came to, that nothing was computed. The words come with the bundle
   (`tensorlab/record/failures.py`). The inspector shows what is made here, before the values. */

import { element } from "./dom.js";

/* Whether the current step is the one that "failed", was "missed", or neither (""). */
export function fateOf({ failed, missed, stepNumber }) {
  if (failed === null) return "";
  if (stepNumber === failed) return "failed";
  return (missed ? missed.includes(stepNumber) : stepNumber > failed) ? "missed" : "";
}

/* The last step that was really taken, at a moment. A run that is refused before its first node took none. */
export function lastTaken(moment) {
  const { failed, missed, stepNumber, step } = moment;
  if (failed === null || (step && step.frame && !fateOf(moment))) return stepNumber; // an iteration before the one that failed
  return Math.min(stepNumber, failed - 1, missed && missed.length ? missed[0] - 1 : failed - 1);
}

/* The failing step. */
export function failureNotice(tracer, moment) {
  const { words } = tracer;
  const { error } = moment.record;
  const told = (name) => element("p", {}, ...words.parts("errors.labelled", { label: element("b", {}, words.say(`errors.${name}`)), text: element("span", {}, ...words.rich(error[name], moment)) }));
  const notice = element("section", { class: "tl-failure-view", tabindex: 0, "aria-label": words.say("errors.view") });
  notice.append(element("p", { class: "tl-failure-what" }, ...words.rich(error.what, moment)));
  if (error.why) notice.append(told("why"));
  if (error.way_out) notice.append(told("way_out"));
  if (error.lesson) notice.append(lessonLine(tracer, error.lesson));
  notice.append(rawMessage(tracer, error));
  const count = error.missed ? error.missed.filter((step) => step !== moment.failed).length : 0;
  if (count) notice.append(element("p", { class: "tl-failure-missed" }, words.say("errors.missed", { count })));
  return notice;
}

/* A step that was never come to. */
export function missedNotice(tracer, moment) {
  const { words } = tracer;
  const back = element("button", { type: "button", class: "tl-link" }, words.say("errors.go"));
  back.addEventListener("click", () => {
    tracer.go(moment.run, moment.failed);
    tracer.root.focus({ preventScroll: true }); // the button is gone by now
  });
  return element("p", { class: "tl-message" }, words.say("errors.missed_here", { number: moment.failed + 1 }), " ", back);
}

function lessonLine({ words }, lesson) {
  const title = words.plainText(lesson.title);
  // A page may lie anywhere, so a link leads to a file beside it or nowhere.
  const shown = /^[\w./-]+\.ipynb$/.test(lesson.file) ? element("a", { class: "tl-link", href: lesson.file, target: "_blank", rel: "noopener" }, title) : element("em", {}, title);
  return element("p", { class: "tl-failure-lesson" }, ...words.parts("errors.lesson", { number: lesson.number, title: shown }));
}

/* Behind what happened stand the node, the line and the inputs, one below the other in columns. */
function rawMessage({ words }, error) {
  const lines = error.message.split("\n");
  const first = lines.findIndex((line) => line.startsWith("  "));
  const [said, details] = first < 0 ? [lines, []] : [lines.slice(0, first), lines.slice(first)];
  return element(
    "div", { class: "tl-failure-raw" },
    element("h3", {}, words.say("errors.raw"), " ", element("code", {}, error.type)),
    element("p", {}, said.join("\n")),
    ...(details.length ? [element("div", { class: "tl-failure-details" }, ...details.flatMap(detailCells))] : []),
  );
}

/* "  inputs:  x:0: float32 (3,)" in two cells. */
function detailCells(line) {
  const [, label, text] = line.match(/^ +(\w+:)? +(.*)$/) || [line, "", line];
  return [element("span", {}, label || ""), element("span", {}, text)];
}
