// Pictures are text in the page until they are looked at. The page may still be coming in from
// the disk: what is not there yet is waited for.

const DECODED_MAX = 12;
const PATIENCE_MS = 400;

class Pictures {
  constructor() {
    this.waiting = new Map();
    this.decoded = new Map();
    this.isWhole = document.readyState !== "loading";
    if (this.isWhole) return;
    this.observer = new MutationObserver(() => this.look());
    this.observer.observe(document.body, { childList: true });
    document.addEventListener("DOMContentLoaded", () => {
      this.isWhole = true;
      this.observer.disconnect();
      this.look();
    });
  }

  // The address of a picture as an image's source; rejected where the file is cut off.
  address(number, kind = "p") {
    const id = kind + number;
    const there = this.text(id);
    if (there !== null) return Promise.resolve(this.dressed(there));
    if (this.isWhole) return Promise.reject(new Error("missing"));
    return new Promise((resolve, reject) => {
      if (!this.waiting.has(id)) this.waiting.set(id, []);
      this.waiting.get(id).push({ resolve, reject });
    });
  }

  // An image that is decoded, so that showing it needs no blank moment.
  async image(number) {
    if (this.decoded.has(number)) {
      const kept = this.decoded.get(number);
      this.decoded.delete(number);
      this.decoded.set(number, kept);
      return kept;
    }
    const image = new Image();
    image.alt = "";
    image.draggable = false;
    const address = await this.address(number);
    await new Promise((resolve, reject) => {
      // A page in the background may put decoding off for as long as it stays there.
      image.addEventListener("load", () => setTimeout(resolve, PATIENCE_MS), { once: true });
      image.src = address;
      image.decode().then(resolve, reject);
    });
    this.decoded.set(number, image);
    if (this.decoded.size > DECODED_MAX) this.decoded.delete(this.decoded.keys().next().value);
    return image;
  }

  missing() {
    return this.isWhole ? review.pictures.filter((_, number) => this.text(`p${number}`) === null).length : 0;
  }

  look() {
    for (const [id, calls] of this.waiting) {
      const there = this.text(id);
      if (there === null && !this.isWhole) continue;
      this.waiting.delete(id);
      for (const call of calls) {
        if (there === null) call.reject(new Error("missing"));
        else call.resolve(this.dressed(there));
      }
    }
  }

  text(id) {
    const node = document.getElementById(id);
    // The last one may have come in half only.
    return node && (this.isWhole || node.nextElementSibling) ? node.textContent : null;
  }

  dressed(text) {
    return `data:image/webp;base64,${text}`;
  }
}
