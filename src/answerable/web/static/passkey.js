// Asks the browser for a passkey and sends what it answers by the form. Without script the form stays hidden and codes
// serve; nothing is stored or fetched.
"use strict";

(() => {
  const form = document.querySelector("form.passkey");
  if (!form || !window.PublicKeyCredential?.parseCreationOptionsFromJSON) return;
  const asked = JSON.parse(form.dataset.ask);
  const said = form.querySelector(".said");
  const ask = async () => form.dataset.kind === "make"
    ? navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(asked) })
    : navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(asked) });
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    said.textContent = "";
    try {
      form.elements.answer.value = JSON.stringify((await ask()).toJSON());
      form.submit();
    } catch (error) {
      said.textContent = error.name === "InvalidStateError"
        ? "This passkey is set up already."
        : "No passkey answered. Try again, or use a code.";
    }
  });
})();
