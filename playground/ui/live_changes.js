// What was changed while a run was at work, in words.

function tellChanges(element, changes, text) {
  element.hidden = !changes.length
  if (element.dataset.count === String(changes.length)) return
  element.dataset.count = String(changes.length)
  const list = make("ol", "pg-changes-list")
  for (const { step, name, before, after } of changes.slice().reverse()) {
    const line = make("li")
    line.append(fill(text.change, { step: count(step) }), make("code", "", `${name} ${round(before)} → ${round(after)}`))
    list.append(line)
  }
  element.replaceChildren(make("b", "", text.changes), list, make("div", "pg-note", text.changes_note))
}
