// Pictures: the first layer's filters as they form, and what the network says of some pictures now (training/views/pictures.py).

VIEWS.filters = (card, scene, live) => {
  const { colours } = live.data
  const words = live.data.text.views.filters
  const canvas = pictureCanvas("pg-filters")
  const readout = make("div", "pg-view-facts pg-readout")
  const signs = { above: rgbOf(colours.above), below: rgbOf(colours.below) }
  const key = make("div", "pg-view-key")
  card.append(canvas, readout, key)
  let now = null // what is shown: shape, values, scale, columns
  let pointed = null // the filter under the pointer

  // Each filter with a gap of a pixel of its own size around it; in colour where it looks at red, green and blue.
  const paint = () => {
    const [, channels, height, width] = now.shape
    const pixels = height * width
    const size = [now.columns * (width + 1) - 1, now.rows * (height + 1) - 1]
    canvas.style.setProperty("--ratio", size[0] / size[1])
    paintPixels(canvas, ...size, (i) => {
      const [x, y] = [i % size[0], Math.floor(i / size[0])]
      const [inX, inY] = [x % (width + 1), y % (height + 1)]
      const number = Math.floor(y / (height + 1)) * now.columns + Math.floor(x / (width + 1))
      if (inX === width || inY === height || number >= now.shape[0]) return [[0, 0, 0], 0]
      const at = number * channels * pixels + inY * width + inX
      if (channels === 3) return [[0, 1, 2].map((channel) => now.values[at + channel * pixels]), 1]
      return signedColour((now.values[at] - 128) / 127, signs)
    })
  }
  const tell = () => {
    const [count, channels, height, width] = now.shape
    if (pointed === null || pointed >= count) {
      const shown = count < now.count ? ` · ${fill(words.some, { shown: count, count: now.count })}` : ""
      return say(readout, `±${now.scale.toPrecision(2)}${shown}`)
    }
    const size = channels * height * width
    const weights = now.values.subarray(pointed * size, (pointed + 1) * size)
    const [low, high] = [Math.min, Math.max].map((most) => round(((most(...weights) - 128) / 127) * now.scale, 2))
    return say(readout, fill(words.filter, { number: pointed + 1, low, high }))
  }
  canvas.onpointermove = (event) => {
    if (!now) return
    const column = Math.floor((event.offsetX / canvas.clientWidth) * now.columns)
    const row = Math.floor((event.offsetY / canvas.clientHeight) * now.rows)
    pointed = row * now.columns + column
    tell()
  }
  canvas.onpointerleave = () => {
    pointed = null
    if (now) tell()
  }
  return {
    title: words.title,
    draw: ({ data, step }) => {
      const columns = Math.ceil(Math.sqrt(data.shape[0] * (data.shape[2] / data.shape[3])))
      now = { ...data, values: bytesOf(data.weights), columns, rows: Math.ceil(data.shape[0] / columns) }
      paint()
      tell()
      say(key, data.shape[1] === 3 ? words.colours : words.signs)
      canvas.ariaLabel = fill(words.label, { shown: data.shape[0], height: data.shape[2], width: data.shape[3], step })
    },
  }
}

VIEWS.answers = (card, scene, live) => {
  const words = live.data.text.views.answers
  const parts = make("div", "pg-answers")
  const cells = scene.pictures.map((picture, i) => answerCell(bytesOf(picture), scene.shape, scene.classes[scene.labels[i]]))
  const list = make("div", "pg-answer-list")
  if (Math.max(...scene.classes.map((name) => name.length)) > 3) list.classList.add("pg-answer-words")
  list.append(...cells.map((cell) => cell.element))
  const matrix = new Matrix(scene, live)
  parts.append(list, matrix.element)
  card.append(parts)
  return {
    title: words.title,
    draw: ({ data, step }) => {
      cells.forEach((cell, i) => {
        const values = { label: scene.classes[scene.labels[i]], prediction: scene.classes[data.predictions[i]] }
        cell.tell(values, data.confidence[i], words)
      })
      matrix.draw(data.confusion, step)
    },
  }
}

const SIGNS = { right: "M3 8.500l3.500 3.500L13 4.500", wrong: "M4 4l8 8M12 4l-8 8" }

