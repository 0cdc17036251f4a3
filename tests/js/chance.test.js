// Run with: node --test tests/js/chance.test.js
// Two windows, a network that fails, reloads at any moment: in the end everybody sees what the desk has.
import assert from "node:assert/strict";
import test from "node:test";
import * as act from "../../annotator/web/static/annotator/js/workbench/actions.js";
import { sameTag } from "../../annotator/web/static/annotator/js/workbench/tags.js";
import { Desk, openWindow, settled } from "./bench.mjs";

const SORTS = ["event", "plan", "assessment"];
const WORDS = [["S1", "allegedly"], ["S1", "bribes"], ["S4", "rain"]];

/** Return chance that falls the same way in every run. */
function dice(seed) {
  let state = seed;
  const next = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  return { often: (odds) => next() < odds, one: (all) => all[Math.floor(next() * all.length)] };
}

/** Do one thing that a person does. */
function work(chance, { bench, data }) {
  const roll = chance.one(["answer", "answer", "hold", "mend", "hedge", "hedge", "withdraw", "undo", "redo"]);
  if (["answer", "hold", "mend"].includes(roll)) bench.go(chance.one(["S1", "S2"]), null);
  if (roll === "answer") act.answer(bench, { claim_type: chance.one(SORTS) });
  else if (roll === "hold") act.answer(bench, { need: "exempt" });
  else if (roll === "mend") act.answer(bench, { need: "required" });
  else if (roll === "hedge") {
    const [place, words] = chance.one(WORDS);
    bench.go(place, null);
    const start = data.text.content.indexOf(words);
    bench.selection = { start, end: start + words.length };
    act.addOnWords(bench, "hedge", { hedge_type: chance.one(["allegation", "hearsay"]) });
  } else if (roll === "withdraw") {
    bench.go(chance.one(["S1", "S2", "S4"]), null);
    const tag = chance.one(bench.store.tags(bench.place));
    if (tag) act.withdraw(bench, tag);
  } else bench.store[roll]();
}

/** Load a window again: what it kept is all that is left of it. */
function reloaded({ desk, memory, outbox }) {
  outbox.send = () => new Promise(() => {});
  const again = openWindow(desk);
  again.bench.takeUp(structuredClone(memory.entry));
  return again;
}

/** Let the network be good, and mend and choose until nothing is open. */
async function ended(desk, windows) {
  desk.faults = [];
  for (let turn = 0; turn < 30; turn += 1) {
    for (const { bench, outbox } of windows) {
      outbox.hurry();
      await settled();
      for (const place of [...bench.conflicts.keys()]) bench.resolve(place, true);
      await settled();
      for (const place of bench.held()) {
        bench.go(place, null);
        act.answer(bench, { need: "required" });
        await settled();
      }
    }
    for (const { bench } of windows) for (const place of bench.labels) bench.heard(place, structuredClone(desk.tags(place)), desk.revision);
    if (windows.every(({ bench, outbox }) => !bench.held().length && !bench.conflicts.size && !outbox.queue.length)) return;
  }
  assert.fail(`it never ends: ${JSON.stringify(windows.map(({ bench, outbox }) => [bench.held(), [...bench.conflicts], bench.held().map((p) => [bench.computed(p).violations, bench.store.unsent(p)]), outbox.queue, outbox.state]))} ${JSON.stringify(desk.all().size)}`);
}

for (let seed = 1; seed <= Number(process.env.SEEDS ?? 60); seed += 1) {
  test(`chance ${seed}`, async () => {
    const chance = dice(seed);
    const desk = new Desk();
    const windows = [openWindow(desk), openWindow(desk)];
    for (let step = 0; step < 60; step += 1) {
      const at = chance.one([0, 0, 1]);
      if (chance.often(0.3)) desk.faults.push(chance.one(["down", "lost", "lost"]));
      if (chance.often(0.05)) windows[at] = reloaded(windows[at]);
      work(chance, windows[at]);
      if (chance.often(0.5)) await settled();
      if (chance.often(0.3)) windows[at].outbox.hurry();
    }
    await ended(desk, windows);
    for (const { bench } of windows) {
      for (const place of bench.labels) {
        const [shown, stored] = [bench.store.tags(place), desk.tags(place)];
        assert.equal(shown.length, stored.length, place);
        for (const tag of stored) assert.ok(sameTag(tag, bench.store.find(place, tag.id)), `${place} ${tag.id}`);
        assert.ok(stored.filter((tag) => tag.kind === "statement").length <= 1);
      }
    }
  });
}
