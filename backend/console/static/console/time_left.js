// Asks two minutes before the session ends, and leads to the sign-in page when it has, so that nothing stays on the
// screen. The server knows: another tab may have kept the session alive, or ended it. Without this script the page stays,
// and the next request finds the door shut.
const dialog = document.querySelector("dialog[data-time-left]");
const stay = dialog.querySelector("[data-can-stay]");
const mustLeave = dialog.querySelector("[data-must-leave]");
const WARNING = 2 * 60 * 1000;
let endsAt = Date.now() + dialog.dataset.seconds * 1000;
let isTold = false;

async function ask(options) {
  try {
    const response = await fetch(dialog.dataset.timeLeft, options);
    const left = await response.json();
    endsAt = Date.now() + left.seconds * 1000;
    stay.hidden = left.seconds >= left.longest_seconds;
    mustLeave.hidden = !stay.hidden;
  } catch {
    // No answer: the page goes by what it heard last.
  }
}

function leave() {
  document.body.hidden = true;
  location.replace(dialog.dataset.signIn);
}

async function look() {
  if (endsAt - Date.now() <= WARNING) await ask();
  const left = endsAt - Date.now();
  if (left <= 0) leave();
  else if (left > WARNING) dialog.close();
  else if (!dialog.open && !(isTold && stay.hidden)) {
    dialog.showModal();
    isTold = true;
  }
}

async function keep(event) {
  event.preventDefault();
  await ask({ method: "POST", body: new FormData(stay) });
  await look();
}

stay.addEventListener("submit", keep);
// Escape is a human too.
dialog.addEventListener("cancel", (event) => stay.hidden || keep(event));
document.addEventListener("visibilitychange", () => document.hidden || ask().then(look));
addEventListener("pageshow", (event) => event.persisted && ask().then(look));
setInterval(look, 5000);
