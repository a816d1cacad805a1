/* What the shapes and lines mean; it stands in a corner of the graph that is free, or nowhere. */

import { drawn, element } from "./dom.js";

const DRAWINGS = {
  twin: () => [
    drawn("path", { class: "tl-legend-value", d: "M1 12V5a4 4 0 0 1 4-4h12a4 4 0 0 1 4 4v7z" }),
    drawn("path", { class: "tl-legend-slot", d: "M21 12v3a4 4 0 0 1-4 4H5a4 4 0 0 1-4-4v-3z" }),
  ],
  feed: () => [drawn("path", { class: "tl-legend-feed", d: "M5 3h16l-4 14H1z" })],
  variable: () => [
    drawn("rect", { class: "tl-legend-variable", x: 1, y: 2, width: 20, height: 16, rx: 4 }),
    drawn("rect", { class: "tl-legend-variable tl-inner", x: 3.5, y: 4.5, width: 15, height: 11, rx: 2 }),
  ],
  forward: () => [drawn("path", { class: "tl-legend-forward", d: "M0 10h14" }), drawn("path", { class: "tl-legend-forward-head", d: "M13 6l7 4-7 4z" })],
  backward: () => [drawn("path", { class: "tl-legend-backward", d: "M8 10h14" }), drawn("path", { class: "tl-legend-backward-head", d: "M8 6L1 10l7 4z" })],
};
const TEXTS = {
  twin: "value above, its gradient ∂ below",
  feed: "feed",
  variable: "variable",
  forward: "forward",
  backward: "backward",
};

export function legendItem(kind, text = TEXTS[kind]) {
  return element(
    "span",
    { class: `tl-legend-item tl-legend-${kind}-item` },
    drawn("svg", { width: 22, height: 20, viewBox: "0 0 22 20", "aria-hidden": "true" }, ...DRAWINGS[kind]()),
    text,
  );
}

/* Only what this bundle shows. */
export function legend(bundle) {
  const back = bundle.programs.some((program) => program.steps.some((step) => step.phase === "backward"));
  const styles = new Set(bundle.boxes.map((box) => box.style));
  const kinds = [
    ...(back ? ["twin"] : []),
    ...["feed", "variable"].filter((style) => styles.has(style)),
    ...(bundle.edges.length ? ["forward"] : []),
    ...(back ? ["backward"] : []),
  ];
  const made = element("div", { class: "tl-legend" }, ...kinds.map((kind) => legendItem(kind)));
  made.place = (boxes, camera, pane, folded) => place(made, boxes, camera, pane, folded);
  return made;
}

/* Try the corners; where boxes stand in all of them, the legend is left to the help page. */
function place(made, boxes, camera, pane, folded) {
  const { scale, x, y } = camera.view;
  const [width, height] = [pane.clientWidth, pane.clientHeight];
  const taken = boxes.map(({ rectangle }) => [rectangle[0] * scale + x - 8, rectangle[1] * scale + y - 8, rectangle[2] * scale + 16, rectangle[3] * scale + 16]);
  const free = (left, top, wide, high) => !taken.some((box) => box[0] < left + wide && box[0] + box[2] > left && box[1] < top + high && box[1] + box[3] > top);
  for (const target of [made, folded]) target.hidden = false;
  const corners = (target) => {
    const [wide, high] = [target.offsetWidth, target.offsetHeight];
    const [right, bottom] = [width - wide - 24, height - high - 14];
    return { "bottom right": [right, bottom], "bottom left": [24, bottom], "top right": [right, 12], "top left": [24, 12] };
  };
  const settle = (target, order) => {
    const places = corners(target);
    const found = camera.fitsAll() && order.find((name) => free(...places[name], target.offsetWidth, target.offsetHeight));
    target.hidden = !found || !target.textContent;
    if (!found) return null;
    target.style.left = `${places[found][0]}px`;
    target.style.top = `${places[found][1]}px`;
    taken.push([...places[found], target.offsetWidth, target.offsetHeight]);
    return found;
  };
  settle(made, ["bottom right", "top right", "top left", "bottom left"]);
  settle(folded, ["bottom left", "top left"]);
}