// A picture, what it is, and what the network takes it for, with a sign that needs no colour.
function answerCell(bytes, [channels, height, width], label) {
  const element = make("div", "pg-answer")
  const canvas = pictureCanvas("pg-answer-picture")
  const pixels = height * width
  paintPixels(canvas, width, height, (i) => [[0, 1, 2].map((channel) => bytes[i + (channels === 3 ? channel * pixels : 0)]), 1])
  const said = make("span", "pg-answer-said")
  const sign = vector("svg", { viewBox: "0 0 16 16", "aria-hidden": "true" })
  const stroke = sign.appendChild(vector("path"))
  const [name, share] = [make("span", "pg-answer-name"), make("span", "pg-answer-share")]
  said.append(sign, name)
  element.append(canvas, make("span", "pg-answer-label", label), said, share)
  const tell = (values, confidence, words) => {
    const right = values.label === values.prediction
    element.dataset.right = String(right)
    stroke.setAttribute("d", right ? SIGNS.right : SIGNS.wrong)
    say(name, values.prediction)
    say(share, `${(100 * confidence).toFixed(0)} %`)
    element.title = fill(right ? words.right : words.wrong, { ...values, share: share.textContent })
    canvas.ariaLabel = element.title
  }
  return { element, tell }
}

// A confusion matrix: rows are what it is, columns what the network says.
class Matrix {
  constructor({ classes, checked, validation }, live) {
    this.classes = classes
    this.words = live.data.text.views.answers
    this.colours = live.data.colours
    const some = checked < validation ? fill(this.words.some, { checked, validation }) : ""
    this.element = make("div", "pg-matrix")
    this.canvas = pictureCanvas("pg-matrix-cells")
    this.readout = make("div", "pg-view-facts pg-readout")
    this.element.append(this.canvas, this.readout, make("div", "pg-view-key", [this.words.axes, some].filter(Boolean).join(" · ")))
    this.canvas.onpointermove = (event) => {
      const cell = [event.offsetY, event.offsetX].map((at) => Math.floor((at - this.rim) / this.cell))
      this.pointed = cell.every((i) => i >= 0 && i < classes.length) ? cell : null
      this.tell()
    }
    this.canvas.onpointerleave = () => {
      this.pointed = null
      this.tell()
    }
  }

  draw(counts, step) {
    this.counts = counts
    const scale = window.devicePixelRatio || 1
    const width = this.canvas.clientWidth
    const size = Math.round(width * scale)
    if (this.canvas.width !== size) Object.assign(this.canvas, { width: size, height: size })
    const pen = this.canvas.getContext("2d")
    pen.setTransform(scale, 0, 0, scale, 0, 0)
    pen.clearRect(0, 0, width, width)
    this.rim = 15
    this.cell = (width - this.rim) / counts.length
    const ink = theme(this.canvas, "--st-text-color")
    const wrong = Math.max(1, ...counts.flatMap((row, i) => row.filter((_, j) => j !== i)))
    Object.assign(pen, { font: `${Math.min(11, this.cell * 0.55)}px ${theme(this.canvas, "--st-font")}`, textAlign: "center", textBaseline: "middle" })
    counts.forEach((row, i) => {
      const all = Math.max(1, row.reduce((sum, each) => sum + each, 0))
      const middle = this.rim + (i + 0.5) * this.cell
      pen.globalAlpha = 0.75
      pen.fillStyle = ink
      this.write(pen, this.classes[i], this.rim / 2, middle, this.rim)
      this.write(pen, this.classes[i], middle, this.rim / 2, this.cell)
      row.forEach((value, j) => {
        const strength = i === j ? (0.9 * value) / all : value && 0.25 + (0.65 * value) / wrong
        const [x, y] = [this.rim + j * this.cell, this.rim + i * this.cell]
        pen.globalAlpha = value ? strength : 0.06
        pen.fillStyle = !value ? ink : i === j ? this.colours.above : this.colours.below
        pen.fillRect(x + 0.5, y + 0.5, this.cell - 1, this.cell - 1)
        pen.globalAlpha = 1
        pen.fillStyle = strength > 0.5 ? "#ffffff" : ink
        if (value) this.write(pen, String(value), x + this.cell / 2, middle, this.cell)
      })
    })
    this.canvas.ariaLabel = fill(this.words.matrix, { step, summary: this.summary() })
    this.tell()
  }

  // Words that are too long are cut, so that they do not run into their neighbours.
  write(pen, words, x, y, room) {
    const most = Math.max(1, Math.floor(room / Math.max(5, pen.measureText("0").width)))
    pen.fillText(words.slice(0, most), x, y + 0.5)
  }

  summary() {
    const right = this.counts.reduce((sum, row, i) => sum + row[i], 0)
    const asked = this.counts.flat().reduce((sum, each) => sum + each, 0)
    return fill(this.words.summary, { right, count: asked })
  }

  tell() {
    if (!this.counts) return
    if (!this.pointed) return say(this.readout, this.summary())
    const [i, j] = this.pointed
    return say(this.readout, fill(this.words.cell, { count: this.counts[i][j], label: this.classes[i], prediction: this.classes[j] }))
  }
}
