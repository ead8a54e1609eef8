// The bar that judges what the reviewer looks at: a cell of the grid, or the stage's picture.

const LABEL_KEYS = { red: "6", yellow: "7", green: "8", blue: "9", purple: "" };

class JudgingBar extends EventTarget {
  constructor(choices) {
    super();
    this.choices = choices;
    this.subject = null;
    this.what = el("p", { class: "what", id: "what" });
    this.others = el("div", { class: "others" });
    const flags = ["pick", "reject"].map((flag) => {
      const made = button(say(flag), () => this.toggle("flag", flag), { class: `flag ${flag}`, "aria-keyshortcuts": flag === "pick" ? "P" : "X" }, flag);
      made.dataset.flag = flag;
      return made;
    });
    const stars = [1, 2, 3, 4, 5].map((count) => {
      const made = button(say("stars", { stars: count }), () => this.toggle("stars", String(count)), { class: "star", bare: true, "aria-keyshortcuts": String(count) });
      made.dataset.stars = count;
      made.append(el("span", { "aria-hidden": "true", text: "★" }));
      return made;
    });
    const labels = LABELS.slice(1).map((label) => {
      const made = button(say(label), () => this.toggle("label", label), { class: "label", bare: true, "aria-keyshortcuts": LABEL_KEYS[label] || null });
      made.dataset.label = label;
      made.append(el("i", { class: `dot ${label}` }), el("span", { "aria-hidden": "true", text: say(label) }));
      return made;
    });
    this.flags = flags;
    this.stars = stars;
    this.labels = labels;
    this.note = el("textarea", {
      id: "note",
      rows: 1,
      maxlength: NOTE_MAX,
      "aria-label": say("note"),
      placeholder: say("note_hint"),
      on: { input: () => this.write(), keydown: (event) => this.onNoteKey(event) },
    });
    const group = (name, ...parts) => el("div", { role: "group", "aria-label": say(name), class: `group ${name}` }, ...parts);
    this.root = el(
      "section",
      { id: "bar", "aria-label": say("judge") },
      this.what,
      group("flags", ...flags),
      group("stars_group", ...stars),
      group("labels", ...labels),
      this.note,
      this.others,
    );
  }

  show(place) {
    const shot = place.shot();
    this.subject = shot ? shot.id : null;
    const image = review.images[place.place];
    this.what.replaceChildren(el("b", { text: image ? image.name : "" }), el("span", { text: ` · ${stepName(place.step)}` }));
    for (const control of [...this.flags, ...this.stars, ...this.labels, this.note]) control.disabled = !shot;
    this.refresh();
  }

  refresh() {
    const mark = this.subject ? this.choices.mark(this.subject) : { flag: "", stars: 0, label: "", note: "", others: [] };
    for (const made of this.flags) made.setAttribute("aria-pressed", String(made.dataset.flag === mark.flag));
    for (const made of this.stars) {
      made.setAttribute("aria-pressed", String(Number(made.dataset.stars) === mark.stars));
      made.classList.toggle("lit", Number(made.dataset.stars) <= mark.stars);
    }
    for (const made of this.labels) made.setAttribute("aria-pressed", String(made.dataset.label === mark.label));
    if (this.note.value !== mark.note) this.note.value = mark.note;
    this.note.rows = Math.min(4, this.note.value.split("\n").length);
    const lines = mark.others.map((note) => el("p", {}, el("b", { text: `${note.who || say("owner")}: ` }), el("span", { text: note.text })));
    this.others.replaceChildren(...lines);
  }

  set(aspect, value) {
    if (!this.subject || !this.choices.say(this.subject, aspect, value)) return;
    this.dispatchEvent(new CustomEvent("judged", { detail: this.subject }));
  }

  toggle(aspect, value) {
    if (this.subject) this.set(aspect, this.choices.value(this.subject, aspect) === value ? "" : value);
  }

  moreStars(by) {
    if (!this.subject) return;
    const stars = Number(this.choices.value(this.subject, "stars") || 0) + by;
    this.set("stars", String(Math.min(Math.max(stars, 0), 5)));
  }

  write() {
    if (this.subject) this.choices.say(this.subject, "note", this.note.value);
    this.note.rows = Math.min(4, this.note.value.split("\n").length);
  }

  onNoteKey(event) {
    event.stopPropagation();
    if (event.key === "Escape") this.dispatchEvent(new Event("left"));
  }
}
