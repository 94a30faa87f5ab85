// Small pictures, each a button.
//
// data: { picks: [{ index, png, caption, alt }] } from picker.py. Trigger to Python: `picked`, an index.

export default function ({ data, parentElement, setTriggerValue }) {
  const element = parentElement.querySelector(".pg-picker")
  const buttons = data.picks.map((pick) => {
    const button = make("button")
    button.append(Object.assign(new Image(), { src: `data:image/png;base64,${pick.png}`, alt: "" }), make("span", "", pick.caption))
    button.setAttribute("aria-label", pick.alt)
    button.addEventListener("click", () => setTriggerValue("picked", pick.index))
    return button
  })
  const focused = [...element.children].indexOf(element.getRootNode().activeElement)
  element.replaceChildren(...buttons)
  if (focused >= 0) buttons[focused]?.focus()
}
