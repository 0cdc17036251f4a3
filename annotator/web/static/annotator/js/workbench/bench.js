// The workbench as a whole: the text, what is tagged on it, where the person is, and what becomes of each change.
import { checkStatement, knownStatement } from "./constraints.js";
import { CodePoints } from "./codepoints.js";
import { commitmentReason, derivedFlags, isFinished, isFlatContested, missingCore, record } from "./derive.js";
import { overlaps } from "./spans.js";
import { Store } from "./store.js";
import { ARTICLE, LABEL_FIELDS, isOneAStatement, newId, putOf, sameTag, startOf, tagOfPut } from "./tags.js";
import { characters, tokens } from "./tokens.js";

const PAUSE = 3000;

export class Bench extends EventTarget {
  #checked = new Map();

  constructor(data, { outbox, keeper, fetchTags, revisions }) {
    super();
    Object.assign(this, { data, outbox, keeper, fetchTags, revisions });
    this.text = new CodePoints(data.text.content);
    this.slice = (start, end) => this.text.slice(start, end);
    this.statements = new Map(data.statements.map((statement) => [statement.label, statement]));
    this.byReference = new Map(data.statements.map((statement) => [statement.reference, statement]));
    this.labels = [...this.statements.keys()];
    this.known = data.statements.map((statement) => ({ ...statement, sourceTypes: [], reliability: null }));
    this.offered = new Map(this.labels.concat(ARTICLE).map((place) => [place, []]));
    for (const one of data.suggestions) this.offered.get(one.statement ?? ARTICLE)?.push(one);
    this.suggestions = new Map(data.suggestions.map((one) => [one.id, one]));
    this.store = new Store(data);
    this.place = this.labels[0] ?? ARTICLE;
    this.item = null;
    this.selection = null;
    this.linking = null;
    this.refusals = new Map();
    this.conflicts = new Map();
    this.toldAt = new Map();
    for (const tag of data.tags) revisions.set(tag.id, tag.revision_id);
    this.store.addEventListener("changed", ({ detail }) => this.#changed(detail));
    outbox.addEventListener("stored", ({ detail }) => this.#stored(detail));
    outbox.addEventListener("refused", ({ detail }) => this.#refused(detail));
  }

  // What is there

  words(span) {
    return this.text.slice(span.start, span.end);
  }

  open(place) {
    return this.offered.get(place).filter((one) => !this.store.decisions.get(one.id));
  }

  decided(place) {
    return this.offered.get(place).filter((one) => this.store.decisions.get(one.id));
  }

  /** Return tags and open suggestions of a place in the order in which they are walked through. */
  items(place) {
    const tags = this.store.tags(place).filter((tag) => tag.kind !== "statement" && tag.kind !== "article");
    const listed = [...tags.map((tag) => ({ type: "tag", one: tag })), ...this.open(place).map((one) => ({ type: "suggestion", one }))];
    return listed.sort((one, other) => (one.type === other.type ? startOf(one.one) - startOf(other.one) : one.type === "tag" ? -1 : 1));
  }

  /** Return the tag that has the focus, null where a suggestion or nothing has it. */
  focusedTag() {
    return this.item?.type === "tag" ? this.store.find(this.place, this.item.id) : null;
  }

  focusedSuggestion() {
    const one = this.item?.type === "suggestion" ? this.suggestions.get(this.item.id) : null;
    return one && !this.store.decisions.get(one.id) ? one : null;
  }

  name(field, key) {
    const label = this.label(field, key);
    return label?.name ?? String(key).replaceAll("_", " ");
  }

  label(field, key) {
    return this.data.codebook[field]?.labels.find((label) => label.key === key) ?? null;
  }

  fieldName(field) {
    return this.data.names.fields[field] ?? field.replaceAll("_", " ");
  }

  itemName(item) {
    const field = LABEL_FIELDS[item.kind];
    return field ? this.name(field, item.label ?? item.values[field]) : this.data.names.kinds[item.kind];
  }

  // What follows from it

  /** Return everything that is computed about a statement; computed again only after it has changed. */
  computed(place) {
    if (!this.#checked.has(place)) this.#checked.set(place, this.#compute(place));
    return this.#checked.get(place);
  }

  #compute(place) {
    const statement = this.statements.get(place);
    if (!statement) return { violations: [], missing: [], flags: [], isFinished: true, isBegun: true };
    const tags = this.store.tags(place);
    const found = record(statement, tags);
    const violations = checkStatement(found, this.#context(statement, tags));
    return {
      violations: [...violations, ...namesWithoutType(tags), ...(this.refusals.get(place) ?? [])],
      missing: missingCore(found),
      isFinished: isFinished(found),
      isBegun: tags.length > 0,
      isFlat: isFlatContested(found),
      commitment: found.values.status ? commitmentReason(found) : null,
      override: found.values.commitment,
      flags: derivedFlags(found, this.text),
    };
  }

  #context(statement, tags) {
    const answers = tags.find((tag) => tag.kind === "statement");
    const carried = answers?.values.continues;
    const elsewhere = tags.some(pointsElsewhere) ? this.#relationsElsewhere(statement.label) : [];
    const foreign = (answers?.evidence ?? []).filter((item) => !item.startsWith(`${this.data.article.slug}-`));
    return {
      text: this.text,
      statements: carried ? this.known.map((other) => (other.reference === carried ? this.#neighbour(other) : other)) : this.known,
      quotations: this.data.quotations.filter(([start, end]) => overlaps({ start, end }, statement)),
      references: foreign,
      relations: elsewhere,
    };
  }

  #neighbour(other) {
    return knownStatement(record(other, this.store.tags(other.label)));
  }

  /** Return the relations of other statements that the desk has or is being sent: only those may be pointed to. */
  #relationsElsewhere(own) {
    return this.labels.filter((label) => label !== own)
      .flatMap((label) => [...this.store.sent.get(label).values()].filter((tag) => tag.kind === "relation").map((tag) => tag.id));
  }

  /** Forget what was computed about places that changed, and about those that point to other places. */
  #forget(places) {
    const isAffected = (label) => places.has(label) || this.store.tags(label).some(pointsElsewhere);
    for (const label of [...this.#checked.keys()]) if (isAffected(label)) this.#checked.delete(label);
  }

  progress() {
    return { done: this.labels.filter((label) => this.computed(label).isFinished).length, of: this.labels.length };
  }

  // Where the person is

  go(place, item = undefined) {
    if (!this.statements.has(place)) return;
    const before = this.place;
    this.place = place;
    this.selection = null;
    this.linking = null;
    this.item = item === undefined ? this.#firstItem(place) : item;
    this.#tell("moved", { before, place });
  }

  #firstItem(place) {
    const first = this.items(place).find(({ type }) => type === "suggestion");
    return first ? { type: first.type, id: first.one.id } : null;
  }

  focus(item) {
    this.item = item;
    this.#tell("moved", { before: this.place, place: this.place });
  }

  select(selection) {
    this.selection = selection;
    this.#tell("selected", { place: this.place });
  }

  tokens(place = this.place, isExact = false) {
    const statement = this.statements.get(place);
    if (!statement) return [];
    return (isExact ? characters : tokens)(this.words(statement), statement.start);
  }

  /** The article's text may be corrected while the page is open; then its positions are those of an earlier version. */
  textIs(version) {
    if (version > this.data.text.version && !this.isCorrected) this.#tell("corrected", { version });
    this.isCorrected ||= version > this.data.text.version;
  }

  say(words) {
    this.#tell("said", { words });
  }

  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }

  // What becomes of a change

  #changed({ places, step }) {
    this.#forget(places);
    if (step) {
      const decided = step.decisions.map((decision) => this.#placeOf(decision.id));
      this.#pardon(places);
      this.settle(new Set([...places, ...decided]), step.name);
      this.#forget(places);
      for (const place of this.held()) this.settle(new Set([place]), `${place} as it is here`);
    }
    this.#tell("changed", { places, step });
  }

  #placeOf(suggestion) {
    return this.suggestions.get(suggestion)?.statement ?? ARTICLE;
  }

  /** Try again what was refused for the sake of places that have changed now. */
  #pardon(places) {
    for (const [place, [{ about }]] of [...this.refusals]) {
      if (!places.has(place) && !places.has(about)) continue;
      this.refusals.delete(place);
      this.#checked.delete(place);
    }
  }

