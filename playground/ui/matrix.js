// A confusion matrix; its cells are buttons that open their pictures.
//
// data: { confusion, classes, chosen, colours: [right, wrong], is, said, cell } from matrix.py.
// State back to Python: `cell`, [row, column] or null.

export default function ({ data, parentElement, setStateValue }) {
  const element = parentElement.querySelector(".pg-matrix")
  const count = data.classes.length
  const most = Math.max(1, ...data.confusion.flatMap((row, i) => row.filter((_, j) => i !== j)))
  const grid = make("div", "pg-matrix-grid")
  grid.style.gridTemplateColumns = `minmax(1.5rem, max-content) repeat(${count}, minmax(1.4rem, 1fr))`
  grid.append(make("span"), ...data.classes.map((name) => make("span", "pg-matrix-name", name)))
  const keyOf = (cell) => (cell ? cell.join(" ") : "")
  data.confusion.forEach((row, i) => {
    grid.append(make("span", "pg-matrix-name", data.classes[i]))
    row.forEach((number, j) => grid.append(cellOf(number, i, j)))
  })
  function cellOf(number, i, j) {
    if (!number) return make("span", "pg-matrix-none")
    const button = make("button", "", String(number))
    const share = i === j ? 0.85 : 0.35 + (0.6 * number) / most
    button.style.background = `color-mix(in srgb, ${data.colours[i === j ? 0 : 1]} ${share * 100}%, transparent)`
    button.setAttribute("aria-pressed", String(keyOf(data.chosen) === keyOf([i, j])))
    button.dataset.cell = keyOf([i, j])
    const values = { label: data.classes[i], said: data.classes[j], count: number }
    button.title = data.cell.replace(/\{(\w+)\}/g, (_, name) => values[name])
    button.setAttribute("aria-label", button.title)
    button.addEventListener("click", () => setStateValue("cell", keyOf(data.chosen) === keyOf([i, j]) ? null : [i, j]))
    return button
  }
  const focused = element.getRootNode().activeElement?.dataset?.cell
  element.replaceChildren(make("div", "pg-matrix-said", data.said + " →"), grid, make("div", "pg-matrix-said", "↑ " + data.is))
  if (focused) element.querySelector(`[data-cell="${focused}"]`)?.focus()
}
