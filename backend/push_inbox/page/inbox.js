// The live page. Whatever arrives in a push is put into text nodes and nowhere else: no markup is ever built
// from data, so a title such as <script> is read, not run.
"use strict";

const byId = (id) => document.getElementById(id);
const phoneViews = new Map();
const labels = new Map();
const MOST_LINES = 60;

function make(tag, className, text) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;
  return element;
}

function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

// A keyed list: elements stay where they can, so that focus, scroll and open rows survive a change.
function arrange(parent, wanted) {
  const keep = new Set(wanted);
  for (const child of [...parent.children]) if (!keep.has(child)) child.remove();
  wanted.forEach((child, place) => {
    if (parent.children[place] !== child) parent.insertBefore(child, parent.children[place] ?? null);
  });
}

async function post(path, body) {
  const response = await fetch(path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body ?? {}),
  });
  return response.ok;
}

// --- phones ---------------------------------------------------------------

class PhoneView {
  constructor(phone) {
    this.path = `/phones/${encodeURIComponent(phone.address)}`;
    this.notices = new Map();
    this.root = make("article", "phone");
    this.root.append(this.buildShell(), this.buildAbout(phone));
  }

  buildShell() {
    const shell = make("div", "shell");
    const screen = make("div", "screen");
    const bar = make("div", "bar");
    this.barTime = make("span");
    const signal = make("span", "signal");
    signal.append(make("i"), make("i"), make("i"), make("i"));
    bar.append(this.barTime, signal);
    const clock = make("div", "clock");
    this.date = make("p", "date");
    this.time = make("p", "time");
    clock.append(this.date, this.time);
    this.state = make("p", "state");
    this.list = make("ol", "notices");
    this.empty = make("p", "quiet-screen", "No notices");
    this.more = make("p", "more");
    const dock = make("div", "dock");
    const app = make("span", "app");
    this.badge = make("span", "badge");
    app.append(this.badge);
    dock.append(app);
    screen.append(bar, make("span", "lens"), clock, this.state, this.empty, this.list, dock);
    shell.append(screen);
    return shell;
  }

  buildAbout(phone) {
    const about = make("div", "about");
    const heading = make("h3");
    this.label = make("span");
    heading.append(this.label, make("small", "", phone.address.slice(0, 8)));
    heading.title = `address ${phone.address}`;
    this.last = make("p", "last");
    const switches = make("div", "switches");
    this.offline = this.buildSwitch("Offline", "offline");
    this.uninstalled = this.buildSwitch("Uninstalled", "uninstalled");
    switches.append(this.offline, this.uninstalled, this.buildZone());
    about.append(heading, this.last, switches);
    return about;
  }

  buildSwitch(text, name) {
    const button = make("button", "switch", text);
    button.type = "button";
    button.setAttribute("role", "switch");
    button.addEventListener("click", () =>
      post(`${this.path}/switches`, { [name]: button.getAttribute("aria-checked") !== "true" }));
    return button;
  }

  buildZone() {
    const row = make("label", "zone-row", "Zone");
    this.zone = make("input", "zone");
    this.zone.setAttribute("list", "zones");
    this.zone.spellcheck = false;
    this.zone.addEventListener("change", async () => {
      const isKnown = await post(`${this.path}/switches`, { tzid: this.zone.value.trim() });
      this.zone.setAttribute("aria-invalid", String(!isKnown));
    });
    row.append(this.zone);
    return row;
  }

  show(phone) {
    this.phone = phone;
    const wall = `wall-${parseInt(phone.address.slice(0, 6), 16) % 6 || 0}`;
    const flags = [phone.offline && "is-offline", phone.uninstalled && "is-uninstalled"].filter(Boolean);
    this.root.className = ["phone", `is-${phone.platform}`, wall, ...flags].join(" ");
    setText(this.label, phone.label);
    setText(this.last, phone.last_receipt ? `Receipt ${phone.last_receipt}` : platformName(phone));
    this.offline.setAttribute("aria-checked", String(phone.offline));
    this.uninstalled.setAttribute("aria-checked", String(phone.uninstalled));
    if (document.activeElement !== this.zone) this.zone.value = phone.tzid;
    setText(this.badge, String(phone.badge));
    this.badge.hidden = phone.badge === 0;
    this.showState(phone);
    this.showNotices(phone);
    this.tick(new Date());
  }

