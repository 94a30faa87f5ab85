// What is lit in a tensor grid: the cell under the pointer, or else the one that was chosen, and those linked with it.
//
// One listener of each kind for the whole grid. A cell is given as { panel, place }: the number of its panel, and its
// number among the cells drawn there. A view (grid.js) has root, line, data and panels, each with cells, indices,
// placeOf and columns.

const MOST_NAMES = 6 // cells that the line names

class Selection {
  constructor(view) {
    this.view = view
    this.hovered = null
    this.chosen = null
    this.lit = new Set()
    this.inverses = new Map()
    const { root } = view
    // not pointerover: that also comes when arrow keys scroll another cell under a pointer at rest
    root.addEventListener("pointermove", (event) => event.pointerType !== "touch" && this.point(event.target))
    root.addEventListener("pointerleave", () => this.hover(null))
    root.addEventListener("click", (event) => this.click(event.target))
    root.addEventListener("keydown", (event) => this.press(event))
    root.addEventListener("focusin", (event) => this.enter(event.target))
  }

  // After new data: the same cells, by their index in the tensor, where they still exist.
  renew() {
    const again = (at) => {
      const place = this.view.panels[at?.panel]?.placeOf.get(at.index)
      return place === undefined ? null : this.at(at.panel, place)
    }
    this.inverses.clear()
    this.hovered = again(this.hovered)
    this.choose(again(this.chosen))
  }

  at(panel, place) {
    return { panel, place, index: this.view.panels[panel].indices[place] }
  }

  // The cell that an element is or lies in; null for anything else, and for a gap.
  cellAt(element) {
    const cell = element.closest(".pg-cell")
    return cell && !cell.classList.contains("pg-gap") ? this.at(cell.panel, cell.place) : null
  }

  point(element) {
    if (!element.matches("table, tr, .pg-slots")) this.hover(this.cellAt(element)) // between two cells nothing changes
  }

  hover(at) {
    if (at?.panel === this.hovered?.panel && at?.place === this.hovered?.place) return
    this.hovered = at
    this.light()
  }

  // The keyboard came to an element; a click also moves the focus, but chooses by itself.
  enter(element) {
    const at = this.cellAt(element)
    if (!at || !element.matches(":focus-visible")) return
    this.hovered = null
    this.choose(at)
  }

  // Choose a cell, or, if it was chosen already, none: a finger has no Escape.
  click(element) {
    const at = this.cellAt(element)
    if (!at) return
    const again = at.panel === this.chosen?.panel && at.place === this.chosen?.place
    if (again) this.hovered = null
    this.choose(again ? null : at)
    this.element(at).focus({ preventScroll: true })
  }

  press(event) {
    const at = this.cellAt(event.target)
    if (event.key === "Escape") this.choose(null)
    if (!at || event.altKey || event.metaKey) return
    const place = this.next(this.view.panels[at.panel], at.place, event.key, event.ctrlKey)
    if (place === undefined) return
    event.preventDefault()
    this.hovered = null
    this.choose(this.at(at.panel, place))
    this.element(this.chosen).focus()
  }

  // The place that a key leads to, over gaps and from one sheet into the next; the same one at an edge.
  next({ indices, columns }, place, key, far) {
    const row = place - (place % columns)
    const [first, end] = far ? [0, indices.length] : [row, row + columns]
    const ways = {
      ArrowRight: [place + 1, row + columns, 1],
      ArrowLeft: [place - 1, row - 1, -1],
      ArrowDown: [place + columns, indices.length, columns],
      ArrowUp: [place - columns, -1, -columns],
      Home: [first, end, 1],
      End: [end - 1, first - 1, -1],
    }
    if (!(key in ways)) return undefined
    const [start, stop, step] = ways[key]
    for (let to = start; step > 0 ? to < stop : to > stop; to += step) if (indices[to] !== null) return to
    return place
  }

