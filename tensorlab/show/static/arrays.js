/* The values of a bundle: one run of bytes, and what the bundle says about how arrays lie in it.
   Everything else asks here for "entry e of run r" and gets an array, or the reason why there is none. */

const READERS = { f4: Float32Array, f8: Float64Array, i8: BigInt64Array, u8: BigUint64Array, u1: Uint8Array };
const REMEMBERED = 48;

/* Numbers out of bytes: { data, exact }. Integers of 64 bits come as ordinary numbers too, which is what colours and
   sums need; `exact` holds them with all their digits where an ordinary number would lose some. */
export function decoded(encoding, buffer, begin, count) {
  const read = new READERS[encoding](buffer, begin, count);
  if (!encoding.endsWith("8") || encoding === "f8") return { data: read, exact: null };
  const data = Float64Array.from(read, Number);
  return { data, exact: data.every(Number.isSafeInteger) ? null : read };
}

/* One array as the views see it. `shape` is the true one, `stored` what is here: a corner, when it is big. */
export class TracedArray {
  constructor(entry, data, summary, exact = null) {
    this.dtype = entry.dtype;
    this.shape = entry.shape;
    this.stored = entry.stored.length || !entry.shape.length ? entry.stored : entry.shape;
    this.data = data;
    this.exact = exact;
    this.summary = summary || null;
    this.complex = entry.dtype.startsWith("complex");
    this.size = entry.shape.reduce((product, size) => product * size, 1);
    this.storedSize = Math.min(this.size, this.stored.reduce((product, size) => product * size, 1));
    this.isWhole = this.storedSize === this.size;
    this.numeric = !this.complex && !["string", "bool"].includes(entry.dtype) && typeof data[0] !== "string";
    this.whole = /^u?int/.test(entry.dtype);
    this.limits = null;
  }

  at(index) {
    if (this.complex) return [this.data[2 * index], this.data[2 * index + 1]];
    if (this.exact && !Number.isSafeInteger(this.data[index])) return this.exact[index];
    return this.dtype === "bool" ? Boolean(this.data[index]) : this.data[index];
  }

  /* The number that decides about the colour of an entry. */
  weight(index) {
    if (this.complex) return this.data[2 * index];
    return typeof this.data[index] === "number" ? this.data[index] : 0;
  }

  /* { low, high, largest, odd, finite }: over the finite entries, of which there are `finite`; of a corner its
     array's own, from the summary. */
  range() {
    if (this.limits) return this.limits;
    let low = Infinity;
    let high = -Infinity;
    let [lowAt, highAt] = [0, 0];
    let odd = 0;
    for (let index = 0; index < this.storedSize; index++) {
      const value = this.weight(index);
      if (!Number.isFinite(value)) odd++;
      else {
        if (value < low) [low, lowAt] = [value, index];
        if (value > high) [high, highAt] = [value, index];
      }
    }
    const { summary } = this;
    let finite = this.storedSize - odd;
    if (summary) {
      if (summary.min !== null) [low, high] = [summary.min, summary.max];
      odd = (summary.nan || 0) + (summary.inf || 0);
      finite = this.size - odd;
    }
    if (low > high) low = high = 0;
    const largest = Math.max(Math.abs(low), Math.abs(high));
    if (this.exact && !summary) {
      low = this.exactAmong(lowAt, (one, best) => one < best);
      high = this.exactAmong(highAt, (one, best) => one > best);
    }
    this.limits = { low, high, odd, finite, largest };
    return this.limits;
  }

  /* The very integer behind the lowest or the highest ordinary number. */
  exactAmong(index, better) {
    const alike = this.exact.filter((_, at) => this.data[at] === this.data[index]);
    const chosen = alike.reduce((best, one) => (better(one, best) ? one : best));
    return Number.isSafeInteger(Number(chosen)) ? Number(chosen) : chosen;
  }

  bytes() {
    const width = Number((/(\d+)$/.exec(this.dtype) || [])[1]) || 8;
    return this.dtype === "string" ? null : this.size * (this.dtype === "bool" ? 1 : Math.ceil(width / 8));
  }
}

export class Arrays {
  constructor(bundle, bytes, fetchRun) {
    this.bundle = bundle;
    this.fetchRun = fetchRun || null;
    this.bytes = aligned(bytes);
    this.fetched = new Map();
    this.asked = new Set();
    this.lost = new Set(); // runs that the kernel has let go of too
    this.remembered = new Map();
  }

  has(run) {
    const { values } = this.bundle.runs[run];
    return this.fetched.has(run) || Boolean(values && this.bytes.length >= values[0] + values[1]);
  }

  /* The entries of a run have changed: frames inside it were opened or closed. */
  forget(run) {
    this.remembered.delete(run);
  }