  showState(phone) {
    const parts = [];
    if (phone.uninstalled) parts.push("App removed: answers UNREGISTERED");
    if (phone.offline) parts.push(phone.waiting ? `No signal, ${phone.waiting} waiting` : "No signal");
    if (phone.dropped) parts.push(`${phone.dropped} expired on the way`);
    setText(this.state, parts.join(" · "));
    this.state.hidden = parts.length === 0;
  }

  showNotices(phone) {
    const views = phone.notices.map((notice) => this.noticeView(notice));
    if (phone.more) {
      setText(this.more, `and ${phone.more} more`);
      views.push(this.more);
    }
    const ids = new Set(phone.notices.map((notice) => notice.id));
    for (const id of this.notices.keys()) if (!ids.has(id)) this.notices.delete(id);
    arrange(this.list, views);
    this.list.classList.toggle("is-fading", phone.notices.length > 3);
    this.empty.hidden = phone.notices.length > 0;
    this.list.hidden = phone.notices.length === 0;
  }

  noticeView(notice) {
    let view = this.notices.get(notice.id);
    if (!view) {
      view = this.buildNotice(notice);
      this.notices.set(notice.id, view);
      speak(`${this.phone.label}: ${notice.title || notice.body}`);
    } else if (view.timesShown !== notice.times_shown) {
      view.item.classList.remove("is-new", "is-again");
      void view.item.offsetWidth; // restarts the animation
      view.item.classList.add("is-again");
    }
    view.timesShown = notice.times_shown;
    const isSecret = notice.visibility === "secret";
    view.item.classList.toggle("is-quiet", notice.quiet);
    view.item.classList.toggle("is-withdrawn", notice.withdrawn);
    view.sound.hidden = notice.quiet || notice.withdrawn;
    view.gone.hidden = !notice.withdrawn;
    view.item.classList.toggle("is-secret", isSecret);
    setText(view.title, isSecret ? "Hidden on the lock screen" : notice.title);
    setText(view.text, isSecret ? "" : notice.body);
    view.shownAt = new Date(notice.shown_at);
    setText(view.twice, `×${notice.times_shown}`);
    view.twice.hidden = notice.times_shown < 2;
    return view.item;
  }

  buildNotice(notice) {
    const path = `${this.path}/notices/${encodeURIComponent(notice.id)}`;
    const view = { item: make("li", "is-new"), title: make("span", "title"), text: make("span", "text") };
    view.when = make("span");
    view.twice = make("span", "twice");
    view.twice.title = "Replaced in place";
    view.sound = make("span", "sound", "♪");
    view.sound.title = "With a sound";
    view.gone = make("span", "gone", "· withdrawn");
    const card = make("button", "card");
    card.type = "button";
    const meta = make("span", "meta");
    meta.append(make("span", "", "Handrail"), make("span", "", "·"), view.when, view.sound, view.gone, view.twice);
    card.append(make("span", "app"), meta, view.title, view.text);
    card.addEventListener("click", () => post(path, { action: "open" }));
    const away = make("button", "away", "×");
    away.type = "button";
    away.setAttribute("aria-label", "Dismiss this notice");
    away.addEventListener("click", () => post(path, { action: "dismiss" }));
    view.item.append(card, away);
    return view;
  }

  tick(now) {
    const local = (options) => new Intl.DateTimeFormat("en-GB", { timeZone: this.phone.tzid, ...options }).format(now);
    const time = local({ hour: "2-digit", minute: "2-digit" });
    setText(this.time, time);
    setText(this.barTime, this.phone.tzid.split("/").pop().replaceAll("_", " "));
    setText(this.date, local({ weekday: "long", day: "numeric", month: "long" }));
    for (const view of this.notices.values()) setText(view.when, age(now - view.shownAt));
  }
}

function platformName(phone) {
  const name = { android: "Android", ios: "iOS", web: "Web" }[phone.platform];
  return phone.registered ? name : `${name}, appeared by itself`;
}

