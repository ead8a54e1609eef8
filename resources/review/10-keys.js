// Which key does what: Lightroom's, as in the program.

class Keys {
  constructor(viewer) {
    this.viewer = viewer;
    document.addEventListener("keydown", (event) => this.onKey(event));
    document.addEventListener("keyup", (event) => isBeforeKey(event) && viewer.stage.hold(false));
  }

  onKey(event) {
    if (event.defaultPrevented || event.isComposing) return;
    const isText = event.target.closest("input:not([type=range]), textarea, select, dialog");
    const letter = letterOf(event);
    if ((event.ctrlKey || event.metaKey) && letter === "z" && !isText) {
      const subject = this.viewer.choices.undo();
      if (subject) this.viewer.announce(subject);
      event.preventDefault();
      return;
    }
    if (isText || event.ctrlKey || event.metaKey || (event.altKey && letter !== "y")) return;
    if (event.target.matches("input[type=range]") && event.key.startsWith("Arrow")) return;
    if (event.target.closest("button") && (event.key === "Enter" || event.key === " ")) return;
    if (this.judge(event, letter) || this.steer(event, letter)) event.preventDefault();
  }

  judge(event, letter) {
    const digit = /^(Digit|Numpad)(\d)$/.exec(event.code || "")?.[2] ?? (/^\d$/.test(event.key) ? event.key : "");
    const before = this.viewer.bar.subject;
    if (letter === "p") this.viewer.bar.set("flag", "pick");
    else if (letter === "x") this.viewer.bar.set("flag", "reject");
    else if (letter === "u") this.viewer.bar.set("flag", "");
    else if (digit && Number(digit) <= 5) this.viewer.bar.set("stars", digit);
    else if (digit && Number(digit) <= 9) this.viewer.bar.toggle("label", ["red", "yellow", "green", "blue"][Number(digit) - 6]);
    else if (event.key === "[") this.viewer.bar.moreStars(-1);
    else if (event.key === "]") this.viewer.bar.moreStars(1);
    else return false;
    const isOn = event.shiftKey || event.getModifierState("CapsLock");
    if (before && isOn && event.key !== "[" && event.key !== "]") this.viewer.walk(1);
    return true;
  }

  steer(event, letter) {
    if (isBeforeKey(event) && this.viewer.isOpen) this.viewer.stage.hold(true);
    else if (letter === "y" && event.altKey) this.viewer.open("top");
    else if (letter === "y" && event.shiftKey) this.viewer.open("split");
    else if (letter === "y" || letter === "c") this.viewer.open("side");
    else if (letter === "e") this.viewer.open("one");
    else if (letter === "b") this.viewer.open("blink");
    else if (letter === "g" || event.key === "Escape") this.viewer.isOpen && this.viewer.close();
    else if (letter === "m" && this.viewer.isOpen) this.viewer.stage.setMode(MODES[(MODES.indexOf(this.viewer.stage.mode) + 1) % MODES.length]);
    else if (letter === "s" && this.viewer.isOpen) this.viewer.swap();
    else if (letter === "z" && this.viewer.isOpen) this.viewer.stage.toggleZoom();
    else if (letter === "t") this.viewer.bar.note.focus();
    else if (event.key === "?") this.viewer.dialogs.keys();
    else if (event.key === "/") this.viewer.filter.field.focus();
    else if (event.key === "," && this.viewer.isOpen) this.viewer.place.otherVersion(-1);
    else if (event.key === "." && this.viewer.isOpen) this.viewer.place.otherVersion(1);
    else if ((event.key === "+" || event.key === "=") && this.viewer.isOpen) this.viewer.stage.zoomBy(1.25);
    else if (event.key === "-" && this.viewer.isOpen) this.viewer.stage.zoomBy(0.8);
    else return this.move(event);
    return true;
  }

  // In the grid the arrows go as they point; on the stage left and right change the image.
  move(event) {
    const isGrid = !this.viewer.isOpen;
    const walks = isGrid ? { ArrowUp: -1, ArrowDown: 1, PageUp: -5, PageDown: 5 } : { ArrowLeft: -1, ArrowRight: 1, PageUp: -10, PageDown: 10 };
    const steps = isGrid ? { ArrowLeft: -1, ArrowRight: 1 } : { ArrowUp: -1, ArrowDown: 1 };
    if (isGrid && !this.viewer.grid.root.contains(document.activeElement)) {
      if (!event.key.startsWith("Arrow")) return false;
      this.viewer.grid.mark(this.viewer.place.now(), true);
    } else if (event.key in walks) this.viewer.walk(walks[event.key]);
    else if (event.key in steps) this.viewer.stepBy(steps[event.key]);
    else if (event.key === "Home") this.viewer.walk(-this.viewer.places.length);
    else if (event.key === "End") this.viewer.walk(this.viewer.places.length);
    else if ((event.key === "Enter" || event.key === " ") && isGrid) this.viewer.open();
    else if (event.key === " " && this.viewer.stage.mode === "blink") this.viewer.stage.turn();
    else if (event.key === " ") this.viewer.close();
    else return false;
    return true;
  }
}

// The key that shows what was before, whatever sign a layout or an input method has there.
const isBeforeKey = (event) => event.key === "\\" || event.code === "Backslash";

// The letter of a key, also where an input method or another script would swallow it.
function letterOf(event) {
  if (/^[a-zA-Z]$/.test(event.key)) return event.key.toLowerCase();
  const isPlain = event.key.length === 1 && event.key.charCodeAt(0) < 128;
  return !isPlain && /^Key[A-Z]$/.test(event.code || "") ? event.code[3].toLowerCase() : "";
}
