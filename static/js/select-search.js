// A field above each long select, by which one searches its options; without this script the select
// is as it was. Options are found by how their words begin, or their group's, or their value's.
{
  // NFKD takes a letter and its accent apart, so that "cordoba" finds Córdoba.
  const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/[_/]/g, " ");

  function enhance(select) {
    const entries = [...select.options].map((option) => {
      const group = option.parentElement === select ? null : option.parentElement;
      const words = plain(` ${option.label} ${group ? group.label : ""} ${option.value}`);
      return { option, group, words };
    });
    const { search, none, found } = select.dataset;

    const field = document.createElement("input");
    field.type = "search";
    field.className = "select-search";
    field.autocomplete = "off";
    field.placeholder = search;
    const label = document.querySelector(`label[for="${select.id}"]`);
    const name = label ? label.firstChild.textContent.trim() : "";
    field.setAttribute("aria-label", `${search}: ${name}`);
    field.setAttribute("aria-controls", select.id);
    const status = document.createElement("span");
    status.className = "select-search__status";
    status.setAttribute("role", "status");
    select.before(field);
    select.after(status);

    function show(shown) {
      const chosen = select.selectedOptions[0];
      const parts = [];
      for (const { option, group } of shown) {
        if (group) {
          if (parts.at(-1) !== group) parts.push(group);
        } else {
          parts.push(option);
        }
      }
      for (const group of parts) {
        const own = shown.filter((entry) => entry.group === group).map((entry) => entry.option);
        if (own.length) group.replaceChildren(...own);
      }
      select.replaceChildren(...parts);
      if (chosen && chosen.isConnected) chosen.selected = true;
    }

    function filter() {
      const words = plain(field.value).split(/\s+/).filter(Boolean);
      const matches = entries.filter((entry) => words.every((word) => entry.words.includes(` ${word}`)));
      if (!words.length) {
        show(entries);
        select.removeAttribute("size");
        status.textContent = "";
        return matches;
      }
      // What is chosen stays, so that searching alone changes nothing.
      const chosen = select.selectedOptions[0];
      show(entries.filter((entry) => matches.includes(entry) || entry.option === chosen));
      select.size = Math.min(Math.max(select.length, 2) + 2, 8);
      status.textContent = matches.length ? found.replace("{n}", matches.length) : none;
      return matches;
    }

    function end() {
      field.value = "";
      filter();
    }

    field.addEventListener("input", filter);
    field.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && field.value) {
        event.preventDefault();
        end();
      } else if (event.key === "Enter" && field.value) {
        // Takes the first match instead of sending the form.
        event.preventDefault();
        const [first] = filter();
        if (!first) return;
        first.option.selected = true;
        select.dispatchEvent(new Event("change", { bubbles: true }));
        end();
        select.focus();
      } else if (event.key === "ArrowDown" && field.value) {
        event.preventDefault();
        select.focus();
      }
    });
    select.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && field.value) {
        event.preventDefault();
        end();
      }
    });
    select.addEventListener("click", () => {
      if (field.value && select.selectedOptions.length) end();
    });
    // The form is sent with the whole list, and going back finds it so.
    select.form?.addEventListener("submit", end);
  }

  const start = () => document.querySelectorAll("select[data-search]").forEach(enhance);
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
}
