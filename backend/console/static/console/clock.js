// Keeps the time that is left on an alert honest while the page stays open. Without it the page shows the time of loading.
const clock = document.querySelector("[data-clock]");

function words(milliseconds) {
  const minutes = Math.floor(Math.abs(milliseconds) / 60000);
  const length =
    minutes < 60 ? `${minutes} min`
    : minutes < 48 * 60 ? `${Math.floor(minutes / 60)} h ${minutes % 60} min`
    : `${Math.floor(minutes / 1440)} days`;
  return `${length} ${milliseconds < 0 ? "overdue" : "left"}`;
}

function tick() {
  const left = Date.parse(clock.dateTime) - Date.now();
  clock.textContent = words(left);
  clock.parentElement.classList.toggle("late", left <= 0);
}

if (clock) setInterval(tick, 15000);
