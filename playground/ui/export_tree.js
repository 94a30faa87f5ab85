// A state_dict as a tree: modules, and below each the tensors that it keeps, which are buttons.
//
// data: { rows: [{ depth, name, text } for a module, { depth, entry, name, chips, dtype, bytes, counts, alt } for a
// tensor], chosen, nothing, colour } from export_tree.py. Trigger to Python: `picked`, the key of an entry.

const NS = "http://www.w3.org/2000/svg"

export default function ({ data, parentElement, setTriggerValue }) {
  const element = parentElement.querySelector(".pg-tree")
  const focused = element.getRootNode().activeElement?.dataset?.entry
  element.style.setProperty("--pg-colour", data.colour)
  element.replaceChildren(...data.rows.map((row) => (row.entry ? entryOf(row) : moduleOf(row))))
  if (focused) [...element.querySelectorAll("button")].find((each) => each.dataset.entry === focused)?.focus()

  function moduleOf(row) {
    const line = make("div", "pg-module")
    line.style.paddingLeft = indent(row.depth)
    line.append(make("b", "", row.name), make("span", "", row.text))
    line.title = row.text
    if (row.empty) line.append(make("small", "", data.nothing))
    return line
  }

  function entryOf(row) {
    const button = make("button")
    button.dataset.entry = row.entry
    button.style.paddingLeft = indent(row.depth)
    button.setAttribute("aria-pressed", String(row.entry === data.chosen))
    button.setAttribute("aria-label", row.alt)
    const shape = make("span")
    shape.innerHTML = row.chips
    button.append(make("code", "", row.name), shape, make("span", "pg-bytes", `${row.dtype} · ${row.bytes}`), bars(row.counts))
    button.addEventListener("click", () => setTriggerValue("picked", row.entry))
    return button
  }
}

const indent = (depth) => `${0.4 + depth * 1.1}rem`

function bars(counts) {
  const most = Math.max(1, ...counts)
  const drawing = document.createElementNS(NS, "svg")
  drawing.setAttribute("viewBox", `0 0 ${counts.length} 10`)
  drawing.setAttribute("preserveAspectRatio", "none")
  drawing.setAttribute("aria-hidden", "true")
  const path = document.createElementNS(NS, "path")
  path.setAttribute("d", counts.map((count, i) => (count ? `M${i} 10v${-Math.max(0.6, (10 * count) / most)}h0.9v10z` : "")).join(""))
  drawing.append(path)
  return drawing
}
