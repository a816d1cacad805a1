/* How numbers, shapes, times and sizes are written. A real minus sign, no more digits than a reader takes in. */

const MINUS = "\u2212";

export function withMinus(text) {
  return text.replaceAll("-", MINUS);
}

/* A number in four significant digits, an integer in all of them: "0.1235", "-2", "1.235e7". These are the very
   characters that `number` in `tensorlab/record/values.py` writes; `whole` says that the array holds integers. */
export function numberText(value, whole = false) {
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value === "bigint") return String(value);
  if (Array.isArray(value)) {
    const imaginary = numberText(value[1]);
    return `${numberText(value[0])}${imaginary.startsWith("-") ? "" : "+"}${imaginary}i`;
  }
  if (!Number.isFinite(value)) return String(value);
  const magnitude = Math.abs(value);
  if (Number.isInteger(value) && (whole || magnitude < 1e7)) return value === 0 ? "0" : String(value);
  if (magnitude >= 1e5 || magnitude < 1e-4) return value.toExponential(3).replace("e+", "e").replace(/\.?0+e/, "e");
  return String(Number(value.toPrecision(magnitude >= 1e4 ? 5 : 4)));
}

/* The same as it is set on the page: 0.1235, −2, ∞. */
export function plain(value, whole = false) {
  if (typeof value === "string") return JSON.stringify(value);
  return withMinus(numberText(value, whole)).replaceAll("Infinity", "∞");
}

/* Decimals that suit the largest magnitude of an array; null means: powers of ten. */
export function decimalsFor(largest, whole) {
  if (whole) return 0;
  if (largest === 0) return 2;
  if (largest >= 1e5 || largest < 1e-4) return null;
  return Math.max(largest >= 1000 ? 0 : largest >= 100 ? 1 : 2, Math.min(6, 2 - Math.floor(Math.log10(largest) + 1e-9)));
}

/* One entry of an array with the array's own number of decimals. */
export function entryText(value, decimals) {
  if (typeof value === "boolean" || typeof value === "bigint") return plain(value);
  if (typeof value === "string") return value.length > 12 ? `${value.slice(0, 11)}…` : value;
  if (Array.isArray(value)) return plain(value);
  if (!Number.isFinite(value)) return plain(value);
  if (decimals === null) return Number.isInteger(value) && Math.abs(value) < 1e6 ? withMinus(String(value)) : withMinus(value.toExponential(1).replace("e+", "e"));
  const text = value.toFixed(decimals);
  return withMinus(Number(text) === 0 ? text.replace("-", "") : text);
}

/* Two digits without a leading zero, for the narrow gradient slot: −.54, 1.0, 8e−4. */
export function tiny(value) {
  if (!Number.isFinite(value)) return plain(value);
  const magnitude = Math.abs(value);
  if (value === 0) return "0";
  if (magnitude >= 9999.5 || magnitude < 0.00095) return withMinus(value.toExponential(0).replace("e+", "e").replace("e-", `e${MINUS}`));
  const text = magnitude >= 9.95 ? magnitude.toFixed(0) : magnitude >= 0.995 ? magnitude.toFixed(1) : magnitude.toFixed(magnitude < 0.0095 ? 4 : magnitude < 0.095 ? 3 : 2);
  return (value < 0 ? MINUS : "") + text.replace(/^0\./, ".");
}

export function shapeText(shape) {
  if (!shape) return "?";
  return `[${shape.map((size) => (size === null ? "?" : size)).join(",")}]`;
}

export function grouped(count) {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ",");
}

export function bytesText(count) {
  if (count < 1024) return `${count} B`;
  const units = ["kB", "MB", "GB", "TB"];
  let size = count / 1024;
  let unit = 0;
  while (size >= 1024 && unit < units.length - 1) [size, unit] = [size / 1024, unit + 1];
  return `${size < 10 ? size.toFixed(1) : Math.round(size)} ${units[unit]}`;
}

export function durationText(nanoseconds) {
  for (const [unit, scale] of [["s", 1e9], ["ms", 1e6], ["µs", 1e3]]) {
    if (nanoseconds >= scale) return `${(nanoseconds / scale).toPrecision(nanoseconds / scale >= 100 ? 3 : 2)} ${unit}`;
  }
  return `${Math.round(nanoseconds)} ns`;
}

/* Round numbers for an axis: at most `most` of them within [low, high]. */
export function ticks(low, high, most) {
  if (high <= low || most < 1) return [];
  const raw = (high - low) / most;
  const power = 10 ** Math.floor(Math.log10(raw));
  const pace = Math.max(1, [1, 2, 2.5, 5, 10].map((factor) => factor * power).find((size) => size >= raw && (size >= 5 || Number.isInteger(size))) || raw);
  const found = [];
  for (let at = Math.ceil(low / pace) * pace; at <= high; at += pace) found.push(Math.round(at));
  return found;
}
