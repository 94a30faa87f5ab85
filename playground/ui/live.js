// The live chart of one run: the feed's events appended to a Plotly chart. It asks the server for nothing else.
//
// data: { run, root, plotly, status, compact, shares, text } from live.py. State back to Python: `status`, when it changes,
// or "planned", once the steps of a run whose rates are scheduled are known.

const MOST_POINTS = 3000 // of each type; then every other one is dropped, so a long run costs no more than a short one
const DRAW_MS = 200
const ENDED = ["finished", "stopped", "failed", "interrupted"]
const LEAVING_MS = 10000 // so long after a click on a link the page may still stand, on a busy server
const views = new WeakMap()
let leftAt = 0
document.addEventListener("click", (event) => leaves(event) && (leftAt = Date.now()), true)

export default function ({ data, parentElement, setStateValue }) {
  loadPlotly(data.plotly).catch(() => {}) // told where it is needed
  let view = views.get(parentElement)
  if (!data.run) {
    view?.close()
    views.delete(parentElement)
    parentElement.querySelector(".pg-live").hidden = true
    return undefined
  }
  parentElement.querySelector(".pg-live").hidden = false
  if (!view || view.data.run !== data.run) {
    view?.close()
    view = new View(parentElement.querySelector(".pg-live"), data)
    views.set(parentElement, view)
  }
  view.update(data, setStateValue)
  return () => {
    view.close()
    views.delete(parentElement)
  }
}

class View {
  constructor(element, data) {
    this.element = element
    this.data = data
    this.points = { metrics: [], epoch: [], device: [], changed: [] }
    this.run = null
    this.started = null
    this.last = 0
    this.stepAt = []
    this.choice = keptChoice(data.compact, data.beside)
    this.build()
    this.onVisible = () => {
      for (const feed of [this, this.second]) document.hidden ? feed?.disconnect() : feed?.connect()
    }
    document.addEventListener("visibilitychange", this.onVisible)
    this.observer = new ResizeObserver(() => {
      this.draw()
      this.screens.redraw()
      this.histograms?.draw()
    })
    this.observer.observe(element)
    this.connect()
  }

  build() {
    const { text, compact } = this.data
    this.element.replaceChildren()
    this.element.classList.toggle("pg-compact", Boolean(compact))
    const head = make("div", "pg-head")
    this.badge = make("span", "pg-badge")
    this.facts = make("span", "pg-facts")
    head.append(this.badge, this.facts)
    this.bar = make("progress", "pg-bar")
    this.bar.max = 1
    this.bar.setAttribute("aria-label", text.progress)
    this.element.append(head, this.bar)
    const screens = make("div", "pg-views")
    this.screens?.close()
    this.below = make("div", "pg-below")
    this.screens = new Screens(screens, this)
    if (!compact) this.element.append(screens, curveTools(this, () => this.draw()))
    this.chart = make("div", "pg-chart")
    this.chart.setAttribute("role", "img")
    this.note = make("div", "pg-note")
    this.which = make("div", "pg-which")
    const curves = make("div", "pg-curves")
    const over = make("div", "pg-over")
    curves.append(this.chart, over)
    this.pointer = new Pointer(this, over)
    this.changes = make("div", "pg-changes")
    this.element.append(this.which, curves, ...(compact ? [] : [this.below]), this.changes, this.note)
    const folded = this.histograms?.open
    this.histograms = compact ? null : new Histograms(this, folded, this.histograms?.looks)
    if (this.histograms) this.element.append(this.histograms.element)
  }

  update(data, setStateValue) {
    const translated = data.text.axis !== this.data.text.axis
    this.data = data
    this.setStateValue = setStateValue
    this.hold(data.beside)
    if (translated) {
      if (this.drawn) window.Plotly.purge(this.chart)
      this.drawn = false
      const frames = this.screens.newest()
      this.build()
      if (frames.length) this.screens.take(frames)
    }
    if (this.over && !ENDED.includes(data.status)) {
      this.over = false // the run goes on from its checkpoint
      this.run = null
      this.connect()
    }
    this.tell()
    this.draw()
    this.screens.redraw() // the theme may be another
  }

