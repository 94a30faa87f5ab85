// Over the curves: the title of each panel with its newest values; or, while the reader points at a moment, one line
// through all panels and the values of each at that step. And what the marks say. None of it asks the server or Plotly.

const NEAR = 7 // pixels between the pointer and a mark that is meant
const LETTER = 6.3 // pixels of a letter on a mark, about
const LABEL_ROWS = 3

class Pointer {
  constructor(view, element) {
    this.view = view
    this.element = element // stands over the chart; the chart is its brother
    this.panels = {} // by name: { title, line }
    this.marks = make("div", "pg-marks")
    this.flag = make("div", "pg-flag")
    this.flag.hidden = true
    this.element.replaceChildren(this.marks, this.flag)
    const holder = element.parentElement
    holder.onpointermove = (event) => this.point(event)
    holder.onpointerdown = (event) => this.point(event)
    holder.onpointerleave = () => {
      this.at = null
      this.place()
    }
  }

  // The panels as they stand now in the chart.
  places() {
    const drawn = this.view.chart._fullLayout
    return shownPanels(this.view).flatMap((panel) => {
      const [x, y] = [drawn?.["xaxis" + AXIS[panel]], drawn?.["yaxis" + AXIS[panel]]]
      return x && y ? [{ panel, x, y, left: x._offset, top: y._offset, width: x._length, height: y._length }] : []
    })
  }

  point(event) {
    const box = this.element.getBoundingClientRect()
    const [px, py] = [event.clientX - box.left, event.clientY - box.top]
    const over = this.places().find(
      (p) => px >= p.left - 2 && px <= p.left + p.width + 2 && py >= p.top - 24 && py <= p.top + p.height,
    )
    this.at = over ? { panel: over.panel, x: over.x.p2d(px - over.left) } : null
    if (!this.placing) {
      this.placing = requestAnimationFrame(() => {
        this.placing = null
        this.place()
      })
    }
  }

  // Put everything where it belongs: after every drawing, and whenever the reader points somewhere else.
  place() {
    const places = this.places()
    const anchor = this.at && this.nearest(this.anchorPoints(), this.at.x)
    for (const name of Object.keys(this.panels)) if (!places.some((p) => p.panel === name)) this.remove(name)
    for (const place of places) {
      const { title, line } = (this.panels[place.panel] ??= this.add())
      moveTo(title, place.left, place.top - 23, { maxWidth: `${place.width + 14}px` })
      title.replaceChildren(...this.title(place, anchor))
      const x = anchor ? place.x.d2p(this.view.x(anchor)) : -1
      line.hidden = !(x >= 0 && x <= place.width)
      moveTo(line, place.left + x, place.top, { height: `${place.height}px` })
      line.replaceChildren(...(line.hidden ? [] : this.dots(place, anchor, x)))
    }
    this.placeFlag(places.find((p) => p.panel === this.at?.panel), anchor)
    this.placeMarks(places[0])
    this.element.dataset.step = anchor ? String(anchor.step) : ""
  }

  add() {
    const title = make("div", "pg-panel-title")
    const line = make("div", "pg-hairline")
    this.element.append(title, line)
    return { title, line }
  }

  remove(name) {
    for (const part of Object.values(this.panels[name])) part.remove()
    delete this.panels[name]
  }

  // A step is where the curves have a point; only the device is measured between them.
  anchorPoints() {
    const { metrics, epoch, device } = this.view.points
    return metrics.length ? metrics : epoch.length ? epoch : device
  }

  nearest(points, x) {
    const i = this.nearestIndex(points, x)
    return i < 0 ? null : points[i]
  }

  nearestIndex(points, x, run = this.view) {
    let [low, high] = [0, points.length - 1]
    while (high - low > 1) {
      const middle = (low + high) >> 1
      if (run.x(points[middle]) < x) low = middle
      else high = middle
    }
    if (high < 0) return -1
    return x - run.x(points[low]) <= run.x(points[high]) - x ? low : high
  }

  lines(panel) {
    return (this.view.lines ?? []).filter((line) => line.panel === panel)
  }

  // Which of a line's points is shown: the newest or, while the reader points, the nearest to that step.
  index(line, anchor) {
    return anchor ? this.nearestIndex(line.points, this.view.x(anchor), line.run) : line.points.length - 1
  }

