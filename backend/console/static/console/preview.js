// Shows the coming dates while the form is filled in. Without it the "Show the dates" button does the same.
const form = document.querySelector("form[data-preview]");
const place = document.querySelector("[data-preview-place]");
const button = document.querySelector("[data-preview-button]");
let waiting = 0;
let latest = 0;

async function refresh() {
  const asked = ++latest;
  try {
    const response = await fetch(form.dataset.preview, { method: "POST", body: new URLSearchParams(new FormData(form)) });
    // Signed out in the meantime: the sign-in page is not a preview.
    if (response.redirected) location.reload();
    // The server renders and escapes the fragment; a slow answer must not replace a newer one.
    else if (response.ok && asked === latest) place.innerHTML = await response.text();
  } catch {
    if (asked === latest) button.hidden = false;
  }
}

if (form && place) {
  button.hidden = true;
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(refresh, 250);
  });
}
