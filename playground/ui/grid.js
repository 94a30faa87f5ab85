// Tensors as grids of cells: the drawing. What is lit is in grid_select.js, which stands before this in one module.
//
// data: { panels, links, symbols, axes, hint, heading } from grid.py, as the bytes of a JSON text. Colours of cells are worked out in grid.css from --level.

const LONG = 60 // characters of an arithmetic that needs more room below
const FEW = 12 // columns up to which all are of one width
const views = new WeakMap()

export default function ({ data, parentElement }) {
  const root = parentElement.querySelector(".pg-grid")
  if (!views.has(root)) views.set(root, new GridView(root))
  views.get(root).show(new TextDecoder().decode(data))
}

class GridView {
  constructor(root) {
    this.root = root
    this.panels = []
    this.heading = make("div", "pg-heading")
    this.flow = make("div", "pg-flow")
    this.value = make("span", "pg-value")
    this.story = make("span", "pg-story")
    this.line = make("div", "pg-line")
    this.line.setAttribute("role", "status")
    this.line.append(this.value, this.story)
    root.replaceChildren(this.heading, this.flow, this.line)
    this.selection = new Selection(this)
  }

  // Streamlit gives the data anew with every run of the page, changed or not.
  show(text) {
    if (text !== this.text) this.update(JSON.parse(text))
    this.text = text
  }

  // Redraw only the panels whose form changed; in the others the cells get their new values.
  update(data) {
    const sheets = (panel) => (panel.tracks ?? []).slice(0, -2).reduce((product, axis) => product * axis.length, 1)
    this.root.classList.toggle("pg-many", data.panels.some((panel) => sheets(panel) > 2))
    this.root.classList.toggle("pg-framed", Boolean(data.heading))
    this.heading.innerHTML = data.heading
    const focused = this.root.contains(this.root.getRootNode().activeElement)
    this.data = data
    this.panels = data.panels.map((panel, number) => {
      const { labels, levels, exact, changed, unseen, picture, ...form } = panel
      const signature = JSON.stringify([form, number === data.panels.length - 1, picture && { ...picture, source: "" }])
      const before = this.panels[number]
      const drawn = before?.signature === signature ? before : drawPanel(panel, number, data)
      drawn.signature = signature
      fillPanel(drawn, panel)
      return drawn
    })
    const signed = ({ element }, number) => {
      const symbol = number && data.symbols[number - 1]
      return symbol ? [make("div", "pg-symbol", symbol), element] : [element]
    }
    placeNodes(this.flow, this.panels.flatMap(signed))
    this.line.hidden = !data.hint
    this.line.classList.toggle("pg-long", Boolean(data.links?.arithmetic.some((text) => text.length > LONG)))
    this.selection.renew()
    const { chosen } = this.selection
    if (focused && chosen) this.selection.element(chosen).focus({ preventScroll: true })
  }

  // One cell of each panel can be reached with Tab; arrow keys lead on from it.
  makeTabStop(number, place) {
    const panel = this.panels[number]
    panel.tabStop.tabIndex = -1 // without the attribute it would lose the focus at once
    panel.tabStop = panel.cells[place]
    panel.tabStop.tabIndex = 0
  }
}

// A panel without its values: { element, cells, indices, placeOf, columns, picture, tabStop }.
function drawPanel(panel, number, { panels, axes }) {
  const element = make("div", "pg-panel")
  element.classList.toggle("pg-output", number === panels.length - 1)
  element.dataset.panel = number
  element.setAttribute("role", "group")
  element.setAttribute("aria-label", panel.description)
  const head = make("div", "pg-head")
  const shape = make("span", "pg-chips")
  shape.innerHTML = panel.chips // made by shapes.chips of whole numbers alone
  head.append(make("span", "pg-name", panel.name), shape, make("span", "pg-dtype", panel.dtype))
  element.append(head)
  element.classList.toggle("pg-wide", panel.tracks?.at(-1)?.length > 8)
  if (panel.note) element.append(make("div", "pg-note", panel.note))
  const drawn = { element, cells: [], indices: [], placeOf: new Map(), columns: 1 }
  const body = make("div", "pg-body")
  if (panel.picture) body.append(drawPicture(drawn, panel.picture))
  element.classList.toggle("pg-strip", panel.strip)
  if (panel.tracks) body.append(drawSheets(drawn, panel, number, axes))
  element.append(body)
  if (panel.word) element.append(make("div", "pg-word", panel.word))
  const first = drawn.indices.findIndex((index) => index !== null)
  if (first >= 0) (drawn.tabStop = drawn.cells[first]).tabIndex = 0
  return drawn
}

// The last two axes are the rows and columns of a sheet; of the others, the last runs to the right, all before it down.
function drawSheets(drawn, panel, number, axes) {
  const outer = panel.tracks.slice(0, -2)
  const box = make("div", "pg-sheets")
  box.classList.toggle("pg-stack", outer.length === 1)
  box.style.setProperty("--across", outer.length > 1 ? outer.at(-1).length : 1)
  drawn.columns = panel.tracks.at(-1)?.length ?? 1
  for (const prefix of combinations(outer)) box.append(drawSheet(drawn, panel, number, prefix, axes))
  drawn.placeOf = new Map(drawn.indices.map((index, place) => [index, place]))
  drawn.placeOf.delete(null)
  return box
}

