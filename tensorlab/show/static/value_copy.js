/* What is taken along to Python: text on the clipboard, and how a value is called there. Next: `value_exact.js`. */

import { element } from "./dom.js";

/* Put a text on the clipboard; whether that was allowed. */
export async function copyToClipboard(text, place) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // A page without the right to the clipboard may still copy what is selected.
    const field = element("textarea", { class: "tl-unseen", "aria-hidden": "true" });
    field.value = text;
    const focused = document.activeElement;
    place.append(field);
    field.select();
    let done = false;
    try {
      done = document.execCommand("copy");
    } finally {
      field.remove();
      if (focused) focused.focus({ preventScroll: true });
    }
    return done;
  }
}

/* `tape.value("MatMul:0", run=3)`, or "" where Python would give another value: of a variable that is written later
   in the run, the tape knows by name only what was written last. */
export function pythonPath({ arrays, run, bundle }, entry) {
  const { entries } = arrays.frame(run);
  const { tensor } = entries[entry];
  const last = entries.reduce((found, other, number) => (other.tensor === tensor && other.encoding !== "none" ? number : found), entry);
  const written = writtenEntries(bundle.programs[bundle.runs[run].program]);
  const rivals = entries.filter((other, number) => other.tensor === tensor && number !== entry);
  if (rivals.length && !(written.has(entry) && last === entry)) return "";
  return `tape.value(${JSON.stringify(tensor)}, run=${bundle.runs[run].number})`;
}

function writtenEntries(program) {
  return new Set(program.steps.filter((step) => step.kind === "write" && step.output).map((step) => step.output.entry));
}
