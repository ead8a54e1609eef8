// Puts the parts together: what is where, which key does what.

class Viewer {
  constructor() {
    const subjects = new Map();
    for (const image of review.images) {
      subjects.set(image.id, { name: image.name, step: 0 });
      image.steps.forEach((versions, step) => versions.forEach((one) => subjects.set(one.id, { name: image.name, step: step + 1 })));
    }
    this.choices = new Choices(subjects);
    this.pictures = new Pictures();
    this.place = new Place();
    this.filter = new Filter(this.choices);
    this.grid = new Grid(this.place, this.choices, this.pictures);
    this.stage = new Stage(this.place, this.pictures);
    this.bar = new JudgingBar(this.choices);
    this.root = document.getElementById("app");
    this.dialogs = new Dialogs(this.choices, this.root);
    this.isOpen = false;
    this.places = review.images.map((_, place) => place);
    this.build();
    this.follow();
    this.dressTheme(shelf.get("seedream-review-theme") || (matchMedia("(prefers-color-scheme: light)").matches ? "light" : "dark"));
    this.size.value = this.usualSize();
    this.resize();
    this.refilter();
    this.onMoved();
    this.onChoices(null);
    if (!this.choices.who) this.dialogs.welcome();
  }

  // -- building

  build() {
    document.title = say("page_title", { title: review.title });
    this.status = el("div", { class: "sr", role: "status", "aria-live": "polite", id: "status" });
    this.banner = el("p", { class: "banner", role: "alert", hidden: true });
    this.main = el("main", {}, el("div", { id: "sheet" }, this.grid.root, this.grid.nothing), this.buildLoupe());
    this.root.className = ""; // a page that the browser saved has what was shown then in it
    this.root.replaceChildren(this.buildHeader(), this.banner, this.main, this.bar.root, this.status);
  }

  buildHeader() {
    const counts = say("counts", { images: counted("images", review.images.length), steps: counted("steps", review.steps.length) });
    this.progress = el("span", { class: "progress" });
    this.nameButton = button("", () => this.dialogs.welcome(), { class: "quiet", id: "who-am-i" });
    this.saveButton = button("", () => this.dialogs.save(), { class: "primary", id: "save-choices" }, "save");
    this.theme = el(
      "select",
      { "aria-label": say("theme"), id: "theme", on: { change: () => this.dressTheme(this.theme.value) } },
      ...["dark", "neutral", "light"].map((theme) => el("option", { value: theme, text: say(`theme_${theme}`) })),
    );
    this.size = el("input", { type: "range", min: 96, max: 480, value: 208, step: 8, "aria-label": say("size"), id: "size", on: { input: () => this.resize() } });
    return el(
      "header",
      { id: "head" },
      el("div", { class: "title" }, el("h1", { text: review.title }), el("p", { class: "muted" }, el("span", { text: `${counts} · ` }), this.progress)),
      el("div", { class: "tools", role: "toolbar", "aria-label": say("tools") }, this.filter.select, this.filter.field, this.size, this.theme, this.nameButton, button(say("keys"), () => this.dialogs.keys(), { class: "quiet", id: "show-keys" })),
      this.saveButton,
    );
  }

  buildLoupe() {
    this.where = el("p", { class: "where", id: "where" });
    this.zoom = button("", () => this.stage.toggleZoom(), { class: "quiet zoom", id: "zoom", title: say("zoom_hint") });
    this.modes = MODES.map((mode) => button(say(`mode_${mode}`), () => this.stage.setMode(mode), { "data-mode": mode, class: "mode", "aria-pressed": "false" }));
    const choose = (name, act) =>
      el("select", { "aria-label": say(name), id: name, on: { change: (event) => act(Number(event.target.value)) } }, ...[...Array(review.steps.length + 1).keys()].map((step) => el("option", { value: step, text: stepName(step) })));
    this.chooseA = choose("left", (step) => this.place.compareWith(step));
    this.chooseB = choose("right", (step) => this.place.go(this.place.place, step));
    this.pace = el("select", { "aria-label": say("pace"), id: "pace", on: { change: () => this.stage.setPace(Number(this.pace.value)) } }, ...[0.5, 1, 2, 3].map((hertz) => el("option", { value: hertz, text: say("hertz", { hertz }), selected: hertz === 1 })));
    const tools = el(
      "div",
      { class: "tools", role: "toolbar", "aria-label": say("compare") },
      button(say("back"), () => this.close(), { id: "back" }, "grid"),
      button(say("previous"), () => this.walk(-1), { bare: true, id: "previous" }, "previous"),
      this.where,
      button(say("next"), () => this.walk(1), { bare: true, id: "next" }, "next"),
      this.chooseA,
      button(say("swap"), () => this.swap(), { bare: true, id: "swap" }, "swap"),
      this.chooseB,
      el("div", { class: "segments", role: "group", "aria-label": say("modes") }, ...this.modes),
      this.pace,
      button(say("before"), () => this.stage.turn(), { id: "turn", "aria-pressed": "false", "aria-keyshortcuts": "\\" }),
      this.zoom,
    );
    this.loupe = el("div", { id: "loupe", hidden: true }, tools, this.stage.root);
    return this.loupe;
  }

  // -- what follows what

