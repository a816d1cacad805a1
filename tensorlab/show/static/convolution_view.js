/* Convolution and pooling shown on the image: the image with the window on it, the filter, and the pixel of the result
   that they make. Pointing at the result, or its arrow keys, move the window; the sum is written out where it is small.
   On the way back the same with gradients. Next: `convolution_roles.js`, `convolution_pictures.js`. */

import { NumberGrid, Picture } from "./convolution_pictures.js";
import { hasRoles, rolesOf } from "./convolution_roles.js";
import { element, setAttribute, setText } from "./dom.js";
import { grouped, plain, shapeText } from "./numbers.js";
import { arraysOf } from "./value_pane.js";

const MOST_WRITTEN = 25; // products
const MOST_CHANNELS = 8; // whose shares are listed
const ARROWS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

export class ConvolutionView {
  constructor(tracer) {
    this.tracer = tracer;
    tracer.convolution = this;
    this.places = new Map(); // per node: where the reader pointed last
  }

  /* The parts of the inspector for a step; null for any other step, or where an array is not here. */
  parts(moment) {
    const shown = moment.step.node === null ? null : moment.bundle.nodes[moment.step.node];
    if (!shown || !hasRoles(shown.type)) return null;
    const { inputs, output, node } = arraysOf(moment, this.tracer.words);
    this.roles = rolesOf(node, inputs, output);
    if (!this.roles) return null;
    if (!this.places.has(moment.step.node)) this.places.set(moment.step.node, { n: 0, y: null, x: 0, k: 0, c: 0, i: 0, j: 0 });
    this.at = this.places.get(moment.step.node);
    if (this.at.y === null) Object.assign(this.at, this.startingPlace());
    this.keepInside();
    return this.make();
  }

  /* Where the result is largest, for there is something to see. */
  startingPlace() {
    const pointed = this.pointedPicture();
    if (!pointed) return { y: 0 };
    const { images } = pointed;
    let best = { y: 0, x: 0, value: -Infinity };
    for (let y = 0; y < images.here.rows; y++) {
      for (let x = 0; x < images.here.columns; x++) {
        const value = Math.abs(images.at(0, y, x, 0));
        if (value > best.value) best = { y, x, value };
      }
    }
    return { y: best.y, x: best.x };
  }

  pointedPicture() {
    return this.roles.pointed === null ? null : this.roles.pictures[this.roles.pointed];
  }

  /* The arrays of another run may be smaller. */
  keepInside() {
    const { at, roles } = this;
    const limit = (name, count) => { at[name] = Math.max(0, Math.min(at[name], count - 1)); };
    limit("n", Math.min(...roles.pictures.map(({ images }) => images.here.images)));
    const pointed = this.pointedPicture();
    if (pointed) {
      limit("y", pointed.images.here.rows);
      limit("x", pointed.images.here.columns);
      limit("k", pointed.images.here.channels);
      if (roles.kind === "product") limit("c", this.otherPicture().images.here.channels);
    } else {
      const [rows, columns, channels, filters] = roles.filter.filters.here;
      limit("i", rows);
      limit("j", columns);
      limit("c", channels);
      limit("k", filters);
    }
  }

  otherPicture() {
    return this.roles.pictures[this.roles.pointed === 0 ? 1 : 0];
  }

  /* --- making ------------------------------------------------------------------------------------------- */

  make() {
    const { roles, tracer } = this;
    const { words } = tracer;
    const narrow = tracer.app.dataset.size === "narrow";
    const room = tracer.app.dataset.size === "short" ? 128 : narrow ? 220 : 172;
    this.drawn = roles.pictures.map(({ images }) => new Picture(images, room));
    const figures = roles.pictures.map(({ item, images }, number) => this.figure(item, images, number));
    this.formula = element("p", { class: "tl-conv-sum" });
    this.shares = element("p", { class: "tl-conv-shares" });
    this.live = element("p", { class: "tl-unseen", "aria-live": "polite" });
    this.worked = element("div", { class: "tl-conv-worked" }, this.choosers(), this.formula, this.shares, element("p", { class: "tl-hint" }, words.say("convolution.hint")));
    const middle = this.makeMiddle();
    const sign = (text) => element("span", { class: "tl-operator", "aria-hidden": "true" }, text);
    const last = figures[figures.length - 1];
    const parts = roles.kind === "everywhere"
      ? [figures[0], sign("·"), figures[1], sign("→"), middle]
      : [...figures.slice(0, -1).flatMap((figure, place) => (place ? [sign("·"), figure] : [figure])), ...(middle ? [sign(roles.filter ? "∗" : "→"), middle] : []), sign(roles.filter ? "=" : "→"), last];
    const root = element("div", { class: "tl-conv", role: "group", "aria-label": words.say(`convolution.title_${roles.kind}`) }, element("div", { class: "tl-conv-row" }, ...parts, this.worked), this.live);
    this.paint();
    this.point();
    return root;
  }

