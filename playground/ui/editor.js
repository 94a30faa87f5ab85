// An editor for a few lines of PyTorch: numbered, coloured, with the mistake underlined.
//
// data: { source, version, line, mistake: [line, column, end line, end column] | null, rows, label, hint } from editor.py.
// The text is the browser's own: the server's replaces it only with a new version (a preset, a one-click edit).

const PAUSE = 250 // ms without a key before the program is run
const TOKEN =
  /(#.*)|("[^"\n]*"|'[^'\n]*')|\b(\d[\d_]*\.?\d*(?:e[+-]?\d+)?)\b|\b(for|in|if|else|elif|with|and|or|not|is|pass|break|continue|True|False|None)\b|\b(torch|np)\b/g
const KINDS = ["comment", "string", "number", "keyword", "module"]

export default function ({ data, parentElement, setStateValue }) {
  const host = parentElement.querySelector(".pg-editor")
  const editor = (host.editor ??= build(host))
  editor.send = (text) => setStateValue("source", text)
  editor.area.setAttribute("aria-label", data.label)
  editor.hint.textContent = data.hint
  host.style.setProperty("--rows", data.rows)
  if (editor.version !== data.version) {
    clearTimeout(editor.timer)
    editor.version = data.version
    editor.area.value = data.source
    editor.sent = data.source
  }
  editor.marks = { line: data.line, mistake: data.mistake, source: data.source }
  paint(editor)
  return () => editor.flush()
}

function build(host) {
  host.replaceChildren()
  const make = (name, tag = "div") => host.appendChild(Object.assign(document.createElement(tag), { className: name }))
  const frame = make("pg-editor-frame")
  const back = frame.appendChild(Object.assign(document.createElement("pre"), { className: "pg-editor-back" }))
  const area = frame.appendChild(document.createElement("textarea"))
  Object.assign(area, { spellcheck: false, wrap: "off", autocapitalize: "off", autocomplete: "off" })
  back.setAttribute("aria-hidden", "true")
  const editor = { area, back, hint: make("pg-editor-hint"), version: null, sent: null, timer: 0, tabs: true, marks: {} }

  editor.flush = () => {
    clearTimeout(editor.timer)
    if (area.value === editor.sent) return
    editor.sent = area.value
    editor.send(area.value)
  }
  area.addEventListener("input", () => {
    paint(editor)
    clearTimeout(editor.timer)
    editor.timer = setTimeout(editor.flush, PAUSE)
  })
  area.addEventListener("blur", editor.flush)
  area.addEventListener("focus", () => (editor.tabs = true))
  area.addEventListener("scroll", () => (back.style.transform = `translate(${-area.scrollLeft}px, ${-area.scrollTop}px)`))
  area.addEventListener("keydown", (event) => {
    if (event.key === "Escape") editor.tabs = false
    if (event.key === "Tab" && editor.tabs && !event.shiftKey) {
      event.preventDefault()
      insert(area, "    ")
    }
    if (event.key === "Enter" && !event.isComposing && !event.ctrlKey && !event.metaKey) {
      const before = area.value.slice(0, area.selectionStart).split("\n").pop()
      const indent = before.match(/^ */)[0] + (before.trimEnd().endsWith(":") ? "    " : "")
      if (indent) {
        event.preventDefault()
        insert(area, "\n" + indent)
      }
    }
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) editor.flush()
  })
  return editor
}

function insert(area, text) {
  area.setRangeText(text, area.selectionStart, area.selectionEnd, "end")
  area.dispatchEvent(new Event("input"))
}

// Draw the text behind the textarea: numbers, colours, the current line, the mistake
function paint(editor) {
  const { line, mistake, source } = editor.marks
  const current = editor.area.value === source // marks belong to the text that the server saw
  const rows = editor.area.value.split("\n").map((text, index) => {
    const row = document.createElement("div")
    row.className = "pg-editor-row"
    if (current && line === index + 1) row.classList.add("pg-editor-now")
    colour(row, text)
    if (current && mistake && index + 1 >= mistake[0] && index + 1 <= mistake[2]) {
      underline(row, index + 1 === mistake[0] ? mistake[1] - 1 : 0, index + 1 === mistake[2] ? mistake[3] - 1 : text.length)
    }
    return row
  })
  editor.back.replaceChildren(...rows)
}

function colour(row, text) {
  let last = 0
  for (const found of text.matchAll(TOKEN)) {
    row.append(text.slice(last, found.index))
    const kind = KINDS[found.slice(1).findIndex((group) => group !== undefined)]
    row.append(Object.assign(document.createElement("span"), { className: `pg-editor-${kind}`, textContent: found[0] }))
    last = found.index + found[0].length
  }
  row.append(text.slice(last) || (last ? "" : "\u200b"))
}

function underline(row, from, to) {
  const mark = document.createElement("i")
  mark.className = "pg-editor-mistake"
  mark.style.setProperty("--from", from)
  mark.style.setProperty("--length", Math.max(to - from, 1))
  row.append(mark)
}
