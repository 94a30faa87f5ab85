// The button One step. It counts its clicks here, because Streamlit takes quick clicks on a button together.
//
// data: { label, help, disabled } from steering.py. State back to Python: `clicks`, { page, count }: all clicks on this
// page of the browser so far.

const counts = new WeakMap()

export default function ({ data, parentElement, setStateValue }) {
  const button = parentElement.querySelector(".pg-one-step")
  button.innerHTML = icon("forth")
  button.append(make("span", "", data.label))
  button.title = data.help
  button.disabled = data.disabled
  const clicks = counts.get(parentElement) ?? { page: String(Math.random()), count: 0 }
  counts.set(parentElement, clicks)
  button.onclick = () => {
    clicks.count += 1
    setStateValue("clicks", { ...clicks })
  }
}
