// A straight line that is learned: the line among its points, and the way of (w, b) over the bowl of the loss.

const LINE_COLOURS = { points: "#0072b2", line: "#d55e00", path: "#e69f00", bowl: "#56b4e9" }
const LINE_HEIGHT = 230
const MOST_ERRORS = 60 // points whose errors are drawn

const shortNumber = (value, digits = 4) => (typeof value === "number" ? String(Number(value.toPrecision(digits))) : "–")
const lineText = (weight, bias) => `y = ${shortNumber(weight)} · x ${bias < 0 ? "−" : "+"} ${shortNumber(typeof bias === "number" ? Math.abs(bias) : bias)}`

VIEWS.line = (element, scene, live) => {
  const text = live.data.text.views
  const plane = new Plane(element, { x: rangeAround(scene.x, 0.05), y: rangeAround(scene.y, 0.25) }, ["x", "y"], LINE_HEIGHT)
  const facts = element.appendChild(make("div", "pg-view-facts"))
  element.append(
    viewKey([
      ["●", LINE_COLOURS.points, text.training],
      ["○", LINE_COLOURS.points, text.heldOut],
      ["╌", "inherit", `${text.trueLine} ${lineText(scene.slope, scene.intercept)}`],
    ]),
  )
  const ends = (weight, bias) => plane.ranges.x.map((x) => [x, weight * x + bias])
  const train = scene.x.map((x, i) => [x, scene.y[i]]).filter((_, i) => scene.part[i] === 0)
  let line, errors

  const lay = () => {
    plane.add("polyline", { points: plane.corners(ends(scene.slope, scene.intercept)), class: "pg-true" })
    errors = train.length > MOST_ERRORS ? [] : train.map(() => plane.add("line", { stroke: LINE_COLOURS.line, opacity: 0.55 }))
    scene.x.forEach((x, i) => {
      const fill = scene.part[i] ? "none" : LINE_COLOURS.points
      plane.add("circle", { cx: plane.x(x), cy: plane.y(scene.y[i]), r: 4, fill, stroke: LINE_COLOURS.points, "stroke-width": 1.5 })
    })
    line = plane.add("polyline", { fill: "none", stroke: LINE_COLOURS.line, "stroke-width": 2.5 })
  }

  return {
    title: text.line,
    draw({ data: { weight, bias, loss } }) {
      if (plane.fit()) lay()
      facts.textContent = [["w", weight], ["b", bias], [text.loss, loss]].map(([name, value]) => `${name} ${shortNumber(value)}`).join("   ")
      plane.svg.setAttribute("aria-label", `${text.line}: ${lineText(weight, bias)}`)
      if (weight === null || bias === null || !line) return // the numbers have run away: the last line stays
      line.setAttribute("points", plane.corners(ends(weight, bias)))
      errors.forEach((error, i) => {
        const [x, y] = train[i]
        for (const end of ["x1", "x2"]) error.setAttribute(end, plane.x(x))
        error.setAttribute("y1", plane.y(y))
        error.setAttribute("y2", plane.y(weight * x + bias))
      })
    },
  }
}

const BANDS = 14 // of the same colour between the smallest and the largest loss
const FINE = 8 // dots for each place at which the loss is known, in both directions

// The loss as a picture: the more blue, the larger; bands as on a map, of the root, so that they are as wide below as above.
function bowlPicture(loss) {
  const [high, wide] = [loss.length, loss[0].length]
  const all = loss.flat()
  const [least, most] = [Math.min(...all), Math.max(...all)]
  const [width, height] = [(wide - 1) * FINE, (high - 1) * FINE]
  const [canvas, bowl] = [make("canvas"), rgbOf(LINE_COLOURS.bowl)]
  paintPixels(canvas, width, height, (pixel) => {
    const [x, y] = [((pixel % width) + 0.5) / FINE, high - 1 - (Math.floor(pixel / width) + 0.5) / FINE]
    const [j, i] = [Math.floor(x), Math.floor(y)]
    const [right, up] = [x - j, y - i]
    const below = loss[i][j] * (1 - right) + loss[i][j + 1] * right
    const above = loss[i + 1][j] * (1 - right) + loss[i + 1][j + 1] * right
    const share = Math.sqrt((below * (1 - up) + above * up - least) / (most - least || 1))
    return [bowl, 0.03 + (0.85 * Math.floor(share * BANDS)) / BANDS]
  })
  return canvas.toDataURL()
}

VIEWS.bowl = (element, scene, live) => {
  const text = live.data.text.views
  const { weight, bias, loss } = scene.bowl
  const plane = new Plane(element, { x: weight, y: bias }, ["w", "b"], LINE_HEIGHT)
  const facts = element.appendChild(make("div", "pg-view-facts"))
  element.append(
    viewKey([
      ["○", LINE_COLOURS.path, text.start],
      ["●", LINE_COLOURS.path, text.now],
      ["✕", "inherit", `${text.trueLine} (${shortNumber(scene.slope)}, ${shortNumber(scene.intercept)})`],
    ]),
  )
  const picture = bowlPicture(loss)
  let path, start, now

  const lay = () => {
    plane.add("image", { href: picture, width: plane.wide, height: plane.high, preserveAspectRatio: "none" })
    const [x, y] = [plane.x(scene.slope), plane.y(scene.intercept)]
    plane.add("path", { d: `M${x - 5} ${y - 5}l10 10m0 -10l-10 10`, class: "pg-goal" })
    path = plane.add("polyline", { fill: "none", stroke: LINE_COLOURS.path, "stroke-width": 2, "stroke-linejoin": "round" })
    start = plane.add("circle", { r: 4, fill: "none", stroke: LINE_COLOURS.path, "stroke-width": 2 })
    now = plane.add("circle", { r: 5, fill: LINE_COLOURS.path, class: "pg-now" })
  }

  return {
    title: text.bowl,
    draw({ data }) {
      if (plane.fit()) lay()
      if (!data.path.length || !path) return
      path.setAttribute("points", plane.corners(data.path))
      for (const [spot, [w, b]] of [[start, data.path[0]], [now, data.path.at(-1)]]) {
        spot.setAttribute("cx", plane.x(w))
        spot.setAttribute("cy", plane.y(b))
      }
      const [from, to] = [data.path[0], data.path.at(-1)].map((place) => `(${place.map((each) => shortNumber(each)).join(", ")})`)
      facts.textContent = `(w, b)   ${from} → ${to}`
      plane.svg.setAttribute("aria-label", `${text.bowl}: (w, b) ${from} → ${to}`)
    },
  }
}