  figure(item, images, number) {
    const { roles, tracer } = this;
    const picture = this.drawn[number];
    const isPointed = number === roles.pointed;
    const seen = images.here.rows < images.rows || images.here.columns < images.columns;
    if (isPointed) this.makeSlider(picture, item);
    else if (roles.kind !== "everywhere") picture.canvas.addEventListener("pointermove", (event) => this.pointThere(number, ...picture.pixelAt(event)));
    return element(
      "figure", { class: "tl-conv-figure" },
      element("figcaption", {}, element("b", {}, item.label), " ", element("span", {}, shapeText(item.array.shape))),
      picture.root,
      ...(seen ? [element("small", {}, tracer.words.say("convolution.corner", { rows: images.here.rows, columns: images.here.columns }))] : []),
    );
  }

  /* The picture that the reader points at; for keys and screen readers a slider over all its pixels. */
  makeSlider(picture, item) {
    const { root, canvas } = picture;
    const { rows, columns } = picture.images.here;
    this.slider = root;
    for (const [name, value] of Object.entries({ role: "slider", tabindex: 0, "aria-label": item.label, "aria-valuemin": 1, "aria-valuemax": rows * columns })) root.setAttribute(name, value);
    const follow = (event) => this.moveTo(...picture.pixelAt(event));
    canvas.addEventListener("pointermove", follow);
    canvas.addEventListener("pointerdown", follow);
    root.addEventListener("keydown", (event) => {
      const arrow = ARROWS[event.key];
      if (!arrow || event.shiftKey || event.ctrlKey || event.altKey || event.metaKey) return;
      event.preventDefault();
      event.stopPropagation();
      this.moveTo(Math.max(0, Math.min(rows - 1, this.at.y + arrow[0])), Math.max(0, Math.min(columns - 1, this.at.x + arrow[1])));
    });
  }

  /* Between the pictures: the pixels under the window and the filter; of a filter's gradient the filter, to point at. */
  makeMiddle() {
    const { roles, tracer } = this;
    const { words } = tracer;
    const { rows, columns } = roles.geometry;
    [this.patch, this.filterGrid, this.filterPicture] = [null, null, null];
    if (rows * columns > MOST_WRITTEN) return roles.filter ? this.largeFilter() : null;
    const parts = [];
    const captioned = (grid, text) => element("figure", { class: "tl-conv-figure" }, element("figcaption", {}, text), grid);
    if (roles.kind !== "everywhere") {
      this.patch = new NumberGrid(rows, columns);
      parts.push(captioned(this.patch.root, element("span", {}, words.say(roles.kind === "product" && roles.backward ? "convolution.came_back" : "convolution.under"))));
    }
    if (roles.filter) {
      this.filterGrid = new NumberGrid(rows, columns);
      const { item, result } = roles.filter;
      const caption = element("span", {}, element("b", {}, item.label), " ", shapeText(item.array.shape));
      const figure = captioned(this.filterGrid.root, caption);
      if (result) this.makeFilterSlider(figure, item);
      if (parts.length) parts.push(element("span", { class: "tl-operator", "aria-hidden": "true" }, "×"));
      parts.push(figure);
    }
    return element("div", { class: "tl-conv-middle" }, ...parts);
  }

  /* A filter with more numbers than can be read is a picture. */
  largeFilter() {
    const { item, filters } = this.roles.filter;
    const images = { array: item.array, here: { rows: filters.here[0], columns: filters.here[1], images: 1, channels: 1 }, at: (_, i, j) => filters.at(i, j, this.at.c, this.at.k) };
    this.filterPicture = new Picture(images, 110);
    return element("figure", { class: "tl-conv-figure" }, element("figcaption", {}, element("b", {}, item.label), " ", element("span", {}, shapeText(item.array.shape))), this.filterPicture.root);
  }

