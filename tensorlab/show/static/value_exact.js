/* Numbers with all their digits, and arrays as NumPy writes them. Next: `value_view.js`, which copies them. */

const DIGITS = { float16: [1, 5], bfloat16: [1, 4], float32: [1, 9], complex64: [1, 9] };
const KINDS = { bool: "bool_", string: "object_", bfloat16: "float32" };

/* The fewest digits that name the number among the numbers of its dtype: 0.1 and not 0.10000000149011612. */
function shortest(value, dtype) {
  const [least, most] = DIGITS[dtype] || [17, 17];
  if (most === 17 || Number.isInteger(value)) return String(value);
  for (let digits = least; digits < most; digits++) {
    const text = String(Number(value.toPrecision(digits)));
    if (same(Number(text), value, dtype)) return text;
  }
  return String(Number(value.toPrecision(most)));
}

function same(one, value, dtype) {
  if (dtype === "float32" || dtype === "complex64") return Math.fround(one) === value;
  // Half of the distance to the next number of 11, or 8, significant bits.
  const bits = dtype === "float16" ? 11 : 8;
  const exponent = Math.max(Math.floor(Math.log2(Math.abs(value))), dtype === "float16" ? -14 : -126);
  return Math.abs(one - value) < 2 ** (exponent - bits);
}

function real(value, dtype, odd) {
  if (typeof value === "bigint") return String(value);
  if (Number.isNaN(value)) return odd.nan;
  if (!Number.isFinite(value)) return value > 0 ? odd.inf : `-${odd.inf}`;
  const text = Object.is(value, -0) ? "-0.0" : shortest(value, dtype);
  return /^(float|bfloat|complex)/.test(dtype) && !/[.e]/.test(text) ? `${text}.0` : text.replace("e+", "e");
}

/* One entry as Python writes it: 0.1, -2.0, True, np.nan, complex(1.0, -0.5), "text". */
export function pythonEntry(value, dtype, odd = { nan: "np.nan", inf: "np.inf" }) {
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value === "string") return JSON.stringify(value);
  if (Array.isArray(value)) return `complex(${value.map((part) => real(part, dtype, odd)).join(", ")})`;
  return real(value, dtype, odd);
}

/* The same for reading: 0.1, −2.0, NaN, ∞. */
export function exactText(value, dtype) {
  if (Array.isArray(value)) {
    const [first, second] = value.map((part) => exactText(part, dtype));
    return `${first}${second.startsWith("−") ? "" : "+"}${second}i`;
  }
  const text = pythonEntry(value, dtype, { nan: "NaN", inf: "∞" });
  return typeof value === "string" ? text : text.replaceAll("-", "−");
}

/* `np.array([[1.0, 2.0]], dtype=np.float32)`, of an array that is whole here. */
export function numpyText(array) {
  const kind = KINDS[array.dtype] || array.dtype;
  if (!array.size) return `np.zeros((${array.shape.join(", ")}${array.shape.length === 1 ? "," : ""}), dtype=np.${kind})`;
  const write = (axis, start, size, indent) => {
    if (axis === array.shape.length) return pythonEntry(array.at(start), array.dtype);
    const part = size / array.shape[axis];
    const last = axis === array.shape.length - 1;
    const items = Array.from({ length: array.shape[axis] }, (_, index) => write(axis + 1, start + index * part, part, `${indent} `));
    return `[${items.join(last ? ", " : `,${"\n".repeat(array.shape.length - 1 - axis)}${indent} `)}]`;
  };
  return `np.array(${write(0, 0, array.size, "          ".slice(1))}, dtype=np.${kind})`;
}
