// Asks the browser for a passkey and sends what it answers.
const form = document.querySelector("form[data-passkey]");
const trouble = document.querySelector("[data-trouble]");

async function answer() {
  const options = JSON.parse(form.dataset.options);
  const credential = form.dataset.passkey === "create"
    ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) })
    : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });
  return JSON.stringify(credential.toJSON());
}

function say(words) {
  trouble.textContent = words;
  trouble.hidden = false;
}

async function send(event) {
  event.preventDefault();
  trouble.hidden = true;
  try {
    form.elements.credential.value = await answer();
  } catch (error) {
    say(error.name === "InvalidStateError"
      ? "This device holds a passkey of yours for this service already."
      : "The browser gave no passkey: you cancelled, it took too long, or there is none. You can try again.");
    return;
  }
  form.submit();
}

if (window.PublicKeyCredential?.parseCreationOptionsFromJSON) form?.addEventListener("submit", send);
else if (form) {
  form.hidden = true;
  say("This browser knows no passkeys, or this page was not opened over https.");
}
