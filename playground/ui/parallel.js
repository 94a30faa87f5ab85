// Parallel coordinates: a line for each run over upright axes. What is dragged over on the axes keeps only some lines.
//
// data: { axes, lines } from charts/parallel.py, { alt, kept, hint } from parallel.py.

const views = new WeakMap()
const HEIGHT = 330
const TOP = 34
const BOTTOM = 14
const SIDE = 64
const REACH = 16 // pixels to either side of an axis that belong to it
const LEAST = 4 // pixels: less is a click
const SVG = "http://www.w3.org/2000/svg"

export default function ({ data, parentElement }) {
  if (!views.has(parentElement)) views.set(parentElement, new Parallel(parentElement.querySelector(".pg-parallel")))
  views.get(parentElement).show(data)
}

const drawn = (tag, attributes, text = "") => {
  const element = document.createElementNS(SVG, tag)
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value)
  element.textContent = text
  return element
}

class Parallel {
  constructor(element) {
    this.brushes = new Map() // axis to the ends of what is kept on it
    this.svg = element.appendChild(drawn("svg", { height: HEIGHT, role: "img" }))
    this.told = element.appendChild(make("div", "pg-told"))
    this.svg.addEventListener("pointerdown", (event) => this.take(event))
    this.svg.addEventListener("pointermove", (event) => (this.taken ? this.drag(event) : this.point(event)))
    this.svg.addEventListener("pointerleave", () => this.say())
    for (const kind of ["pointerup", "pointercancel"]) this.svg.addEventListener(kind, () => this.drop())
    new ResizeObserver(() => this.draw()).observe(element)
  }

  show(data) {
    this.data = data
    this.svg.setAttribute("aria-label", data.alt)
    this.draw()
  }

  x(i) {
    return SIDE + ((this.width - 2 * SIDE) * i) / (this.data.axes.length - 1)
  }

  y(share) {
    return TOP + (HEIGHT - TOP - BOTTOM) * (1 - share)
  }

  share(event) {
    const y = event.clientY - this.svg.getBoundingClientRect().top
    return Math.min(1, Math.max(0, 1 - (y - TOP) / (HEIGHT - TOP - BOTTOM)))
  }

  draw() {
    this.width = this.svg.clientWidth
    if (!this.data || !this.width) return
    const lines = drawn("g", { class: "lines" })
    this.lines = this.data.lines.map((line) => {
      const points = line.at.map((share, i) => `${this.x(i)},${this.y(share)}`).join(" ")
      return lines.appendChild(drawn("polyline", { points, stroke: line.colour }))
    })
    this.svg.replaceChildren(lines, ...this.data.axes.map((axis, i) => this.axis(axis, i)))
    this.mark()
  }

  axis({ name, ticks }, i) {
    const group = drawn("g", { class: "axis", transform: `translate(${this.x(i)} 0)` })
    const last = i === this.data.axes.length - 1
    const side = last ? 1 : -1
    group.append(drawn("rect", { x: -REACH, y: TOP, width: 2 * REACH, height: HEIGHT - TOP - BOTTOM, class: "reach" }))
    group.append(drawn("line", { y1: TOP, y2: HEIGHT - BOTTOM }))
    const anchor = i === 0 ? "start" : last ? "end" : "middle"
    group.append(drawn("text", { x: i === 0 ? -SIDE : last ? SIDE : 0, y: 14, class: "name", "text-anchor": anchor }, name))
    for (const [share, text] of ticks) {
      const y = this.y(share)
      group.append(drawn("line", { x1: 0, x2: 5 * side, y1: y, y2: y }))
      group.append(drawn("text", { x: 9 * side, y: y + 4, "text-anchor": last ? "start" : "end" }, text))
    }
    const kept = this.brushes.get(name)
    if (kept) {
      const [low, high] = [Math.min(...kept), Math.max(...kept)]
      group.append(drawn("rect", { x: -6, width: 12, y: this.y(high), height: this.y(low) - this.y(high), class: "kept" }))
    }
    return group
  }

  // Where the pointer is on an axis: its name.
  under(event) {
    const x = event.clientX - this.svg.getBoundingClientRect().left
    const i = this.data.axes.findIndex((_, number) => Math.abs(this.x(number) - x) <= REACH)
    return this.data.axes[i]?.name
  }

  take(event) {
    const axis = this.under(event)
    if (axis === undefined) return this.open()
    event.preventDefault()
    this.svg.setPointerCapture(event.pointerId)
    this.taken = { axis, began: this.share(event), moved: false }
  }

  drag(event) {
    const { axis, began } = this.taken
    const now = this.share(event)
    if (Math.abs(now - began) * (HEIGHT - TOP - BOTTOM) >= LEAST) this.taken.moved = true
    if (!this.taken.moved) return
    this.brushes.set(axis, [began, now])
    this.draw()
  }

  drop() {
    if (!this.taken) return
    if (!this.taken.moved) this.brushes.delete(this.taken.axis)
    this.taken = undefined
    this.draw()
  }

  keeps(line) {
    return this.data.axes.every(({ name }, i) => {
      const kept = this.brushes.get(name)
      return !kept || (line.at[i] >= Math.min(...kept) && line.at[i] <= Math.max(...kept))
    })
  }

  // Show which lines are kept, and which one the pointer is at.
  mark() {
    const kept = this.data.lines.map((line) => this.keeps(line))
    this.lines.forEach((element, i) => {
      element.classList.toggle("out", !kept[i])
      element.classList.toggle("near", i === this.near)
    })
    this.count = kept.filter(Boolean).length
    this.say(this.near)
  }

  // Find the kept line that is nearest to the pointer.
  point(event) {
    const box = this.svg.getBoundingClientRect()
    const [x, y] = [event.clientX - box.left, event.clientY - box.top]
    const step = (this.width - 2 * SIDE) / (this.data.axes.length - 1)
    const place = Math.min(this.data.axes.length - 1.001, Math.max(0, (x - SIDE) / step))
    const [i, part] = [Math.floor(place), place % 1]
    let near
    let least = 12
    this.data.lines.forEach((line, number) => {
      const far = Math.abs(this.y(line.at[i] * (1 - part) + line.at[i + 1] * part) - y)
      if (far <= least && this.keeps(line)) [near, least] = [number, far]
    })
    this.svg.style.cursor = this.under(event) !== undefined ? "ns-resize" : near === undefined ? "" : "pointer"
    this.say(near)
  }

  say(near) {
    if (this.near !== near) {
      this.lines?.[this.near]?.classList.remove("near")
      this.lines?.[near]?.classList.add("near")
      this.near = near
    }
    const { lines, kept, hint } = this.data ?? {}
    if (!lines) return
    const some = this.count < lines.length ? kept.replace("{kept}", this.count).replace("{count}", lines.length) : hint
    this.told.textContent = lines[near]?.text ?? some
  }

  open() {
    const line = this.data.lines[this.near]
    if (line) window.open(`train?run=${line.run}`, "_blank", "noopener")
  }
}
