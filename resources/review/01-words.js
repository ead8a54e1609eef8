// What is read from the page, the reviewer's language, and how elements are made: text only, so
// that nothing of a name, prompt or note can ever become markup.

const readBlock = (id) => JSON.parse(document.getElementById(id).textContent || "null");
const review = readBlock("seedream-review");
const allWords = readBlock("seedream-words");

const language =
  [...(navigator.languages || []), navigator.language || "en"]
    .map((name) => name.toLowerCase().split("-")[0])
    .find((name) => name in allWords) || "en";
document.documentElement.lang = language === "zh" ? "zh-Hans" : language;

function say(code, facts = {}) {
  const found = allWords[language][code] ?? allWords.en[code] ?? code;
  const words = typeof found === "string" ? found : (facts.count === 1 && found.one) || found.other;
  return words.replace(/\{(\w+)\}/g, (whole, name) => (name in facts ? String(facts[name]) : whole));
}

const counted = (noun, count) => say(`n_${noun}`, { count });

function el(tag, facts = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(facts)) {
    if (value === undefined || value === null || value === false) continue;
    if (name === "on") {
      for (const [event, act] of Object.entries(value)) node.addEventListener(event, act);
    } else if (name === "text") node.textContent = value;
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

const DRAWINGS = {
  pick: "M5 17V3m0 1h9l-2.5 3.5L14 11H5",
  reject: "M5 5l10 10M15 5L5 15",
  note: "M4 4h12v9H9l-4 3v-3H4z",
  close: "M5 5l10 10M15 5L5 15",
  previous: "M12 4l-6 6 6 6",
  next: "M8 4l6 6-6 6",
  swap: "M4 7h11l-3-3M16 13H5l3 3",
  split: "M8 6l-4 4 4 4M12 6l4 4-4 4",
  save: "M10 3v9m-4-3.5L10 12l4-3.5M4 16h12",
  grid: "M4 4h5v5H4zM11 4h5v5h-5zM4 11h5v5H4zM11 11h5v5h-5z",
};

function icon(name) {
  const space = "http://www.w3.org/2000/svg";
  const drawing = document.createElementNS(space, "svg");
  drawing.setAttribute("viewBox", "0 0 20 20");
  drawing.setAttribute("aria-hidden", "true");
  drawing.setAttribute("class", "icon");
  const path = document.createElementNS(space, "path");
  path.setAttribute("d", DRAWINGS[name]);
  drawing.append(path);
  return drawing;
}

function button(words, act, facts = {}, drawing = "") {
  const { bare, ...rest } = facts;
  const made = el("button", { type: "button", on: { click: act }, ...rest });
  if (drawing) made.append(icon(drawing));
  if (bare) {
    made.setAttribute("aria-label", words);
    made.title = words;
  } else made.append(el("span", { text: words }));
  return made;
}

const isMotionReduced = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

const stepName = (step) => (step === 0 ? say("original") : review.steps[step - 1].name || say("step", { number: step }));
