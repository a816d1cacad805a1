/* What a step of a convolution or a pooling shows: which of its arrays is the image, the filter, the result, which one
   the reader points at, and what is added up there. Read `convolution_geometry.js` first; next: `convolution_view.js`. */

import { Filters, Images, geometryOf, numbersOf, placesOver, under } from "./convolution_geometry.js";

/* Whether an operation can be shown on the image. */
export function hasRoles(type) {
  return Object.hasOwn(ROLES, type);
}

/* The roles of a step's arrays, or null where it is none of these operations, or not all of them are here. */
export function rolesOf(node, inputs, output) {
  const make = node && ROLES[node.type];
  const arrays = [...inputs, output];
  if (!make || arrays.some((item) => !item || !item.array) || output.array.shape.length !== 4) return null;
  if (arrays.some(({ array }) => !array.numeric || array.shape.length !== 4 || !array.size)) return null;
  const made = make(node, inputs, output);
  return made && { type: node.type, ...made };
}

/* Each: { pictures: [{ item, images, role }], filter: { item, filters } or null, geometry, pointed: which picture, terms(place):
   what the entry that is pointed at is added up from: [{ image: value, factor: value, pixel: [row, column], entry: [i, j],
   channel, won }], marked(place): per picture the entries to outline }. */
const ROLES = {
  Conv2D: (node, [image, filter], output) => forwardRoles(node, image, filter, output, (c, k) => [c, k]),
  DepthwiseConv2dNative(node, [image, filter], output) {
    const each = filter.array.shape[3];
    return forwardRoles(node, image, filter, output, (c, k) => (Math.floor(k / each) === c ? [c, k % each] : null));
  },
  MaxPool: poolRoles,
  AvgPool: poolRoles,
  Conv2DBackpropInput: imageGradientRoles,
  Conv2DBackpropFilter: filterGradientRoles,
  MaxPoolGrad: poolGradientRoles,
  AvgPoolGrad: poolGradientRoles,
};

function forwardRoles(node, image, filter, output, entryOf) {
  const { data_format: format } = node.attributes;
  const [input, result, filters] = [new Images(image.array, format), new Images(output.array, format), new Filters(filter.array)];
  const geometry = geometryOf(node.attributes, [filters.rows, filters.columns], [input.rows, input.columns], [result.rows, result.columns]);
  const window = windowAt(geometry, input);
  return {
    kind: "product", geometry, filter: { item: filter, filters },
    pictures: [{ item: image, images: input, role: "image" }, { item: output, images: result, role: "result" }], pointed: 1,
    channelsOf: (k) => Array.from({ length: input.channels }, (_, c) => c).filter((c) => entryOf(c, k)),
    terms: ({ n, y, x, k }, c) => window(y, x).map(({ pixel, entry }) => {
      const place = entryOf(c, k);
      return { pixel, entry, image: input.at(n, ...pixel, c), factor: place ? filters.at(...entry, ...place) : 0, outside: isOutside(input, pixel) };
    }),
    marked: ({ y, x }) => [{ window: window(y, x).map(({ pixel }) => pixel) }, { window: [[y, x]] }],
  };
}

function poolRoles(node, [image], output) {
  const { data_format: format } = node.attributes;
  const [input, result] = [new Images(image.array, format), new Images(output.array, format)];
  const size = numbersOf(node.attributes.ksize);
  const sides = format === "NCHW" ? [size[2], size[3]] : [size[1], size[2]];
  const geometry = geometryOf({ ...node.attributes, dilations: "" }, sides, [input.rows, input.columns], [result.rows, result.columns]);
  const window = windowAt(geometry, input);
  const largest = node.type === "MaxPool";
  const terms = ({ n, y, x }, c) => {
    const found = window(y, x).map(({ pixel, entry }) => ({ pixel, entry, image: input.at(n, ...pixel, c), outside: isOutside(input, pixel) }));
    return largest ? withWinner(found) : found;
  };
  return {
    kind: largest ? "largest" : "mean", geometry, filter: null, terms,
    pictures: [{ item: image, images: input, role: "image" }, { item: output, images: result, role: "result" }], pointed: 1,
    channelsOf: (k) => [k],
    marked: (place) => [
      { window: window(place.y, place.x).map(({ pixel }) => pixel), won: largest ? terms(place, place.k).filter(({ won }) => won).map(({ pixel }) => pixel) : [] },
      { window: [[place.y, place.x]] },
    ],
  };
}

