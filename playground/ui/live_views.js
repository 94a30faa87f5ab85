// What can be watched while a network learns, beside its curves. Frames come in parcels and are shown at the pace at which
// they were made. A file live_view_*.js adds a view: VIEWS[name] = (element, scene, live) => ({ title, draw(frame) }).

const VIEWS = {}
const CATCH_UP = 0.02 // seconds that each parcel takes off the delay, which the latest parcel has set
const JUMP = 2 // seconds; what differs by more is not delay: a pause, a run that goes on, a connection that was lost
const CALM = 1 // seconds between two pictures for those who want little motion
const QUEUE = 100 // frames of a view that wait at most

class Screens {
  constructor(element, live) {
    this.element = element // where the views stand side by side
    this.live = live // the live chart they belong to: its data.text, its started event with the scene
    this.screens = {} // by name: { draw, frames that wait, shown, drawnAt }
    this.count = 0
    this.calm = window.matchMedia("(prefers-reduced-motion: reduce)")
    this.tick = this.tick.bind(this)
    this.reserve()
  }

  // Keep the place of the views that are to come, so that nothing moves when they do; none where none came to the end.
  reserve(ended = false) {
    const none = ended && !Object.values(this.screens).some(Boolean)
    this.element.dataset.views = none ? "" : (this.live.data.views ?? []).join(" ")
  }

  // Frames of any views, the oldest first.
  take(frames) {
    for (const frame of frames) {
      const screen = (this.screens[frame.name] ??= this.open(frame.name))
      screen?.frames.push(frame)
      if (screen?.frames.length > QUEUE) screen.frames.shift()
    }
    // just so far behind the worker that the frames of a parcel last until the next one comes
    const late = performance.now() / 1000 - frames[0].seconds
    const same = Math.abs(late - (this.late ?? Infinity)) <= JUMP
    this.late = same ? Math.max(late, this.late - CATCH_UP) : late
    this.waiting ??= requestAnimationFrame(this.tick)
  }

  open(name) {
    if (!VIEWS[name] || !this.live.started) return null
    const card = make("figure", "pg-view")
    card.dataset.view = name
    card.style.order = this.live.data.views?.indexOf(name) ?? 0
    const { title, draw } = VIEWS[name](card, this.live.started.scene, this.live)
    card.prepend(make("figcaption", "pg-view-title", title))
    this.element.append(card)
    return { draw, frames: [], drawnAt: -Infinity }
  }

  tick() {
    this.waiting = null
    const now = performance.now() / 1000
    const flows = this.live.run?.status === "running" // else nothing follows, and the newest is shown at once
    let more = false
    for (const screen of Object.values(this.screens)) {
      if (!screen) continue
      const due = (frame) => !flows || !screen.shown || frame.seconds + this.late <= now
      while (screen.frames.length && due(screen.frames[0])) screen.next = screen.frames.shift()
      if (screen.next && (!flows || !this.calm.matches || now - screen.drawnAt >= CALM)) this.show(screen, now)
      more ||= screen.frames.length > 0 || Boolean(screen.next)
    }
    if (more) this.waiting = requestAnimationFrame(this.tick)
  }

  show(screen, now) {
    screen.shown = screen.next
    screen.next = null
    screen.drawnAt = now
    screen.draw(screen.shown)
    this.count += 1
    this.element.dataset.frames = String(this.count)
  }

  // The run goes on from its last checkpoint: what it did after that will be done again.
  restart() {
    for (const screen of Object.values(this.screens)) if (screen) screen.frames = []
    this.late = undefined
  }

  // The newest frame of each view.
  newest() {
    const screens = Object.values(this.screens).filter(Boolean)
    return screens.map((screen) => screen.frames.at(-1) ?? screen.next ?? screen.shown).filter(Boolean)
  }

  // The theme or the width has changed.
  redraw() {
    for (const screen of Object.values(this.screens)) if (screen?.shown) screen.draw(screen.shown)
  }

  close() {
    cancelAnimationFrame(this.waiting)
    this.element.replaceChildren()
    this.screens = {}
  }
}

// What the views draw with.

// Put words into an element, unless they stand there already.
function say(element, words) {
  if (element.textContent !== words) element.textContent = words
}

const bytesOf = (base64) => Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
const rgbOf = (hex) => [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16))

// A canvas that says in words what is on it (`canvas.ariaLabel = …`); the page scales it.
function pictureCanvas(className) {
  const canvas = make("canvas", className)
  canvas.setAttribute("role", "img")
  return canvas
}

// Fill a canvas of so many pixels; pixel(i) gives [red, green, blue] and an opacity from 0 to 1.
function paintPixels(canvas, width, height, pixel) {
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height })
  const pen = canvas.getContext("2d")
  const image = pen.createImageData(width, height)
  for (let i = 0; i < width * height; i++) {
    const [rgb, opacity] = pixel(i)
    image.data.set(rgb, 4 * i)
    image.data[4 * i + 3] = 255 * opacity
  }
  pen.putImageData(image, 0, 0)
}

// The colour of a number from -1 to 1: the stronger, the farther from 0, which is the page's own colour.
const signedColour = (value, { above, below }) => [value < 0 ? below : above, 0.9 * Math.abs(value)]
