// Images down, steps across: a grid with one cell in the tab order, which the arrows move.

const AHEAD = "800px";

class Grid extends EventTarget {
  constructor(place, choices, pictures) {
    super();
    this.place = place;
    this.choices = choices;
    this.pictures = pictures;
    this.rows = [];
    this.columns = review.steps.length + 1;
    this.root = el("div", {
      id: "grid",
      role: "grid",
      "aria-label": say("grid_name", { title: review.title }),
      "aria-colcount": this.columns + 1,
      on: {
        click: (event) => this.onClick(event),
        focusin: (event) => this.onFocus(event),
      },
    });
    this.root.style.setProperty("--columns", this.columns);
    this.nothing = el("p", { class: "nothing", role: "status" });
  }

  show(places) {
    if (this.seen) this.seen.disconnect();
    // Its root is what scrolls: what is ahead of the window itself would not count.
    const root = this.root.parentElement;
    this.seen = new IntersectionObserver((entries) => this.onSeen(entries), { root, rootMargin: AHEAD });
    const steps = review.steps.map((step, number) => this.header(stepName(number + 1), step.prompt));
    const head = el("div", { role: "row", class: "head", "aria-rowindex": 1 });
    head.append(this.header(say("image")), this.header(say("original")), ...steps);
    this.rows = places.map((place, row) => this.row(place, row));
    this.root.replaceChildren(head, ...this.rows.map((row) => row.node));
    this.root.setAttribute("aria-rowcount", places.length + 1);
    this.nothing.textContent = places.length ? "" : say("nothing_fits");
    this.nothing.hidden = places.length > 0;
    this.current = null;
    this.mark(this.place.now());
  }

  header(words, more = "") {
    const node = el("div", { role: "columnheader" }, el("b", { text: words }));
    if (more) node.append(el("span", { class: "prompt", text: more, title: more }));
    return node;
  }

  row(place, row) {
    const image = review.images[place];
    const node = el("div", { role: "row", class: "row", "aria-rowindex": row + 2 });
    node.append(el("div", { role: "rowheader", class: "name" }, el("span", { text: image.name, title: image.name })));
    const cells = [];
    for (let step = 0; step < this.columns; step += 1) {
      const cell = this.cell(place, step);
      cells.push(cell);
      node.append(cell);
    }
    return { node, cells, place };
  }

  cell(place, step) {
    const image = review.images[place];
    const shot = shotAt(place, step);
    const cell = el("div", { role: "gridcell", tabindex: -1, class: "cell", "data-place": place, "data-step": step });
    if (!shot) {
      cell.classList.add("empty");
      cell.append(el("span", { class: "none", text: say(step ? "no_result" : "no_original") }));
      cell.setAttribute("aria-label", `${image.name}, ${stepName(step)}: ${say(step ? "no_result" : "no_original")}`);
      return cell;
    }
    const facts = review.pictures[shot.picture];
    const frame = el("div", { class: "thumb" });
    const picture = el("img", { alt: "", width: facts.width, height: facts.height, draggable: "false" });
    frame.append(picture);
    const count = step ? image.steps[step - 1].length : 1;
    if (count > 1) frame.append(el("span", { class: "count", text: String(count), title: say("versions", { count }) }));
    cell.append(frame, el("div", { class: "caption" }));
    cell.dataset.picture = shot.picture;
    this.seen.observe(cell);
    this.dress(cell);
    return cell;
  }

  // Writes what was said of a cell's picture, in shapes and words.
  dress(cell) {
    const place = Number(cell.dataset.place);
    const step = Number(cell.dataset.step);
    const shot = shotAt(place, step);
    if (!shot) return;
    const mark = this.choices.mark(shot.id);
    cell.classList.toggle("rejected", mark.flag === "reject");
    cell.setAttribute("aria-label", [review.images[place].name, stepName(step), ...markWords(mark, shot)].join(", "));
    cell.querySelector(".caption").replaceChildren(...markSigns(mark, shot));
  }

