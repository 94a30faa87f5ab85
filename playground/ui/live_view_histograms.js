// How weights, gradients and activations of one layer are spread, over time: a column for each look, dark where many
// numbers lie; beside it the newest look, or the one the reader points at. Folded away it draws nothing.

const MOST_LOOKS = 400 // then every other one is dropped
const LAYER_KINDS = ["weight", "gradient", "activation"]
const STRIP_HEIGHT = 190
const SIDE_SHARE = 0.26 // of the width, for the newest look

class Histograms {
  constructor(live, open = false, looks = []) {
    this.live = live
    this.looks = looks
    this.kind = "weight"
    this.layer = {} // by kind: the chosen layer
    const { text } = live.data
    this.element = Object.assign(make("details", "pg-spread"), { open })
    this.element.dataset.fold = "histograms"
    this.element.append(make("summary", "", text.histograms.title))
    this.kinds = make("div", "pg-tools")
    this.kinds.append(
      buttonGroup(text.histograms.what, LAYER_KINDS, (kind) => text.histograms[kind], {
        pressed: (kind) => this.kind === kind,
        press: (kind) => {
          this.kind = kind
          this.draw()
        },
      }),
    )
    this.layers = make("div", "pg-layer-names")
    this.canvas = make("canvas", "pg-strip")
    this.canvas.setAttribute("role", "img")
    this.says = make("div", "pg-note")
    this.remarks = make("ul", "pg-remarks")
    this.remarks.setAttribute("aria-live", "polite")
    this.element.append(this.kinds, this.layers, this.canvas, this.says, this.remarks)
    this.element.ontoggle = () => this.draw()
    this.canvas.onpointermove = (event) => this.point(event.offsetX)
    this.canvas.onpointerleave = () => this.point(null)
  }

  get open() {
    return this.element.open
  }

  // The run goes on from its checkpoint: what came after it is past.
  startAt(step) {
    this.looks = this.looks.filter((look) => look.step <= step)
  }

  take(look) {
    this.looks.push(look)
    if (this.looks.length > MOST_LOOKS) this.looks = this.looks.filter((_, i) => i % 2 === 1)
    this.draw()
  }

  point(x) {
    this.pointed = x
    this.draw()
  }

  draw() {
    if (this.waiting || !this.open) return
    this.waiting = requestAnimationFrame(() => {
      this.waiting = null
      if (this.element.isConnected) this.paint()
    })
  }

  names() {
    const newest = this.looks.at(-1)
    return newest ? newest.layers.filter((each) => each.kind === this.kind).map((each) => each.name) : []
  }

  paint() {
    const { text } = this.live.data
    const names = this.names()
    const layer = names.includes(this.layer[this.kind]) ? this.layer[this.kind] : names[0]
    this.offer(names, layer)
    const columns = this.looks.flatMap((look) => {
      const found = look.layers.find((each) => each.kind === this.kind && each.name === layer)
      return found ? [{ look, ...found }] : []
    })
    this.canvas.hidden = !columns.length
    this.element.dataset.columns = String(columns.length)
    if (!columns.length) {
      this.says.textContent = this.looks.length ? text.histograms.none : text.histograms.waiting
      this.remarks.replaceChildren()
      return
    }
    const shown = this.strip(columns)
    this.tell(shown, layer)
  }

  offer(names, layer) {
    const key = [this.kind, layer, ...names].join()
    if (this.offered === key) return
    this.offered = key
    this.layers.replaceChildren(
      ...names.map((name) => {
        const button = Object.assign(make("button", "pg-button pg-layer", name), { type: "button" })
        button.setAttribute("aria-pressed", String(name === layer))
        button.onclick = () => {
          this.layer[this.kind] = name
          this.draw()
        }
        return button
      }),
    )
  }

