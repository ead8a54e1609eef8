// What is asked and told beside the pictures: the name once, the keys, and taking choices along.

class Dialogs extends EventTarget {
  constructor(choices, root) {
    super();
    this.choices = choices;
    this.root = root;
  }

  open(title, parts, id) {
    const close = button(say("close"), () => dialog.close(), { bare: true, class: "quiet close" }, "close");
    const heading = el("h2", { text: title, id: `${id}-title` });
    const dialog = el("dialog", { id, "aria-labelledby": `${id}-title` }, el("header", {}, heading, close), ...parts);
    dialog.addEventListener("close", () => dialog.remove());
    dialog.addEventListener("keydown", (event) => event.stopPropagation());
    this.root.append(dialog);
    dialog.showModal();
    return dialog;
  }

  nameField(id) {
    const field = el("input", { id, type: "text", maxlength: WHO_MAX, autocomplete: "name", value: this.choices.who });
    return { field, label: el("label", { for: id }, el("span", { text: say("your_name") }), field) };
  }

  welcome() {
    const { field, label } = this.nameField("name");
    const facts = { images: counted("images", review.images.length), steps: counted("steps", review.steps.length) };
    const begin = el("button", { type: "submit", class: "primary", id: "begin" }, el("span", { text: say("begin") }));
    const form = el(
      "form",
      {
        method: "dialog",
        on: {
          submit: (event) => {
            event.preventDefault(); // the browser itself would close it some time later
            this.choices.rename(field.value);
            dialog.close();
            this.dispatchEvent(new Event("named"));
            this.dispatchEvent(new Event("begun"));
          },
        },
      },
      el("p", { text: say("welcome_more", facts) }),
      label,
      el("p", { class: "muted", text: say("welcome_private") }),
      el("div", { class: "buttons" }, begin),
    );
    const dialog = this.open(review.title, [form], "welcome");
    field.focus();
    return dialog;
  }

  save() {
    const { field, label } = this.nameField("who");
    const told = el("p", { class: "told", role: "status", id: "told" });
    const area = el("textarea", { id: "text", rows: 6, readonly: true, "aria-label": say("as_text") });
    const refresh = () => {
      this.choices.meet();
      this.choices.rename(field.value);
      area.value = this.choices.fileText();
    };
    const isNamed = () => {
      refresh();
      field.setAttribute("aria-invalid", String(!this.choices.who));
      told.textContent = this.choices.who ? "" : say("name_first");
      if (!this.choices.who) field.focus();
      return Boolean(this.choices.who);
    };
    const download = (parts, type, name) => {
      if (!isNamed()) return;
      this.choices.keep();
      hand(new Blob(parts(), { type }), name());
      this.choices.saved();
      told.textContent = say("saved", { name: name() });
    };
    const stem = () => fileStem([review.title, this.choices.who].filter(Boolean).join(" - "));
    const small = button(say("save_small"), () => download(() => [area.value], "application/json", () => `${stem()}.seedream-choices.json`), { class: "primary", id: "save-small" }, "save");
    const large = button(say("save_whole"), () => download(() => wholePage(), "text/html", () => `${stem()}.html`), { id: "save-whole" });
    const copy = button(say("copy"), async () => isNamed() && this.copy(area, told), { id: "copy" });
    const file = el("input", { type: "file", id: "continue", accept: ".json,.html,application/json,text/html", "aria-label": say("continue_file"), on: { change: () => this.go_on(file.files[0], told) } });
    field.addEventListener("input", refresh);
    refresh();
    const said = this.choices.said.size;
    this.open(
      say("save_title"),
      [
        el("p", { text: said ? say("save_more") : say("save_nothing") }),
        label,
        el("div", { class: "buttons" }, copy, large, small),
        told,
        el("details", {}, el("summary", { text: say("as_text") }), area),
        el("details", {}, el("summary", { text: say("continue_file") }), el("p", { class: "muted", text: say("continue_more") }), file),
      ],
      "save",
    );
    (this.choices.who ? small : field).focus();
  }

  async copy(area, told) {
    const isCopied = await copied(area);
    told.textContent = say(isCopied ? "copied" : "not_copied");
    if (isCopied) this.choices.saved();
  }

  // Takes in a file that the reviewer saved elsewhere: choices, or a whole review.
  async go_on(file, told) {
    if (!file) return;
    let count = -1;
    let isChanged = false;
    try {
      const found = await choicesIn(file);
      isChanged = found.review === review.id && found.seal !== sealOf(found.who, found.choices);
      if (!isChanged) count = this.choices.take(found);
    } catch {
      count = -1;
    }
    const trouble = isChanged ? "continue_changed" : "continue_wrong";
    told.textContent = count < 0 ? say(trouble) : say("continued", { count });
    if (count >= 0) this.choices.changed();
    this.dispatchEvent(new Event("named"));
  }

  keys() {
    const rows = say("key_rows")
      .split("\n")
      .map((line) => line.split("|"))
      .filter((parts) => parts.length === 2)
      .map(([keys, words]) => el("tr", {}, el("td", {}, ...keys.split(" ").map((key) => el("kbd", { text: key }))), el("td", { text: words })));
    const closing = button(say("close"), () => dialog.close(), { class: "primary" });
    const dialog = this.open(say("keys"), [el("table", {}, el("tbody", {}, ...rows)), el("div", { class: "buttons" }, closing)], "keys");
  }
}

const fileStem = (title) => {
  const bare = title.replace(/[\\/:*?"<>|\u0000-\u001f\u007f]/g, "-").replace(/^[. ]+|[. ]+$/g, "");
  return [...bare].slice(0, 80).join("") || "review";
};

const FRONT_BYTES = 64e6; // of a whole review: its pictures stand behind its choices

async function choicesIn(file) {
  const text = await file.slice(0, FRONT_BYTES).text();
  if (/^\ufeff?\s*\{/.test(text)) return JSON.parse(text);
  const page = new DOMParser().parseFromString(text, "text/html");
  return JSON.parse(page.getElementById("seedream-choices").textContent);
}

function hand(blob, name) {
  const address = URL.createObjectURL(blob);
  const link = el("a", { href: address, download: name, hidden: true });
  document.getElementById("app").append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 60000);
}

async function copied(area) {
  try {
    await navigator.clipboard.writeText(area.value);
    return true;
  } catch {
    const details = area.closest("details");
    details.open = true;
    area.focus();
    area.select();
    return document.execCommand("copy");
  }
}

// This file once more, with the choices in it. The pictures are taken from the page as they came.
function wholePage() {
  const parts = ['<!doctype html>\n<html lang="en" data-theme="dark">\n', document.head.outerHTML, "\n<body>\n"];
  for (const child of document.body.children) {
    parts.push(child.id === "app" ? '<div id="app"></div>' : child.outerHTML, "\n");
  }
  parts.push("</body>\n</html>\n");
  return parts;
}
