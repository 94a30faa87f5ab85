// Shapes aligned from the right. Sizes are dragged or changed with keys; stepping through the rule stays in the browser.
//
// data: { names, shapes, columns, most, handled, words } from alignment.py; columns from the left.
// Sends { shapes, number }: the shapes changed here that the server has not yet handled, and a growing number.

const PIXELS = 18 // of the pointer's way, for one more
const LARGEST = 8 // that dragging reaches; typing and keys go further

export default function ({ data, parentElement, setStateValue }) {
  const root = parentElement.querySelector(".pg-align")
  const view = (root.view ??= new AlignmentView(root))
  view.send = (change) => setStateValue("change", change)
  view.update(data)
}

class AlignmentView {
  constructor(root) {
    this.root = root
    this.number = 0 // of the newest change sent
    this.changed = {} // shapes that the server has not yet handled
    this.place = null // of the axis being looked at, from the right; null is all of them
    this.drag = null
    this.steps = make("div", "pg-align-steps")
    this.back = button("◀", () => this.go(-1))
    this.on = button("▶", () => this.go(1))
    this.told = make("span", "pg-align-told")
    this.steps.append(this.back, this.on, this.told)
    this.box = make("div", "pg-align-box")
    this.rules = make("ol", "pg-align-rules")
    this.rules.setAttribute("aria-live", "polite")
    this.hint = make("div", "pg-align-hint")
    root.replaceChildren(this.steps, this.box, this.hint, this.rules)
    root.addEventListener("pointermove", (event) => this.move(event))
    for (const end of ["pointerup", "pointercancel"]) root.addEventListener(end, () => (this.drag = null))
    root.addEventListener("pointerover", ({ target }) => this.point(target.closest("[data-column]")?.dataset.column))
    root.addEventListener("pointerleave", () => this.point())
  }

  update(data) {
    if (data.handled >= this.number) {
      this.number = data.handled
      this.changed = {}
    }
    this.data = data
    const form = JSON.stringify([data.names, data.columns.map(({ axis, sizes }) => [axis, sizes.map((size) => size === null)]), data.words])
    if (form !== this.form) {
      this.form = form
      if (this.items?.length !== data.columns.length) this.place = null
      this.build()
    }
    this.fill()
    this.show()
  }

  // The table and the list, without their sizes and sentences.
  build() {
    const { columns, names, words } = this.data
    const focus = this.focused
    this.cells = []
    const table = make("table")
    table.setAttribute("aria-label", words.title)
    const head = table.createTHead().insertRow()
    head.append(make("td"), make("td"))
    for (const [at, { axis }] of columns.entries()) head.append(marked(make("th", "", axis), at))
    const body = table.createTBody()
    names.forEach((name, operand) => {
      const row = body.insertRow()
      row.append(rowHead(name), this.adder(operand, "left"))
      columns.forEach((_, at) => row.append(this.cell(operand, at)))
      row.append(this.adder(operand, "right"))
    })
    const last = table.createTFoot().insertRow()
    last.append(rowHead(words.result), make("td"))
    this.results = columns.map((_, at) => last.appendChild(marked(make("td"), at)).appendChild(make("span", "pg-align-chip")))
    this.box.replaceChildren(table)
    this.items = [...columns.keys()].reverse().map((at) => {
      const item = marked(make("li"), at)
      item.append(make("b", "pg-align-axis"), make("span", "pg-align-sign"), make("span"))
      return item
    })
    this.rules.replaceChildren(...this.items)
    if (focus) this.cells.find(({ operand, at }) => operand === focus.operand && at - columns.length === focus.axis)?.chip.focus()
  }

  cell(operand, at) {
    const { columns } = this.data
    const cell = marked(make("td"), at)
    const chip = cell.appendChild(make("span", "pg-align-chip"))
    const note = cell.appendChild(make("small"))
    const found = { operand, at, chip, note, cell }
    this.cells.push(found)
    if (columns[at].sizes[operand] === null) return cell
    chip.tabIndex = 0
    chip.setAttribute("role", "spinbutton")
    chip.setAttribute("aria-valuemin", 0)
    chip.classList.add("pg-align-drag")
    chip.addEventListener("pointerdown", (event) => this.grasp(event, found))
    chip.addEventListener("keydown", (event) => this.press(event, found))
    chip.addEventListener("focus", () => (this.focused = { operand, axis: at - columns.length }))
    chip.addEventListener("blur", () => chip.isConnected && (this.focused = null))
    return cell
  }

  adder(operand, side) {
    const cell = make("td", "pg-align-add")
    const name = this.data.names[operand]
    const add = button("+", () => {
      const shape = this.shape(operand)
      if (shape.length < this.data.most) this.change(operand, side === "left" ? [1, ...shape] : [...shape, 1])
    })
    add.title = this.data.words[side].replace("{name}", name)
    add.setAttribute("aria-label", add.title)
    cell.append(add)
    return cell
  }

