// What pictures of a network are drawn with: colours, pixels, the plane with its points, keys.

const theme = (element, name) => getComputedStyle(element).getPropertyValue(name).trim()

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

// How a place of the plane is painted: in the colour of its likeliest class, the stronger, the surer (0 to 255).
function classColour(colour, confidence, classes) {
  const chance = 1 / classes
  const sure = (confidence / 255 - chance) / (1 - chance)
  return [colour, 0.06 + 0.64 * Math.max(0, sure)]
}

// Draw the points of a scene { low, side, train, held } (training/views/points.py) on a square canvas over the plane: those
// that were learned from are filled. They do not move: they are drawn again for another width or theme only.
function drawPoints(canvas, { low, side, train, held }, colours) {
  const width = canvas.clientWidth
  const ground = theme(canvas, "--st-background-color")
  const scale = window.devicePixelRatio || 1
  const drawn = [width, scale, ground, low, side, train.length].join()
  if (drawn === canvas.dataset.drawn) return
  canvas.dataset.drawn = drawn
  Object.assign(canvas, { width: width * scale, height: width * scale })
  const pen = canvas.getContext("2d")
  const radius = train.length + held.length > 600 ? 2 : 3
  pen.scale(scale, scale)
  const each = (points, shape) => {
    for (const [x, y, number] of points) {
      pen.beginPath()
      pen.arc(((x - low[0]) / side) * width, (1 - (y - low[1]) / side) * width, radius, 0, 2 * Math.PI)
      shape(colours[number])
    }
  }
  each(train, (colour) => {
    Object.assign(pen, { fillStyle: colour, strokeStyle: ground, lineWidth: 1 })
    pen.fill()
    pen.stroke()
  })
  each(held, (colour) => {
    Object.assign(pen, { fillStyle: ground, strokeStyle: colour, lineWidth: 1.6 })
    pen.fill()
    pen.stroke()
  })
}

// Words in the colours of what they name: [sign, colour, text] each.
function viewKey(entries) {
  const line = make("div", "pg-view-key")
  for (const [sign, colour, text] of entries) {
    const mark = make("span", "", sign)
    mark.style.color = colour
    const entry = make("span")
    entry.append(mark, ` ${text}`)
    line.append(entry)
  }
  return line
}
