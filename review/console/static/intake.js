// Makes the intake nicer; everything works without it.
"use strict";

// Follow the progress of a request, and show the page anew when its state changes.
const section = document.querySelector("[data-progress]");
if (section) {
  const stage = section.querySelector(".stage");
  const count = section.querySelector(".count");
  const bar = section.querySelector("progress");
  const look = async () => {
    try {
      const response = await fetch(section.dataset.progress, { headers: { Accept: "application/json" } });
      if (response.status === 401) return;
      const told = await response.json();
      if (told.state !== section.dataset.state) {
        location.reload();
        return;
      }
      const { stage: name, done, total } = told.progress;
      if (name && stage.textContent !== name) stage.textContent = name;
      const words = total ? `${done} of ${total}` : "";
      if (count.textContent !== words) count.textContent = words;
      if (total) {
        bar.max = total;
        bar.value = done;
      } else {
        bar.removeAttribute("value");
      }
    } catch {
      // The console is away for a moment: look again.
    }
    setTimeout(look, 1000);
  };
  setTimeout(look, 1000);
}

// Show where files may be dropped, say which were chosen, and that they are being sent.
const drop = document.querySelector(".drop");
if (drop) {
  const said = drop.form.querySelector(".sending");
  for (const kind of ["dragenter", "dragover"]) drop.addEventListener(kind, () => drop.classList.add("over"));
  for (const kind of ["dragleave", "drop"]) drop.addEventListener(kind, () => drop.classList.remove("over"));
  drop.form.addEventListener("submit", () => {
    const bytes = [...drop.files].reduce((sum, file) => sum + file.size, 0);
    said.textContent = `Sending ${drop.files.length} file${drop.files.length === 1 ? "" : "s"} (${(bytes / 1e6).toFixed(1)} MB) …`;
  });
}

document.querySelector("#refused, #errors")?.focus();
