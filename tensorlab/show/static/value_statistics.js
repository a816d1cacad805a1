/* What can be said of many numbers in a few: range, mean, spread, zeros, NaN, infinities, a histogram. Of an array
   that is whole here it is computed, of a larger one it stands in the bundle. Next: `value_view.js`. */

const BINS = 16;

/* { min, max, mean, std, zeros, nan, inf, histogram, edges }, or null where there are no numbers. */
export function statisticsOf(array) {
  if (array.statistics) return array.statistics;
  if (!array.size || array.dtype === "string") return null;
  array.statistics = array.isWhole ? computedStatistics(array) : array.summary;
  return array.statistics;
}

function magnitudes(array) {
  const count = array.storedSize;
  if (!array.complex) return Float64Array.from({ length: count }, (_, index) => Number(array.data[index]));
  return Float64Array.from({ length: count }, (_, index) => Math.hypot(array.data[2 * index], array.data[2 * index + 1]));
}

function computedStatistics(array) {
  const numbers = magnitudes(array);
  const found = { min: null, max: null, mean: null, std: null, zeros: 0, nan: 0, inf: 0, histogram: [], edges: [] };
  let [low, high, sum, count] = [Infinity, -Infinity, 0, 0];
  for (const value of numbers) {
    if (Number.isNaN(value)) found.nan++;
    else if (!Number.isFinite(value)) found.inf++;
    else {
      if (value === 0) found.zeros++;
      low = Math.min(low, value);
      high = Math.max(high, value);
      sum += value;
      count++;
    }
  }
  if (!count) return found;
  const mean = sum / count;
  let squares = 0;
  const histogram = new Array(BINS).fill(0);
  const [begin, end] = high > low ? [low, high] : [low - 0.5, low + 0.5];
  for (const value of numbers) {
    if (!Number.isFinite(value)) continue;
    squares += (value - mean) ** 2;
    histogram[Math.min(BINS - 1, Math.floor(((value - begin) / (end - begin)) * BINS))]++;
  }
  const { low: exactLow, high: exactHigh } = array.complex ? { low, high } : array.range();
  return { ...found, min: exactLow, max: exactHigh, mean, std: Math.sqrt(squares / count), histogram, edges: [low, high] };
}

/* The means of blocks that stand in a summary: { rows, columns, lines, entries, at(row, column) } with NaN for a
   block that holds a NaN or an infinity; null where there are none. */
export function overviewOf(array) {
  const told = array.summary && array.summary.overview;
  if (!told) return null;
  if (!array.overview) {
    const bytes = Int8Array.from(atob(told.cells), (character) => (character.charCodeAt(0) << 24) >> 24);
    const at = (row, column) => {
      const share = bytes[row * told.columns + column];
      return share === -128 ? NaN : (share / 127) * told.scale;
    };
    array.overview = { ...told, at };
  }
  return array.overview;
}
