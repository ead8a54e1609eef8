// What the reviewer has said: newest word per picture and aspect, kept in the browser where it
// lets us, and always to be had as a small file.

const CHOICES_FORMAT = "seedream-choices";
const CHOICES_VERSION = 1;
const NOTE_MAX = 4000;
const WHO_MAX = 200;
const ASPECTS = ["flag", "stars", "label", "note"];
const LABELS = ["", "red", "yellow", "green", "blue", "purple"];
const ALLOWED = {
  flag: (value) => ["", "pick", "reject"].includes(value),
  stars: (value) => ["", "0", "1", "2", "3", "4", "5"].includes(value),
  label: (value) => LABELS.includes(value),
  note: (value) => value.length <= NOTE_MAX,
};

function crc32(text) {
  let crc = 0xffffffff;
  for (const byte of new TextEncoder().encode(text)) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return ((crc ^ 0xffffffff) >>> 0).toString(16).padStart(8, "0");
}

const whole = (text) => (text.toWellFormed ? text.toWellFormed() : text);

function sealOf(who, choices) {
  const lines = choices.map((one) => [one.subject, one.aspect, one.value, one.at].join("\t"));
  return crc32([review.id, who, ...lines].join("\n"));
}

const shelf = {
  get(key) {
    try {
      return localStorage.getItem(key);
    } catch {
      return null;
    }
  },
  put(key, value) {
    try {
      localStorage.setItem(key, value);
      return localStorage.getItem(key) === value;
    } catch {
      return false;
    }
  },
};

class Choices extends EventTarget {
  constructor(subjects) {
    super();
    this.subjects = subjects; // subject -> {name, step}
    this.said = new Map();
    this.undone = [];
    this.isKept = shelf.put("seedream-review", "1");
    this.who = shelf.get("seedream-review-name") || "";
    this.unsaved = 0;
    this.clock = 0;
    this.key = `seedream-review:${review.id}`;
    this.take(readBlock("seedream-choices"));
    this.meet();
    window.addEventListener("storage", (event) => event.key === this.key && this.meet());
  }

  // Takes in what the browser keeps, if another window of this review has kept it.
  meet() {
    const stored = shelf.get(this.key);
    if (!stored || stored === this.stored) return;
    this.stored = stored;
    try {
      const kept = JSON.parse(stored);
      const count = this.take(kept);
      const unsaved = kept.unsaved || 0;
      this.unsaved = this.unsaved ? this.unsaved + Math.min(Math.max(count, 0), unsaved) : unsaved;
      if (count > 0) this.dispatchEvent(new CustomEvent("changed", { detail: null }));
    } catch {
      // not ours, or cut off: what the file itself has stays
    }
  }

  // Takes in choices of a file of ours; the newer word of each holds. Returns how many were new.
  take(found) {
    if (!found || found.format !== CHOICES_FORMAT || found.review !== review.id) return -1;
    let count = 0;
    for (const one of found.choices || []) {
      const { subject, aspect, value, at } = one;
      const isOurs = this.subjects.has(subject) && ASPECTS.includes(aspect) && typeof value === "string";
      if (!isOurs || !Number.isSafeInteger(at) || !ALLOWED[aspect](value)) continue;
      const before = this.said.get(`${subject} ${aspect}`);
      if (before && before.at >= at) continue;
      // What has left in a file once is not unsaid by silence: see undo().
      this.said.set(`${subject} ${aspect}`, { subject, aspect, value, at, is_out: true });
      this.clock = Math.max(this.clock, at);
      count += 1;
    }
    if (!this.who && typeof found.who === "string") this.who = found.who.slice(0, WHO_MAX);
    return count;
  }

  rename(who) {
    this.who = whole(who.trim()).slice(0, WHO_MAX);
    shelf.put("seedream-review-name", this.who);
    this.changed();
  }

  value(subject, aspect) {
    const key = `${subject} ${aspect}`;
    const said = this.said.get(key);
    return said ? said.value : this.before(key);
  }

  // What held when the review was packed.
  before(key) {
    const [subject, aspect] = key.split(" ");
    const mark = (review.marks || {})[subject];
    if (!mark || aspect === "note") return "";
    return aspect === "stars" ? String(mark.stars || "") : mark[aspect] || "";
  }

  mark(subject) {
    return {
      flag: this.value(subject, "flag"),
      stars: Number(this.value(subject, "stars") || 0),
      label: this.value(subject, "label"),
      note: this.value(subject, "note"),
      others: ((review.marks || {})[subject] || {}).notes || [],
    };
  }

  say(subject, aspect, value) {
    const now = this.value(subject, aspect);
    const meant = whole(value);
    if (now === meant || !ALLOWED[aspect](meant)) return false;
    const key = `${subject} ${aspect}`;
    const last = this.undone[this.undone.length - 1];
    const isTyping = aspect === "note" && last && last.key === key; // one edit, not one a letter
    if (!isTyping) this.undone.push({ key, subject, before: this.said.get(key) });
    this.put(key, { subject, aspect, value: meant });
    return true;
  }

  undo() {
    const last = this.undone.pop();
    if (!last) return null;
    const now = this.said.get(last.key);
    if (last.before) this.put(last.key, last.before);
    else if (now && now.is_out) this.put(last.key, { ...now, value: this.before(last.key) });
    else {
      this.said.delete(last.key);
      this.changed(last.subject);
    }
    return last.subject;
  }

  put(key, one) {
    this.clock = Math.max(Date.now(), this.clock + 1); // a later word is always the newer one
    const { subject, aspect, value } = one;
    this.said.set(key, { subject, aspect, value, at: this.clock });
    this.changed(subject);
  }

  changed(subject = null) {
    this.unsaved += subject ? 1 : 0;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.keep(), 250);
    this.dispatchEvent(new CustomEvent("changed", { detail: subject }));
  }

  keep() {
    clearTimeout(this.timer);
    this.meet();
    const facts = this.facts();
    this.stored = JSON.stringify({ ...facts, unsaved: this.unsaved });
    this.isKept = shelf.put(this.key, this.stored);
    // So that a page which is saved by the browser itself has the choices in it too.
    document.getElementById("seedream-choices").textContent = safeJson(facts);
  }

  facts() {
    const choices = [...this.said.values()]
      .sort((a, b) => a.at - b.at || (a.subject < b.subject ? -1 : 1))
      .map(({ subject, aspect, value, at }) => ({ subject, aspect, value, at, ...this.subjects.get(subject) }));
    return {
      format: CHOICES_FORMAT,
      version: CHOICES_VERSION,
      review: review.id,
      sequence: review.sequence,
      title: review.title,
      made_at: review.made_at,
      who: this.who,
      saved_at: Date.now(),
      seal: sealOf(this.who, choices),
      choices,
    };
  }

  fileText() {
    return JSON.stringify(this.facts(), null, 1) + "\n";
  }

  saved() {
    this.unsaved = 0;
    for (const one of this.said.values()) one.is_out = true;
    this.keep();
    this.dispatchEvent(new CustomEvent("changed", { detail: null }));
  }
}

const safeJson = (facts) => JSON.stringify(facts).replace(/[<>&\u2028\u2029]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`);
