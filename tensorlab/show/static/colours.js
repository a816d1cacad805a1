/* The colours of heat maps: from brown over the ground to teal, read from the style sheet of the theme. */

let cached = { key: "", low: [0, 0, 0], middle: [0, 0, 0], high: [0, 0, 0], odd: [0, 0, 0], table: null };

const STEPS = 64;

function channels(hex) {
  return [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));
}

function luminance(rgb) {
  const [red, green, blue] = rgb.map((channel) => {
    const share = channel / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/* Read the theme's colours anew: when the theme changes, and when the Tracer comes onto the page, since before
   that it has no style. Returns whether anything changed. */
export function readColours(root) {
  const style = getComputedStyle(root);
  const [low, middle, high, odd] = ["--heatN", "--heat0", "--heatP", "--bwd"].map((name) => style.getPropertyValue(name).trim());
  const key = low + middle + high;
  if (key === cached.key || !/^#[0-9a-f]{6}$/i.test(low)) return false;
  cached = { key, low: channels(low), middle: channels(middle), high: channels(high), odd: channels(odd), table: [] };
  for (let step = -STEPS; step <= STEPS; step++) cached.table.push(mixed(step / STEPS));
  return true;
}

function mixed(fraction) {
  const end = fraction < 0 ? cached.low : cached.high;
  // The exponent keeps small values visible.
  const share = Math.abs(fraction) ** 0.8 * 0.92;
  const rgb = cached.middle.map((channel, index) => Math.round(channel + (end[index] - channel) * share));
  const bright = luminance(rgb);
  const text = (bright + 0.05) / 0.05 > 1.05 / (bright + 0.05) ? "#000000" : "#FFFFFF";
  return { ground: `rgb(${rgb.join(",")})`, text, rgb };
}

/* Ground and text colour of a value, given the largest magnitude of its array. */
export function heat(value, largest) {
  const fraction = largest > 0 && Number.isFinite(value) ? Math.max(-1, Math.min(1, value / largest)) : 0;
  return cached.table ? cached.table[Math.round(fraction * STEPS) + STEPS] : { ground: "transparent", text: "inherit", rgb: [0, 0, 0] };
}

/* The colour of a NaN or an infinity in a picture without room for a sign. */
export function oddColour() {
  return cached.odd;
}
