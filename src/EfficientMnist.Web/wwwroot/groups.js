// The open images of one class together, as the classifier takes them: looked over, and answered at once.

/**
 * @param page The labelling page's element.
 * @param lent What the page lends: part(name), call(action, values, { body, view }), keyed(key), nameOf(label), say(text), timed(count), showCommon(state).
 */
export function groupsOf(page, lent) {
  const { part, call, keyed, nameOf, say, timed, showCommon } = lent;
  const tiles = () => [...part("group-images").querySelectorAll("input")];
  const sampleOf = tile => Number(tile.value);

  let isOpen = false;
  let group = null;
  // How many images were answered together last, and as what.
  let answered = 0, answeredAs = null;
  let shownAt = 0;
  // Clicked off in the group that is shown; and off, because a group was answered without them.
  const unchecked = new Set(), off = new Set();

  const load = label => call("group", {}, { body: { label, off: [...off] }, view });

  function view(state) {
    const before = group?.images.map(image => image.sample).join();
    group = state;
    if (!state.images.length) {
      if (!isOpen) say("There is no open image that the classifier could be asked about. Those that estimate the accuracy are asked one by one.");
      return;
    }
    open(true);
    showCommon(state);
    const name = nameOf(state.label), count = state.classes.find(one => one.label === state.label).count;
    part("title").textContent = `Are these ${name}?`;
    part("why").textContent = count > state.images.length ? `the ${state.images.length} surest of ${count} images that are taken for it` : `${count} ${count === 1 ? "image is" : "images are"} taken for it, the surest first`;
    part("group-classes").replaceChildren(...state.classes.map(one => classButton(one, one.label === state.label)));
    if (state.images.map(image => image.sample).join() !== before) {
      part("group-images").setAttribute("aria-label", `Taken for ${name}`);
      part("group-images").replaceChildren(...state.images.map(tileOf));
      tiles()[0].focus({ preventScroll: true });
      shownAt = performance.now();
    }
    tally();
  }

  function classButton({ label, count }, isShown) {
    const button = Object.assign(document.createElement("button"), { type: "button", className: "compact" });
    button.dataset.group = label;
    button.setAttribute("aria-pressed", isShown);
    button.append(`${nameOf(label)} `, Object.assign(document.createElement("span"), { className: "num muted", textContent: count }));
    return button;
  }

  function tileOf({ sample, file, confidence }) {
    const tile = Object.assign(document.createElement("label"), { className: "group-tile", title: file || `image ${sample}` });
    const check = Object.assign(document.createElement("input"), { type: "checkbox", value: sample, checked: !unchecked.has(sample) });
    check.setAttribute("aria-label", `image ${sample}, ${Math.round(100 * confidence)} % sure`);
    tile.append(check, Object.assign(new Image(112, 112), { className: "thumb", alt: "", src: `${page.dataset.images}/${sample}.png?scale=4` }));
    return tile;
  }

  function tally() {
    const [all, on] = [tiles().length, tiles().filter(tile => tile.checked).length], name = nameOf(group.label);
    part("agree").textContent = on === all ? all === 1 ? `It is ${name}` : `All ${all} are ${name}` : on ? `${on} of ${all} ${on === 1 ? "is" : "are"} ${name}` : `None is ${name}`;
  }

  part("group-images").addEventListener("change", event => {
    if (event.target.checked) unchecked.delete(sampleOf(event.target));
    else unchecked.add(sampleOf(event.target));
    tally();
  });

  // What is clicked off is left out of every group from now on, and asked one by one.
  async function agree() {
    const samples = tiles().filter(tile => tile.checked).map(sampleOf);
    for (const tile of tiles().filter(tile => !tile.checked)) off.add(sampleOf(tile));
    if (!samples.length) return await goOn(await load());
    const since = shownAt, many = samples.length;
    answered = 0;
    answeredAs = group.label;
    const done = await call("group/answer", {}, { body: { label: group.label, samples, off: [...off] }, view: state => { answered = state.answered; timed(since, many); view(state); } });
    const left = done ? group.leftOut : [];
    part("group-said").textContent = answered ? `${answered} answered.` : "";
    await goOn(done);
    if (left.length) say(`${left.length} not answered: ${left.join(" ")}`);
  }

  // Once no group is left, what is open is asked one by one.
  const goOn = done => done && !group.images.length ? leave() : undefined;

  async function undo() {
    if (!answered) return say("No group has been answered just now that could be taken back.");
    const count = answered;
    if (await call("group/undo", { count }, { body: { label: answeredAs, off: [...off] }, view })) {
      answered = 0;
      part("group-said").textContent = `${count} taken back.`;
    }
  }

  function open(opens) {
    isOpen = opens;
    part("group").hidden = part("group-keys").hidden = !opens;
    part("keys").hidden = opens;
    part(opens ? "group-keys" : "keys").append(part("error"));
    if (opens) part("easel").hidden = part("choices").hidden = part("hints").hidden = part("idle").hidden = true;
  }

  async function leave() {
    open(false);
    group = null;
    part("group-said").textContent = "";
    await call("claim");
  }

  function move(key) {
    const all = tiles(), at = all.indexOf(document.activeElement);
    const columns = all.filter(tile => tile.parentElement.offsetTop === all[0].parentElement.offsetTop).length;
    const by = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns }[key];
    all[at < 0 ? 0 : Math.max(0, Math.min(all.length - 1, at + by))].focus();
  }

  /** Whether the key meant something here. */
  function press(event) {
    const tile = event.target.closest?.("[data-part=group-images] input");
    if (!tile && event.target.closest?.("input, select, textarea, a, summary")) return false;
    const button = event.target.closest?.("button"), chosen = keyed(event.key);
    if (chosen) show(Number(chosen.dataset.label));
    else if (event.key === "Escape" || event.key === "=") leave();
    else if (event.key === "Enter" && !button) agree();
    else if (event.key === "Backspace") undo();
    else if (event.key.startsWith("Arrow")) move(event.key);
    else return false;
    return true;
  }

  function show(label) {
    if (group.classes.some(one => one.label === label)) load(label);
    else say(`No open image is taken for ${nameOf(label)}.`);
  }

  return {
    get isOpen() { return isOpen; },
    get images() { return group?.images.length ?? 0; },
    get heldUntil() { return isOpen ? group.heldUntil : null; },
    get answered() { return answered; },
    load: () => load(group?.label),
    forget: () => { answered = 0; },
    show, agree, undo, leave, press,
  };
}
