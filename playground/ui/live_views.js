// What can be watched while a network learns, beside its curves. Frames come in parcels and are shown at the pace at which
// they were made. A file live_view_*.js adds a view: VIEWS[name] = (element, scene, live) => ({ title, draw(frame) }).

const VIEWS = {}
const CATCH_UP = 0.02 // seconds that each parcel takes off the delay, which the latest parcel has set
const JUMP = 2 // seconds; what differs by more is not delay: a pause, a run that goes on, a connection that was lost
const CALM = 1 // seconds between two pictures for those who want little motion
const BELOW = ["moves"] // views that stand below the curves
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
    const names = none ? [] : (this.live.data.views ?? [])
    this.element.dataset.views = names.filter((name) => !BELOW.includes(name)).join(" ")
    if (this.live.below) this.live.below.dataset.views = names.filter((name) => BELOW.includes(name)).join(" ")
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
    const holder = BELOW.includes(name) ? this.live.below : this.element
    holder.append(card)
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
    this.live.below?.replaceChildren()
    this.screens = {}
  }
}
