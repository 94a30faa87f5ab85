// Batches as a map: a band for each epoch, a block for each batch, a cell for each sample, coloured by its class.
//
// data, from batch_map.py: the length of a header (4 bytes), the header in JSON, the class of each sample of the data set
// (1 byte each), and for each epoch the indices of its samples, batch after batch, then those that were left out.

const LABEL = 20 // pixels above each band
const LARGEST = 30 // pixels of a cell
const NUMBERED = 22 // pixels from which on a cell has its sample's index in it
const LISTED = 300 // samples of a batch that are listed
const WHERES = 12 // places of a sample that are told

export default function ({ data, parentElement }) {
  const root = parentElement.querySelector(".pg-map")
  const view = (root.view ??= new MapView(root))
  view.show(data)
  return () => {
    view.close()
    root.view = null
  }
}

class MapView {
  constructor(root) {
    this.root = root
    this.at = { epoch: 0, batch: 0, cell: null }
    this.box = make("div", "pg-map-box")
    this.box.tabIndex = 0
    this.box.setAttribute("role", "application")
    this.sheet = make("div", "pg-map-sheet")
    this.cells = make("canvas")
    this.marks = make("canvas", "pg-map-marks")
    this.labels = make("div")
    this.sheet.append(this.cells, this.marks, this.labels)
    this.box.append(this.sheet)
    this.legend = make("div", "pg-map-legend")
    this.told = make("div", "pg-map-told")
    this.told.setAttribute("role", "status")
    root.replaceChildren(this.box, this.legend, this.told)
    for (const kind of ["pointermove", "pointerdown"]) this.sheet.addEventListener(kind, (event) => this.point(event))
    this.sheet.addEventListener("pointerleave", () => this.go({ ...this.at, cell: null }))
    this.box.addEventListener("keydown", (event) => this.press(event))
    this.observer = new ResizeObserver(() => this.layOut())
    this.observer.observe(this.box)
  }

  close() {
    this.observer.disconnect()
  }

