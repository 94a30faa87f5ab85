// Points in the plane: the network's answer everywhere, and what each hidden neuron does there (training/views/points.py).

VIEWS.boundary = (card, scene, live) => {
  const view = new PlaneView(card, scene, live)
  return { title: live.data.text.views.boundary.title, draw: (frame) => view.draw(frame) }
}

class PlaneView {
  constructor(card, scene, live) {
    this.live = live
    this.scene = scene
    this.words = live.data.text.views.boundary
    this.classColours = live.data.colours.classes.map(rgbOf)
    this.signs = { above: rgbOf(live.data.colours.above), below: rgbOf(live.data.colours.below) }
    this.layers = [] // by hidden layer: { scale, buttons, canvases }
    const plane = make("div", "pg-field-box")
    this.field = pictureCanvas("pg-field")
    this.points = make("canvas", "pg-field-points")
    this.points.setAttribute("aria-hidden", "true")
    plane.append(this.field, this.points)
    plane.onpointermove = (event) => this.point(event)
    plane.onpointerleave = () => this.point(null)
    this.readout = make("div", "pg-view-facts pg-readout")
    const side = make("div", "pg-field-side")
    side.append(plane, this.readout, this.key())
    this.rows = make("div", "pg-layers")
    const parts = make("div", "pg-boundary")
    parts.append(side, this.rows)
    card.append(parts)
  }

  // What the colours and the two kinds of points mean.
  key() {
    const { views } = this.live.data.text
    const classes = this.scene.classes.map((name, i) => ["■", this.live.data.colours.classes[i], name])
    return viewKey([...classes, ["●", "inherit", views.training], ["○", "inherit", views.heldOut]])
  }

  draw(frame) {
    const { classes, confidence, layers } = frame.data
    this.step = frame.step
    this.classes = bytesOf(classes)
    this.confidence = bytesOf(confidence)
    this.grid = Math.sqrt(this.classes.length)
    if (!this.rows.childElementCount) this.build(layers)
    layers.forEach((layer, i) => this.drawLayer(layer, this.layers[i]))
    drawPoints(this.points, this.scene, this.live.data.colours.classes)
    this.drawField()
  }

  build(layers) {
    this.layers = layers.map((layer, i) => this.buildLayer(layer, i + 1))
    this.rows.append(make("div", "pg-view-key", layers.length ? this.words.signs : this.words.none))
  }

  buildLayer({ shown, count }, number) {
    const row = make("div", "pg-layer")
    const head = make("div", "pg-layer-head")
    const title = fill(this.words.layer, { layer: number })
    const scale = make("span", "pg-layer-scale")
    head.append(make("b", "", title), shown < count ? fill(this.words.some, { shown, count }) : "", scale)
    const group = make("div", "pg-neurons")
    group.setAttribute("role", "group")
    group.setAttribute("aria-label", title)
    const buttons = Array.from({ length: shown }, (_, i) => this.buildNeuron(number, i))
    buttons[0].tabIndex = 0
    group.onkeydown = (event) => moveFocus(event, buttons)
    group.append(...buttons)
    row.append(head, group)
    this.rows.append(row)
    return { scale, canvases: buttons.map((button) => button.firstChild) }
  }

  buildNeuron(layer, index) {
    const button = make("button", "pg-neuron")
    const place = { layer, index, button, name: fill(this.words.neuron, { layer, neuron: index + 1 }) }
    button.type = "button"
    button.tabIndex = -1
    button.append(make("canvas"))
    button.setAttribute("aria-label", place.name)
    button.setAttribute("aria-pressed", "false")
    const look = (at) => {
      this.looked = at
      this.drawField()
    }
    button.onpointerenter = (event) => event.pointerType === "mouse" && look(place)
    button.onpointerleave = () => look(null)
    button.onfocus = () => button.matches(":focus-visible") && look(place)
    button.onblur = () => look(null)
    button.onclick = () => {
      const before = this.kept
      this.kept = before?.button === button ? null : place
      before?.button.setAttribute("aria-pressed", "false")
      this.kept?.button.setAttribute("aria-pressed", "true")
      this.drawField()
    }
    return button
  }

  drawLayer(layer, row) {
    row.values = bytesOf(layer.neurons)
    row.size = row.values.length / layer.shown
    row.side = Math.sqrt(row.size)
    row.largest = layer.scale
    say(row.scale, `±${layer.scale.toPrecision(2)}`)
    row.canvases.forEach((canvas, i) => this.paintNeuron(canvas, row, i))
  }

  paintNeuron(canvas, row, index) {
    const values = row.values.subarray(index * row.size, (index + 1) * row.size)
    paintPixels(canvas, row.side, row.side, (i) => signedColour((values[i] - 128) / 127, this.signs))
  }

  // In the large picture: the network's answer, or the neuron that is pointed at or was clicked.
  drawField() {
    const neuron = this.looked ?? this.kept
    if (neuron) {
      this.paintNeuron(this.field, this.layers[neuron.layer - 1], neuron.index)
      this.field.ariaLabel = neuron.name
    } else {
      const colour = (i) => classColour(this.classColours[this.classes[i]], this.confidence[i], this.scene.classes.length)
      paintPixels(this.field, this.grid, this.grid, colour)
      this.field.ariaLabel = this.inWords()
    }
    this.tell()
  }

  inWords() {
    const shares = this.scene.classes.map((name, number) => {
      const places = this.classes.reduce((sum, each) => sum + (each === number), 0)
      return `${name}: ${((100 * places) / this.classes.length).toFixed(0)} %`
    })
    return fill(this.words.label, { step: this.step, shares: shares.join(", ") })
  }

  point(event) {
    const box = event && this.points.getBoundingClientRect()
    this.pointed = event && [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height].map((share) => Math.min(Math.max(share, 0), 0.9999))
    if (this.classes) this.tell()
  }

  // What stands below the picture: the place that is pointed at, else what is shown.
  tell() {
    const neuron = this.looked ?? this.kept
    if (!this.pointed) return say(this.readout, neuron?.name ?? fill(this.words.answer, { step: count(this.step) }))
    const { low, side, classes } = this.scene
    const [x, y] = [low[0] + this.pointed[0] * side, low[1] + (1 - this.pointed[1]) * side].map((each) => each.toFixed(2))
    const place = (grid) => Math.floor(this.pointed[1] * grid) * grid + Math.floor(this.pointed[0] * grid)
    if (neuron) {
      const row = this.layers[neuron.layer - 1]
      const value = ((row.values[neuron.index * row.size + place(row.side)] - 128) / 127) * row.largest
      return say(this.readout, fill(this.words.value, { x, y, value: round(value, 2) }))
    }
    const i = place(this.grid)
    const share = `${((100 * this.confidence[i]) / 255).toFixed(0)} %`
    return say(this.readout, fill(this.words.place, { x, y, name: classes[this.classes[i]], share }))
  }
}

// Arrow keys go from one button of a group to the next; the tab key goes to the group.
function moveFocus(event, buttons) {
  const move = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key]
  const at = buttons.indexOf(event.target)
  if (!move || at < 0) return
  event.preventDefault()
  buttons[at].tabIndex = -1
  const next = buttons[(at + move + buttons.length) % buttons.length]
  next.tabIndex = 0
  next.focus()
}
