// Which images are shown: by what was said of any of their pictures, and by words.

const FILTERS = {
  all: () => true,
  picked: (marks) => marks.some((mark) => mark.flag === "pick"),
  rejected: (marks) => marks.some((mark) => mark.flag === "reject"),
  unjudged: (marks) => !marks.some((mark) => mark.flag || mark.stars || mark.label || mark.note),
  noted: (marks) => marks.some((mark) => mark.note || mark.others.length),
  unsure: (_marks, image) => image.steps.some((versions) => versions.some((one) => one.is_unsure)),
  ...Object.fromEntries(
    [1, 2, 3, 4, 5].map((stars) => [`stars_${stars}`, (marks) => marks.some((mark) => mark.stars >= stars)]),
  ),
  ...Object.fromEntries(
    LABELS.slice(1).map((label) => [`label_${label}`, (marks) => marks.some((mark) => mark.label === label)]),
  ),
};

class Filter extends EventTarget {
  constructor(choices) {
    super();
    this.choices = choices;
    this.by = "all";
    this.sought = "";
    const has = (name) => name !== "unsure" || review.images.some((image) => FILTERS.unsure([], image));
    this.select = el(
      "select",
      { id: "filter", "aria-label": say("show"), on: { change: () => this.set(this.select.value, this.sought) } },
      ...Object.keys(FILTERS)
        .filter(has)
        .map((name) => el("option", { value: name, text: say(`filter_${name}`) })),
    );
    this.field = el("input", {
      id: "search",
      type: "search",
      "aria-label": say("search"),
      placeholder: say("search"),
      on: { input: () => this.set(this.by, this.field.value) },
    });
  }

  set(by, sought) {
    this.by = by;
    this.sought = sought;
    this.select.value = by;
    this.dispatchEvent(new Event("changed"));
  }

  // The places of the images that are shown, in order.
  places() {
    const sought = this.sought.trim().toLocaleLowerCase();
    const takes = FILTERS[this.by];
    return review.images
      .map((image, place) => ({ image, place }))
      .filter(({ image }) => !sought || this.words(image).includes(sought))
      .filter(({ image }) => takes(subjectsOf(image).map((subject) => this.choices.mark(subject)), image))
      .map(({ place }) => place);
  }

  words(image) {
    const notes = subjectsOf(image).flatMap((subject) => {
      const mark = this.choices.mark(subject);
      return [mark.note, ...mark.others.map((note) => note.text)];
    });
    return [image.name, ...notes].join("\n").toLocaleLowerCase();
  }
}

const subjectsOf = (image) => [image.id, ...image.steps.flat().map((version) => version.id)];
