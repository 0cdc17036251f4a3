// Run with: node --test tests/js/keeping.test.js
import assert from "node:assert/strict";
import test, { beforeEach } from "node:test";
import { Keeper } from "../../annotator/web/static/annotator/js/workbench/keeping.js";

/** The browser's storage: values of a map, its keys own properties; it may be full. */
class Storage {
  isFull = false;
  constructor() { Object.defineProperty(this, "isFull", { enumerable: false }); }
  getItem(key) { return this[key] ?? null; }
  setItem(key, value) {
    if (this.isFull) throw new DOMException("full", "QuotaExceededError");
    this[key] = value;
  }
  removeItem(key) { delete this[key]; }
}

beforeEach(() => { globalThis.localStorage = new Storage(); });

const held = { S1: { changes: [], decisions: [] } };
const gone = async () => false;
const keeper = (id, person = "ana", text = "t") => new Keeper(person, text, id);

test("queue and held changes are kept side by side, and nothing once both are empty", () => {
  const one = keeper("w");
  assert.equal(one.claim("w"), null);
  one.keep({ queue: [{ key: "k" }] });
  one.keep({ held });
  const { queue, held: kept } = keeper("").claim("w");
  assert.deepEqual([queue, kept], [[{ key: "k" }], held]);
  one.keep({ queue: [] });
  one.keep({ held: {} });
  assert.deepEqual(Object.keys(localStorage), []);
});

test("only windows that are gone leave something, of this person and text, the newest first", async () => {
  keeper("old").keep({ held });
  localStorage.setItem("sourcemark.edits.ana.t.older", JSON.stringify({ at: 1, queue: [{ key: "k" }], held: {} }));
  keeper("alive").keep({ held });
  keeper("w", "ben").keep({ held });
  keeper("w", "ana", "u").keep({ held });
  localStorage.setItem("sourcemark.edits.ana.t.broken", "{");
  const mine = keeper("mine");
  mine.keep({ held });
  const found = await mine.leftovers(async (id) => id === "alive");
  assert.deepEqual(found.map(({ key }) => key), ["sourcemark.edits.ana.t.old", "sourcemark.edits.ana.t.older"]);
  mine.forget(found[0].key);
  assert.equal((await mine.leftovers(gone)).some(({ key }) => key.endsWith(".old")), false);
});

test("a browser that keeps nothing more is told, unless there is nothing to keep", () => {
  const one = keeper("w");
  one.keep({ queue: [{ key: "k" }] });
  localStorage.isFull = true;
  assert.equal(one.keep({ held }), false);
  assert.equal(keeper("").claim("w").queue.length, 1);
  assert.equal(one.keep({ held: {}, queue: [] }), true);
  assert.equal(one.claim("w"), null);
});

test("what was kept before the window had its id goes on under it", () => {
  const early = keeper("");
  early.keep({ queue: [{ key: "k" }] });
  assert.equal(early.claim("w"), null);
  assert.deepEqual(Object.keys(localStorage), ["sourcemark.edits.ana.t.w"]);
  assert.equal(keeper("").claim("w").queue.length, 1);
  early.keep({ queue: [] });
  assert.deepEqual(Object.keys(localStorage), []);
});