  makeFilterSlider(figure, item) {
    const grid = figure.querySelector("svg");
    const { rows, columns } = this.roles.geometry;
    const holder = element("div", { class: "tl-conv-picture", role: "slider", tabindex: 0, "aria-label": item.label, "aria-valuemin": 1, "aria-valuemax": rows * columns });
    grid.replaceWith(holder);
    holder.append(grid);
    this.slider = holder;
    const move = (i, j) => {
      Object.assign(this.at, { i: Math.max(0, Math.min(rows - 1, i)), j: Math.max(0, Math.min(columns - 1, j)) });
      this.point(true);
    };
    grid.addEventListener("pointermove", (event) => {
      const place = grid.getBoundingClientRect();
      move(Math.floor(((event.clientY - place.top) / place.height) * rows), Math.floor(((event.clientX - place.left) / place.width) * columns));
    });
    holder.addEventListener("keydown", (event) => {
      const arrow = ARROWS[event.key];
      if (!arrow || event.shiftKey || event.ctrlKey || event.altKey || event.metaKey) return;
      event.preventDefault();
      event.stopPropagation();
      move(this.at.i + arrow[0], this.at.j + arrow[1]);
    });
  }

  /* Which image, which channel of it, which filter. */
  choosers() {
    const { roles, at, tracer } = this;
    const { words } = tracer;
    const chooser = (name, here, all, label) => {
      if (all < 2) return null;
      const choice = element("select", {}, ...Array.from({ length: here }, (_, number) => element("option", { value: number }, String(number))));
      choice.value = String(at[name]);
      choice.addEventListener("change", () => {
        at[name] = Number(choice.value);
        this.paint();
        this.point(true);
      });
      return element("label", {}, words.say(label), choice, element("small", {}, words.say(here < all ? "convolution.of_here" : "convolution.of", { count: grouped(all), here: grouped(here) })));
    };
    const [first] = roles.pictures;
    const images = chooser("n", Math.min(...roles.pictures.map((one) => one.images.here.images)), first.images.images, "convolution.image");
    const made = [images];
    const pointed = this.pointedPicture();
    if (!pointed) {
      const { filters } = roles.filter;
      made.push(chooser("c", filters.here[2], filters.channels, "convolution.channel"), chooser("k", filters.here[3], filters.filters, "convolution.filter"));
    } else if (roles.kind === "product") {
      const other = this.otherPicture();
      const [channel, filter] = roles.backward ? ["k", "c"] : ["c", "k"];
      const imagesOf = { [roles.backward ? "k" : "c"]: roles.backward ? pointed.images : other.images, [roles.backward ? "c" : "k"]: roles.backward ? other.images : pointed.images };
      made.push(chooser(channel, imagesOf[channel].here.channels, imagesOf[channel].channels, "convolution.channel"), chooser(filter, imagesOf[filter].here.channels, imagesOf[filter].channels, "convolution.filter"));
    } else made.push(chooser("k", pointed.images.here.channels, pointed.images.channels, "convolution.channel"));
    const shown = made.filter(Boolean);
    return element("div", { class: "tl-conv-choosers" }, ...shown);
  }

  /* --- showing ------------------------------------------------------------------------------------------ */

  /* The channel that each picture shows. */
  channelOf(number) {
    const { roles, at } = this;
    if (roles.kind === "everywhere") return number === 0 ? at.c : at.k;
    return number === roles.pointed || roles.kind !== "product" ? at.k : at.c;
  }

  paint() {
    this.drawn.forEach((picture, number) => picture.paint(this.at.n, this.channelOf(number)));
    if (this.filterPicture) this.filterPicture.paint(0, 0);
  }

  moveTo(y, x) {
    if (y === this.at.y && x === this.at.x) return;
    Object.assign(this.at, { y, x });
    this.point(true);
  }

  /* The reader points at another picture than the one whose pixels are made: the window goes there. */
  pointThere(number, row, column) {
    const { geometry, pointed, pictures } = this.roles;
    const { rows, columns } = pictures[pointed].images.here;
    const middle = (place, axis, size) => {
      const half = ((axis ? geometry.columns : geometry.rows) - 1) * geometry.spread[axis] / 2;
      return Math.max(0, Math.min(size - 1, Math.round((place + geometry.before[axis] - half) / geometry.step[axis])));
    };
    if (this.roles.kind === "product" && this.roles.backward) return;
    this.moveTo(middle(row, 0, rows), middle(column, 1, columns));
  }

  point(say = false) {
    const { roles, at } = this;
    const marks = roles.marked(at);
    this.drawn.forEach((picture, number) => picture.mark(marks[number]));
    if (roles.kind === "everywhere") this.showEverywhere();
    else this.showTerms();
    const pointed = this.pointedPicture();
    const [place, wide] = pointed ? [[at.y, at.x], pointed.images.here.columns] : [[at.i, at.j], roles.geometry.columns];
    setAttribute(this.slider, "aria-valuenow", place[0] * wide + place[1] + 1);
    const told = `${this.tracer.words.say("convolution.at", { row: place[0], column: place[1] })} ${this.formula.textContent}`;
    setAttribute(this.slider, "aria-valuetext", told);
    if (say) setText(this.live, told);
  }

