/* Spikes of a loss: runs at which it suddenly stands far above what it was before. The rule is the one of
   `tensorlab/record/spikes.py`, which says why it is so. */

const WINDOW = 20; // values before a run
const FEWEST = 8; // of them, before anything is called sudden
const DISTANCES = 8;
const SHARE = 0.1;

/* Where a loss jumps up: the indices in `values`, which are numbers, "NaN" or "Infinity", or null for none. */
export function lossSpikes(values) {
  const found = [];
  const before = [];
  let inside = false;
  values.forEach((value, index) => {
    if (value === null || value === undefined) return;
    const number = Number(value);
    let high;
    if (!Number.isFinite(number)) high = before.length > 0 && number !== -Infinity;
    else {
      high = before.length >= FEWEST && isFarAbove(number, before);
      before.push(number);
      if (before.length > WINDOW) before.shift();
    }
    if (high && !inside) found.push(index);
    inside = high;
  });
  return found;
}

function isFarAbove(value, before) {
  const middle = medianOf(before);
  const distance = medianOf(before.map((other) => Math.abs(other - middle)));
  return value - middle > Math.max(DISTANCES * distance, SHARE * Math.abs(middle));
}

function medianOf(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}