  choose(at) {
    if (this.chosen) this.element(this.chosen)?.removeAttribute("aria-selected")
    this.chosen = at
    if (at) {
      this.element(at).setAttribute("aria-selected", "true")
      this.view.makeTabStop(at.panel, at.place)
    }
    this.light()
  }

  element({ panel, place }) {
    return this.view.panels[panel]?.cells[place]
  }

  // The cells linked with one, as [panel, places] for each panel.
  linkedWith({ panel, place }) {
    const { links, panels } = this.view.data
    const output = panels.length - 1
    if (!links) return []
    if (panel === output) return links.operands.map(({ sets, of }, operand) => [operand, sets[of[place]]])
    const users = links.operands[panel] ? (this.inverse(panel).get(place) ?? []) : []
    return links.ways.length ? [[output, users], ...this.sharing(panel, place, users)] : [[output, users]]
  }

  // The cells of the operands that lie at some places of the output, but for the one given.
  sharing(panel, place, users) {
    return this.view.data.links.operands.map(({ sets, of }, operand) => {
      const there = new Set(users.flatMap((each) => sets[of[each]]))
      if (operand === panel) there.delete(place)
      return [operand, [...there]]
    })
  }

  // For each place of an operand: the places of the output that are made of it. Worked out when first asked for.
  inverse(operand) {
    if (!this.inverses.has(operand)) {
      const { sets, of } = this.view.data.links.operands[operand]
      const users = new Map()
      of.forEach((set, place) => {
        for (const source of sets[set]) users.has(source) ? users.get(source).push(place) : users.set(source, [place])
      })
      this.inverses.set(operand, users)
    }
    return this.inverses.get(operand)
  }

  light() {
    const at = this.hovered ?? this.chosen
    const linked = at ? this.linkedWith(at) : []
    const sources = new Set(linked.flatMap(([panel, places]) => places.map((place) => this.element({ panel, place }))))
    const here = at && this.element(at)
    for (const cell of this.lit) if (!sources.has(cell)) cell?.classList.remove("pg-source")
    for (const cell of sources) cell?.classList.add("pg-source")
    if (here !== this.here) {
      this.here?.classList.remove("pg-here")
      here?.classList.add("pg-here")
      this.here = here
    }
    this.lit = sources
    this.view.root.classList.toggle("pg-dim", sources.size > 0)
    this.tell(at, linked)
  }

  // The line in words: the cell and its exact value, and where it came from or goes to.
  tell(at, linked) {
    const { data, line, value, story } = this.view
    const panel = at && data.panels[at.panel]
    const name = at && this.name(at.panel, at.place)
    setText(value, at ? `${name} = ${panel.exact[at.place] ?? panel.labels[at.place]}` : data.hint)
    setText(story, at ? this.story(at, linked) : "")
    line.classList.toggle("pg-told", Boolean(at))
  }

  story(at, linked) {
    const isOutput = at.panel === this.view.data.panels.length - 1
    const arithmetic = isOutput && this.view.data.links?.arithmetic[at.place]
    if (arithmetic) return arithmetic
    const names = linked.flatMap(([panel, places]) =>
      places.slice(0, MOST_NAMES + 1).map((place) => this.name(panel, place)),
    )
    const more = !isOutput && linked.length && this.view.panels.at(-1).indices.includes(null) // some are not shown
    if (names.length > MOST_NAMES || more) names.splice(MOST_NAMES, Infinity, "…")
    const way = this.view.data.links?.ways[at.panel]?.[at.place]
    if (way) names[0] = `${way} → ${names[0]}`
    return names.length ? `${isOutput ? "←" : "→"} ${names.join(", ")}` : ""
  }

  name(panel, place) {
    const { called } = this.view.data.panels[panel]
    const index = this.view.panels[panel].indices[place]
    if (index === null) return `${called}[…]`
    return index ? `${called}[${index}]` : called
  }
}

function setText(element, text) {
  if (element.textContent !== text) element.textContent = text
}