function drawSheet(drawn, panel, number, prefix, axes) {
  const paint = (element, axis) => {
    const { colour, ink } = axes[panel.axes.at(axis)]
    element.style.background = colour
    element.style.color = ink
    return element
  }
  const addCell = (cell, index) => {
    cell.classList.add("pg-cell")
    cell.classList.toggle("pg-gap", index === null)
    Object.assign(cell, { panel: number, place: drawn.cells.length })
    if (index !== null) cell.dataset.index = index
    drawn.cells.push(cell)
    drawn.indices.push(index)
    return cell
  }
  const [rows, columns] = [panel.tracks.at(-2) ?? [0], panel.tracks.at(-1) ?? [0]]
  const dimensions = panel.tracks.length
  const sheet = make("div", "pg-sheet")
  const label = make("div", "pg-prefix")
  prefix.forEach((index, axis) => {
    label.append(paint(make("span", "pg-index", index === null ? "…" : `[${index}]`), axis))
  })
  if (prefix.length) sheet.append(label)
  if (prefix.includes(null)) {
    const gap = make("div", "", "…")
    for (let each = 0; each < rows.length * columns.length; each++) {
      addCell(gap, null)
    }
    sheet.append(gap)
    return sheet
  }
  if (panel.strip) {
    const slots = make("div", "pg-slots")
    for (const column of columns) {
      const slot = make("div", "pg-slot")
      const [cell, index] = [make("div", "", column === null ? "…" : ""), column === null ? null : String(column)]
      slot.append(paint(make("div", "pg-index", column ?? "…"), -1), addCell(cell, index))
      slots.append(slot)
    }
    sheet.append(slots)
    return sheet
  }
  const table = make("table")
  table.setAttribute("role", "grid")
  table.setAttribute("aria-label", prefix.length ? `${panel.called}[${prefix.join(", ")}]` : panel.description)
  if (dimensions > 0) {
    const head = table.createTHead().insertRow()
    if (dimensions > 1) head.append(make("td", "pg-corner"))
    for (const column of columns) head.append(paint(heading(column, "col"), -1))
  }
  const body = table.createTBody()
  for (const row of rows) {
    const line = body.insertRow()
    if (dimensions > 1) line.append(paint(heading(row, "row"), -2))
    for (const column of columns) {
      const index = [...prefix, row, column].slice(2 - Math.min(2, dimensions))
      const gap = row === null ? (column === null ? "⋱" : "⋮") : "…"
      const isGap = index.includes(null)
      line.append(addCell(make("td", "", isGap ? gap : ""), isGap ? null : index.join(", ")))
    }
  }
  sheet.append(table)
  return sheet
}

function heading(index, scope) {
  const cell = make("th", "pg-index", index ?? "…")
  cell.scope = scope
  return cell
}

function drawPicture(drawn, picture) {
  const figure = make("figure", "pg-picture")
  drawn.picture = make("img")
  Object.assign(drawn.picture, { alt: picture.description, width: picture.width, height: picture.height })
  figure.append(drawn.picture, make("figcaption", "", picture.note))
  return figure
}

// Put the values in: labels, and levels from -1 to 1 (±2 is infinite, null is NaN or a gap).
function fillPanel(drawn, panel) {
  if (drawn.picture && drawn.picture.src !== panel.picture.source) drawn.picture.src = panel.picture.source
  const longest = Math.max(0, ...(panel.labels ?? []).map((label) => label.length))
  drawn.element.style.setProperty("--characters", drawn.columns <= FEW ? Math.min(longest, 9) : 1)
  const [changed, unseen] = [new Set(panel.changed), new Set(panel.unseen)]
  drawn.cells.forEach((cell, place) => {
    cell.classList.toggle("pg-changed", changed.has(place))
    cell.classList.toggle("pg-unseen", unseen.has(place))
    if (drawn.indices[place] === null) return
    const level = panel.levels[place]
    setText(cell, panel.labels[place])
    cell.classList.toggle("pg-negative", level < 0)
    cell.classList.toggle("pg-positive", level > 0)
    cell.classList.toggle("pg-nan", level === null && !unseen.has(place))
    cell.classList.toggle("pg-infinite", Math.abs(level) > 1)
    cell.style.setProperty("--level", Math.min(1, Math.abs(level ?? 0)))
  })
}

function combinations(lists) {
  return lists.reduce((heads, list) => heads.flatMap((head) => list.map((each) => [...head, each])), [[]])
}

// Make `nodes` the children of `parent`; those already in their place are not touched, so they keep their scroll.
function placeNodes(parent, nodes) {
  nodes.forEach((node, i) => {
    const there = parent.children[i]
    if (there === node || (there?.className === "pg-symbol" && there.isEqualNode(node))) return
    if (there) there.replaceWith(node)
    else parent.append(node)
  })
  while (parent.children.length > nodes.length) parent.lastChild.remove()
}
