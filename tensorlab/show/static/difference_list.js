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
  if (first && !saidAbove(tracer)) {
    const because = reason(tracer, first);
    parts.push(element("p", {}, ...words.parts(because ? "compare.first_because" : "compare.first_here", { name: stepLink(tracer, first), reason: because })));
  }
  const list = element("ol", { class: "tl-differences" }, ...order.slice(0, MOST_LISTED).map((item) => element("li", {}, row(tracer, item))));
  parts.push(list);
  if (order.length > MOST_LISTED) parts.push(element("p", {}, words.say("compare.more", { count: order.length - MOST_LISTED })));
  return parts;
}

/* What only one of the two has comes last. */
function rank({ relative, kind }) {
  return kind === "only_first" || kind === "only_second" ? -1 : Number.isFinite(relative) ? relative : 1e9;
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

/* Of two records the panel says it already, in the run where they part. */
function saidAbove({ bundle, sideBySide }) {
  const { pair } = sideBySide;
  return pair.kind === "other" && bundle.compared.first && bundle.compared.first.with.run === pair.first.record.number;
}

function stepLink(tracer, item) {
  const name = tracer.sideBySide.nameOf(item);
  const made = element("button", { type: "button", class: "tl-inline-link" }, name);
  if (item.place !== null) made.addEventListener("click", () => tracer.go(tracer.run, item.place));
  return made;
}

/* Why the first value differs, as far as the step itself tells; else an empty text. */
function reason(tracer, item) {
  const { first, second, kind } = tracer.sideBySide.pair;
  const { words } = tracer;
  if (kind === "branch") return "";
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
