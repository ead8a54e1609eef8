// What of a picture is seen, in fractions of it: two pictures of different sizes stay in step.

const ZOOM_MAX = 40;
const CRISP_FROM = 3; // image pixels are not smoothed above 300 %

class View {
  constructor() {
    this.reset();
  }

  reset() {
    this.zoom = 1; // 1 shows the whole picture
    this.x = 0.5;
    this.y = 0.5;
  }

  // The scale at which a whole picture fits a pane, in CSS pixels per image pixel.
  fit(facts, box) {
    return Math.min(box.width / facts.width, box.height / facts.height);
  }

  percent(facts, box) {
    return this.fit(facts, box) * this.zoom * (window.devicePixelRatio || 1) * 100;
  }

  zoomFor(percent, facts, box) {
    return percent / 100 / (this.fit(facts, box) * (window.devicePixelRatio || 1));
  }

  // Zooms so that what is under a point of the pane stays there.
  zoomTo(zoom, facts, box, at = { x: box.width / 2, y: box.height / 2 }) {
    const least = Math.min(1, this.zoomFor(100, facts, box));
    const next = Math.min(Math.max(zoom, least), Math.max(ZOOM_MAX, this.zoomFor(800, facts, box)));
    const before = this.fit(facts, box) * this.zoom;
    const after = this.fit(facts, box) * next;
    const from = { x: at.x - box.width / 2, y: at.y - box.height / 2 };
    this.x += (from.x / before - from.x / after) / facts.width;
    this.y += (from.y / before - from.y / after) / facts.height;
    this.zoom = next;
    this.clamp(facts, box);
  }

  pan(dx, dy, facts, box) {
    const scale = this.fit(facts, box) * this.zoom;
    this.x -= dx / scale / facts.width;
    this.y -= dy / scale / facts.height;
    this.clamp(facts, box);
  }

  clamp(facts, box) {
    const scale = this.fit(facts, box) * this.zoom;
    const kept = (at, size, room) => {
      const half = room / 2 / (size * scale);
      return half >= 0.5 ? 0.5 : Math.min(Math.max(at, half), 1 - half);
    };
    this.x = kept(this.x, facts.width, box.width);
    this.y = kept(this.y, facts.height, box.height);
  }

  // Lays an image out in a pane.
  lay(image, facts, box) {
    const scale = this.fit(facts, box) * this.zoom;
    const width = facts.width * scale;
    const height = facts.height * scale;
    image.style.width = `${width}px`;
    image.style.height = `${height}px`;
    const left = box.width / 2 - this.x * width;
    const top = box.height / 2 - this.y * height;
    image.style.transform = `translate(${left}px, ${top}px)`;
    const isCrisp = scale * (window.devicePixelRatio || 1) > CRISP_FROM;
    image.style.imageRendering = isCrisp ? "pixelated" : "auto";
  }
}

// Mouse, touch and wheel over the stage: pan, zoom and pinch.
class Hands {
  constructor(root, stage) {
    this.stage = stage;
    this.root = root;
    this.points = new Map();
    root.addEventListener("wheel", (event) => this.onWheel(event), { passive: false });
    root.addEventListener("pointerdown", (event) => this.onDown(event));
    root.addEventListener("pointermove", (event) => this.onMove(event));
    for (const end of ["pointerup", "pointercancel", "lostpointercapture"]) {
      root.addEventListener(end, (event) => this.points.delete(event.pointerId));
    }
    root.addEventListener("dblclick", (event) => {
      if (!event.target.closest("button, .handle")) stage.toggleZoom(stage.point(event));
    });
  }

  onWheel(event) {
    event.preventDefault();
    const turns = event.deltaMode ? event.deltaY * 16 : event.deltaY;
    this.stage.zoomBy(Math.exp(-turns * 0.002), this.stage.point(event));
  }

  onDown(event) {
    if (event.target.closest("button, .handle") || event.button > 0) return;
    this.points.set(event.pointerId, event);
    this.root.setPointerCapture(event.pointerId);
  }

  onMove(event) {
    const before = this.points.get(event.pointerId);
    if (!before) return;
    const others = [...this.points.values()].filter((point) => point.pointerId !== event.pointerId);
    this.points.set(event.pointerId, event);
    if (!others.length) {
      this.stage.panBy(event.clientX - before.clientX, event.clientY - before.clientY);
      return;
    }
    const apart = (one, two) => Math.hypot(one.clientX - two.clientX, one.clientY - two.clientY) || 1;
    const middle = { clientX: (event.clientX + others[0].clientX) / 2, clientY: (event.clientY + others[0].clientY) / 2 };
    this.stage.zoomBy(apart(event, others[0]) / apart(before, others[0]), this.stage.point(middle));
  }
}
