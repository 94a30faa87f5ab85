// A second run, whose curves are drawn dashed over those of the shown one: its feed, its points, and how it is doing.

class Beside {
  constructor(view, { id, name }) {
    this.view = view
    this.id = id
    this.name = name
    this.points = { metrics: [], epoch: [] }
    this.last = 0
    this.connect()
  }

  connect() {
    if (this.source || this.over || document.hidden) return
    const source = new EventSource(`${this.view.data.root}/api/runs/${this.id}/feed?after=${this.last}`)
    this.source = source
    source.addEventListener("points", (message) => {
      this.last = Number(message.lastEventId) || this.last
      for (const event of JSON.parse(message.data)) this.take(event)
      this.view.draw()
    })
    source.addEventListener("run", (message) => {
      this.run = JSON.parse(message.data)
      this.view.tell()
    })
    const finish = () => {
      this.over = true
      this.disconnect()
      this.view.tell()
    }
    source.addEventListener("end", finish)
    source.addEventListener("gone", finish)
  }

  disconnect() {
    this.source?.close()
    this.source = null
  }

  take(event) {
    if (event.type === "started") {
      this.started = event
      for (const type in this.points) this.points[type] = this.points[type].filter((p) => p.step <= event.step)
    }
    const list = this.points[event.type]
    if (!list) return
    list.push(event)
    if (list.length > MOST_POINTS) this.points[event.type] = list.filter((_, i) => i % 2 === 1)
  }

  x(point) {
    const { unit } = this.view.choice
    if (unit !== "epoch") return point[unit]
    return this.started ? point.step / this.started.steps_per_epoch : point.epoch
  }

  // Which run is which, and whether the second has begun.
  words() {
    const { text } = this.view.data
    const [status, place] = [this.run?.status, this.run?.place]
    const said = [status && (text.status[status] ?? status)]
    if (status === "queued") said.push(fill(text.place, { place: place ?? "…" }))
    return `━ ${text.this_run} · ╍ ${this.name} (${said.filter(Boolean).join(", ") || text.connecting})`
  }
}