  // Draw all looks; return the one that stands beside them.
  strip(columns) {
    const width = this.element.clientWidth
    const ratio = window.devicePixelRatio || 1
    Object.assign(this.canvas, { width: width * ratio, height: STRIP_HEIGHT * ratio })
    Object.assign(this.canvas.style, { width: `${width}px`, height: `${STRIP_HEIGHT}px` })
    const pen = this.canvas.getContext("2d")
    pen.scale(ratio, ratio)
    const style = { ink: theme(this.live.element, "--st-text-color"), color: palette(this.live)[0] }
    pen.font = `11px ${theme(this.live.element, "--st-font")}`
    const area = { left: 56, top: 6, bottom: STRIP_HEIGHT - 20 }
    area.right = Math.round(width * (1 - SIDE_SHARE)) - 8
    const [low, high] = stripSpan(columns)
    const y = (value) => area.bottom - ((value - low) / (high - low)) * (area.bottom - area.top)
    const at = columns.map((column) => this.live.x(column.look))
    const [first, last] = [at[0], Math.max(at.at(-1), at[0] + 1e-9)]
    const x = (value) => area.left + ((value - first) / (last - first)) * (area.right - area.left)
    const edges = at.map((value, i) => (i ? x((at[i - 1] + value) / 2) : area.left)).concat(area.right)
    let chosen = columns.length - 1
    if (this.pointed !== null && this.pointed !== undefined)
      chosen = Math.max(0, edges.findLastIndex((edge) => edge <= this.pointed && edge < area.right))
    pen.save()
    pen.beginPath()
    pen.rect(0, area.top, width, area.bottom - area.top)
    pen.clip()
    pen.fillStyle = style.color
    columns.forEach((column, i) => stripCells(pen, column, edges[i], Math.max(1, edges[i + 1] - edges[i]), y))
    const side = { left: area.right + 12, right: width - 4 }
    stripBars(pen, columns[chosen], side, y)
    pen.restore()
    pen.fillStyle = pen.strokeStyle = style.ink
    stripScale(pen, area, low, high, y)
    pen.textAlign = "left"
    pen.fillText(`${this.live.data.text[this.live.choice.unit]} ${stripTick(first)}`, area.left, STRIP_HEIGHT - 5)
    pen.textAlign = "right"
    pen.fillText(stripTick(last), area.right, STRIP_HEIGHT - 5)
    pen.textAlign = "left"
    pen.fillText(`${this.live.data.text.step} ${count(columns[chosen].look.step)}`, side.left, STRIP_HEIGHT - 5)
    if (chosen < columns.length - 1) {
      pen.globalAlpha = 0.6
      pen.strokeRect(edges[chosen] + 0.5, area.top + 0.5, Math.max(2, edges[chosen + 1] - edges[chosen]) - 1, area.bottom - area.top - 1)
    }
    return columns[chosen]
  }

  tell(column, layer) {
    const { text } = this.live.data
    const words = text.histograms
    this.says.textContent = fill(words.says, {
      layer,
      step: count(column.look.step),
      low: round(column.low, 3),
      high: round(column.high, 3),
      samples: column.look.samples,
    })
    this.canvas.setAttribute("aria-label", this.says.textContent)
    const said = column.look.remarks.map((remark) =>
      fill(words.remarks[remark.name], {
        ...remark,
        times: remark.times && count(Number(remark.times.toPrecision(2))),
        length: remark.length && count(Number(remark.length.toPrecision(2))),
      }),
    )
    const lines = said.length ? said : [words.remarks.none]
    if (this.told === lines.join()) return
    this.told = lines.join()
    this.remarks.classList.toggle("pg-worry", said.length > 0)
    this.remarks.replaceChildren(...lines.map((line) => make("li", "", line)))
  }
}

// From where to where the strip reaches: most looks whole; a few wild ones may stick out, or they would flatten the rest.
function stripSpan(columns) {
  const most = (values) => values.sort((a, b) => a - b)[Math.floor(values.length * 0.95)]
  const low = -most(columns.map((column) => -column.low))
  const high = most(columns.map((column) => column.high))
  return high > low ? [low, high] : [low - 0.5, high + 0.5]
}

// A column: how dark a cell is says how many of the numbers lie there, for each unit of the scale.
function stripCells(pen, column, left, width, y) {
  const step = (column.high - column.low) / column.counts.length
  const most = Math.max(...column.counts)
  column.counts.forEach((number, i) => {
    if (!number) return
    pen.globalAlpha = 0.08 + 0.92 * Math.sqrt(number / most)
    const top = y(column.low + (i + 1) * step)
    pen.fillRect(left, top, width + 0.5, Math.max(1, y(column.low + i * step) - top + 0.5))
  })
  pen.globalAlpha = 1
}

function stripBars(pen, column, { left, right }, y) {
  const step = (column.high - column.low) / column.counts.length
  const most = Math.max(...column.counts)
  column.counts.forEach((number, i) => {
    const top = y(column.low + (i + 1) * step)
    pen.fillRect(left, top, ((right - left) * number) / most, Math.max(1, y(column.low + i * step) - top - 1))
  })
}

function stripScale(pen, area, low, high, y) {
  pen.textAlign = "right"
  pen.textBaseline = "middle"
  const values = low < 0 && high > 0 ? [low, 0, high] : [low, high]
  for (const value of values) {
    const at = y(value)
    const crowded = value === 0 && (at - area.top < 12 || area.bottom - at < 12)
    if (!crowded) pen.fillText(stripTick(value), area.left - 5, Math.min(area.bottom - 5, Math.max(area.top + 5, at)))
    if (value === 0) {
      pen.globalAlpha = 0.4
      pen.fillRect(area.left, Math.round(at), area.right - area.left, 1)
      pen.globalAlpha = 1
    }
  }
  pen.textBaseline = "alphabetic"
}

const stripTick = (value) => (Math.abs(value) >= 1e5 || (value && Math.abs(value) < 1e-3) ? value.toExponential(1) : count(round(value, 3)))
