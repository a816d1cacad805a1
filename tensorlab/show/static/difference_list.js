/* The values that differ, as a list to go through: the largest difference first. Next: `side_by_side.js`. */

import { differenceLevel } from "./compared_steps.js";
import { element } from "./dom.js";

const MOST_LISTED = 60;

/* The sentence about the first difference, and the list; both go to the step when clicked. */
export function differenceList(tracer) {
  const { sideBySide, words } = tracer;
  const { result } = sideBySide;
  const found = result.items.filter((item) => item.kind !== "equal");
  const total = result.total;
  if (!found.length) return [element("p", {}, words.say("compare.all_equal", { count: total }))];
  const first = sideBySide.firstItem();
  const order = [...found].sort((one, other) => rank(other) - rank(one) || (one.place ?? Infinity) - (other.place ?? Infinity));
  const parts = [element("p", {}, ...words.parts("compare.how_many", { count: found.length, total: String(total) }))];
  if (first) parts.push(element("p", {}, ...words.parts("compare.first_here", { name: stepLink(tracer, first) }), " ", reason(tracer, first)));
  const list = element("ol", { class: "tl-differences" }, ...order.slice(0, MOST_LISTED).map((item) => element("li", {}, row(tracer, item))));
  parts.push(list);
  if (order.length > MOST_LISTED) parts.push(element("p", {}, words.say("compare.more", { count: order.length - MOST_LISTED })));
  return parts;
}

function rank({ relative, kind }) {
  return kind === "only_first" || kind === "only_second" ? 3 : Number.isFinite(relative) ? relative : 2.5;
}

function row(tracer, item) {
  const { sideBySide, words } = tracer;
  const name = sideBySide.nameOf(item);
  const made = element(
    "button", { type: "button", class: "tl-difference", disabled: item.place === null, title: sideBySide.describe(item), "data-back": item.back },
    element("span", { class: "tl-difference-name" }, name),
    element("span", { class: "tl-difference-chip", "data-level": differenceLevel(item) }, sideBySide.chipText(item)),
  );
  made.setAttribute("aria-label", `${name}: ${sideBySide.describe(item)}`);
  if (item.place !== null) made.addEventListener("click", () => tracer.go(tracer.run, item.place));
  else made.title = words.say("compare.item.only_second");
  return made;
}

function stepLink(tracer, item) {
  const name = tracer.sideBySide.nameOf(item);
  const made = element("button", { type: "button", class: "tl-link" }, name);
  if (item.place !== null) made.addEventListener("click", () => tracer.go(tracer.run, item.place));
  return made;
}

/* Why the first value differs, as far as the step itself tells. */
function reason(tracer, item) {
  const { first, second, kind } = tracer.sideBySide.pair;
  const { words } = tracer;
  if (kind === "branch") return words.say("what_if.because");
  const step = item.place === null ? null : first.steps[item.place];
  const other = item.partner === null ? null : second.steps[item.partner];
  if (!step) return words.say("compare.cause.only_second");
  if (!other) return words.say("compare.cause.only_first");
  if (step.kind === "feed" || other.kind === "feed") return words.say(step.kind === other.kind ? "compare.cause.fed" : "compare.cause.replaced");
  if (step.kind === "read") return words.say("compare.cause.read");
  const node = step.node === null ? null : tracer.bundle.nodes[step.node];
  if (node && node.kind === "random") return words.say("compare.cause.drawn_otherwise");
  return kind === "run" ? "" : words.say("compare.cause.computed_otherwise");
}