  /* Why a run has no values: "asked" (they are on their way) or "not kept". Asks for them where somebody answers. */
  missing(run) {
    if (!this.fetchRun || this.lost.has(run)) return "not kept";
    if (!this.asked.has(run)) {
      this.asked.add(run);
      this.fetchRun(run);
    }
    return "asked";
  }

  /* The kernel's answer: the run's fields, its bytes, and all frames when there are new ones. */
  receive(run, fields, bytes, frames) {
    if (frames) this.bundle.frames = frames;
    if (fields) Object.assign(this.bundle.runs[run], fields, { values: null });
    this.asked.delete(run);
    this.remembered.delete(run);
    if (!bytes || this.bundle.runs[run].frame === null) {
      this.lost.add(run);
      return;
    }
    this.fetched.set(run, aligned(bytes));
    if (this.fetched.size > REMEMBERED) this.fetched.delete(this.fetched.keys().next().value);
  }

  /* The bytes of one more run; where they now lie, as a record says it. */
  append(bytes) {
    const added = aligned(bytes);
    const joined = new Uint8Array(this.bytes.length + added.length);
    joined.set(this.bytes);
    joined.set(added, this.bytes.length);
    const place = [this.bytes.length, added.length];
    this.bytes = joined;
    return place;
  }

  frame(run) {
    const { frame } = this.bundle.runs[run];
    if (typeof frame === "string") return this.bundle.opened.frame; // frames inside the run are open (nesting.js)
    return frame === null || frame === undefined ? null : this.bundle.frames[frame];
  }

  part(run) {
    const { values } = this.bundle.runs[run];
    return this.fetched.get(run) || this.bytes.subarray(values[0], values[0] + values[1]);
  }

  /* Entry `entry` of run `run` as a TracedArray; null when the run never computed it or is not here. */
  get(run, entry) {
    if (entry === null || entry === undefined || !this.has(run)) return null;
    if (Array.isArray(entry)) return this.sum(run, entry);
    let known = this.remembered.get(run);
    if (!known) {
      known = new Map();
      this.remembered.set(run, known);
      if (this.remembered.size > REMEMBERED) this.remembered.delete(this.remembered.keys().next().value);
    }
    if (!known.has(entry)) known.set(entry, this.read(run, entry));
    return known.get(entry);
  }

  /* Several entries of one shape, added up: the contributions to a gradient that have arrived. */
  sum(run, entries) {
    const parts = entries.map((entry) => this.get(run, entry));
    if (parts.length < 2 || parts.some((part) => !part || !part.numeric || part.storedSize !== parts[0].storedSize)) return parts[0];
    const total = Object.create(parts[0]);
    total.data = Float64Array.from(parts[0].data, (value, index) => parts.reduce((sum, part) => sum + Number(part.data[index]), 0));
    total.limits = null;
    total.summary = null;
    return total;
  }

  read(run, number) {
    const frame = this.frame(run);
    const entry = frame && frame.entries[number];
    if (!entry || entry.encoding === "none") return null;
    return this.decode(run, entry, number);
  }

  decode(run, entry, number) {
    const { json = {}, summaries = {} } = this.bundle.runs[run];
    if (entry.encoding === "json") return new TracedArray(entry, entry.json || json[number] || [], null);
    const stored = entry.stored.reduce((product, size) => product * size, 1) * (entry.dtype.startsWith("complex") ? 2 : 1);
    const part = this.part(run);
    const { data, exact } = decoded(entry.encoding, part.buffer, part.byteOffset + entry.offset, stored);
    return new TracedArray(entry, data, entry.summary || summaries[number], exact);
  }

  /* An entry of a frame inside a run that may not be open; `part` as in `nested_steps.js`. */
  inside(run, [, frame, offset, , texts], number) {
    const entry = number === null || number === undefined ? null : this.bundle.frames[frame].entries[number];
    if (!entry || entry.encoding === "none" || !this.has(run)) return null;
    return this.decode(run, { ...entry, offset: entry.offset + offset, json: texts && texts.json[number], summary: texts && texts.summaries[number] }, number);
  }

  /* Nanoseconds that the node of a step took; null where no node ran or nobody measured. */
  time(run, step, steps) {
    const frame = this.frame(run);
    if (!frame || frame.times === undefined || frame.times === null || !this.has(run)) return null;
    const part = this.part(run);
    const at = frame.timesAt ? frame.timesAt[step] : frame.times + 4 * step;
    if (step >= steps || at + 4 > part.byteLength) return null;
    const [spent] = new Float32Array(part.buffer, part.byteOffset + at, 1);
    return Number.isFinite(spent) && spent > 0 ? spent : null;
  }
}

/* Typed arrays must begin at a multiple of 8; what comes from a kernel may begin anywhere. */
function aligned(bytes) {
  if (!bytes) return new Uint8Array(0);
  const view = bytes instanceof Uint8Array ? bytes : ArrayBuffer.isView(bytes) ? new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength) : new Uint8Array(bytes);
  return view.byteOffset % 8 ? view.slice() : view;
}