  // Streamlit gives the data anew with every run of the page, changed or not.
  show(bytes) {
    const start = 4 + new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true)
    const head = JSON.parse(new TextDecoder().decode(bytes.subarray(4, start)))
    if (head.id === this.head?.id) return
    this.head = head
    this.classes = bytes.subarray(start, start + head.count)
    const Numbers = head.wide === 4 ? Uint32Array : Uint16Array
    const all = new Numbers(bytes.slice(start + head.count).buffer)
    const length = head.used + head.left
    this.epochs = Array.from({ length: head.epochs }, (_, epoch) => all.subarray(epoch * length, (epoch + 1) * length))
    this.blocks = head.batches + (head.left ? 1 : 0)
    this.box.setAttribute("aria-label", head.texts.label)
    this.told.classList.toggle("pg-map-compact", head.compact)
    this.box.style.maxHeight = `${head.tallest}px`
    this.legend.replaceChildren(
      ...head.classes.map((name, place) => {
        const item = make("span", "pg-map-class")
        const spot = item.appendChild(make("span", "pg-map-spot"))
        spot.style.background = this.colour(place)[0]
        item.append(name)
        return item
      }),
      make("span", "pg-map-hint", head.texts.hint),
    )
    this.width = 0
    this.layOut()
  }

  colour(place) {
    return this.head.colours[place % this.head.colours.length]
  }

  size(block) {
    const { batches, batchSize, used, left } = this.head
    return block === batches ? left : Math.min(batchSize, used - block * batchSize)
  }

  sample(epoch, block, cell) {
    return this.epochs[epoch][this.first(block) + cell]
  }

  // Where a block begins among the indices of its epoch.
  first(block) {
    return block === this.head.batches ? this.head.used : block * this.head.batchSize
  }

  layOut() {
    const width = this.box.clientWidth - 4
    if (!this.head || width <= 0 || width === this.width) return
    this.width = width
    this.form = fit(width, this.head.height, this.blocks, this.size(0), this.head.epochs)
    this.draw()
    this.go(this.at)
  }

  // The left and upper edge of a cell.
  place(epoch, block, cell) {
    const { side, gap, columns, across, blockWidth, blockHeight, band } = this.form
    return {
      x: 2 + (block % across) * (blockWidth + gap) + (cell % columns) * side,
      y: epoch * band + LABEL + Math.floor(block / across) * (blockHeight + gap) + Math.floor(cell / columns) * side,
    }
  }

  draw() {
    const { side, band, across, blockWidth, gap } = this.form
    const height = band * this.head.epochs
    const scale = window.devicePixelRatio || 1
    for (const canvas of [this.cells, this.marks]) {
      canvas.width = Math.round((this.width + 4) * scale)
      canvas.height = Math.max(1, Math.round(height * scale))
      canvas.style.width = `${this.width + 4}px`
      canvas.style.height = `${height}px`
    }
    this.sheet.style.height = `${height}px`
    const context = this.cells.getContext("2d")
    const image = context.createImageData(this.cells.width, this.cells.height)
    const pixels = new Uint32Array(image.data.buffer)
    const colours = this.head.colours.map(([colour]) => pixel(colour, 255))
    const pale = this.head.colours.map(([colour]) => pixel(colour, 90))
    const { accent } = this.head
    const inner = side - (side >= 4 ? 1 : 0)
    const each = (act) => {
      for (let epoch = 0; epoch < this.head.epochs; epoch++) {
        for (let block = 0; block < this.blocks; block++) {
          for (let cell = 0, size = this.size(block); cell < size; cell++) act(epoch, block, cell)
        }
      }
    }
    each((epoch, block, cell) => {
      const kind = this.classes[this.sample(epoch, block, cell)]
      const faint = block === this.head.batches || (accent !== null && kind !== accent)
      const shade = (faint ? pale : colours)[kind % colours.length]
      const { x, y } = this.place(epoch, block, cell)
      const [left, right] = [Math.round(x * scale), Math.round((x + inner) * scale)]
      for (let row = Math.round(y * scale); row < Math.round((y + inner) * scale); row++) {
        pixels.fill(shade, row * image.width + left, row * image.width + right)
      }
    })
    context.putImageData(image, 0, 0)
    if (side >= NUMBERED) {
      context.scale(scale, scale)
      context.font = `${Math.min(12, side * 0.4)}px ${getComputedStyle(this.root).fontFamily}`
      context.textAlign = "center"
      context.textBaseline = "middle"
      each((epoch, block, cell) => {
        const index = this.sample(epoch, block, cell)
        const { x, y } = this.place(epoch, block, cell)
        context.fillStyle = block === this.head.batches ? getComputedStyle(this.root).color : this.colour(this.classes[index])[1]
        context.fillText(index, x + inner / 2, y + inner / 2 + 1)
      })
    }
    const labels = this.epochs.map((_, epoch) => {
      const label = make("div", "pg-map-label", said(this.head.texts.epoch, { epoch: epoch + 1 }))
      label.style.top = `${epoch * band}px`
      return label
    })
    const step = Math.ceil(30 / (blockWidth + gap)) // numbers of batches stand apart
    if (across >= this.blocks) {
      for (let block = step - 1; block < this.head.batches; block += step) {
        const { x } = this.place(0, block, 0)
        if (x < 80) continue
        const label = make("div", "pg-map-label pg-map-number", block + 1)
        label.style.left = `${x + blockWidth / 2}px`
        labels.push(label)
      }
    }
    this.labels.replaceChildren(...labels)
  }

  point(event) {
    const bounds = this.sheet.getBoundingClientRect()
    const found = this.under(event.clientX - bounds.left - 2, event.clientY - bounds.top)
    if (found) this.go(found)
  }

  // The cell at a point, or the block without a cell, or nothing.
  under(x, y) {
    const { side, gap, columns, across, blockWidth, blockHeight, band } = this.form
    const epoch = Math.floor(y / band)
    const top = y - epoch * band - LABEL
    const column = Math.floor(x / (blockWidth + gap))
    const block = Math.floor(top / (blockHeight + gap)) * across + column
    if (top < 0 || column < 0 || column >= across || block >= this.blocks || epoch >= this.head.epochs) return null
    const [inX, inY] = [x - column * (blockWidth + gap), top % (blockHeight + gap)]
    const cell = Math.floor(inY / side) * columns + Math.floor(inX / side)
    const hit = inX < blockWidth && inY < blockHeight && cell < this.size(block)
    return { epoch, batch: block, cell: hit ? cell : null }
  }

  press(event) {
    const { epoch, batch } = this.at
    const moves = {
      ArrowRight: [0, 1], ArrowLeft: [0, -1], ArrowDown: [1, 0], ArrowUp: [-1, 0], Home: [0, -batch], End: [0, this.blocks],
    } // prettier-ignore
    const move = moves[event.key]
    if (!move) return
    event.preventDefault()
    this.go({ epoch: epoch + move[0], batch: batch + move[1], cell: null })
    const { y } = this.place(this.at.epoch, this.at.batch, 0)
    const over = y + this.form.blockHeight - this.box.scrollTop - this.box.clientHeight
    if (over > 0) this.box.scrollTop += over + 4
    else if (y - LABEL < this.box.scrollTop) this.box.scrollTop = y - LABEL
  }

  go({ epoch, batch, cell }) {
    const within = (value, most) => Math.max(0, Math.min(value, most - 1))
    this.at = { epoch: within(epoch, this.head.epochs), batch: within(batch, this.blocks), cell }
    if (cell !== null && cell >= this.size(this.at.batch)) this.at.cell = null
    const key = JSON.stringify([this.at, this.head.id, this.width])
    if (key === this.key || !this.form) return
    this.key = key
    this.mark()
    this.tell()
  }

  // A frame around the batch, a ring around the sample wherever it comes.
  mark() {
    const scale = window.devicePixelRatio || 1
    const context = this.marks.getContext("2d")
    context.setTransform(scale, 0, 0, scale, 0, 0)
    context.clearRect(0, 0, this.width + 4, this.form.band * this.head.epochs)
    if (!this.blocks) return
    const style = getComputedStyle(this.root)
    const { epoch, batch, cell } = this.at
    const { x, y } = this.place(epoch, batch, 0)
    const { blockWidth, side, columns } = this.form
    const size = this.size(batch)
    context.strokeStyle = style.getPropertyValue("--st-primary-color")
    context.lineWidth = 2
    context.strokeRect(x - 1.5, y - 1.5, Math.min(blockWidth, size * side) + 2, Math.ceil(size / columns) * side + 2)
    if (cell === null) return
    context.strokeStyle = style.color
    for (const place of this.places(this.sample(epoch, batch, cell))) {
      const { x, y } = this.place(place.epoch, place.block, place.cell)
      context.beginPath()
      if (side >= 8) context.rect(x - 1, y - 1, side + 1, side + 1)
      else context.arc(x + side / 2, y + side / 2, side / 2 + 3, 0, 7)
      context.stroke()
    }
  }

  // Wherever a sample comes, in all epochs.
  places(index) {
    return this.epochs.flatMap((indices, epoch) => {
      const found = []
      for (let at = indices.indexOf(index); at >= 0; at = indices.indexOf(index, at + 1)) {
        const block = at >= this.head.used ? this.head.batches : Math.floor(at / this.head.batchSize)
        found.push({ epoch, block, cell: at - this.first(block) })
      }
      return found
    })
  }

  tell() {
    const { texts, batches, chips } = this.head
    if (!this.blocks) {
      this.told.replaceChildren(texts.none)
      return
    }
    const { epoch, batch, cell } = this.at
    const size = this.size(batch)
    const names = { epoch: epoch + 1, batch: number(batch + 1), batches: number(batches), count: number(size) }
    const out = batch === batches
    const first = make("div", "pg-map-batch")
    first.append(make("b", "", said(out ? texts.out : batch === batches - 1 ? texts.last : texts.batch, names)))
    if (!out) {
      const shapes = make("span", "pg-map-shapes")
      shapes.innerHTML = size === this.head.batchSize ? chips.full : chips.last
      first.append(shapes)
    }
    const counts = new Array(this.head.classes.length).fill(0)
    for (let i = 0; i < size; i++) counts[this.classes[this.sample(epoch, batch, i)]]++
    const share = make("div", "pg-map-share")
    share.setAttribute("role", "img")
    share.setAttribute("aria-label", said(texts.counts, { counts: counts.map((count, i) => `${this.head.classes[i]}: ${count}`).join(", ") }))
    counts.forEach((count, place) => {
      if (!count) return
      const [colour, ink] = this.colour(place)
      const part = make("span", "", `${this.head.classes[place]}: ${count}`)
      part.style.cssText = `flex-grow: ${count}; background: ${colour}; color: ${ink}`
      part.title = part.textContent
      share.append(part)
    })
    const list = make("div", "pg-map-samples")
    for (let i = 0; i < Math.min(size, LISTED); i++) {
      const index = this.sample(epoch, batch, i)
      const [colour, ink] = this.colour(this.classes[index])
      const chip = make("span", i === cell ? "pg-map-chosen" : "", index)
      chip.style.cssText = `background: ${colour}; color: ${ink}`
      list.append(chip)
    }
    if (size > LISTED) list.append(said(texts.more, { count: number(size - LISTED) }))
    this.told.replaceChildren(first, share, this.story(), ...(this.head.compact ? [] : [list]))
  }

  story() {
    const { texts, classes } = this.head
    const { epoch, batch, cell } = this.at
    const line = make("div", "pg-map-story")
    if (cell === null) return line
    const index = this.sample(epoch, batch, cell)
    const places = this.places(index)
    const where = places.slice(0, WHERES).map(({ epoch, block }) =>
      said(block === this.head.batches ? texts.left : texts.where, { epoch: epoch + 1, batch: number(block + 1) }),
    )
    if (places.length > WHERES) where.push("…")
    line.textContent = said(texts.sample, { index, name: classes[this.classes[index]], places: where.join(", ") })
    return line
  }
}

