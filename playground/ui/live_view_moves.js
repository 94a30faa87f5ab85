// Which parameters move: each tensor of the network, frozen or not, and how far it is from where it began.

const LEAST_WAY = 0.1 // the longest bar stands for this share at least, so that a little looks like a little

VIEWS.moves = (element, scene, live) => {
  const text = live.data.text.views.moves
  const tensors = scene.moves
  const numbers = (some) => some.reduce((sum, { shape }) => sum + shape.reduce((product, size) => product * size, 1), 0)
  const facts = element.appendChild(make("div", "pg-view-facts"))
  facts.textContent = fill(text.summary, {
    learning: count(numbers(tensors.filter(({ learns }) => learns))),
    all: count(numbers(tensors)),
  })
  const list = element.appendChild(make("ol", "pg-moves"))
  list.tabIndex = 0 // so that a long one can be scrolled by keyboard
  const lines = tensors.map(({ name, shape, learns }) => {
    const line = make("li", learns ? "" : "pg-frozen")
    const [bar, way] = [make("span", "pg-way"), make("span", "pg-way-said", learns ? "" : text.frozen)]
    const track = make("span", "pg-track")
    track.append(bar)
    line.append(make("code", "", name), make("span", "pg-shape-said", shape.join("×")), track, way)
    list.append(line)
    return { bar, way, learns, line }
  })
  return {
    title: text.title,
    draw({ data: { moved } }) {
      const longest = Math.max(LEAST_WAY, ...moved.filter((each) => each !== null))
      lines.forEach(({ bar, way, learns, line }, i) => {
        const share = moved[i] === null ? text.from_zero : `${(moved[i] * 100).toFixed(moved[i] < 0.1 ? 1 : 0)} %`
        bar.style.width = `${((moved[i] ?? 0) / longest) * 100}%`
        if (learns) say(way, share)
        line.title = learns ? fill(text.says, { share }) : text.stays
      })
    },
  }
}