  refresh(subject) {
    for (const row of this.rows) {
      if (subject && !subjectsOf(review.images[row.place]).includes(subject)) continue;
      row.cells.forEach((cell) => this.dress(cell));
    }
  }

  // Makes the cell of a place the one that Tab reaches, and shows it as current.
  mark(at, isFocused = false) {
    if (this.current) {
      this.current.tabIndex = -1;
      this.current.removeAttribute("aria-selected");
    }
    const row = this.rows.find((each) => each.place === at.place) || this.rows[0];
    this.current = row ? row.cells[Math.min(at.step, this.columns - 1)] : null;
    if (!this.current) return;
    this.current.tabIndex = 0;
    this.current.setAttribute("aria-selected", "true");
    if (isFocused) {
      this.current.focus({ preventScroll: true });
      this.current.scrollIntoView({ block: "nearest", inline: "nearest" });
    }
  }

  onFocus(event) {
    const cell = event.target.closest(".cell");
    if (cell && cell !== this.current) this.place.go(Number(cell.dataset.place), Number(cell.dataset.step));
  }

  onClick(event) {
    const cell = event.target.closest(".cell");
    if (!cell) return;
    this.place.go(Number(cell.dataset.place), Number(cell.dataset.step));
    if (!event.ctrlKey && !event.metaKey && !event.shiftKey) this.dispatchEvent(new Event("opened"));
  }

  onSeen(entries) {
    for (const entry of entries) if (entry.isIntersecting) this.load(entry.target);
  }

  load(cell) {
    this.seen.unobserve(cell);
    const picture = cell.querySelector("img");
    if (!picture || picture.src) return;
    this.pictures
      .address(cell.dataset.picture, "t")
      .then((address) => (picture.src = address))
      .catch(() => cell.classList.add("missing"));
  }

  loadAll() {
    for (const row of this.rows) row.cells.forEach((cell) => cell.dataset.picture && this.load(cell));
  }
}

// The picture of a place: the original, or the version that is looked at there.
function shotAt(place, step, version = -1) {
  const image = review.images[place];
  if (!image) return null;
  if (step === 0) return image.picture === null || image.picture === undefined ? null : { id: image.id, picture: image.picture };
  const versions = image.steps[step - 1] || [];
  if (!versions.length) return null;
  const chosen = Math.max(0, versions.findIndex((one) => one.is_chosen));
  return versions[version >= 0 ? Math.min(version, versions.length - 1) : chosen];
}

function markWords(mark, shot) {
  const words = [];
  if (shot && shot.is_unsure) words.push(say("unsure"));
  if (mark.flag) words.push(say(mark.flag === "pick" ? "picked" : "rejected"));
  if (mark.stars) words.push(say("stars", { stars: mark.stars }));
  if (mark.label) words.push(say(mark.label));
  if (mark.note || mark.others.length) words.push(say("has_note"));
  return words;
}

function markSigns(mark, shot) {
  const signs = [];
  if (shot.is_unsure) signs.push(el("span", { class: "sign unsure", text: `? ${say("unsure")}` }));
  if (mark.flag) {
    const words = say(mark.flag === "pick" ? "picked" : "rejected");
    signs.push(el("span", { class: `sign ${mark.flag}` }, icon(mark.flag), el("span", { text: words })));
  }
  if (mark.stars) signs.push(el("span", { class: "sign stars", text: "★".repeat(mark.stars) }));
  if (mark.label) {
    signs.push(el("span", { class: "sign label" }, el("i", { class: `dot ${mark.label}` }), el("span", { text: say(mark.label) })));
  }
  if (shot.cost_usd) signs.push(el("span", { class: "sign cost", text: `$${shot.cost_usd}` }));
  if (mark.note || mark.others.length) signs.push(el("span", { class: "sign note" }, icon("note"), el("span", { class: "sr", text: say("has_note") })));
  const notes = [...mark.others, ...(mark.note ? [{ who: "", text: mark.note }] : [])];
  for (const note of notes) signs.push(el("span", { class: "on-paper", text: note.who ? `${note.who}: ${note.text}` : note.text }));
  return signs;
}
