// A text that is learned: lines that the network wrote on from the same beginning, the newest first.

VIEWS.written = (element, scene, live) => {
  const text = live.data.text.views
  const seen = (characters) => characters.replaceAll("\n", "⏎")
  const begun = make("div", "pg-view-facts", `${text.begun} `)
  begun.append(make("span", "pg-letters", seen(scene.begun)))
  const list = make("ol", "pg-written")
  element.append(begun, list)
  return {
    title: text.written,
    draw({ data }) {
      list.replaceChildren(
        ...data.lines.toReversed().map((line) => {
          const item = make("li")
          item.append(make("span", "pg-written-epoch", `${live.data.text.epoch} ${line.epoch}`), make("span", "pg-letters", seen(line.text)))
          return item
        }),
      )
    },
  }
}
