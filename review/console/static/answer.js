// Makes the form quicker by keyboard, and says of page images whether the quote could be marked. All of it works without.
"use strict";

const form = document.getElementById("review");
const SWITCH = "signpost-review-keys-off";

function judged() {
  return [...form.querySelectorAll("fieldset.judging")];
}

function enter(fieldset) {
  if (!fieldset) {
    form.querySelector(".save button").focus();
    return;
  }
  (fieldset.querySelector("input:checked") || fieldset.querySelector("input")).focus({ preventScroll: true });
  (fieldset.closest("article") || fieldset).scrollIntoView({ block: "nearest" });
}

function goOn(from) {
  const all = judged();
  enter(all[all.indexOf(from) + 1]);
}

function judge(fieldset, number) {
  const choices = fieldset.querySelectorAll("input[type=radio]");
  if (number > choices.length) return false;
  const choice = choices[number - 1];
  choice.checked = true;
  choice.dispatchEvent(new Event("change", { bubbles: true }));
  // The first judgement alone needs no reason.
  if (number === 1) goOn(fieldset);
  else fieldset.querySelector("textarea").focus();
  return true;
}

function pressed(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || !keysOn()) return;
  const fieldset = event.target.closest("fieldset.judging");
  if (event.target.matches("textarea, select, input:not([type=radio])")) {
    if (event.key === "Escape" && fieldset) goOn(fieldset);
    return;
  }
  let isDone = true;
  if (fieldset && /^[1-6]$/.test(event.key)) isDone = judge(fieldset, Number(event.key));
  else if (fieldset && event.key === "r") fieldset.querySelector("textarea").focus();
  else if (event.key === "s") form.requestSubmit();
  else if (event.key === "n") document.getElementById("next").requestSubmit();
  else isDone = false;
  if (isDone) event.preventDefault();
}

function keysOn() {
  return form.querySelector("[data-keys-on]").checked;
}

function showKeys() {
  for (const hint of form.querySelectorAll(".choices kbd")) hint.hidden = !keysOn();
}

function setUpKeys() {
  const box = form.querySelector("[data-keys-on]");
  try { box.checked = !localStorage.getItem(SWITCH); } catch { /* then it is not remembered */ }
  box.addEventListener("change", () => {
    try { box.checked ? localStorage.removeItem(SWITCH) : localStorage.setItem(SWITCH, "yes"); } catch { /* as above */ }
    showKeys();
  });
  form.querySelector(".keys").hidden = false;
  showKeys();
  form.addEventListener("keydown", pressed);
}

function keepTyped() {
  let isTyped = false;
  const note = (event) => { isTyped = isTyped || Boolean(event.target.closest("fieldset.judging")); };
  form.addEventListener("input", note);
  form.addEventListener("change", note);
  form.addEventListener("submit", () => { isTyped = false; });
  window.addEventListener("beforeunload", (event) => { if (isTyped) event.preventDefault(); });
}

function watch(figure) {
  const image = figure.querySelector("img");
  const gone = () => {
    figure.classList.add("undrawn");
    figure.querySelector("[data-undrawn]").hidden = false;
    figure.querySelector("figcaption").hidden = true;
  };
  const tell = async () => {
    // The browser has kept the image: this asks nobody.
    const response = await fetch(image.src, { cache: "force-cache" });
    if (response.headers.get("Signpost-Quote-Marked") !== "no") return;
    figure.querySelector("[data-unmarked]").hidden = false;
    image.alt = image.alt.replace("the quote marked where it was found", "the quote not marked");
  };
  image.addEventListener("error", gone);
  image.addEventListener("load", tell);
  if (image.complete && image.src) (image.naturalWidth ? tell : gone)();
}

if (form) {
  setUpKeys();
  keepTyped();
}
document.querySelectorAll("figure.page").forEach(watch);
const notice = document.querySelector(".errors, .done");
if (notice) notice.focus();
