// Two states of one image: side by side, split, in turn, or one alone.

const MODES = ["one", "side", "split", "top", "blink"];
const BLINK_MAX_HZ = 3;

// Where the reviewer is: image, step and version, and the step that it is compared with.
class Place extends EventTarget {
  constructor() {
    super();
    this.place = 0;
    this.step = review.steps.length;
    this.version = -1;
    this.against = 0;
  }

  now() {
    return { place: this.place, step: this.step, version: this.version };
  }

  shot() {
    return shotAt(this.place, this.step, this.version);
  }

  go(place, step = this.step, version = -1) {
    if (!review.images[place] || step < 0 || step > review.steps.length) return;
    if (place === this.place && step === this.step && version === this.version) return;
    Object.assign(this, { place, step, version });
    this.dispatchEvent(new Event("moved"));
  }

  compareWith(step) {
    this.against = step;
    this.dispatchEvent(new Event("moved"));
  }

  otherVersion(by) {
    const versions = this.step ? review.images[this.place].steps[this.step - 1] : [];
    const now = versions.indexOf(this.shot());
    const next = Math.min(Math.max(now + by, 0), versions.length - 1);
    if (next !== now && next >= 0) this.go(this.place, this.step, next);
  }
}

class Stage extends EventTarget {
  constructor(place, pictures) {
    super();
    this.at = place;
    this.pictures = pictures;
    this.view = new View();
    this.mode = "split";
    this.split = 50;
    this.token = 0;
    this.hertz = 1;
    this.isHeld = false;
    this.isBefore = false;
    this.panes = ["a", "b"].map((name) => this.pane(name));
    this.handle = this.makeHandle();
    this.root = el("div", { id: "stage", role: "group", tabindex: 0 }, ...this.panes.map((pane) => pane.root), this.handle);
    this.hands = new Hands(this.root, this);
    new ResizeObserver(() => this.lay()).observe(this.root);
  }

  pane(name) {
    const chip = el("span", { class: "chip" });
    const trouble = el("p", { class: "trouble", hidden: true });
    const layer = el("div", { class: "layer" });
    return { root: el("div", { class: `pane ${name}` }, layer, trouble, chip), layer, chip, trouble, image: null, facts: null };
  }

  makeHandle() {
    const handle = el("div", {
      class: "handle",
      id: "split",
      role: "slider",
      tabindex: 0,
      "aria-label": say("split_handle"),
      "aria-valuemin": 0,
      "aria-valuemax": 100,
      on: {
        keydown: (event) => this.onHandleKey(event),
        pointerdown: (event) => {
          if (event.button > 0) return;
          handle.setPointerCapture(event.pointerId);
          handle.focus({ preventScroll: true });
          event.preventDefault();
        },
        pointermove: (event) => handle.hasPointerCapture(event.pointerId) && this.drag(event),
        dblclick: () => this.splitAt(50),
      },
    });
    handle.append(el("span", { class: "grip" }, icon("split")));
    return handle;
  }

  setMode(mode) {
    this.mode = mode;
    this.isBefore = false;
    this.beat();
    this.lay();
    this.tell();
    this.dispatchEvent(new Event("changed"));
  }

  // Shows the place where the reviewer is; what was seen stays until the new is decoded.
  async show() {
    const token = (this.token += 1);
    const { place, step, version } = this.at.now();
    const shots = [shotAt(place, this.at.against), shotAt(place, step, version)];
    const found = await Promise.all(shots.map((shot) => this.decoded(shot)));
    if (token !== this.token) return;
    if (found[0] && found[0] === found[1]) {
      found[0] = found[1].cloneNode();
      await found[0].decode().catch(() => null);
      if (token !== this.token) return;
    }
    this.panes.forEach((pane, number) => this.put(pane, found[number], shots[number], number ? step : this.at.against));
    this.lay();
    this.tell();
    this.dispatchEvent(new Event("changed"));
    this.root.dataset.shown = `${place} ${step} ${version}`;
    this.dispatchEvent(new Event("shown"));
  }

  async decoded(shot) {
    if (!shot) return null;
    return this.pictures.image(shot.picture).catch(() => null);
  }

  put(pane, image, shot, step) {
    pane.image = image;
    pane.facts = shot ? review.pictures[shot.picture] : null;
    pane.layer.replaceChildren(...(image ? [image] : []));
    pane.trouble.hidden = Boolean(image);
    pane.trouble.textContent = shot ? say("picture_missing") : say(step ? "no_result" : "no_original");
    const versions = step ? review.images[this.at.place].steps[step - 1] : [];
    const number = versions.indexOf(shot);
    const words = [stepName(step)];
    if (versions.length > 1) words.push(say("version_of", { number: number + 1, count: versions.length }));
    if (shot && shot.is_unsure) words.push(`? ${say("unsure")}`);
    pane.chip.textContent = words.join(" · ");
  }