  /** Send what can be stored, hold the rest; what is held is kept in the browser and told. */
  settle(places, name) {
    const ready = [...places].filter((place) => !this.computed(place).violations.length && !this.conflicts.has(place));
    const edit = this.#edit(ready, name);
    if (edit) this.outbox.push(edit);
    this.#keepHeld();
  }

  #edit(places, name) {
    const parts = places.map((place) => ({ place, pairs: this.store.unsent(place) })).filter(({ pairs }) => pairs.length);
    const decisions = places.flatMap((place) => this.#undecided(place));
    if (!parts.length && !decisions.length) return null;
    for (const { place, pairs } of parts) {
      for (const { before, after } of pairs) {
        const sent = this.store.sent.get(place);
        if (after) sent.set(after.id, after);
        else sent.delete(before.id);
      }
    }
    for (const { id, after } of decisions) this.store.sentDecisions.set(id, after);
    return {
      key: newId(),
      name,
      parts: parts.map(({ place, pairs }) => ({
        statement: place || null, puts: pairs.map(({ before, after }) => putOf(before, after)),
      })),
      decisions: decisions.map(({ id, after }) => ({ suggestion: id, decision: after ?? "reopened" })),
      before: Object.fromEntries(decisions.map(({ id, before }) => [id, before])),
    };
  }

