"use strict";

// Moves through the queue by single keys. All of it can be done without: the keys focus links and press buttons that
// are on the page. They can be turned off, and do nothing while somebody types.
(() => {
  const STORED = "signpost-queue-keys";
  const keys = document.getElementById("keys");
  const toggle = document.getElementById("keys-on");
  const links = [...document.querySelectorAll(".queue h3 a")];

  const stored = () => {
    try {
      return localStorage.getItem(STORED);
    } catch {
      return null; // A browser may forbid it: then the keys are on.
    }
  };
  const store = (value) => {
    try {
      localStorage.setItem(STORED, value);
    } catch {
      /* as above */
    }
  };

  keys.hidden = false;
  toggle.checked = stored() !== "off";
  toggle.addEventListener("change", () => store(toggle.checked ? "on" : "off"));

  const here = () => links.findIndex((link) => link.closest("li").contains(document.activeElement));
  const move = (by) => {
    const at = here();
    const to = at < 0 ? (by > 0 ? 0 : links.length - 1) : at + by;
    const next = to < links.length ? links[Math.max(to, 0)] : document.querySelector("a[rel=next]");
    if (next) {
      next.focus();
      next.scrollIntoView({ block: "nearest" });
    }
  };
  const deeds = {
    j: () => move(1),
    k: () => move(-1),
    n: () => document.getElementById("next").requestSubmit(),
    "/": () => document.getElementById("words").focus(),
    "?": () => {
      keys.open = !keys.open;
      keys.querySelector("summary").focus();
    },
  };
  const arrows = { ArrowDown: () => move(1), ArrowUp: () => move(-1) };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, select, textarea")) return;
    const deed = (toggle.checked && deeds[event.key]) || (here() >= 0 && arrows[event.key]);
    if (deed) {
      event.preventDefault();
      deed();
    }
  });
})();
