// SPDX-License-Identifier: Apache-2.0
// The page around the age reader: takes the passphrase, shows the entries. Every word stands in the
// page itself; what was encrypted is only ever shown as text.

const FORMAT = "recovery-assistant-vault";
const VERSION = 1;
const LONGEST_PASSPHRASE = 1024;
const IDLE_MILLISECONDS = 15 * 60 * 1000;
const SEARCH_FROM = 4;
const KEY = /^\d{6}(-\d{6}){7}$/;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

// What was opened is not a text of this program: "newer", "damaged" or "not-ours".
class DocumentError extends Error {
  constructor(fault) {
    super(fault);
    this.fault = fault;
  }
}

class CancelledError extends Error {}

const by = (id) => document.getElementById(id);
let opening = null;
let idle = 0;
let shown = null;

// The document inside; see vault/document.py.

function isKey(text) {
  return KEY.test(text) && text.split("-").every((block) => block % 11 === 0 && block <= 720885);
}

function isEntry(entry) {
  const texts = ["device", "drive", "origin", "copies", "note", "added", "recovery_key"];
  return entry !== null && typeof entry === "object" &&
    texts.every((name) => typeof entry[name] === "string") &&
    (entry.key_id === null || /^[0-9A-Fa-f-]{8,36}$/.test(entry.key_id)) &&
    (entry.replaced_on === null || DAY.test(entry.replaced_on)) &&
    DAY.test(entry.added) && isKey(entry.recovery_key);
}

function readDocument(plain) {
  let found = null;
  try {
    found = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(plain));
  } catch {
    throw new DocumentError("not-ours");
  }
  if (found === null || typeof found !== "object" || found.format !== FORMAT) {
    throw new DocumentError("not-ours");
  }
  if (Number.isInteger(found.version) && found.version > VERSION) throw new DocumentError("newer");
  if (found.version !== VERSION || !Array.isArray(found.entries) || !found.entries.every(isEntry)) {
    throw new DocumentError("damaged");
  }
  return found.entries;
}

// The passphrase

// How the same passphrase is usually written, where that differs from how it was typed.
function usualForms(typed) {
  const composed = typed.normalize("NFC");
  const folded = composed.toLowerCase().split(/[\s_.,;\u2010-\u2015-]+/).filter(Boolean).join("-");
  return [...new Set([composed, folded])].filter((form) => form && form !== typed);
}

// Opening

function armour() {
  // More than one encrypted text: which of them is meant cannot be told.
  need(document.body.textContent.split(ARMOUR_BEGIN).length === 2, "armour");
  return fromArmour(by("armour").textContent);
}

async function attempt(form) {
  const passphrase = new TextEncoder().encode(form);
  const mine = opening;
  try {
    const plain = await openAge(armour(), passphrase, (share) => {
      if (mine.cancelled) throw new CancelledError();
      by("progress").value = share;
    });
    const entries = readDocument(plain);
    plain.fill(0);
    return entries;
  } finally {
    passphrase.fill(0);
  }
}

// The id of what to say; every way to fail has one.
function said(problem) {
  if (problem instanceof CancelledError) return "says-cancelled";
  if (problem instanceof DocumentError) return `says-${problem.fault}`;
  // Anything else is this browser giving up, most likely for want of memory.
  if (!(problem instanceof AgeError)) return "says-failed";
  const own = ["no-match", "newer", "too-costly", "memory"];
  if (own.includes(problem.fault)) return `says-${problem.fault}`;
  return ["not-age", "for-others"].includes(problem.fault) ? "says-not-ours" : "says-damaged";
}

function say(id) {
  by("answer").textContent = id ? by(id).textContent : "";
  by("answer").className = id === "says-cancelled" ? "calm" : "";
}

function busy(on) {
  by("working").hidden = !on;
  by("open").parentElement.hidden = on;
  by("passphrase").readOnly = on;
  by("progress").value = 0;
  if (on) by("cancel").focus();
}

async function open(forms, usual) {
  if (opening) return;
  opening = { cancelled: false };
  say(null);
  by("offer").hidden = true;
  busy(true);
  // One breath first, so that the bar stands there before the work begins.
  await breath();
  let answer = "says-no-match";
  let entries = null;
  for (let at = 0; at < forms.length && answer === "says-no-match"; at++) {
    try {
      entries = await attempt(forms[at]);
      answer = null;
    } catch (problem) {
      answer = said(problem);
    }
  }
  opening = null;
  busy(false);
  if (entries) {
    show(entries, usual);
    return;
  }
  say(answer);
  by("offer").hidden = usual || answer !== "says-no-match" || !usualForms(forms[0]).length;
  by("passphrase").focus();
}

function openTyped() {
  const typed = by("passphrase").value;
  by("offer").hidden = true;
  if (!typed || new TextEncoder().encode(typed).length > LONGEST_PASSPHRASE) {
    say(typed ? "says-too-long" : "says-empty");
    by("passphrase").focus();
    return;
  }
  open([typed], false);
}

// Showing

// Made once: it takes longer to make than everything else in an entry.
function dates() {
  try {
    return new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "long", timeZone: "UTC" });
  } catch {
    // A language that this browser has no dates for: the figures stay.
    return { format: (date) => date.toISOString().slice(0, 10) };
  }
}
const inWords = dates();