/* A pixel gets from every place that saw it what went back there, times the number that lay on it. */
function imageGradientRoles(node, inputs, output) {
  const [filter, gradient] = inputs;
  if (!filter || !gradient) return null;
  const { data_format: format } = node.attributes;
  const [back, result, filters] = [new Images(gradient.array, format), new Images(output.array, format), new Filters(filter.array)];
  const geometry = geometryOf(node.attributes, [filters.rows, filters.columns], [result.rows, result.columns], [back.rows, back.columns]);
  const over = (y, x) => placesOver(geometry, y, x, back.rows, back.columns);
  return {
    kind: "product", geometry, filter: { item: filter, filters }, backward: true,
    pictures: [{ item: gradient, images: back, role: "gradient" }, { item: output, images: result, role: "result" }], pointed: 1,
    // Here the sum runs over the filters; the channel is the one of the pixel.
    channelsOf: () => Array.from({ length: back.channels }, (_, k) => k),
    terms: ({ n, y, x, k: channel }, k) => over(y, x).map(([row, column, i, j]) => ({ pixel: [row, column], entry: [i, j], image: back.at(n, row, column, k), factor: filters.at(i, j, channel, k) })),
    marked: ({ y, x }) => [{ window: over(y, x).map(([row, column]) => [row, column]) }, { window: [[y, x]] }],
  };
}

/* A number of the filter gets the sum over all places, of the pixel that lay under it times what went back there. */
function filterGradientRoles(node, [image, gradient], output) {
  const { data_format: format } = node.attributes;
  const [input, back, filters] = [new Images(image.array, format), new Images(gradient.array, format), new Filters(output.array)];
  const geometry = geometryOf(node.attributes, [filters.rows, filters.columns], [input.rows, input.columns], [back.rows, back.columns]);
  const places = (i, j) => {
    const found = [];
    for (let y = 0; y < back.rows; y++) {
      for (let x = 0; x < back.columns; x++) {
        const pixel = under(geometry, y, x, i, j);
        if (!isOutside(input, pixel)) found.push([y, x, ...pixel]);
      }
    }
    return found;
  };
  return {
    kind: "everywhere", geometry, filter: { item: output, filters, result: true }, backward: true,
    pictures: [{ item: image, images: input, role: "image" }, { item: gradient, images: back, role: "gradient" }], pointed: null,
    channelsOf: () => [],
    places,
    total: ({ i, j, c, k }) => filters.at(i, j, c, k),
    // Of one image: the sum over its places.
    ofImage: ({ n, i, j, c, k }) => places(i, j).reduce((sum, [y, x, row, column]) => sum + input.at(n, row, column, c) * back.at(n, y, x, k), 0),
    marked: ({ i, j }) => {
      const found = places(i, j);
      return [{ region: found.map(([, , row, column]) => [row, column]) }, { region: found.map(([y, x]) => [y, x]) }];
    },
  };
}

function poolGradientRoles(node, inputs, output) {
  const { data_format: format } = node.attributes;
  const largest = node.type === "MaxPoolGrad";
  const [gradient, image] = largest ? [inputs[2], inputs[0]] : [inputs[inputs.length - 1], null];
  if (!gradient || (largest && !image)) return null;
  const [back, result] = [new Images(gradient.array, format), new Images(output.array, format)];
  const seen = image ? new Images(image.array, format) : null;
  const size = numbersOf(node.attributes.ksize);
  const sides = format === "NCHW" ? [size[2], size[3]] : [size[1], size[2]];
  const geometry = geometryOf({ ...node.attributes, dilations: "" }, sides, [result.rows, result.columns], [back.rows, back.columns]);
  const window = windowAt(geometry, result);
  const terms = ({ n, y, x }, c) => {
    const found = window(y, x).map(({ pixel, entry }) => ({ pixel, entry, image: (seen || result).at(n, ...pixel, c), outside: isOutside(result, pixel) }));
    return largest ? withWinner(found) : found;
  };
  const pictures = [{ item: gradient, images: back, role: "gradient" }, ...(image ? [{ item: image, images: seen, role: "image" }] : []), { item: output, images: result, role: "result" }];
  return {
    kind: largest ? "to_largest" : "shared", geometry, filter: null, terms, pictures, pointed: 0, backward: true,
    channelsOf: (k) => [k],
    marked: (place) => {
      const lies = { window: window(place.y, place.x).map(({ pixel }) => pixel), won: largest ? terms(place, place.k).filter(({ won }) => won).map(({ pixel }) => pixel) : [] };
      return [{ window: [[place.y, place.x]] }, ...pictures.slice(1).map(() => lies)];
    },
  };
}

function windowAt(geometry) {
  return (y, x) => {
    const found = [];
    for (let i = 0; i < geometry.rows; i++) for (let j = 0; j < geometry.columns; j++) found.push({ pixel: under(geometry, y, x, i, j), entry: [i, j] });
    return found;
  };
}

function isOutside({ rows, columns }, [row, column]) {
  return row < 0 || column < 0 || row >= rows || column >= columns;
}

/* The largest, of equal ones the first. */
function withWinner(found) {
  let best = null;
  for (const term of found) if (term.image !== undefined && (best === null || term.image > best.image)) best = term;
  if (best) best.won = true;
  return found;
}