  title({ panel }, anchor) {
    const { text } = this.view.data
    const lines = this.lines(panel)
    const say = sayer(panel, this.view)
    const parts = [make("b", "", text.panel[panel === "score" ? this.view.score() : panel])]
    if (panel === "rate" && forecastTraces(this.view).length) parts.push(make("span", "pg-faint", `━ ${text.forecast}`))
    for (const line of lines) {
      const i = this.index(line, anchor)
      const [value, smooth] = [line.values[i], line.smooth?.[i]]
      const entry = make("span", "", this.sign(line, lines))
      entry.style.color = line.color
      if (Number.isFinite(value)) entry.append(make("b", "pg-value", say(value)))
      if (Number.isFinite(smooth)) entry.append(` ≈${say(smooth)}`)
      entry.dataset.series = line.series.name
      parts.push(entry)
    }
    return parts
  }

  // What stands before a line's value: its name, or how it is drawn.
  sign(line, lines) {
    const { text } = this.view.data
    if (line.run !== this.view) return "╍ "
    return lines.filter(({ run }) => run === this.view).length > 1 ? `${text[line.series.name] ?? line.series.name} ` : "━ "
  }

  dots(place, anchor, x) {
    return this.lines(place.panel).flatMap((line) => {
      const i = this.index(line, anchor)
      const value = (line.smooth ?? line.values)[i]
      if (!Number.isFinite(value)) return []
      const y = place.y.d2p(value)
      const left = place.x.d2p(line.run.x(line.points[i])) - x
      if (!(y >= 0 && y <= place.height) || left + x < 0 || left + x > place.width) return []
      const dot = moveTo(make("span", "pg-dot"), left, y)
      dot.style.background = line.color
      return [dot]
    })
  }

  placeFlag(place, anchor) {
    this.flag.hidden = !(place && anchor)
    if (this.flag.hidden) return
    const { text } = this.view.data
    const x = place.x.d2p(this.view.x(anchor))
    const near = this.view.points.changed.filter((p) => Math.abs(place.x.d2p(this.view.x(p)) - x) < NEAR)
    this.flag.textContent = [
      `${text.step} ${count(anchor.step)}`,
      `${text.epoch} ${this.view.epochOf(anchor).toFixed(1)}`,
      fill(text.short, { seconds: anchor.seconds.toFixed(1) }),
      ...near.slice(-3).map(markText),
    ].join(" · ")
    const wide = this.flag.offsetWidth
    const left = place.left + x - wide / 2 // below the line, over the numbers of the axis
    moveTo(this.flag, Math.max(0, Math.min(left, this.element.clientWidth - wide)), place.top + place.height + 2)
  }

  // What was changed, at the top of the first panel; where there is no room, the line alone, and the flag tells.
  placeMarks(place) {
    const labels = []
    if (place) {
      const ends = new Array(LABEL_ROWS).fill(-Infinity)
      for (const mark of gathered(this.view.points.changed.slice(-MOST_MARKS), (p) => place.x.d2p(this.view.x(p)))) {
        const wide = markText(mark).length * LETTER + 8
        const left = Math.min(mark.left + 3, place.width - wide)
        const row = ends.findIndex((end) => end < left)
        if (mark.left < 0 || mark.left > place.width || row < 0 || left < 0) continue
        ends[row] = left + wide + 4
        labels.push(moveTo(make("span", "pg-mark", markText(mark)), place.left + left, place.top + 1 + row * 17))
      }
    }
    this.marks.replaceChildren(...labels)
  }
}

// Changes of one setting that stand so close together that they look like one (a slider that was drawn).
function gathered(changes, position) {
  const marks = []
  for (const change of changes) {
    const left = position(change)
    const last = marks.findLast((mark) => mark.name === change.name)
    if (last && left - last.left < NEAR) Object.assign(last, { after: change.after })
    else marks.push({ name: change.name, before: change.before, after: change.after, left })
  }
  return marks
}

const markText = (change) => `${change.name} ${round(change.before, 3)} → ${round(change.after, 3)}`

function moveTo(element, left, top, style = {}) {
  Object.assign(element.style, { left: `${left}px`, top: `${top}px`, ...style })
  return element
}