function day(element, text) {
  element.dateTime = text;
  const date = new Date(`${text}T00:00:00Z`);
  element.textContent = Number.isNaN(date.getTime()) ? text : inWords.format(date);
}

function fill(card, name, text) {
  card.querySelector(`.if-${name}`).hidden = !text;
  card.querySelector(`.${name === "note" ? "note-text" : name}`).textContent = text;
}

function mask(card) {
  for (const block of card.querySelectorAll(".digits, .spoken")) block.textContent = "";
  toggle(card, false);
}

function toggle(card, on) {
  card.querySelector(".masked").hidden = on;
  card.querySelector(".blocks").hidden = !on;
  card.querySelector(".show").hidden = on;
  card.querySelector(".hide").hidden = !on;
  card.querySelector(".do-not-copy").hidden = !on;
}

function reveal(card, key) {
  if (shown) mask(shown);
  shown = card;
  const blocks = key.split("-");
  card.querySelectorAll(".digits").forEach((element, at) => {
    element.textContent = "";
    for (const half of [blocks[at].slice(0, 3), blocks[at].slice(3)]) {
      element.append(Object.assign(document.createElement("i"), { textContent: half }));
    }
  });
  // A screen reader would read a block as one number.
  card.querySelectorAll(".spoken").forEach((element, at) => {
    element.textContent = [...blocks[at]].join(" ");
  });
  toggle(card, true);
}

function cardOf(entry) {
  const card = by("entry").content.cloneNode(true).querySelector("article");
  card.querySelector(".device").textContent = entry.device;
  card.querySelector(".replaced").hidden = entry.replaced_on === null;
  if (entry.replaced_on) day(card.querySelector(".replaced time"), entry.replaced_on);
  const keyId = entry.key_id || "";
  card.querySelector(".if-key-id").hidden = !keyId;
  card.querySelector(".key-id b").textContent = keyId.slice(0, 8);
  card.querySelector(".key-id span").textContent = keyId.slice(8);
  day(card.querySelector(".added"), entry.added);
  for (const name of ["drive", "origin", "copies", "note"]) fill(card, name, entry[name]);
  mask(card);
  // Each of these buttons reads the same: what it belongs to is said as well.
  for (const button of card.querySelectorAll("button")) button.ariaDescription = entry.device;
  card.querySelector(".show").addEventListener("click", () => {
    reveal(card, entry.recovery_key);
    // There a screen reader begins with the first block.
    card.querySelector(".blocks").focus();
  });
  card.querySelector(".hide").addEventListener("click", () => {
    mask(card);
    shown = null;
    card.querySelector(".show").focus();
  });
  card.sought = plainText(`${entry.device} ${entry.drive} ${keyId}`);
  return card;
}

function plainText(text) {
  return text.normalize("NFC").toLowerCase().replace(/-/g, "");
}

function show(entries, usual) {
  by("passphrase").value = "";
  by("show-passphrase").checked = false;
  by("passphrase").type = "password";
  const present = entries.filter((entry) => entry.replaced_on === null);
  const history = entries.filter((entry) => entry.replaced_on !== null);
  by("entries").replaceChildren(...[...present, ...history].map(cardOf));
  by("no-keys").hidden = entries.length > 0;
  by("search").hidden = entries.length < SEARCH_FROM;
  by("opened-usual").hidden = !usual;
  state(true);
  by("keys-title").focus();
  stayAwake();
}

function lock() {
  clearTimeout(idle);
  shown = null;
  by("entries").replaceChildren();
  by("filter").value = "";
  by("none-found").hidden = true;
  by("passphrase").value = "";
  state(false);
}

function state(opened) {
  by("lock").hidden = opened;
  by("trust").hidden = opened;
  by("keys").hidden = !opened;
}

function find() {
  const sought = plainText(by("filter").value.trim());
  const cards = [...by("entries").children];
  for (const card of cards) card.hidden = !card.sought.includes(sought);
  by("none-found").hidden = !cards.length || cards.some((card) => !card.hidden);
}

function stayAwake() {
  clearTimeout(idle);
  if (!by("keys").hidden) idle = setTimeout(lock, IDLE_MILLISECONDS);
}

by("open").addEventListener("click", openTyped);
by("passphrase").addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.isComposing) openTyped();
});
by("passphrase").addEventListener("input", () => {
  by("offer").hidden = true;
});
by("try-usual").addEventListener("click", () => open(usualForms(by("passphrase").value), true));
by("cancel").addEventListener("click", () => {
  if (opening) opening.cancelled = true;
});
by("show-passphrase").addEventListener("change", (event) => {
  by("passphrase").type = event.target.checked ? "text" : "password";
});
by("lock-again").addEventListener("click", () => {
  lock();
  by("passphrase").focus();
});
by("filter").addEventListener("input", find);
for (const kind of ["keydown", "pointerdown", "wheel"]) addEventListener(kind, stayAwake, { passive: true });
addEventListener("pagehide", () => {
  if (opening) opening.cancelled = true;
  lock();
});
for (const element of document.querySelectorAll("time[datetime]")) day(element, element.dateTime);
by("not-running").hidden = true;
state(false);
