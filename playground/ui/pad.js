// A pad to draw on. What is drawn is sent while it is drawn, the next picture when the last one was heard.
//
// data: { side, ink, example, seen, label, undo, clear } from pad.py. State back to Python: `drawn`, { ink, number }.

const BOARD = 256 // pixels of the canvas
const BRUSH = 26 // of them, the width of a stroke
const views = new WeakMap()

export default function ({ data, parentElement, setStateValue }) {
  if (!views.has(parentElement)) views.set(parentElement, new Pad(parentElement.querySelector(".pg-pad"), data))
  const pad = views.get(parentElement)
  pad.send = (drawn) => setStateValue("drawn", drawn)
  pad.show(data)
}

class Pad {
  constructor(element, data) {
    this.strokes = [] // each a list of points [x, y] on the board
    this.base = inkOf(data.ink, data.side) // below the strokes: an example, or what was drawn before the page was left
    this.example = data.example
    this.sender = new Sender(data.seen, (number) => this.tell(number))
    this.canvas = element.appendChild(make("canvas"))
    Object.assign(this.canvas, { width: BOARD, height: BOARD })
    this.canvas.setAttribute("role", "img")
    const row = element.appendChild(make("div"))
    this.undo = row.appendChild(make("button"))
    this.clear = row.appendChild(make("button"))
    this.undo.addEventListener("click", () => this.change(() => this.strokes.pop()))
    this.clear.addEventListener("click", () => this.change(() => this.wipe()))
    this.canvas.addEventListener("pointerdown", (event) => this.down(event))
    this.canvas.addEventListener("pointermove", (event) => this.move(event))
    for (const kind of ["pointerup", "pointercancel"]) this.canvas.addEventListener(kind, () => (this.stroke = null))
    window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.draw())
  }

  show(data) {
    const fresh = !this.strokes.length && this.sender.number === 0 && data.example
    if (fresh && data.ink !== this.data?.ink) this.base = inkOf(data.ink, data.side) // the example of another run
    this.data = data
    this.canvas.setAttribute("aria-label", data.label)
    this.undo.textContent = data.undo
    this.clear.textContent = data.clear
    this.sender.hear(data.seen)
    this.draw()
  }

  wipe() {
    this.strokes = []
    this.base = null
    this.example = false
  }

  down(event) {
    if (event.button !== 0) return
    event.preventDefault()
    if (this.example) this.wipe()
    this.canvas.setPointerCapture(event.pointerId)
    this.stroke = [this.place(event)]
    this.change(() => this.strokes.push(this.stroke))
  }

  move(event) {
    if (!this.stroke) return
    const events = event.getCoalescedEvents?.() ?? []
    this.change(() => this.stroke.push(...(events.length ? events : [event]).map((each) => this.place(each))))
  }

  place(event) {
    const box = this.canvas.getBoundingClientRect()
    return [((event.clientX - box.left) / box.width) * BOARD, ((event.clientY - box.top) / box.height) * BOARD]
  }

  change(how) {
    how()
    this.draw()
    this.sender.change()
  }

  draw() {
    const pen = this.canvas.getContext("2d")
    pen.clearRect(0, 0, BOARD, BOARD)
    if (this.base) pen.drawImage(this.base, 0, 0, BOARD, BOARD)
    Object.assign(pen, { lineWidth: BRUSH, lineCap: "round", lineJoin: "round" })
    for (const [first, ...rest] of this.strokes) {
      pen.beginPath()
      pen.moveTo(...first)
      pen.lineTo(first[0] + 0.01, first[1]) // a tap is a dot: a line without length would not be drawn
      for (const point of rest) pen.lineTo(...point)
      pen.stroke()
    }
    // only how opaque a pixel is counts; its colour is the page's
    pen.globalCompositeOperation = "source-in"
    pen.fillStyle = getComputedStyle(this.canvas).color
    pen.fillRect(0, 0, BOARD, BOARD)
    pen.globalCompositeOperation = "source-over"
    this.undo.disabled = !this.strokes.length
    this.clear.disabled = !this.strokes.length && !this.base
    this.canvas.dataset.strokes = String(this.strokes.length)
  }

  tell(number) {
    const { side } = this.data
    const small = Object.assign(make("canvas"), { width: side, height: side })
    const pen = small.getContext("2d")
    pen.imageSmoothingQuality = "high"
    pen.drawImage(this.canvas, 0, 0, side, side)
    const pixels = pen.getImageData(0, 0, side, side).data
    let bytes = ""
    for (let i = 3; i < pixels.length; i += 4) bytes += String.fromCharCode(pixels[i])
    this.send({ ink: btoa(bytes), number })
  }
}

// Ink as Python sent it, as a small canvas; null where there is none.
function inkOf(base64, side) {
  const bytes = atob(base64)
  if (!/[^\0]/.test(bytes)) return null
  const canvas = Object.assign(make("canvas"), { width: side, height: side })
  const pen = canvas.getContext("2d")
  const image = pen.createImageData(side, side)
  for (let i = 0; i < bytes.length; i++) image.data[4 * i + 3] = bytes.charCodeAt(i)
  pen.putImageData(image, 0, 0)
  return canvas
}
