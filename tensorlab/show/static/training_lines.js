/* Which lines the charts of the training view have, and how they are scaled. Next: `line_chart.js`. */

import { asNumbers } from "./chart_scales.js";
import { shapeText } from "./numbers.js";

const MOST_DIRECT = 12; // entries that are drawn as a line each

export function lossOptions({ tracer, settings }) {
  const { words, bundle } = tracer;
  const series = (bundle.series || []).filter((one) => one.values.some((value) => value !== null));
  const lines = series.map((one, number) => ({ name: words.plainText(one.name), runs: one.runs, values: asNumbers(one.values.map((value) => (value === null ? "NaN" : value))), style: number ? "tl-line-other" : "tl-line-loss", quiet: number > 0 }));
  const [first] = series;
  return { className: "tl-chart-loss", title: lines.length ? lines[0].name : "", note: first && first.note ? words.plainText(first.note) : "", lines: comparable(lines), log: settings.log ? "always" : "never", smooth: settings.smooth, spikes: true };
}

/* Lines that share the first one's scale. */
function comparable(lines) {
  if (lines.length < 2) return lines;
  const span = ({ values }) => {
    const finite = values.filter(Number.isFinite);
    return [Math.min(...finite), Math.max(...finite)];
  };
  const [low, high] = span(lines[0]);
  const height = high - low || Math.abs(high) || 1;
  return lines.filter((line, number) => {
    const [from, to] = span(line);
    return !number || (from > low - 2 * height && to < high + 2 * height);
  });
}

export function scalarOptions({ tracer, part, settings }, scalar) {
  const line = { name: scalar.name, runs: part.axes[scalar.axis], values: asNumbers(scalar.values), style: "tl-line-scalar" };
  const finite = line.values.filter(Number.isFinite);
  // A share is easier to judge when the whole is in sight.
  const share = finite.length && Math.min(...finite) >= 0 && Math.max(...finite) <= 1 && Math.max(...finite) - Math.min(...finite) > 0.2;
  return { className: "tl-chart-scalar", title: scalar.name, note: scalar.call, lines: [line], log: settings.log ? "always" : "never", smooth: settings.smooth, bounds: share && !settings.log ? [0, 1] : null };
}

export function weightOptions({ tracer, part, settings }, variable) {
  const runs = part.axes[variable.axis];
  const { words } = tracer;
  const of = (name, key, style, quiet = false) => ({ name: words.say(key), runs, values: asNumbers(variable[name]), style, quiet });
  const whole = variable.shape.every((size) => size) && variable.entries.length === variable.shape.reduce((product, size) => product * size, 1);
  const mode = settings.weights === "auto" ? (whole && variable.entries.length <= MOST_DIRECT ? "entries" : "spread") : settings.weights;
  const common = { className: "tl-chart-weights", title: `${variable.name} ${variable.shape.length ? shapeText(variable.shape) : ""}`.trim(), log: "never", smooth: false, band: null, direct: false };
  if (!variable.mean) return { ...common, lines: [of("norm", "training.norm", "tl-line-variable")], log: "auto" };
  if (mode === "entries" && variable.entries.length) {
    const single = variable.entries.length === 1;
    const lines = variable.entries.map(({ at, values }) => ({ name: at.length ? `[${at.join(",")}]` : variable.name, runs, values: asNumbers(values), style: "tl-line-variable" }));
    return { ...common, lines, direct: !single, note: whole ? "" : words.say("training.some_entries", { count: lines.length }) };
  }
  if (mode === "norm") return { ...common, lines: [of("norm", "training.norm", "tl-line-variable")], note: words.say("training.norm") };
  return {
    ...common,
    lines: [of("middle", "training.median", "tl-line-variable"), of("min", "training.min", "tl-line-edge", true), of("max", "training.max", "tl-line-edge", true)],
    band: { runs, low: asNumbers(variable.low), high: asNumbers(variable.high) },
    note: words.say("training.spread_note"),
  };
}

export function gradientOptions({ tracer, part, settings }, gradient, variable) {
  const runs = part.axes[gradient.axis];
  const { words } = tracer;
  const lines = [{ name: words.say("training.norm"), runs, values: asNumbers(gradient.norm), style: "tl-line-gradient" }];
  if (gradient.zero.some((share) => share > 0)) lines.push({ name: words.say("training.zero"), runs, values: asNumbers(gradient.zero), style: "tl-line-zero", quiet: true });
  else if (gradient.largest.some((value, index) => value !== gradient.norm[index])) lines.push({ name: words.say("training.largest"), runs, values: asNumbers(gradient.largest), style: "tl-line-gradient-quiet", quiet: true });
  return { className: "tl-chart-gradient", title: `∂${gradient.of}/∂${variable.name}`, note: words.say("training.gradient_note"), lines, log: settings.log ? "always" : "auto", smooth: settings.smooth };
}

export function updateOptions({ tracer, part, settings }, variable) {
  const line = { name: tracer.words.say("training.update_name"), runs: part.axes[variable.updates.axis], values: asNumbers(variable.updates.values), style: "tl-line-update" };
  return { className: "tl-chart-update", title: tracer.words.say("training.update_title", { name: variable.name }), note: tracer.words.say("training.update_note"), lines: [line], log: "auto", smooth: settings.smooth };
}
