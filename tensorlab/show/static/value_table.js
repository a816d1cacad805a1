/* How an array of any rank is laid out as rows and columns: a matrix as it stands, of more dimensions one slice at
   a time, a vector in one row or, when it is long, in lines of equal length (`tensorlab/record/overview.py` wraps
   by the same rule). Next: `heat_map.js`, `value_canvas.js`. */

const ONE_LINE = 32; // entries; a longer vector is wrapped

/* How many entries of a vector stand in one line. */
export function lineLength(size) {
  return size <= ONE_LINE ? Math.max(size, 1) : 2 ** Math.ceil(Math.log2(size) / 2);
}

/* The leading axes, which are stepped through: [{ axis, size, stored, stride, at }]. `slice` numbers the stored
   slices in order. */
export function leadingAxes(array, slice) {
  const axes = [];
  let stride = 1;
  for (let axis = array.shape.length - 3; axis >= 0; axis--) {
    const stored = Math.max(1, array.stored[axis]);
    axes.unshift({ axis, size: array.shape[axis], stored, stride, at: Math.floor(slice / stride) % stored });
    stride *= stored;
  }
  return axes;
}

/* Rows and columns of one slice, and where entry (row, column) of it stands among what is stored. */
export function tableOf(array, transpose, slice) {
  const { shape, stored } = array;
  const rank = shape.length;
  const rows = rank > 1 ? shape[rank - 2] : 1;
  const columns = rank > 0 ? shape[rank - 1] : 1;
  const storedRows = rank > 1 ? stored[rank - 2] : 1;
  const storedColumns = rank > 0 ? stored[rank - 1] : 1;
  const slices = stored.slice(0, Math.max(0, rank - 2)).reduce((product, size) => product * size, 1);
  const start = Math.min(slice, Math.max(0, slices - 1)) * storedRows * storedColumns;
  const table = { rank, rows, columns, storedRows, storedColumns, slices, start, index: (row, column) => start + row * storedColumns + column };
  if (!transpose || rank < 2) return table;
  return {
    ...table, rows: columns, columns: rows, storedRows: storedColumns, storedColumns: storedRows,
    index: (row, column) => start + column * storedColumns + row,
  };
}

/* The shape as it is shown: of a transposed matrix the last two sizes change places. */
export function shownShape(array, transpose) {
  return transpose && array.shape.length > 1 ? [...array.shape.slice(0, -2), ...array.shape.slice(-2).reverse()] : array.shape;
}

/* Where entry (row, column) of a slice stands in the array: [2, 0, row, column]. */
export function positionOf(array, slice, row, column, transpose) {
  if (!array.shape.length) return [];
  if (array.shape.length === 1) return [column];
  return [...leadingAxes(array, slice).map((axis) => axis.at), ...(transpose ? [column, row] : [row, column])];
}