  #undecided(place) {
    return this.offered.get(place)
      .map(({ id }) => ({ id, before: this.store.sentDecisions.get(id), after: this.store.decisions.get(id) }))
      .filter(({ before, after }) => before !== after);
  }

  /** Return the places with changes that cannot be sent as they are. */
  held() {
    const isHeld = (place) => this.store.unsent(place).length || this.#undecided(place).length;
    return [...this.store.local.keys()].filter(isHeld);
  }

  #keepHeld() {
    const held = Object.fromEntries(this.held().map((place) => [place, {
      changes: this.store.unsent(place).map(({ before, after }) => {
        const { id } = after ?? before;
        return { id, base: this.revisions.get(id) ?? null, after };
      }),
      decisions: this.#undecided(place).map(({ id, after }) => ({ id, after })),
      isConflict: this.conflicts.has(place),
    }]));
    if (!this.keeper.keep({ held })) this.#tell("unkept", {});
  }

  #stored({ edit, answer }) {
    for (const { statement, tags } of answer.statements) {
      const place = statement ?? ARTICLE;
      const isLast = !this.outbox.queue.some((other) => other.parts.some((part) => part.statement === statement));
      this.#learnNames(place, edit, answer, tags);
      const isClash = this.#isClash(place, answer, tags);
      this.#learnRevisions(tags);
      this.#teachSteps(place, edit, answer, tags);
      this.toldAt.set(place, answer.tag_set.revision);
      const put = new Map(this.store.sent.get(place));
      this.store.adopt(place, isLast ? tags : this.#withLater(place, tags), put);
      if (isClash) this.conflicts.set(place, tags);
    }
    this.#keepHeld();
    this.#tell("stored", { edit, answer });
  }

  /** Say whether somebody else changed a tag that is changed here too, and not sent yet. */
  #isClash(place, answer, tags) {
    const own = new Set(Object.values(answer.made));
    const isNews = (tag) => !own.has(tag.revision_id) && this.revisions.has(tag.id) && this.revisions.get(tag.id) !== tag.revision_id;
    const isHeld = (tag) => !sameTag(this.store.find(place, tag.id), this.store.sent.get(place).get(tag.id));
    return tags.some((tag) => isNews(tag) && isHeld(tag) && !sameTag(this.store.find(place, tag.id), tag));
  }

  #learnRevisions(tags) {
    for (const tag of tags) this.revisions.set(tag.id, tag.revision_id);
  }

  /** The server may know a tag under another identity: answers that were withdrawn before, or the same tag twice. */
  #learnNames(place, edit, answer, tags) {
    for (const put of putsOn(edit, place).filter((one) => !one.withdrawn)) {
      if (tags.some((tag) => tag.id === put.id)) continue;
      const made = answer.made[put.id];
      const twin = tags.find((tag) => tag.revision_id === made || sameTag(tag, tagOfPut(put, this.slice)));
      if (!twin) continue;
      this.store.rename(put.id, twin.id);
      this.outbox.rename(put.id, twin);
      put.id = twin.id;
    }
  }

  /** What the server made of a put may differ from it: the registry's own name of a source, for one. */
  #teachSteps(place, edit, answer, tags) {
    const made = new Set(Object.values(answer.made));
    for (const put of putsOn(edit, place).filter((one) => !one.withdrawn)) {
      const [sent, told] = [tagOfPut(put, this.slice), tags.find((tag) => tag.id === put.id && made.has(tag.revision_id))];
      if (told && !sameTag(sent, told)) this.store.learn(place, sent, told);
    }
  }

  /** Return what the server has with the edits on top that are still on their way. */
  #withLater(place, tags) {
    const found = new Map(tags.map((tag) => [tag.id, tag]));
    for (const edit of this.outbox.queue) applyTo(found, edit, place, this.slice);
    return [...found.values()];
  }

  async #refused({ edit, problem }) {
    const told = await this.#askAgain();
    const { edits, places } = this.#fallen(edit);
    for (const { before } of edits.toReversed()) for (const id of Object.keys(before)) this.store.sentDecisions.set(id, before[id]);
    for (const one of places) {
      const news = this.#learn(one, told.get(one) ?? []);
      if (this.store.unsent(one).some(({ before, after }) => news.has((after ?? before).id))) this.conflicts.set(one, told.get(one) ?? []);
    }
    this.#checked.clear();
    const place = this.statements.has(problem.place) ? problem.place : this.byReference.get(problem.place)?.label;
    if (problem.code === "edit_conflict") this.conflicts.set(place ?? ARTICLE, told.get(place ?? ARTICLE) ?? []);
    else this.#blame(edit, problem, place);
    this.outbox.drop(edits);
    this.settle(places, edit.name);
    this.#tell("changed", { places, step: null });
  }

  /** Hold the statement that a refusal names, or all of the edit where it names none of them. */
  #blame(edit, problem, about) {
    const own = this.#placesOf(edit);
    const errors = problem.errors ?? [];
    const message = problem.code === "invalid" && errors.length ? errors.map((error) => error.message).join(" ") : problem.detail;
    const refusal = { code: "", field: errors[0]?.field ?? "", message, tag: null, about };
    for (const place of own.has(about) ? [about] : own) this.refusals.set(place, [refusal]);
  }

  /** Return what the desk has; without that, nothing can be said about what it refused. */
  async #askAgain() {
    for (;;) {
      const told = await this.fetchTags().catch(() => null);
      if (told) return told;
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
    }
  }

  /** Return the refused edit, every other one on its places or on theirs, and all these places. */
  #fallen(edit) {
    const places = this.#placesOf(edit);
    const isOn = (other) => other === edit || [...this.#placesOf(other)].some((place) => places.has(place));
    let edits = [];
    for (let before = -1; before !== places.size;) {
      before = places.size;
      edits = this.outbox.queue.filter(isOn);
      for (const other of edits) for (const place of this.#placesOf(other)) places.add(place);
    }
    return { edits, places };
  }

  #placesOf(edit) {
    return new Set([...edit.parts.map((part) => part.statement ?? ARTICLE), ...edit.decisions.map((one) => this.#placeOf(one.suggestion))]);
  }

  /** Take over what the desk has of a place. Returns the ids of tags that somebody else changed or withdrew. */
  #learn(place, tags) {
    const [own, told] = [this.store.answers(place), tags.find((tag) => isOneAStatement(tag.kind))];
    if (own && told && own.id !== told.id) this.store.rename(own.id, told.id);
    const here = new Set(tags.map((tag) => tag.id));
    const known = new Set([...this.store.sent.get(place).keys(), ...this.store.local.get(place).keys()]);
    const gone = [...known].filter((id) => this.revisions.has(id) && !here.has(id));
    const news = new Set([...gone, ...tags.filter((tag) => this.revisions.get(tag.id) !== tag.revision_id).map((tag) => tag.id)]);
    for (const id of gone) this.revisions.delete(id); // it may be put again, as something that is not there
    this.#learnRevisions(tags);
    this.store.sent.set(place, new Map(tags.map((tag) => [tag.id, tag])));
    return news;
  }

  /** Another window has stored tags: show them, unless something here is not sent yet. `revision` is that of their set. */
  heard(place, tags, revision) {
    const isBusy = this.outbox.queue.some((edit) => this.#placesOf(edit).has(place));
    const isNews = tags.length !== this.store.sent.get(place).size || tags.some((tag) => this.revisions.get(tag.id) !== tag.revision_id);
    if (isBusy || !isNews || revision < this.#knownAt(place)) return false;
    const isHeld = this.store.unsent(place).length > 0;
    this.#learn(place, tags);
    this.toldAt.set(place, revision);
    this.#checked.clear();
    if (isHeld) this.conflicts.set(place, tags);
    else {
      this.conflicts.delete(place);
      this.store.yieldTo(place, tags);
    }
    this.#keepHeld();
    this.#tell("changed", { places: new Set([place]), step: null });
    return true;
  }

  #knownAt(place) {
    return this.toldAt.get(place) ?? this.data.revision ?? 0;
  }

  /** An earlier state of a place was brought back: a step that can be undone, though the desk has it already. */
  broughtBack(place, tags, revision) {
    if (this.store.unsent(place).length || revision < this.#knownAt(place)) return this.heard(place, tags, revision);
    this.#learn(place, tags);
    this.toldAt.set(place, revision);
    const [before, after] = [this.store.local.get(place), this.store.sent.get(place)];
    const ids = [...new Set([...before.keys(), ...after.keys()])];
    return Boolean(this.store.commit(`Bring ${place} back`, ids.map((id) => ({ place, id, before: before.get(id) ?? null, after: after.get(id) ?? null }))));
  }

  /** End a conflict: with what is here (it is sent on top of the other version), or with what the server has. */
  resolve(place, isMine) {
    const theirs = this.conflicts.get(place);
    this.conflicts.delete(place);
    this.refusals.delete(place);
    this.#checked.clear();
    if (!isMine) {
      for (const { id, before } of this.#undecided(place)) this.store.decisions.set(id, before);
      this.store.yieldTo(place, theirs);
    }
    this.settle(new Set([place]), `Keep ${place} as it is here`);
    this.#tell("changed", { places: new Set([place]), step: null });
  }

  /** Return the places of an earlier visit's changes on which something is not sent here: that has to be ended first. */
  inTheWay({ queue = [], held = {} }) {
    const own = new Set([...this.held(), ...this.conflicts.keys(), ...this.outbox.queue.flatMap((edit) => [...this.#placesOf(edit)])]);
    const theirs = new Set([...Object.keys(held), ...queue.flatMap((edit) => [...this.#placesOf(edit)])]);
    return [...theirs].filter((place) => own.has(place));
  }

  /** Go on with what an earlier visit could not send. */
  takeUp({ queue = [], held = {} }) {
    for (const edit of queue) {
      for (const place of this.#placesOf(edit)) {
        for (const places of [this.store.local, this.store.sent]) applyTo(places.get(place), edit, place, this.slice);
      }
      for (const { suggestion, decision } of edit.decisions) {
        for (const decisions of [this.store.decisions, this.store.sentDecisions]) decisions.set(suggestion, decision === "reopened" ? null : decision);
      }
    }
    const queued = new Set(queue.flatMap((edit) => edit.parts.flatMap((part) => part.puts.map((put) => put.id))));
    for (const [place, left] of Object.entries(held)) this.#takeUpHeld(place, left, queued);
    this.#checked.clear();
    if (queue.length) this.outbox.resume(queue);
    this.settle(new Set(Object.keys(held)), "Changes of an earlier visit");
    this.#tell("changed", { places: new Set(this.store.local.keys()), step: null });
  }

  /** What was held behind an edit of the same visit (`queued`) builds on that one, whether it was stored or not. */
  #takeUpHeld(place, { changes, decisions, isConflict = false }, queued) {
    if (!this.store.local.has(place)) return;
    const standing = this.store.local.get(place);
    const isMoved = changes.some(({ id, base, after }) => !queued.has(id)
      && ((this.revisions.get(id) ?? null) !== base || (after && idIn(standing, after) !== id)));
    if (isMoved || isConflict) this.conflicts.set(place, this.store.tags(place));
    for (const { id, after } of changes) lay(standing, after ?? { id }, !after);
    for (const { id, after } of decisions) this.store.decisions.set(id, after);
  }
}

/** Say whether what holds for a tag depends on tags of other statements. */
const pointsElsewhere = (tag) => Boolean(tag.values.continues || tag.values.denies || tag.values.parent);

/** The desk keeps the name of a source only with its type, so a typed name waits for it. */
function namesWithoutType(tags) {
  const nameless = tags.filter((tag) => tag.kind === "relation" && tag.source_name && !tag.values.source_type && tag.values.relation_kind !== "attitude");
  return nameless.map((tag) => ({ code: "", field: "source_type", message: `Choose the type of the source “${tag.source_name}”, so that its name can be kept.`, tag: tag.id }));
}

const putsOn = (edit, place) => edit.parts.filter((part) => (part.statement ?? ARTICLE) === place).flatMap((part) => part.puts);

function applyTo(tags, edit, place, slice) {
  for (const put of putsOn(edit, place)) lay(tags, tagOfPut(put, slice), put.withdrawn);
}

/** Put a tag on others. There is one of the answers about a statement, whatever it was called when it was made. */
function lay(tags, tag, isWithdrawn) {
  const id = idIn(tags, tag);
  if (isWithdrawn) tags.delete(id);
  else tags.set(id, { ...tag, id });
}

const idIn = (tags, tag) => (isOneAStatement(tag.kind) && [...tags.values()].find((one) => one.kind === tag.kind)?.id) || tag.id;