function age(milliseconds) {
  const minutes = Math.floor(milliseconds / 60000);
  if (minutes < 1) return "now";
  return minutes < 60 ? `${minutes} min ago` : `${Math.floor(minutes / 60)} h ago`;
}

function speak(text) {
  setText(byId("spoken"), text);
}

function showPhones(phones) {
  const wanted = phones.map((phone) => {
    labels.set(phone.address, phone.label);
    let view = phoneViews.get(phone.address);
    if (!view) phoneViews.set(phone.address, (view = new PhoneView(phone)));
    view.show(phone);
    return view.root;
  });
  const addresses = new Set(phones.map((phone) => phone.address));
  for (const address of phoneViews.keys()) if (!addresses.has(address)) phoneViews.delete(address);
  arrange(byId("phones"), wanted);
  byId("no-phones").hidden = phones.length > 0;
}

// --- journal --------------------------------------------------------------

function summarize(message) {
  if (!message) return "unreadable";
  const android = message.android ?? {};
  const headers = message.apns?.headers ?? {};
  const notice = { ...message.notification, ...android.notification };
  const parts = [notice.title ?? notice.body ?? (message.apns?.payload?.aps?.alert ? "alert" : "data only")];
  if (android.priority) parts.push(android.priority);
  if (android.ttl) parts.push(`TTL ${android.ttl}`);
  const tag = android.notification?.tag ?? headers["apns-collapse-id"] ?? message.data?.notification_id;
  if (tag) parts.push(tag);
  return parts.join(" · ");
}

function buildLine(line) {
  const item = make("li");
  item.seq = line.seq;
  const details = make("details");
  const row = make("summary");
  const at = new Date(line.received_at);
  const address = line.address ?? "";
  const who = labels.get(line.address) ?? (address ? `Phone ${address.slice(0, 4)}` : "no phone");
  row.append(
    make("span", "seq", `#${line.seq}`),
    make("span", "at", at.toLocaleTimeString("en-GB") + "." + String(at.getMilliseconds()).padStart(3, "0")),
    make("span", `chip chip-${line.outcome}`, line.outcome.replace("_", " ")),
    make("span", "who", who),
    make("span", "what", summarize(line.message)),
  );
  details.append(row);
  details.addEventListener("toggle", () => {
    if (details.open && details.children.length === 1) details.append(make("pre", "", JSON.stringify(line, null, 2)));
  });
  item.append(details);
  return item;
}

function showJournal(picture) {
  const list = byId("journal");
  const fresh = picture.journal.map(buildLine).reverse();
  const old = [...list.children].filter((item) => item.seq >= picture.first_seq);
  const known = new Set(old.map((item) => item.seq));
  arrange(list, [...fresh.filter((item) => !known.has(item.seq)), ...old].slice(0, MOST_LINES));
  byId("no-lines").hidden = list.children.length > 0;
  const chips = Object.entries(picture.counts).map(([outcome, count]) =>
    make("li", `chip chip-${outcome}`, `${count.toLocaleString("en")} ${outcome.replace("_", " ")}`));
  byId("counts").replaceChildren(...chips);
}

// --- the stream -----------------------------------------------------------

function showPicture(picture) {
  showPhones(picture.phones);
  showMails(picture.mails);
  showJournal(picture);
  const bar = byId("behaviour");
  bar.hidden = picture.behaviour.length === 0;
  setText(bar, `Simulated on request: ${picture.behaviour.join(", ")}.`);
}

function setLink(isLive) {
  setText(byId("link"), isLive ? "live" : "not connected, trying again");
  byId("link").classList.toggle("is-live", isLive);
}

function start() {
  byId("zones").append(...Intl.supportedValuesOf("timeZone").map((name) => {
    const option = make("option");
    option.value = name;
    return option;
  }));
  byId("reset").addEventListener("click", () => post("/reset"));
  const events = new EventSource("/events");
  events.addEventListener("open", () => setLink(true));
  events.addEventListener("error", () => setLink(false));
  events.addEventListener("message", (event) => showPicture(JSON.parse(event.data)));
  setInterval(() => phoneViews.forEach((view) => view.tick(new Date())), 1000);
}

start();