  follow() {
    this.place.addEventListener("moved", () => this.onMoved());
    this.grid.addEventListener("opened", () => this.open());
    this.filter.addEventListener("changed", () => this.refilter());
    this.choices.addEventListener("changed", (event) => this.onChoices(event.detail));
    this.dialogs.addEventListener("named", () => this.onChoices(null));
    this.dialogs.addEventListener("begun", () => this.focusPictures());
    this.bar.addEventListener("judged", (event) => this.announce(event.detail));
    this.bar.addEventListener("left", () => this.focusPictures());
    this.stage.addEventListener("changed", () => this.dressLoupe());
    this.stage.addEventListener("laid", () => this.dressTools());
    this.stage.addEventListener("shown", () => this.preload());
    this.keys = new Keys(this);
    window.addEventListener("blur", () => this.stage.hold(false));
    for (const end of ["pagehide", "visibilitychange"]) window.addEventListener(end, () => this.choices.keep());
    window.addEventListener("beforeunload", (event) => {
      this.choices.keep();
      if (!this.choices.isKept && this.choices.unsaved) event.preventDefault();
    });
    window.addEventListener("beforeprint", () => this.grid.loadAll());
    document.addEventListener("DOMContentLoaded", () => this.onWhole());
    if (document.readyState !== "loading") this.onWhole();
  }

  onMoved() {
    this.grid.mark(this.place.now(), !this.isOpen && this.grid.root.contains(document.activeElement));
    this.bar.show(this.place);
    if (this.isOpen) this.stage.show();
    this.dressLoupe();
  }

  onChoices(subject) {
    this.grid.refresh(subject);
    this.bar.refresh();
    const judged = review.images.filter((image) => !FILTERS.unjudged(subjectsOf(image).map((each) => this.choices.mark(each)), image));
    this.progress.textContent = say("progress", { judged: judged.length, images: review.images.length });
    this.nameButton.querySelector("span").textContent = this.choices.who || say("no_name");
    this.nameButton.setAttribute("aria-label", `${say("your_name")}: ${this.choices.who || say("no_name")}`);
    const count = this.choices.unsaved;
    this.saveButton.querySelector("span").textContent = count ? say("save_new", { count }) : say("save");
    if (!this.choices.isKept) this.warn(say("not_kept"));
  }

  onWhole() {
    const missing = this.pictures.missing();
    if (missing) this.warn(say("not_whole", { count: missing }));
  }

  warn(words) {
    this.banner.textContent = words;
    this.banner.hidden = false;
  }

  announce(subject) {
    const { name, step } = this.choices.subjects.get(subject);
    const words = markWords(this.choices.mark(subject), null);
    this.status.textContent = `${name}, ${stepName(step)}: ${words.join(", ") || say("no_mark")}`;
  }

  refilter() {
    this.places = this.filter.places();
    this.grid.show(this.places);
    if (this.places.length && !this.places.includes(this.place.place)) this.place.go(this.places[0]);
    this.status.textContent = say("shown", { count: this.places.length });
  }

  // -- moving

  open(mode = this.stage.mode) {
    if (!review.images[this.place.place]) return;
    this.isOpen = true;
    this.loupe.hidden = false;
    document.getElementById("sheet").hidden = true;
    this.root.classList.add("is-open");
    this.stage.setMode(mode);
    this.stage.show();
    this.stage.root.focus({ preventScroll: true });
  }

  close() {
    this.isOpen = false;
    this.loupe.hidden = true;
    document.getElementById("sheet").hidden = false;
    this.root.classList.remove("is-open");
    this.stage.beat();
    this.grid.mark(this.place.now(), true);
  }

  focusPictures() {
    if (this.isOpen) this.stage.root.focus({ preventScroll: true });
    else this.grid.mark(this.place.now(), true);
  }

  // Goes to the next image that the filter lets through.
  walk(by) {
    const at = this.places.indexOf(this.place.place);
    const next = this.places[Math.min(Math.max(at + by, 0), this.places.length - 1)];
    if (next !== undefined) this.place.go(next);
  }

  stepBy(by) {
    this.place.go(this.place.place, Math.min(Math.max(this.place.step + by, 0), review.steps.length));
  }

  swap() {
    const { step } = this.place.now();
    const against = this.place.against;
    this.place.against = step;
    this.place.go(this.place.place, against);
    this.stage.show();
  }

  preload() {
    const at = this.places.indexOf(this.place.place);
    for (const place of [this.places[at + 1], this.places[at - 1]]) {
      for (const step of [this.place.step, this.place.against]) {
        const shot = place === undefined ? null : shotAt(place, step);
        if (shot) this.pictures.image(shot.picture).catch(() => null);
      }
    }
  }

  // -- dressing

  dressLoupe() {
    const image = review.images[this.place.place];
    const at = this.places.indexOf(this.place.place);
    this.where.replaceChildren(el("b", { text: image ? image.name : "" }), el("span", { text: ` ${say("of", { number: at + 1, count: this.places.length })}` }));
    this.chooseA.value = this.place.against;
    this.chooseB.value = this.place.step;
    for (const made of this.modes) made.setAttribute("aria-pressed", String(made.dataset.mode === this.stage.mode));
    this.pace.hidden = this.stage.mode !== "blink" || isMotionReduced();
  }

  dressTools() {
    document.getElementById("turn").setAttribute("aria-pressed", String(this.stage.isOver));
    const percent = Math.round(this.stage.percent());
    const span = this.zoom.querySelector("span");
    if (percent) span.textContent = `${percent} %`;
  }

  dressTheme(theme) {
    document.documentElement.dataset.theme = ["dark", "neutral", "light"].includes(theme) ? theme : "dark";
    this.theme.value = document.documentElement.dataset.theme;
    shelf.put("seedream-review-theme", this.theme.value);
  }

  // As large as the columns find room side by side.
  usualSize() {
    const name = parseInt(getComputedStyle(document.documentElement).getPropertyValue("--name"), 10);
    const room = this.root.clientWidth - name - 32;
    return Math.min(Math.max(room / (review.steps.length + 1) - 8, innerWidth <= 760 ? 112 : 176), 360);
  }

  resize() {
    this.grid.root.style.setProperty("--cell", `${this.size.value}px`);
  }
}

window.seedreamReview = new Viewer();
