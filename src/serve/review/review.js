// Keys and pages without a blank between them. Without this file everything works by its buttons and links.
"use strict";

// The list of reasons takes arrows, and leaves the keys to the desk.
const typing = (target) =>
  target instanceof HTMLElement && target.id !== "reason" && (target.isContentEditable || /^(INPUT|SELECT|TEXTAREA)$/.test(target.tagName)) &&
  !/^(checkbox|radio)$/.test(target.type || "");

// A key by its position: an Arabic keyboard has no h where h is, and ١ where 1 is.
const position = (event) => (event.code || "").replace(/^Numpad(\d)$/, "Digit$1");

let busy = false;

// Shows another page of the desk in the place of this one.
async function load(request, focus) {
  if (busy) return;
  busy = true;
  document.body.setAttribute("aria-busy", "true");
  try {
    const response = await fetch(request);
    const kind = response.headers.get("content-type") || "";
    if (!response.ok || !kind.startsWith("text/html")) throw new Error(String(response.status));
    const next = new DOMParser().parseFromString(await response.text(), "text/html");
    const [old, fresh] = [document.getElementById("desk"), next.getElementById("desk")];
    if (!old || !fresh) {
      location.assign(response.url);
      return;
    }
    old.replaceWith(fresh);
    document.title = next.title;
    // Told aloud: what was kept, or the notice.
    const said = document.getElementById("notice") || document.getElementById("said");
    document.getElementById("aloud").textContent = said ? said.textContent : "";
    history.pushState(null, "", response.url);
    const target = document.getElementById(focus) || document.getElementById("comment") || document.getElementById("empty");
    if (target) target.focus({ preventScroll: true });
    scrollTo(0, 0);
  } catch (error) {
    document.dispatchEvent(new CustomEvent("desk-failed", { detail: String(error) }));
    location.reload();
  } finally {
    busy = false;
    document.body.removeAttribute("aria-busy");
  }
}

// Sends a form as its button would.
function send(form, button, stay) {
  const data = new URLSearchParams(new FormData(form));
  if (button && button.name) data.set(button.name, button.value);
  if (stay) data.set("stay", "1");
  return load(new Request(form.action, { method: "POST", body: data, headers: { Accept: "text/html" } }));
}

document.addEventListener("submit", (event) => {
  if (event.target.id !== "act") return;
  event.preventDefault();
  send(event.target, event.submitter, false);
});

document.addEventListener("click", (event) => {
  const link = event.target instanceof Element && event.target.closest("#desk nav.steps a");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  load(new Request(link.href));
});

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.key === "Escape" && event.target instanceof HTMLElement) return void event.target.blur();
  if (typing(event.target) || event.repeat) return;
  const code = position(event);
  if (code === "Slash" && event.shiftKey) {
    event.preventDefault();
    return void location.assign("/review/help");
  }
  const control = document.querySelector(`[data-key="${CSS.escape(code)}"]`);
  if (!control) return;
  event.preventDefault();
  if (control.tagName === "BUTTON") return void send(control.form, control, event.shiftKey);
  if (control.tagName === "A") return void load(new Request(control.href));
  if (control.type === "checkbox") return void control.click();
  control.focus();
});

// How far a training is, every second; at its end the whole page comes anew.
async function watch() {
  const old = document.getElementById("training");
  if (!document.getElementById("progress")) return;
  const page = await fetch("/review/model").then((response) => response.text()).catch(() => "");
  const fresh = new DOMParser().parseFromString(page, "text/html").getElementById("training");
  if (fresh && !fresh.querySelector("progress")) return void location.reload();
  if (fresh) old.replaceWith(fresh);
  setTimeout(watch, 1000);
}
setTimeout(watch, 1000);

addEventListener("popstate", () => location.reload());