  fill() {
    const { columns, names, words, handled } = this.data
    for (const { operand, at, chip, note, cell } of this.cells) {
      const { sizes, size, moved, clashing, colour, ink, axis } = columns[at]
      const missing = sizes[operand] === null
      const shape = handled < this.number ? this.shape(operand) : null
      const shown = missing ? 1 : (shape?.at(axis) ?? sizes[operand])
      setText(chip, shown)
      chip.classList.toggle("pg-align-missing", missing)
      chip.classList.toggle("pg-align-clash", clashing[operand])
      chip.style.cssText = missing ? `color: inherit; border-color: ${colour}` : `background: ${colour}; color: ${ink}`
      if (!missing) {
        chip.setAttribute("aria-valuenow", shown)
        chip.setAttribute("aria-label", words.size.replace("{name}", names[operand]).replace("{axis}", axis))
      }
      setText(note, clashing[operand] ? "≠" : moved[operand] ? `→ ${size}` : "")
      cell.classList.toggle("pg-align-moved", moved[operand])
    }
    columns.forEach(({ size, moved, colour, ink, rule, verdict, axis }, at) => {
      this.results[at].style.cssText = size === null ? "" : `background: ${colour}; color: ${ink}`
      const [name, sign, text] = this.items[columns.length - 1 - at].children
      setText(name, axis)
      setText(sign, verdict === "clash" ? "✗" : moved.includes(true) ? "↔" : "=")
      sign.classList.toggle("pg-align-wrong", verdict === "clash")
      setText(text, rule)
    })
    for (const [node, word] of [[this.back, words.back], [this.on, words.on]]) {
      node.title = word
      node.setAttribute("aria-label", word)
    }
    setText(this.hint, columns.length ? words.hint : words.none)
    this.steps.hidden = columns.length < 2
  }

  // Only the axes up to the one being looked at are decided; the others are pale, and have no result yet.
  show() {
    const { columns, words } = this.data
    const count = columns.length
    const decided = this.place ?? count
    const now = this.place === null ? -1 : count - this.place
    for (const node of this.root.querySelectorAll("[data-column]")) {
      const at = Number(node.dataset.column)
      node.classList.toggle("pg-align-later", at < count - decided)
      node.classList.toggle("pg-align-now", at === now)
    }
    this.results.forEach((chip, at) => setText(chip, at < count - decided ? "?" : (columns[at].size ?? "✗")))
    const step = words.step.replace("{place}", this.place).replace("{count}", count)
    setText(this.told, this.place === null ? words.all : step)
  }

  // From "all" one step on begins at the last axis, one step back at the first.
  go(by) {
    const count = this.data.columns.length
    const next = (this.place ?? (by > 0 ? 0 : count + 1)) + by
    this.place = next < 1 || next > count ? null : next
    this.show()
  }

  point(column) {
    for (const node of this.root.querySelectorAll("[data-column]")) {
      node.classList.toggle("pg-align-point", column !== undefined && node.dataset.column === column)
    }
  }

  shape(operand) {
    const name = this.data.names[operand]
    return this.changed[name] ?? this.data.shapes[name]
  }

  grasp(event, { operand, at, chip }) {
    if (event.button) return
    const axis = at - this.data.columns.length
    const from = this.shape(operand).at(axis)
    this.drag = { operand, axis, from, x: event.clientX, y: event.clientY }
    chip.setPointerCapture(event.pointerId)
    chip.focus()
    event.preventDefault()
  }

  move({ clientX, clientY }) {
    if (!this.drag) return
    const { operand, axis, from, x, y } = this.drag
    const wanted = from + Math.round((clientX - x - (clientY - y)) / PIXELS)
    this.resize(operand, axis, Math.max(Math.min(1, from), Math.min(wanted, Math.max(LARGEST, from))))
  }

  press(event, { operand, at }) {
    const axis = at - this.data.columns.length
    const by = { ArrowUp: 1, ArrowRight: 1, ArrowDown: -1, ArrowLeft: -1 }[event.key]
    const gone = event.key === "Delete" || event.key === "Backspace"
    if (!by && !gone) return
    event.preventDefault()
    const shape = this.shape(operand)
    if (by) this.resize(operand, axis, Math.max(0, shape.at(axis) + by))
    else this.change(operand, shape.toSpliced(shape.length + axis, 1))
  }

  resize(operand, axis, size) {
    const shape = [...this.shape(operand)]
    if (shape.at(axis) === size) return
    shape[shape.length + axis] = size
    this.change(operand, shape)
  }

  change(operand, shape) {
    this.changed[this.data.names[operand]] = shape
    this.number += 1
    this.fill()
    this.send({ shapes: this.changed, number: this.number })
  }
}

function marked(element, column) {
  element.dataset.column = column
  return element
}

function rowHead(text) {
  const head = make("th", "pg-align-name", text)
  head.scope = "row"
  return head
}

function button(text, act) {
  const element = make("button", "", text)
  element.type = "button"
  element.addEventListener("click", act)
  return element
}

function setText(element, text) {
  if (element.textContent !== String(text)) element.textContent = text
}
