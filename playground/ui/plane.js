// A piece of the plane in which a point is moved by mouse, finger and arrow keys. Where it goes is sent while it moves, the
// next place when the last one was heard.
//
// data: { scene: { low, side, classes, train, held }, answer: { classes, confidence }, at, seen, colours, label, training, heldOut, asked } from
// plane.py. State back to Python: `at`, { x, y, number }.

const STEP = 0.01 // of the side, for each press of an arrow key; ten times as much with Shift
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }
const views = new WeakMap()

export default function ({ data, parentElement, setStateValue }) {
  if (!views.has(parentElement)) views.set(parentElement, new PlaneView(parentElement.querySelector(".pg-ask-plane"), data))
  const view = views.get(parentElement)
  view.send = (at) => setStateValue("at", at)
  view.show(data)
  return () => {
    view.close()
    views.delete(parentElement)
  }
}

class PlaneView {
  constructor(element, data) {
    this.sender = new Sender(data.seen, (number) => this.send({ x: this.at[0], y: this.at[1], number }))
    this.box = element.appendChild(make("div", "pg-plane-box"))
    this.box.tabIndex = 0
    this.box.setAttribute("role", "application")
    this.field = this.box.appendChild(make("canvas"))
    this.points = this.box.appendChild(make("canvas"))
    this.mark = this.box.appendChild(make("div", "pg-plane-mark"))
    this.key = element.appendChild(make("div"))
    this.box.addEventListener("pointerdown", (event) => this.down(event))
    this.box.addEventListener("pointermove", (event) => this.held && this.move(this.place(event)))
    for (const kind of ["pointerup", "pointercancel"]) this.box.addEventListener(kind, () => (this.held = false))
    this.box.addEventListener("keydown", (event) => this.press(event))
    this.observer = new ResizeObserver(() => this.drawPoints())
    this.observer.observe(this.box)
  }

  close() {
    this.observer.disconnect()
    this.sender.close()
  }

  show(data) {
    const fresh = data.answer.confidence !== this.data?.answer.confidence || data.answer.classes !== this.data.answer.classes
    this.data = data
    this.sender.hear(data.seen)
    if (!this.held && this.sender.heard && !this.sender.changed) this.at = data.at // the fields, or the link, have the last word
    if (fresh) this.drawField()
    this.drawPoints()
    this.drawMark()
  }

  drawField() {
    const { scene, answer, colours, training, heldOut, asked } = this.data
    const [classes, confidence] = [bytesOf(answer.classes), bytesOf(answer.confidence)]
    const grid = Math.sqrt(classes.length)
    const rgb = colours.map(rgbOf)
    paintPixels(this.field, grid, grid, (i) => classColour(rgb[classes[i]], confidence[i], scene.classes.length))
    const names = scene.classes.map((name, i) => ["■", colours[i], name])
    this.key.replaceChildren(viewKey([...names, ["●", "inherit", training], ["○", "inherit", heldOut], ["✚", "inherit", asked]]))
  }

  drawPoints() {
    if (this.data) drawPoints(this.points, this.data.scene, this.data.colours)
  }

  drawMark() {
    const { low, side } = this.data.scene
    const [x, y] = [0, 1].map((i) => (this.at[i] - low[i]) / side)
    this.mark.style.left = `${100 * x}%`
    this.mark.style.top = `${100 * (1 - y)}%`
    const [shownX, shownY] = this.at.map((each) => each.toFixed(2))
    this.box.setAttribute("aria-label", this.data.label.replace("{x}", shownX).replace("{y}", shownY))
  }

  down(event) {
    if (event.button !== 0) return
    this.held = true
    this.box.setPointerCapture(event.pointerId)
    this.move(this.place(event))
  }

  press(event) {
    const way = ARROWS[event.key]
    if (!way || event.altKey || event.ctrlKey || event.metaKey) return
    event.preventDefault()
    const step = this.data.scene.side * STEP * (event.shiftKey ? 10 : 1)
    this.move(this.at.map((each, i) => each + way[i] * step))
  }

  // Where in the plane a pointer is: [x, y].
  place(event) {
    const box = this.field.getBoundingClientRect()
    const { low, side } = this.data.scene
    const shares = [(event.clientX - box.left) / box.width, 1 - (event.clientY - box.top) / box.height]
    return shares.map((share, i) => low[i] + share * side)
  }

  move(at) {
    const { low, side } = this.data.scene
    this.at = at.map((each, i) => Math.min(Math.max(each, low[i]), low[i] + side))
    this.drawMark()
    this.sender.change()
  }
}