  connect() {
    if (this.source || this.closed || this.over || document.hidden) return
    const source = new EventSource(`${this.data.root}/api/runs/${this.data.run}/feed?after=${this.last}`)
    this.source = source
    source.addEventListener("points", (message) => {
      this.last = Number(message.lastEventId) || this.last
      this.take(JSON.parse(message.data))
    })
    source.addEventListener("views", (message) => {
      if (!this.data.compact) this.screens.take(JSON.parse(message.data))
    })
    source.addEventListener("run", (message) => {
      this.run = JSON.parse(message.data)
      this.tell()
    })
    const finish = () => {
      this.over = true
      this.disconnect()
      this.screens.reserve(true)
      this.tell()
    }
    source.addEventListener("end", finish)
    source.addEventListener("gone", finish)
    source.onerror = () => this.element.classList.add("pg-offline") // EventSource tries again by itself
    source.onopen = () => this.element.classList.remove("pg-offline")
  }

  // Draw the curves of another run beside, or of none.
  hold(wanted) {
    if (this.second?.id !== wanted?.id) {
      this.second?.disconnect()
      this.second = wanted ? new Beside(this, wanted) : null
    }
    if (wanted) this.second.name = wanted.name
  }

  disconnect() {
    this.source?.close()
    this.source = null
  }

  close() {
    this.closed = true
    clearTimeout(this.asking)
    this.disconnect()
    this.second?.disconnect()
    this.observer.disconnect()
    this.screens.close()
    document.removeEventListener("visibilitychange", this.onVisible)
    if (window.Plotly && this.drawn) window.Plotly.purge(this.chart)
  }

  take(events) {
    for (const event of events) {
      if (event.type === "started") {
        this.started = event
        for (const type in this.points) this.points[type] = this.points[type].filter((p) => p.step <= event.step)
        this.screens.restart()
        this.histograms?.startAt(event.step)
      }
      if (event.type === "histograms") this.histograms?.take(event)
      const list = this.points[event.type]
      if (list) {
        list.push(event)
        if (list.length > MOST_POINTS) this.points[event.type] = list.filter((_, i) => i % 2 === 1)
      }
    }
    this.tell()
    this.draw()
  }

  // Let Python show what belongs to a status; not while the visitor is leaving, whom that would bring back to this page.
  ask(news) {
    clearTimeout(this.asking)
    const wait = leftAt + LEAVING_MS - Date.now()
    if (news && wait > 0) this.asking = setTimeout(() => this.ask(news), wait)
    else if (news) this.setStateValue?.("status", news)
  }

  // The line above the chart, in words.
  tell() {
    const { text } = this.data
    say(this.which, this.second?.words() ?? "")
    const run = this.run
    if (!run) {
      this.badge.textContent = text.connecting
      return
    }
    const planned = this.data.unplanned && run.total_steps ? "planned" : null
    const news = run.status === this.data.status ? planned : run.status
    if (news !== this.asked) this.ask(news)
    this.asked = news
    this.badge.textContent = text.status[run.status] ?? run.status
    this.badge.dataset.status = run.status
    const metrics = this.points.metrics.at(-1)
    const step = Math.max(run.step, metrics?.step ?? 0)
    this.bar.value = run.total_steps ? step / run.total_steps : 0
    const facts = []
    if (run.status === "queued") facts.push(fill(text.place, { place: run.place ?? "…" }))
    if (run.status === "running" && !this.started) facts.push(text.preparing)
    if (run.total_steps) {
      facts.push(`${text.epoch} ${this.epochOf({ step, epoch: run.epoch }).toFixed(1)} / ${count(this.epochs())}`)
      facts.push(`${text.step} ${count(step)} / ${count(run.total_steps)}`)
    }
    if (metrics && run.status === "running") {
      const left = this.secondsLeft(step)
      if (left !== null) facts.push(fill(text.left, { time: this.duration(left) }))
      const speed = run.pace ? fill(text.pace, { pace: run.pace }) : fill(text.speed, { speed: count(Math.round(this.speed())) })
      facts.push(speed)
    }
    const seconds = Math.max(metrics?.seconds ?? 0, this.points.epoch.at(-1)?.seconds ?? 0)
    if (ENDED.includes(run.status) && seconds) facts.push(fill(text.took, { time: this.duration(seconds) }))
    this.facts.textContent = facts.join(" · ")
    if (!this.data.compact && this.points.device.length && !this.points.device.at(-1).gpus.length) this.note.textContent = text.no_gpu
    if (!this.data.compact) tellChanges(this.changes, this.points.changed, text)
    this.chart.setAttribute("aria-label", this.inWords(step))
  }