  // Whether what was before is shown in the place of what is judged.
  get isOver() {
    return this.isBefore !== this.isHeld;
  }

  // -- layout

  lay() {
    const isOver = this.isOver;
    this.root.dataset.mode = this.mode;
    this.root.classList.toggle("before", isOver);
    const isSplit = !isOver && (this.mode === "split" || this.mode === "top");
    this.handle.hidden = !isSplit;
    const [a] = this.panes;
    const cut = { split: `inset(0 ${100 - this.split}% 0 0)`, top: `inset(0 0 ${100 - this.split}% 0)` }[this.mode];
    a.root.style.clipPath = isSplit ? cut : "";
    this.handle.style.left = this.mode === "split" ? `${this.split}%` : "";
    this.handle.style.top = this.mode === "top" ? `${this.split}%` : "";
    this.handle.setAttribute("aria-orientation", this.mode === "top" ? "vertical" : "horizontal");
    this.handle.setAttribute("aria-valuenow", Math.round(this.split));
    this.handle.setAttribute("aria-valuetext", say("split_at", { percent: Math.round(this.split) }));
    for (const pane of this.panes) {
      if (!pane.image || !pane.facts) continue;
      const box = this.boxOf(pane);
      if (box.width && box.height) this.view.lay(pane.image, pane.facts, box);
    }
    this.dispatchEvent(new Event("laid"));
  }

  boxOf(pane) {
    const { width, height } = pane.root.getBoundingClientRect();
    return { width, height };
  }

  // What zooming and panning is measured by: the picture that is judged, or the one beside it.
  lead() {
    const [a, b] = this.panes;
    const pane = b.facts && this.boxOf(b).width ? b : a;
    return { facts: pane.facts, box: this.boxOf(pane) };
  }

  point(event) {
    const over = this.panes.find((pane) => {
      const box = pane.root.getBoundingClientRect();
      const isWithin = (at, from, to) => at >= from && at < to;
      return isWithin(event.clientX, box.left, box.right) && isWithin(event.clientY, box.top, box.bottom);
    });
    const box = (over || this.panes[1]).root.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  }

  // -- zoom

  percent() {
    const { facts, box } = this.lead();
    return facts && box.width ? this.view.percent(facts, box) : 0;
  }

  zoomBy(factor, at) {
    const { facts, box } = this.lead();
    if (facts) this.view.zoomTo(this.view.zoom * factor, facts, box, at);
    this.lay();
  }

  toggleZoom(at) {
    const { facts, box } = this.lead();
    if (!facts) return;
    const isWhole = Math.abs(this.view.zoom - 1) < 0.001;
    if (isWhole) this.view.zoomTo(this.view.zoomFor(100, facts, box), facts, box, at);
    else this.view.reset();
    this.lay();
  }

  fitAll() {
    this.view.reset();
    this.lay();
  }

  panBy(dx, dy) {
    const { facts, box } = this.lead();
    if (facts) this.view.pan(dx, dy, facts, box);
    this.lay();
  }

  // -- split

  splitAt(percent) {
    this.split = Math.min(Math.max(percent, 0), 100);
    this.lay();
  }

  drag(event) {
    const box = this.root.getBoundingClientRect();
    const isAcross = this.mode === "split";
    const at = isAcross ? (event.clientX - box.left) / box.width : (event.clientY - box.top) / box.height;
    this.splitAt(at * 100);
  }

  onHandleKey(event) {
    const far = event.shiftKey ? 10 : 1;
    const moves = { ArrowLeft: -far, ArrowUp: -far, ArrowRight: far, ArrowDown: far, PageUp: -10, PageDown: 10 };
    const jumps = { Home: 0, End: 100, Enter: 50 };
    if (event.key in moves) this.splitAt(this.split + moves[event.key]);
    else if (event.key in jumps) this.splitAt(jumps[event.key]);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  // -- before and after

  hold(isHeld) {
    if (this.isHeld === isHeld) return;
    this.isHeld = isHeld;
    this.lay();
  }

  turn() {
    this.isBefore = !this.isBefore;
    this.lay();
    this.tell();
  }

  setPace(hertz) {
    this.hertz = Math.min(hertz, BLINK_MAX_HZ);
    this.beat();
  }

  // Blinks by itself only where motion is welcome; else by the key.
  beat() {
    clearInterval(this.timer);
    if (this.mode !== "blink" || isMotionReduced() || !this.root.isConnected || this.root.offsetParent === null) return;
    this.timer = setInterval(() => {
      this.isBefore = !this.isBefore;
      this.lay();
    }, 500 / this.hertz);
  }

  tell() {
    const image = review.images[this.at.place];
    const facts = { a: stepName(this.at.against), b: stepName(this.at.step), image: image ? image.name : "", number: this.at.place + 1, count: review.images.length };
    this.root.setAttribute("aria-label", say(this.mode === "one" ? "stage_one" : "stage_two", facts));
  }
}
