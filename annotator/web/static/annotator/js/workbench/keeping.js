// What is not saved yet lives in this browser: one entry for each window, so that two windows never mix their edits.

import { newId } from "./tags.js";

const PREFIX = "sourcemark.edits";
const WINDOW = "sourcemark.window";

/** The keeper of one window on one text of one person. An entry is {at, queue, held}. */
export class Keeper {
  constructor(person, text, windowId) {
    this.prefix = `${PREFIX}.${person}.${text}.`;
    this.key = this.prefix + windowId;
    this.entry = { queue: [], held: {} };
  }

  /** Store a part of the entry. Returns false where the browser keeps nothing, so that the person can be warned. */
  keep(part) {
    Object.assign(this.entry, part);
    const isEmpty = !this.entry.queue.length && !Object.keys(this.entry.held).length;
    try {
      if (isEmpty) localStorage.removeItem(this.key);
      else localStorage.setItem(this.key, JSON.stringify({ at: Date.now(), ...this.entry }));
      return true;
    } catch {
      return isEmpty;
    }
  }

  /** Keep under this window's id from now on. Returns what this very window left behind when it was loaded again. */
  claim(windowId) {
    this.forget(this.key);
    this.key = this.prefix + windowId;
    const own = read(this.key);
    if (!own) this.keep({});
    return own;
  }

  /** Return the entries of windows that are gone, newest first. `isAlive` tells whether a window still is there. */
  async leftovers(isAlive) {
    const keys = Object.keys(localStorage).filter((key) => key.startsWith(this.prefix) && key !== this.key);
    const found = [];
    for (const key of keys) {
      const entry = read(key);
      if (entry && !(await isAlive(key.slice(this.prefix.length)))) found.push({ key, ...entry });
    }
    return found.sort((one, other) => other.at - one.at);
  }

  forget(key) {
    localStorage.removeItem(key);
  }
}

function read(key) {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null;
  }
}

/** Return this window's id. It outlives a reload, and a window that was duplicated gets one of its own. */
export async function claimWindow() {
  const kept = sessionStorage.getItem(WINDOW);
  const id = kept && (await hold(kept)) ? kept : newId();
  if (id !== kept) await hold(id);
  sessionStorage.setItem(WINDOW, id);
  return id;
}

/** Hold a lock with the window's id for as long as the window lives; false where another window holds it. */
function hold(id) {
  if (!navigator.locks) return Promise.resolve(true);
  return new Promise((resolve) => {
    navigator.locks.request(`${WINDOW}.${id}`, { ifAvailable: true }, (lock) => {
      resolve(Boolean(lock));
      return lock ? new Promise(() => {}) : undefined;
    });
  });
}

export async function isWindowAlive(id) {
  if (!navigator.locks) return false;
  const { held } = await navigator.locks.query();
  return held.some((lock) => lock.name === `${WINDOW}.${id}`);
}