  inWords(step) {
    const metrics = this.points.metrics.at(-1)
    const epoch = this.points.epoch.at(-1)
    if (!metrics) return this.data.text.waiting
    return [
      `${this.data.text.step} ${step}`,
      `train_loss ${round(metrics.values.train_loss)}`,
      epoch && `validation_loss ${round(epoch.validation_loss)}`,
      epoch && `validation_${this.score()} ${sayer("score", this)(scoreAt(epoch, this))}`,
    ]
      .filter(Boolean)
      .join(", ")
  }

  duration(seconds) {
    const { text } = this.data
    const whole = Math.round(seconds)
    const minutes = Math.floor(whole / 60)
    if (whole < 60) return fill(text.short, { seconds: whole })
    if (minutes < 60) return fill(text.medium, { minutes, seconds: whole % 60 })
    return fill(text.long, { hours: Math.floor(minutes / 60), minutes: minutes % 60 })
  }

  speed() {
    const recent = this.points.metrics.slice(-20).map((p) => p.values.samples_per_second).filter(Boolean)
    return recent.reduce((sum, value) => sum + value, 0) / Math.max(1, recent.length)
  }

  secondsLeft(step) {
    const recent = this.points.metrics.slice(-60)
    const steps = recent.at(-1).step - recent[0].step
    if (!steps) return null
    return ((this.run.total_steps - step) * (recent.at(-1).seconds - recent[0].seconds)) / steps
  }

  epochs() {
    return this.started ? this.started.total_steps / this.started.steps_per_epoch : this.run.epoch
  }

  epochOf(point) {
    return this.started ? point.step / this.started.steps_per_epoch : point.epoch
  }

  x(point) {
    return this.choice.unit === "epoch" ? this.epochOf(point) : point[this.choice.unit]
  }

  draw() {
    if (this.waiting || this.closed) return
    this.waiting = setTimeout(async () => {
      let Plotly
      try {
        Plotly = await loadPlotly(this.data.plotly)
      } catch {
        this.note.textContent = this.data.text.no_chart
      }
      this.waiting = null
      if (!Plotly || this.closed || !this.element.clientWidth) return
      const width = this.element.clientWidth
      await Plotly.react(this.chart, curveTraces(this), curveLayout(this, width), {
        displaylogo: false,
        responsive: false,
        showTips: false,
        displayModeBar: false, // it would stand on the panels' titles
      })
      const place = () => {
        this.pointer.place()
        this.zoomed?.(isZoomed(this))
      }
      place()
      if (!this.drawn) this.chart.on("plotly_relayout", place)
      this.drawn = true
      this.element.dataset.points = String(this.points.metrics.length)
      this.element.dataset.run = this.data.run
      this.element.dataset.seconds = String(this.points.metrics.at(-1)?.seconds ?? "")
    }, this.drawn ? DRAW_MS : 0)
  }

  // What is counted beside the loss: accuracy for classes, skill for forecasts.
  score() {
    return this.started?.score ?? "accuracy"
  }

  // Whether that is a share, told in per cent.
  countsShare() {
    return this.data.shares.includes(this.score())
  }
}

// Whether a click takes the visitor away in this very tab.
function leaves(event) {
  const link = event.target.closest?.("a[href]:not([download], [target=_blank])")
  return link && !event.ctrlKey && !event.metaKey && !event.shiftKey
}

const fill = (template, values) => template.replace(/\{(\w+)\}/g, (_, name) => values[name])
const count = (number) => number.toLocaleString("en-US")
const round = (number, digits = 4) => Number(number?.toPrecision(digits) ?? NaN)
