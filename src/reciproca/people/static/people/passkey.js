// A passkey, to enter, to confirm who one is, or to make a new one.
//   <button type="button" data-passkey="enter|confirm|make" hidden>   inside (or with form=) the form that carries it
//   <input type="hidden" name="credential">                            where the answer of the device goes
//   <script type="application/json" id="passkey-options">             what the server asks (not for "enter": it is fetched)
//   <p data-passkey-trouble hidden>                                    shown when the device says no
// Without script the buttons stay hidden: there is always another way in.

const codec = window.webauthnJSON

const optionsFor = async (kind, form) => {
  if (kind === "enter") {
    const answer = await fetch(form.action, { headers: { Accept: "application/json" } })
    if (!answer.ok) throw new Error("no options")
    return (await answer.json()).request_options
  }
  const data = JSON.parse(form.ownerDocument.querySelector("#passkey-options").textContent)
  return data.creation_options ?? data.request_options
}

const answerOf = async (kind, options) => {
  if (kind !== "make") return codec.get(options)
  options.publicKey.authenticatorSelection = {
    ...options.publicKey.authenticatorSelection,
    residentKey: "required",
    requireResidentKey: true,
    userVerification: "required",
  }
  return codec.create(options)
}

for (const button of document.querySelectorAll("[data-passkey]")) {
  if (!window.PublicKeyCredential || !codec) continue
  const { form } = button
  const trouble = document.querySelector("[data-passkey-trouble]")
  button.hidden = false
  button.addEventListener("click", async (event) => {
    event.preventDefault()
    button.setAttribute("aria-busy", "true")
    if (trouble) trouble.hidden = true
    try {
      const kind = button.dataset.passkey
      const answer = await answerOf(kind, await optionsFor(kind, form))
      form.querySelector("[name=credential]").value = JSON.stringify(answer)
      form.submit()
    } catch {
      button.removeAttribute("aria-busy")
      if (trouble) {
        trouble.hidden = false
        trouble.focus()
      }
    }
  })
}
