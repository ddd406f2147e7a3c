// Passkeys and recovery codes, on pages with and without a live connection.
const bytes = text => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), c => c.charCodeAt(0));
const text = buffer => btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
const named = list => (list ?? []).map(credential => ({ ...credential, id: bytes(credential.id) }));

const problems = {
  NotAllowedError: "That was cancelled or took too long. Try again.",
  InvalidStateError: "This device has a passkey for you already.",
  SecurityError: "Passkeys don’t work at this address. Open this page at its usual one.",
};
const sentence = error => problems[error?.name] ?? "The passkey couldn’t be used. Try again, or use another way.";

function answer(credential) {
  const from = credential.response, response = { clientDataJSON: text(from.clientDataJSON) };
  if (from.attestationObject) {
    response.attestationObject = text(from.attestationObject);
    response.transports = from.getTransports?.() ?? [];
  } else {
    response.authenticatorData = text(from.authenticatorData);
    response.signature = text(from.signature);
    if (from.userHandle) response.userHandle = text(from.userHandle);
  }
  return JSON.stringify({ id: credential.id, rawId: text(credential.rawId), type: credential.type, response, clientExtensionResults: {} });
}

const make = async json => {
  const options = JSON.parse(json);
  options.challenge = bytes(options.challenge);
  options.user.id = bytes(options.user.id);
  options.excludeCredentials = named(options.excludeCredentials);
  return answer(await navigator.credentials.create({ publicKey: options }));
};

const show = async json => {
  const options = JSON.parse(json);
  options.challenge = bytes(options.challenge);
  options.allowCredentials = named(options.allowCredentials);
  return answer(await navigator.credentials.get({ publicKey: options }));
};

/** What to call a passkey made here: "Chrome on Windows". */
function here() {
  const agent = navigator.userAgent;
  const browser = [["Edg/", "Edge"], ["OPR/", "Opera"], ["Firefox/", "Firefox"], ["Chrome/", "Chrome"], ["Safari/", "Safari"]].find(([mark]) => agent.includes(mark))?.[1];
  const system = [["Android", "Android"], ["iPhone", "iPhone"], ["iPad", "iPad"], ["Windows", "Windows"], ["Mac OS", "Mac"], ["CrOS", "ChromeOS"], ["Linux", "Linux"]].find(([mark]) => agent.includes(mark))?.[1];
  return browser && system ? `${browser} on ${system}` : browser ?? system ?? "";
}

/** For a page with a live connection; one of credential and problem is empty. */
async function attempt(act) {
  try {
    return { credential: await act(), name: here(), problem: null };
  } catch (error) {
    return { credential: null, name: "", problem: sentence(error) };
  }
}
export const create = options => attempt(() => make(options));
export const get = options => attempt(() => show(options));

// ---- Plain forms: <form data-passkey="address of the options"> sends its hidden fields once the browser has answered.
async function fill(form) {
  const problem = form.querySelector("[data-passkey-problem]"), button = form.querySelector("[type=submit]");
  problem.hidden = true;
  button.setAttribute("aria-busy", "true");
  try {
    const asked = await fetch(form.dataset.passkey, { cache: "no-store", headers: { accept: "application/json" } });
    if (!asked.ok || asked.redirected) return location.reload();
    const { options, state } = await asked.json();
    form.elements.credential.value = await (form.hasAttribute("data-passkey-new") ? make : show)(options);
    form.elements.state.value = state;
    if (form.elements.name?.type === "hidden") form.elements.name.value = here();
    HTMLFormElement.prototype.submit.call(form);
  } catch (error) {
    problem.textContent = sentence(error);
    problem.hidden = false;
    button.removeAttribute("aria-busy");
  }
}
addEventListener("submit", event => {
  if (!event.target.matches("form[data-passkey]")) return;
  event.preventDefault();
  fill(event.target);
});

// ---- Recovery codes: kept as the person likes.
const codesOf = button => [...button.closest("[data-codes]").querySelectorAll("li")].map(item => item.textContent.trim()).join("\n");

async function copy(button) {
  const label = button.querySelector("span");
  try {
    await navigator.clipboard.writeText(codesOf(button));
    label.textContent = "Copied";
  } catch {
    getSelection().selectAllChildren(button.closest("[data-codes]").querySelector("ol"));
    label.textContent = "Press Ctrl+C";
  }
}

function download(button) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([`${button.closest("[data-codes]").dataset.codes}\n\n${codesOf(button)}\n`], { type: "text/plain" }));
  link.download = "recovery-codes.txt";
  link.click();
  URL.revokeObjectURL(link.href);
}

addEventListener("click", event => {
  const button = event.target.closest?.("[data-codes-do]");
  if (!button) return;
  ({ copy, download, print: () => print() })[button.dataset.codesDo](button);
});
