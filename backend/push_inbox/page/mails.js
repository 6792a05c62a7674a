// Mails: a list, newest first, that opens one at a time. Subject and text are put into text nodes, as in inbox.js.
"use strict";

const mailViews = new Map();

function buildMail(mail) {
  const item = make("li");
  const details = make("details");
  details.name = "mails";
  const row = make("summary");
  const at = new Date(mail.received_at);
  row.append(
    make("span", "seq", `#${mail.id}`),
    make("span", "at", at.toLocaleTimeString("en-GB")),
    make("span", "who", mail.recipients.join(", ")),
    make("span", "what", mail.headers.subject ?? "(no subject)"),
  );
  details.append(row);
  details.addEventListener("toggle", () => {
    if (details.open && details.children.length === 1) details.append(buildLetter(mail));
  });
  item.append(details);
  return item;
}

function buildLetter(mail) {
  const letter = make("div", "letter");
  const head = make("dl");
  for (const [name, value] of Object.entries(mail.headers)) head.append(make("dt", "", name), make("dd", "", value));
  letter.append(head, make("pre", "", mail.text));
  return letter;
}

function showMails(mails) {
  for (const mail of mails) {
    if (mailViews.has(mail.id)) continue;
    mailViews.set(mail.id, buildMail(mail));
    speak(`Mail to ${mail.recipients.join(", ")}: ${mail.headers.subject ?? "no subject"}`);
  }
  const ids = new Set(mails.map((mail) => mail.id));
  for (const id of mailViews.keys()) if (!ids.has(id)) mailViews.delete(id);
  arrange(byId("mails"), mails.map((mail) => mailViews.get(mail.id)).reverse());
  byId("no-mails").hidden = mails.length > 0;
}
