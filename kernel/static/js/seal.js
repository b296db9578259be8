// Seals a form in the browser: what is typed and chosen is encrypted to a public key and only the ciphertext is sent.
//
//   <form data-seal data-seal-key="age1…" data-seal-about="…" data-seal-limit="bytes" action="…" method="post">
//
// with one element [data-seal-status] (aria-live) and its sentences as data-say-* attributes of the form; see
// templates/macros/seal.html. The submit button is disabled in the page and enabled here, so that without this script
// nothing can be sent. The container inside the ciphertext (read by tendering/bids/sealing.py):
//
//   "SEALED1\n" | header length, 4 bytes big-endian | header, canonical JSON in UTF-8 | the files, one after another
//   header: {"about": text, "fields": {name: text}, "files": [{"field", "name", "sha256", "size"}, …]}
(() => {
  "use strict";

  const hex = (bytes) => Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");
  const sha256 = async (bytes) => hex(await crypto.subtle.digest("SHA-256", bytes));

  // JSON with sorted keys and no blanks; the values here are texts, whole numbers, lists and objects of them
  const canonical = (value) => {
    if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
    if (value === null || typeof value !== "object") return JSON.stringify(value);
    return `{${Object.keys(value).sort().map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join(",")}}`;
  };

  const joined = (parts) => {
    const whole = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
    parts.reduce((at, part) => (whole.set(part, at), at + part.length), 0);
    return whole;
  };

  const contents = async (form) => {
    const fields = {};
    const files = [];
    const bytes = [];
    for (const [name, value] of new FormData(form)) {
      if (name === "csrf_token") continue;
      if (typeof value === "string") {
        if (name in fields) throw new Error(`two fields are called ${name}`);
        fields[name] = value.normalize("NFC");
      } else if (value.size) {
        const content = new Uint8Array(await value.arrayBuffer());
        files.push({ field: name, name: value.name, sha256: await sha256(content), size: content.length });
        bytes.push(content);
      }
    }
    return { fields, files, bytes };
  };

  const container = async (form) => {
    const { fields, files, bytes } = await contents(form);
    const header = new TextEncoder().encode(canonical({ about: form.dataset.sealAbout, fields, files }));
    const length = new Uint8Array(4);
    new DataView(length.buffer).setUint32(0, header.length);
    return joined([new TextEncoder().encode("SEALED1\n"), length, header, ...bytes]);
  };

  const seal = async (form) => {
    const encrypter = new age.Encrypter();
    encrypter.addRecipient(form.dataset.sealKey);
    const sealed = await encrypter.encrypt(await container(form));
    return { sealed, hash: await sha256(sealed) };
  };

  const send = async (form, { sealed, hash }) => {
    const headers = {
      "Content-Type": "application/octet-stream",
      "Idempotency-Key": hash,
      "X-CSRFToken": form.elements.csrf_token.value,
    };
    const answer = await fetch(form.action, { method: "POST", body: sealed, headers, credentials: "same-origin" });
    const said = (answer.headers.get("Content-Type") || "").includes("json") ? await answer.json() : {};
    return { ok: answer.ok, said };
  };

  const start = (form) => {
    const status = form.querySelector("[data-seal-status]");
    const button = form.querySelector("[type=submit]");
    let ready = null; // what was sealed last: after a broken connection the same bytes are sent again

    const say = (sentence, kind, busy) => {
      status.textContent = sentence;
      status.dataset.kind = kind;
      status.classList.toggle("alert-danger", kind === "refused");
      status.classList.toggle("alert-success", kind === "done");
      status.classList.toggle("alert-info", kind === "working");
      status.classList.add("alert");
      status.setAttribute("aria-busy", String(busy));
      button.disabled = busy || kind === "done";
    };

    const received = (said, hash) => {
      if (said.sha256 !== hash) return say(form.dataset.sayMismatch, "refused", false);
      say(said.sentence, "done", false);
      const receipt = status.appendChild(document.createElement("p"));
      receipt.append(form.dataset.sayReceipt, " ");
      receipt.appendChild(document.createElement("code")).textContent = hash;
      if (said.next) {
        const link = status.appendChild(document.createElement("a"));
        [link.href, link.textContent] = [said.next, form.dataset.sayNext];
      }
      return form.querySelectorAll("fieldset").forEach((group) => { group.disabled = true; });
    };

    const submit = async () => {
      say(form.dataset.saySealing, "working", true);
      ready = ready || (await seal(form));
      if (ready.sealed.length > Number(form.dataset.sealLimit)) return say(form.dataset.sayLarge, "refused", false);
      say(form.dataset.saySending, "working", true);
      const { ok, said } = await send(form, ready);
      return ok ? received(said, ready.hash) : say(said.sentence || form.dataset.sayFailed, "refused", false);
    };

    form.addEventListener("input", () => { ready = null; });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (button.disabled) return;
      submit().catch((fault) => {
        console.error(fault);
        say(form.dataset.sayFailed, "refused", false);
      });
    });
    if (window.isSecureContext && window.age) button.disabled = false;
    else say(form.dataset.sayInsecure, "refused", true);
  };

  document.querySelectorAll("form[data-seal]").forEach(start);
})();