// How large cells can be: all batches of an epoch beside each other if that leaves room, or else in several lines.
function fit(width, height, blocks, size, epochs) {
  const form = (side, columns, across) => {
    const gap = side >= 6 ? 6 : side >= 3 ? 3 : side >= 2 ? 2 : 1
    const blockHeight = Math.ceil(size / columns) * side
    const lines = Math.ceil(blocks / across)
    const band = LABEL + lines * (blockHeight + gap) + 4
    return { side, gap, columns, across, blockWidth: columns * side, blockHeight, band, total: band * epochs }
  }
  const gapOf = (side) => form(side, 1, 1).gap
  let beside = null
  let wrapped = null
  for (let side = LARGEST; side >= 1 && !(beside && wrapped); side--) {
    const room = (width - (blocks - 1) * gapOf(side)) / Math.max(1, blocks)
    const columns = Math.min(size, Math.floor(room / side))
    if (columns >= 1) {
      const found = form(side, columns, Math.max(1, blocks))
      if (found.total <= height) beside ??= found
    }
    const square = Math.max(1, Math.min(Math.ceil(Math.sqrt(size)), Math.floor(width / side)))
    const found = form(side, square, Math.max(1, Math.floor((width + gapOf(side)) / (square * side + gapOf(side)))))
    if (found.total <= height || side === 1) wrapped ??= found
  }
  return beside && (beside.side >= 3 || beside.side >= wrapped.side) ? beside : wrapped
}

function pixel(colour, alpha) {
  const [red, green, blue] = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16))
  return ((alpha << 24) | (blue << 16) | (green << 8) | red) >>> 0
}

function number(value) {
  return value.toLocaleString("en-US")
}

function said(text, values) {
  return text.replace(/\{(\w+)\}/g, (_, name) => values[name])
}
