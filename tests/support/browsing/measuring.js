// What the checks measure on a page. Each function gives a list of faults as sentences, nothing where there is none.
window.measuring = (() => {
  const SPARE = 1; // Pixels that rounding may add.

  const named = (element) => {
    const name = element.id ? `#${element.id}` : [element.localName, ...element.classList].join(".");
    return `${name} "${(element.textContent || element.value || "").trim().slice(0, 40)}"`;
  };

  const isShown = (element) =>
    element.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && !element.closest("[inert]");

  // For screen readers only: clipped to nothing on purpose.
  const isUnseen = (element) => {
    for (let each = element; each; each = each.parentElement) {
      const style = getComputedStyle(each);
      if (style.clipPath === "inset(50%)" || style.clip === "rect(0px, 0px, 0px, 0px)") return true;
    }
    return false;
  };

  const textNodes = () => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const nodes = [];
    while (walker.nextNode()) {
      const parent = walker.currentNode.parentElement;
      if (walker.currentNode.data.trim() && isShown(parent) && !isUnseen(parent)) nodes.push(walker.currentNode);
    }
    return nodes;
  };

  const scrollerOf = (element) => {
    for (let each = element; each && each !== document.body; each = each.parentElement)
      if (["auto", "scroll"].includes(getComputedStyle(each).overflowY)) return each;
    return null;
  };

  const boxes = (node) => {
    const range = document.createRange();
    range.selectNodeContents(node);
    const found = [...range.getClientRects()].filter((box) => box.width > 1 && box.height > 1);
    // Of what a box scrolls, only what is in view lies anywhere.
    const scroller = scrollerOf(node.parentElement);
    if (!scroller) return found;
    const view = scroller.getBoundingClientRect();
    return found.filter((box) => box.bottom <= view.bottom + SPARE && box.top >= view.top - SPARE);
  };

  const openDetails = () => document.querySelectorAll("details").forEach((each) => (each.open = true));

  // Nothing is wider than the window, so that nobody scrolls sideways to read a line.
  const wide = () => {
    if (document.scrollingElement.scrollWidth <= innerWidth) return [];
    const sticking = [...document.body.querySelectorAll("*")].filter(
      (each) => isShown(each) && each.getBoundingClientRect().right > innerWidth + SPARE,
    );
    return [`The page is ${document.scrollingElement.scrollWidth} px wide of ${innerWidth}: ${sticking.slice(0, 3).map(named)}`];
  };

  // No text is cut off by its box, and none lies over another.
  const lost = () => {
    const nodes = textNodes();
    const faults = new Set();
    for (const node of nodes) {
      for (let each = node.parentElement; each && each !== document.body; each = each.parentElement) {
        const style = getComputedStyle(each);
        const cuts = (overflow) => overflow === "hidden" || overflow === "clip";
        if (
          (cuts(style.overflowX) && each.scrollWidth > each.clientWidth + SPARE) ||
          (cuts(style.overflowY) && each.scrollHeight > each.clientHeight + SPARE)
        ) faults.add(`Text is cut off in ${named(each)}`);
      }
    }
    const lines = nodes.flatMap((node) => boxes(node).map((box) => ({ node, box }))).sort((a, b) => a.box.top - b.box.top);
    lines.forEach((first, index) => {
      for (const second of lines.slice(index + 1)) {
        if (second.box.top >= first.box.bottom) break;
        if (second.node === first.node) continue;
        const wide = Math.min(first.box.right, second.box.right) - Math.max(first.box.left, second.box.left);
        const high = Math.min(first.box.bottom, second.box.bottom) - second.box.top;
        const least = Math.min(first.box.height, second.box.height);
        if (wide > 2 && high > least / 3)
          faults.add(`${named(first.node.parentElement)} lies over ${named(second.node.parentElement)}`);
      }
    });
    return [...faults];
  };

  const headings = () => {
    const levels = [...document.querySelectorAll("h1, h2, h3, h4, h5, h6")].filter(isShown);
    const faults = levels.filter((each) => each.localName === "h1").length === 1 ? [] : ["There is not one h1"];
    levels.forEach((each, index) => {
      const above = index ? Number(levels[index - 1].localName[1]) : 0;
      if (Number(each.localName[1]) > above + 1) faults.push(`A level is left out before ${named(each)}`);
    });
    return faults;
  };

  const isReachable = (element) => {
    if (!isShown(element) || element.disabled || element.tabIndex < 0) return false;
    // Of a group of radio buttons Tab comes to one, and arrows lead to the others.
    if (element.type !== "radio") return true;
    const group = [...document.querySelectorAll(`input[type=radio][name="${CSS.escape(element.name)}"]`)];
    const chosen = group.filter((each) => each.form === element.form && each.checked);
    return chosen.length ? element.checked : group.find((each) => each.form === element.form) === element;
  };

  const CONTROLS = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex], [contenteditable]";
  let waited = new Set();

  const beginTabbing = () => {
    // From the top, wherever the page had put the focus.
    document.body.tabIndex = -1;
    document.body.focus();
    document.body.removeAttribute("tabindex");
    waited = new Set([...document.querySelectorAll(CONTROLS)].filter(isReachable));
    return waited.size;
  };

  // Of the element that has the focus: is that to be seen? Gives null at the end of the page.
  const focused = () => {
    const element = document.activeElement;
    if (!element || element === document.body) return null;
    waited.delete(element);
    const style = getComputedStyle(element);
    const faults = [];
    if ((style.outlineStyle === "none" || parseFloat(style.outlineWidth) < 2) && style.boxShadow === "none")
      faults.push(`Focus is not to be seen on ${named(element)}`);
    const spots = [...element.getClientRects()].flatMap((box) => [
      [box.left + box.width / 2, box.top + box.height / 2],
      [box.left + 3, box.top + box.height / 2],
      [box.left + box.width / 2, box.top + 3],
      [box.right - 3, box.top + box.height / 2],
    ]);
    const isOnTop = spots.some(([x, y]) => {
      const top = document.elementFromPoint(x, y);
      return top && (element.contains(top) || top.contains(element) && top.localName === "label");
    });
    if (!isOnTop) faults.push(`The focus is hidden on ${named(element)}`);
    return faults;
  };

  const neverReached = () => [...waited].map((each) => `Tab does not come to ${named(each)}`);

  const moving = () => [
    ...document.getAnimations().map((each) => `Something moves: ${named(each.effect.target)}`),
    ...[...document.querySelectorAll("*")]
      .filter((each) => {
        const style = getComputedStyle(each);
        return [style.transitionDuration, style.animationDuration].some((times) =>
          times.split(",").some((time) => parseFloat(time) > 0.01),
        ) || style.scrollBehavior === "smooth";
      })
      .map((each) => `Something may move: ${named(each)}`),
  ];

  const luminance = (colour) => {
    const [red, green, blue] = colour.match(/[\d.]+/g).map((part) => {
      const share = Number(part) / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };

  // On paper a background is white, whatever the page says.
  const palePrint = () =>
    textNodes()
      .map((node) => node.parentElement)
      .filter((each) => 1.05 / (luminance(getComputedStyle(each).color) + 0.05) < 4.5)
      .map((each) => `Too pale on paper: ${named(each)}`);

  // What only works on a screen has no place on paper.
  const controlsInPrint = () =>
    [...document.querySelectorAll("button, input, select, textarea, nav, .skip")]
      .filter(isShown)
      .map((each) => `Of no use on paper: ${named(each)}`);

  // Where a person chooses colours, a button's background goes: its border shows that it is one.
  const unmarkedButtons = () =>
    [...document.querySelectorAll("button, .button, input:not([type=hidden]), select, textarea")]
      // The browser draws boxes and discs to be ticked itself.
      .filter((each) => isShown(each) && !["checkbox", "radio"].includes(each.type) && getComputedStyle(each).borderTopStyle === "none")
      .map((each) => `No border in forced colours: ${named(each)}`);

  return {
    openDetails, wide, lost, headings, beginTabbing, focused, neverReached, moving, palePrint, controlsInPrint, unmarkedButtons,
  };
})();
