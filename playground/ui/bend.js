// A curve of a few points that are dragged up and down, or moved with the arrow keys.
//
// data: { heights, epochs, label, point } from bend.py.

const views = new WeakMap()
const HEIGHT = 150
const LEFT = 44
const EDGE = 14
const SVG = "http://www.w3.org/2000/svg"

export default function ({ data, parentElement, setTriggerValue }) {
  if (!views.has(parentElement)) views.set(parentElement, new Bend(parentElement.querySelector(".pg-bend")))
  const view = views.get(parentElement)
  view.tell = (heights) => setTriggerValue("heights", heights)
  view.show(data)
}

class Bend {
  constructor(element) {
    this.svg = element.appendChild(make("svg", { height: HEIGHT, role: "group" }))
    new ResizeObserver(() => this.draw()).observe(element)
    this.svg.addEventListener("pointermove", (event) => this.drag(event))
    for (const kind of ["pointerup", "pointercancel"]) this.svg.addEventListener(kind, () => this.drop())
  }

  show(data) {
    if (this.dragged !== undefined) return // the hand is faster than the server
    this.data = data
    this.heights = [...data.heights]
    this.top = Math.max(...this.heights, 1e-9) * 1.15
    this.draw()
  }

  x(i) {
    return LEFT + ((this.width - LEFT - EDGE) * i) / Math.max(1, this.heights.length - 1)
  }

  y(height) {
    return EDGE + (HEIGHT - 2 * EDGE) * (1 - height / this.top)
  }

  draw() {
    if (!this.data) return
    this.width = this.svg.clientWidth
    const focused = [...this.svg.querySelectorAll("circle")].indexOf(this.svg.getRootNode().activeElement)
    this.svg.replaceChildren()
    this.svg.setAttribute("aria-label", this.data.label)
    for (const share of [0, 0.5, 1]) {
      const value = (this.top / 1.15) * share
      const y = this.y(value)
      this.svg.append(make("line", { x1: LEFT, x2: this.width - EDGE, y1: y, y2: y, class: "grid" }))
      const text = make("text", { x: LEFT - 8, y: y + 4, "text-anchor": "end" })
      text.textContent = Number(value.toPrecision(2))
      this.svg.append(text)
    }
    this.line = this.svg.appendChild(make("polyline", { class: "curve" }))
    this.points = this.heights.map((_, i) => {
      const point = make("circle", { r: 8, tabindex: 0, role: "slider", "aria-orientation": "vertical", "aria-valuemin": 0 })
      point.addEventListener("pointerdown", (event) => this.take(event, i))
      point.addEventListener("keydown", (event) => this.key(event, i))
      return this.svg.appendChild(point)
    })
    this.place()
    if (focused >= 0) this.points[focused]?.focus()
  }

  place() {
    const last = Math.max(1, this.heights.length - 1)
    this.points.forEach((point, i) => {
      const epoch = 1 + Math.round((i * (this.data.epochs - 1)) / last)
      point.setAttribute("cx", this.x(i))
      point.setAttribute("cy", this.y(this.heights[i]))
      point.setAttribute("aria-valuenow", this.heights[i])
      point.setAttribute("aria-label", this.data.point.replace("{epoch}", epoch))
    })
    this.line.setAttribute("points", this.heights.map((height, i) => `${this.x(i)},${this.y(height)}`).join(" "))
  }

  take(event, i) {
    this.dragged = i
    this.svg.setPointerCapture(event.pointerId)
    this.points[i].focus()
    event.preventDefault()
  }

  drag(event) {
    if (this.dragged === undefined) return
    const box = this.svg.getBoundingClientRect()
    const y = event.clientY - box.top
    this.set(this.dragged, this.top * (1 - (y - EDGE) / (HEIGHT - 2 * EDGE)))
  }

  drop() {
    if (this.dragged === undefined) return
    this.dragged = undefined
    this.tell([...this.heights])
  }

  key(event, i) {
    const step = { ArrowUp: 0.02, ArrowDown: -0.02, PageUp: 0.1, PageDown: -0.1 }[event.key]
    if (step === undefined) return
    event.preventDefault()
    this.set(i, this.heights[i] + step * this.top)
    clearTimeout(this.timer)
    this.timer = setTimeout(() => this.tell([...this.heights]), 300)
  }

  set(i, height) {
    this.heights[i] = Number(Math.min(this.top, Math.max(0, height)).toPrecision(3))
    this.place()
  }
}

function make(name, attributes) {
  const element = document.createElementNS(SVG, name)
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value)
  return element
}
