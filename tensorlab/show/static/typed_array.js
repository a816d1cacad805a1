/* What a person types for a value: `2`, `[[1, 2], [3, 4]]`, as in Python, or as NumPy prints it, without commas.
   Next: `value_editor.js`. */

const TOKEN = /\s*(?:([[\](),])|("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|([-+−]?(?:\d[\d_]*\.?\d*(?:e[-+]?\d+)?|\.\d+(?:e[-+]?\d+)?|inf(?:inity)?\b|nan\b|∞))|(true|false)\b)/iy;
const CALL = /^\s*(?:np\.|numpy\.)?(?:array|float32|float64|int32|int64)\s*\((.*?)(?:,\s*dtype\s*=\s*[\w.]+\s*)?\)\s*$/s;

/* An error whose message is a key of the catalogue. */
export class TypingError extends Error {
  constructor(key, holes = {}) {
    super(key);
    this.holes = holes;
  }
}

/* { value, shape } of a text: nested lists, numbers that JSON lacks as texts ("nan", "inf"). */
export function parsedArray(text, dtype) {
  const call = CALL.exec(text);
  const tokens = tokensOf(call ? call[1] : text);
  if (!tokens.length) throw new TypingError("what_if.error.empty");
  const value = nested(tokens, dtype);
  if (tokens.length) throw new TypingError("what_if.error.more", { text: tokens[0].text });
  return { value, shape: shapeOfNested(value) };
}

function tokensOf(text) {
  const tokens = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const at = TOKEN.lastIndex;
    const found = TOKEN.exec(text);
    if (!found) {
      const rest = text.slice(at).trim();
      if (!rest) break;
      throw new TypingError("what_if.error.not_a_number", { text: rest.slice(0, 20) });
    }
    const [, sign, quoted, number, truth] = found;
    if (sign !== ",") tokens.push({ sign: sign === "(" ? "[" : sign === ")" ? "]" : sign, quoted, number, truth, text: found[0].trim() });
  }
  return tokens;
}

function nested(tokens, dtype) {
  const token = tokens.shift();
  if (!token) throw new TypingError("what_if.error.bracket");
  if (token.sign === "]") throw new TypingError("what_if.error.bracket");
  if (token.sign !== "[") return entryOf(token, dtype);
  const rows = [];
  while (tokens.length && tokens[0].sign !== "]") rows.push(nested(tokens, dtype));
  if (!tokens.length) throw new TypingError("what_if.error.bracket");
  tokens.shift();
  return rows;
}

/* One entry, checked against the dtype. */
function entryOf({ quoted, number, truth, text }, dtype) {
  if (dtype === "string") {
    if (quoted === undefined) throw new TypingError("what_if.error.quotes", { text });
    return quoted.slice(1, -1).replace(/\\(.)/g, "$1");
  }
  if (dtype === "bool") {
    if (truth) return truth.toLowerCase() === "true";
    if (number === "0" || number === "1") return number === "1";
    throw new TypingError("what_if.error.truth", { text });
  }
  if (number === undefined) throw new TypingError("what_if.error.not_a_number", { text });
  const plain = number.replace("−", "-").replaceAll("_", "").toLowerCase();
  if (/inf|∞/.test(plain)) return whole(dtype, text, plain.startsWith("-") ? "-inf" : "inf");
  if (plain.includes("nan")) return whole(dtype, text, "nan");
  const value = Number(plain);
  if (!Number.isInteger(value)) whole(dtype, text, value);
  if (dtype.startsWith("uint") && value < 0) throw new TypingError("what_if.error.negative", { dtype, text });
  return value;
}

function whole(dtype, text, value) {
  if (/^u?int/.test(dtype)) throw new TypingError("what_if.error.whole", { dtype, text });
  return value;
}

function shapeOfNested(value) {
  if (!Array.isArray(value)) return [];
  const inner = value.map(shapeOfNested);
  if (inner.some((shape) => shape.join() !== inner[0].join())) throw new TypingError("what_if.error.rows");
  return [value.length, ...(inner[0] || [])];
}

/* Whether a shape fits a static one, in which null stands for any size, and null as a whole for any shape. */
export function fitsShape(shape, wanted) {
  return !wanted || (shape.length === wanted.length && wanted.every((size, axis) => size === null || size === shape[axis]));
}

/* One value in every place. */
export function filledArray(value, shape) {
  return shape.length ? Array.from({ length: shape[0] }, () => filledArray(value, shape.slice(1))) : value;
}
