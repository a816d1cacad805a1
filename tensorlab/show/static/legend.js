/* What the shapes and lines mean; it stands in a corner of the graph that is free, or nowhere. */

import { drawn, element } from "./dom.js";

const DRAWINGS = {
  twin: () => [
    drawn("path", { class: "tl-legend-value", d: "M1 12V5a4 4 0 0 1 4-4h12a4 4 0 0 1 4 4v7z" }),
    drawn("path", { class: "tl-legend-slot", d: "M21 12v3a4 4 0 0 1-4 4H5a4 4 0 0 1-4-4v-3z" }),
  ],
  feed: () => [drawn("path", { class: "tl-legend-feed", d: "M5 3h16l-4 14H1z" })],
  queue: () => [drawn("rect", { class: "tl-legend-feed", x: 1, y: 3, width: 20, height: 14, rx: 7 })],
  file: () => [drawn("path", { class: "tl-legend-file", d: "M4 2h9l5 5v12H4zM13 2v5h5" })],
  variable: () => [
    drawn("rect", { class: "tl-legend-variable", x: 1, y: 2, width: 20, height: 16, rx: 4 }),
    drawn("rect", { class: "tl-legend-variable tl-inner", x: 3.5, y: 4.5, width: 15, height: 11, rx: 2 }),
  ],
  forward: () => [drawn("path", { class: "tl-legend-forward", d: "M0 10h14" }), drawn("path", { class: "tl-legend-forward-head", d: "M13 6l7 4-7 4z" })],
  group: () => [
    drawn("rect", { class: "tl-legend-sheet", x: 6, y: 1, width: 15, height: 12, rx: 3 }),
    drawn("rect", { class: "tl-legend-group", x: 1, y: 6, width: 15, height: 12, rx: 3 }),
  ],
  overridden: () => [
    drawn("rect", { class: "tl-legend-overridden", x: 1, y: 2, width: 20, height: 16, rx: 4 }),
    drawn("path", { class: "tl-legend-hatching", d: "M4 15l9-11M9 16l9-11" }),
  ],
  control: () => [drawn("path", { class: "tl-legend-control", d: "M0 10h15" }), drawn("path", { class: "tl-legend-control-head", d: "M14 6l6 4-6 4" })],
  copy: () => [drawn("rect", { class: "tl-legend-parcel", x: 3, y: 4, width: 16, height: 13, rx: 2 }), drawn("path", { class: "tl-parcel-tape", d: "M3 9h16M11 4v5" })],
  write: () => [drawn("path", { class: "tl-legend-write", d: "M0 10h14" }), drawn("path", { class: "tl-legend-write-head", d: "M13 6l7 4-7 4z" })],
  backward: () => [drawn("path", { class: "tl-legend-backward", d: "M8 10h14" }), drawn("path", { class: "tl-legend-backward-head", d: "M8 6L1 10l7 4z" })],
};

export function legendItem(kind, text) {
  return element(
    "span",
    { class: `tl-legend-item tl-legend-${kind}-item` },
    drawn("svg", { width: 22, height: 20, viewBox: "0 0 22 20", "aria-hidden": "true" }, ...DRAWINGS[kind]()),
    text,
  );
}

/* Only what this bundle shows. */
export function legend(bundle, words, facts) {
  const steps = bundle.programs.flatMap((program) => program.steps);
  const back = steps.some((step) => step.phase === "backward");
  const styles = new Set(bundle.boxes.map((box) => box.style));
  const lines = new Set(bundle.edges.map((edge) => edge.kind));
  const overridden = steps.some((step) => step.kind === "feed" && bundle.boxes[step.box] && bundle.boxes[step.box].style !== "feed");
  const kinds = [
    ...(back ? ["twin"] : []),
    ...["feed", "queue", "file", "variable"].filter((style) => styles.has(style)),
    ...(overridden ? ["overridden"] : []),
    ...(bundle.edges.length ? ["forward"] : []),
    ...(back ? ["backward"] : []),
    ...["control", "write"].filter((kind) => lines.has(kind)),
    ...(steps.some((step) => step.copy && step.copy.edges.length) ? ["copy"] : []),
  ];
  const made = element("div", { class: "tl-legend" }, ...kinds.map((kind) => legendItem(kind, words.say(`graph.sign_${kind}`))), ...deviceItems(facts));
  made.place = (boxes, frames, camera, pane, notes) => placeNotes(boxes, frames, camera, pane, notes);
  return made;
}

/* Where several devices are in use, how the boxes on each are drawn. */
function deviceItems(facts) {
  if (!facts.several) return [];
  return facts.used.map((name) => facts.sign(name)).map(({ name, type, hue, simulated }) => element(
    "span", { class: "tl-legend-item" },
    drawn("svg", { width: 22, height: 20, viewBox: "0 0 22 20", "aria-hidden": "true" }, drawn("rect", { class: "tl-legend-device", "data-type": type, "data-hue": hue, "data-simulated": String(simulated), x: 1, y: 3, width: 20, height: 14, rx: 4 })),
    simulated ? facts.words.say("devices.simulated_long", { device: name }) : name,
  ));
}

/* Every note takes the first corner where no box stands: the zoom buttons, the legend, the number of folded
   nodes. Where all are taken the buttons stay at the top right, and the rest is left to the help page. */
function placeNotes(boxes, frames, camera, pane, [buttons, signs, folded]) {
  const { scale, x, y } = camera.view;
  const [width, height] = [pane.clientWidth, pane.clientHeight];
  const down = height - camera.paneSize[1]; // above the drawing there may be room for something else
  const taken = [...boxes, ...frames].map(({ rectangle }) => [rectangle[0] * scale + x - 8, rectangle[1] * scale + y + down - 8, rectangle[2] * scale + 16, rectangle[3] * scale + 16]);
  if (down > 0) taken.push([0, 0, width - 180, down]);
  const free = (left, top, wide, high) => !taken.some((box) => box[0] < left + wide && box[0] + box[2] > left && box[1] < top + high && box[1] + box[3] > top);
  const settle = (target, margin, order, needed) => {
    target.hidden = !target.textContent && !needed;
    if (target.hidden) return;
    const [wide, high] = [target.offsetWidth, target.offsetHeight];
    const [right, bottom] = [width - wide - margin[0], height - high - margin[1]];
    const corners = { "bottom right": [right, bottom], "bottom left": [margin[0], bottom], "top right": [right, margin[1]], "top left": [margin[0], margin[1]] };
    const found = order.find((name) => camera.fitsAll() && free(...corners[name], wide, high)) || (needed ? order[0] : null);
    target.hidden = !found;
    if (!found) return;
    target.style.left = `${corners[found][0]}px`;
    target.style.top = `${corners[found][1]}px`;
    taken.push([...corners[found], wide, high]);
  };
  settle(buttons, [14, 8], ["top right", "top left", "bottom right", "bottom left"], true);
  settle(signs, [24, 14], ["bottom right", "top right", "bottom left", "top left"], false);
  settle(folded, [24, 14], ["bottom left", "top left"], false);
}
