// What the person sees, what the server knows, and the way back: every step of the visit can be undone and redone.
import { ARTICLE, isOneAStatement, sameTag, unanswered, withId } from "./tags.js";

const copy = (places) => new Map([...places].map(([place, tags]) => [place, new Map(tags)]));

export class Store extends EventTarget {
  /** `data` is what the page came with: statements, tags and suggestions. */
  constructor(data) {
    super();
    this.places = [...data.statements.map((statement) => statement.label), ARTICLE];
    const labels = new Map(data.statements.map((statement) => [statement.reference, statement.label]));
    this.local = new Map(this.places.map((place) => [place, new Map()]));
    for (const tag of data.tags) {
      const whole = { ...tag, values: { ...unanswered(data, tag.kind), ...tag.values } };
      this.local.get(labels.get(tag.reference) ?? ARTICLE).set(tag.id, whole);
    }
    this.sent = copy(this.local);
    this.decisions = new Map(data.suggestions.map((suggestion) => [suggestion.id, suggestion.decision]));
    this.sentDecisions = new Map(this.decisions);
    this.past = [];
    this.future = [];
  }

  tags(place) {
    return [...this.local.get(place).values()];
  }

  find(place, id) {
    return this.local.get(place)?.get(id) ?? null;
  }

  /** Return the one tag that holds the answers about a statement (or the article), null where there is none yet. */
  answers(place) {
    return this.tags(place).find((tag) => isOneAStatement(tag.kind)) ?? null;
  }

  /** Do something that can be undone. A change is {place, id, before, after}, a decision {id, before, after}. */
  commit(name, changes, decisions = []) {
    const step = {
      name,
      changes: changes.filter((change) => !sameTag(change.before, change.after)),
      decisions: decisions.filter((decision) => decision.before !== decision.after),
    };
    if (!step.changes.length && !step.decisions.length) return null;
    this.past.push(step);
    this.future = [];
    this.#apply(step, "after");
    return step;
  }

  /** Put a tag; the state before is what is there now. */
  put(name, place, tag, decisions = []) {
    return this.commit(name, [{ place, id: tag.id, before: this.find(place, tag.id), after: tag }], decisions);
  }

  remove(name, place, tag) {
    return this.commit(name, [{ place, id: tag.id, before: tag, after: null }]);
  }

  undo() {
    return this.#turn(this.past, this.future, "after", "before");
  }

  redo() {
    return this.#turn(this.future, this.past, "before", "after");
  }

  /** Take the newest step back (or do it again). A step whose tags were changed elsewhere meanwhile is left alone. */
  #turn(from, to, expected, wanted) {
    const step = from.at(-1);
    if (!step) return null;
    const isAsLeft = step.changes.every((change) => sameTag(this.find(change.place, change.id), change[expected]));
    from.pop();
    if (!isAsLeft) return { step, isRefused: true };
    to.push(step);
    this.#apply(step, wanted);
    return { step, isRefused: false };
  }

  #apply(step, side) {
    for (const change of step.changes) this.#set(this.local, change.place, change.id, change[side]);
    for (const decision of step.decisions) this.decisions.set(decision.id, decision[side]);
    this.#tell(step.changes.map((change) => change.place), step);
  }

  #set(places, place, id, tag) {
    if (tag) places.get(place).set(id, tag);
    else places.get(place).delete(id);
  }

  #tell(places, step = null) {
    this.dispatchEvent(new CustomEvent("changed", { detail: { places: new Set(places), step } }));
  }

  /** Return the tags of a place that differ from what was sent, as pairs of before and after. */
  unsent(place) {
    const [sent, local] = [this.sent.get(place), this.local.get(place)];
    const ids = new Set([...sent.keys(), ...local.keys()]);
    return [...ids].map((id) => ({ before: sent.get(id) ?? null, after: local.get(id) ?? null }))
      .filter(({ before, after }) => !sameTag(before, after));
  }

  /** Take over what the server says a place holds, without touching what was changed since `before` was sent. */
  adopt(place, tags, before = this.sent.get(place)) {
    const told = new Map(tags.map((tag) => [tag.id, tag]));
    for (const places of [this.local, this.sent]) {
      const target = places.get(place);
      for (const id of new Set([...target.keys(), ...before.keys(), ...told.keys()])) {
        if (sameTag(target.get(id), before.get(id))) this.#set(places, place, id, told.get(id) ?? null);
      }
    }
    this.#tell([place]);
  }

  /** Give up what was changed here and show what the server has. */
  yieldTo(place, tags) {
    const told = new Map(tags.map((tag) => [tag.id, tag]));
    this.local.set(place, told);
    this.sent.set(place, new Map(told));
    this.#tell([place]);
  }

  /** Let a tag go under the identity that the server knows it by, also where other tags point to it. */
  rename(from, to) {
    const renamed = (tag) => withId(tag, from, to);
    for (const tags of [...this.local.values(), ...this.sent.values()]) {
      const all = [...tags.values()].map(renamed);
      tags.clear();
      for (const tag of all) tags.set(tag.id, tag);
    }
    for (const change of [...this.past, ...this.future].flatMap((step) => step.changes)) {
      const id = change.id === from ? to : change.id;
      Object.assign(change, { id, before: renamed(change.before), after: renamed(change.after) });
    }
  }

  /** Let the way back know what the server made of a tag, such as the registry's own name of its source. */
  learn(place, old, told) {
    for (const step of [...this.past, ...this.future]) {
      for (const change of step.changes.filter((one) => one.place === place && one.id === told.id)) {
        for (const side of ["before", "after"]) if (change[side] && sameTag(change[side], old)) change[side] = told;
      }
    }
  }
}