  showTerms() {
    const { roles, at, tracer } = this;
    const { words } = tracer;
    const shown = roles.kind === "product" ? at.c : at.k;
    const terms = roles.terms(at, shown);
    const { columns } = roles.geometry;
    const of = new Map(terms.map((term) => [term.entry[0] * columns + term.entry[1], term]));
    const [input] = roles.pictures.filter(({ role }) => role !== "result");
    const { largest } = input.images.array.range();
    const termAt = (row, column) => of.get(row * columns + column);
    if (this.patch) this.patch.show((row, column) => (termAt(row, column) && !termAt(row, column).outside ? termAt(row, column).image : undefined), largest, (row, column) => Boolean((termAt(row, column) || {}).won));
    if (this.filterGrid) {
      const { filters, item } = roles.filter;
      const scale = item.array.range().largest;
      this.filterGrid.show((row, column) => (termAt(row, column) ? termAt(row, column).factor : roles.backward ? filters.at(row, column, at.k, at.c) : undefined), scale, (row, column) => Boolean(roles.backward && termAt(row, column)));
    }
    const pointed = this.pointedPicture();
    const result = pointed.images.at(at.n, at.y, at.x, at.k);
    const number = (value) => (value === undefined ? "?" : plain(Number(Number(value).toPrecision(3))));
    const inside = terms.filter(({ outside }) => !outside);
    if (roles.kind === "product") this.showProduct(terms, inside, result, number);
    else if (roles.kind === "largest") setText(this.formula, words.say("convolution.largest", { values: inside.map(({ image }) => number(image)).join(", "), result: number(result) }));
    else if (roles.kind === "mean") setText(this.formula, words.say("convolution.mean", { sum: inside.map(({ image }) => number(image)).join(" + "), count: inside.length, result: number(result) }));
    else if (roles.kind === "to_largest") setText(this.formula, words.say("convolution.to_largest", { value: number(result), place: placeText(terms.find(({ won }) => won)) }));
    else setText(this.formula, words.say("convolution.shared", { value: number(result), count: inside.length, share: number(result / Math.max(1, inside.length)) }));
  }

  showProduct(terms, inside, result, number) {
    const { roles, at, tracer } = this;
    const { words } = tracer;
    const known = inside.every(({ image, factor }) => image !== undefined && factor !== undefined);
    const sum = inside.reduce((total, { image, factor }) => total + image * factor, 0);
    const bracketed = (value) => (value < 0 ? `(${number(value)})` : number(value));
    const products = inside.length <= MOST_WRITTEN && known ? inside.map(({ image, factor }) => `${number(image)}·${bracketed(factor)}`).join(" + ") : words.say("convolution.many", { count: inside.length });
    const channels = roles.channelsOf(at.k);
    const only = channels.length === 1;
    setText(this.formula, `${products} = ${number(known ? sum : undefined)}`);
    if (only) {
      setText(this.shares, "");
      return;
    }
    const shareOf = (channel) => roles.terms(at, channel).reduce((total, { image, factor, outside }) => (outside ? total : total + image * factor), 0);
    const [name, all] = roles.backward ? ["convolution.filter_number", "convolution.filter_numbers"] : ["convolution.channel_number", "convolution.channel_numbers"];
    const listed = channels.length <= MOST_CHANNELS ? channels.map((channel) => `${words.say(name, { number: channel })}: ${number(shareOf(channel))}`).join(words.say("words.comma")) : words.say(all, { count: channels.length });
    setText(this.shares, words.say("convolution.shares", { listed, result: number(result) }));
  }

  showEverywhere() {
    const { roles, at, tracer } = this;
    const { words } = tracer;
    const { filters, item } = roles.filter;
    if (this.filterGrid) this.filterGrid.show((row, column) => filters.at(row, column, at.c, at.k), item.array.range().largest, (row, column) => row === at.i && column === at.j);
    const number = (value) => (value === undefined || Number.isNaN(value) ? "?" : plain(Number(Number(value).toPrecision(3))));
    const [image] = roles.pictures;
    setText(this.formula, words.say("convolution.everywhere", { count: roles.places(at.i, at.j).length, images: image.images.images, result: number(roles.total(at)) }));
    setText(this.shares, words.say("convolution.of_image", { number: at.n, value: number(roles.ofImage(at)) }));
  }
}

function placeText(term) {
  return term ? `[${term.pixel.join(", ")}]` : "?";
}
