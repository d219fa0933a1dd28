// Puts the browser's colour picker beside the text field, and says that a file is too large before
// it is sent. Without it the server says so.
const text = document.getElementById("id_accent");
const file = document.getElementById("id_logo");

function addPicker() {
  const picker = document.createElement("input");
  picker.type = "color";
  picker.setAttribute("aria-label", text.dataset.picker);
  // Where there is none yet it begins with the one that the page has.
  const now = getComputedStyle(document.documentElement).getPropertyValue("--action").trim();
  if (/^#[0-9a-f]{6}$/i.test(now)) picker.value = now.toLowerCase();
  const box = document.createElement("div");
  box.className = "picker";
  text.before(box);
  box.append(text, picker);
  const show = () => {
    const digits = text.value.trim().replace("#", "");
    if (/^[0-9a-f]{6}$/i.test(digits)) picker.value = `#${digits.toLowerCase()}`;
  };
  show();
  text.addEventListener("input", show);
  picker.addEventListener("input", () => {
    text.value = picker.value;
  });
}

function checkSize() {
  const isTooLarge = file.files.length > 0 && file.files[0].size > Number(file.dataset.most);
  file.setCustomValidity(isTooLarge ? file.dataset.refusal : "");
  if (isTooLarge) file.reportValidity();
}

addPicker();
file.addEventListener("change", checkSize);
file.form.addEventListener("submit", (event) => {
  if (!file.validity.customError) return;
  event.preventDefault();
  file.reportValidity();
});
