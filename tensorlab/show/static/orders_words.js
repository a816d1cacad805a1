/* What the orders have to say: numbers of orders, and one step as a sentence. */

const SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/* Many digits say less than a power of ten: 151476660579404160000 -> 1.5 × 10²⁰. */
export function bigNumber(digits) {
  if (digits.length <= 9) return digits.replace(/\B(?=(\d{3})+$)/g, ",");
  const power = [...String(digits.length - 1)].map((digit) => SUPERSCRIPTS[digit]).join("");
  return `${digits[0]}.${digits[1]} × 10${power}`;
}

/* "6 orders", "about 1.5 × 10²⁰ orders"; `key` is "orders.orders" or "orders.legal". */
export function ordersText(words, { count, certainty }, key = "orders.orders") {
  const what = words.say(key, { number: bigNumber(count), count: count === "1" ? 1 : 2 });
  if (certainty === "about") return words.say("orders.about", { what });
  return certainty === "at least" ? words.say("orders.at_least", { what }) : what;
}

/* What happens in one step of a result, as a message; Words puts it into words. */
export function stepMessage(bundle, result, position) {
  const event = bundle.events[result.order[position]];
  const step = result.steps[position];
  const name = event.what === "fetch" ? { say: "orders.fetch_of", with: { name: ["b", event.name] } } : ["b", event.name];
  const fetched = event.what === "fetch" && !step.failed;
  if (fetched) return { say: "orders.hands_over", with: { name: ["b", event.name], value: ["c", step.value || "?"] } };
  if (step.failed) return { say: "orders.fails_here", with: { name } };
  const listed = (numbers) => ["list", numbers.map((number) => ["b", bundle.variables[number].name])];
  const values = (texts) => (texts.length ? ["list", texts.map((text) => ["c", text])] : ["c", "?"]);
  if (event.writes.length) {
    const both = event.writes.some((variable) => event.reads.includes(variable));
    const texts = event.writes.map((variable) => step.variables[variable]);
    return { say: both ? "orders.changes" : "orders.writes", with: { name, variable: listed(event.writes), value: values(texts) } };
  }
  if (event.reads.length) return { say: "orders.reads", with: { name, variable: listed(event.reads), value: values(step.sees) } };
  return step.value ? { say: "orders.computes", with: { name, value: ["c", step.value] } } : { say: "orders.runs", with: { name } };
}
