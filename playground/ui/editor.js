// An editor for a few lines of PyTorch: numbered, coloured, with the mistake underlined.
//
// data: { source, version, line, mistake: [line, column, end line, end column] | null, rows, label, hint,
//   link: { key, default, longest } | null } from editor.py.
// The text is the browser's own: the server's replaces it only with a new version (a preset, a one-click edit, Back).

const PAUSE = 250 // ms without a key before the program is run
const STEP = 4 // spaces of an indentation
const MANY = 200 // lines; a browser needs seconds to type more, so they are put there without its undo
const TOKEN =
  /(#.*)|("[^"\n]*"|'[^'\n]*')|\b(\d[\d_]*\.?\d*(?:e[+-]?\d+)?)\b|\b(for|in|if|else|elif|with|and|or|not|is|pass|break|continue|True|False|None)\b|\b(torch|np)\b/g
const KINDS = ["comment", "string", "number", "keyword", "module"]

export default function ({ data, parentElement, setStateValue }) {
  const host = parentElement.querySelector(".pg-editor")
  const editor = (host.editor ??= build(host))
  editor.link = data.link
  editor.send = (text) => setStateValue("source", { text, at: Date.now() }) // the same text again is sent again
  editor.area.setAttribute("aria-label", data.label)
  editor.hint.textContent = data.hint
  host.style.setProperty("--rows", data.rows)
  if (editor.version !== data.version) {
    clearTimeout(editor.timer)
    editor.sent = data.source
    if (editor.version === null) editor.area.value = data.source
    else exchange(editor.area, data.source)
    editor.version = data.version
  }
  if (editor.area.value === data.source) address(editor)
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
  const page = window.location.pathname
  const editor = { area, back, hint: make("pg-editor-hint"), page, version: null, sent: null, timer: 0, marks: {} }
  let tabs = true
  let drawing = 0

  editor.flush = () => {
    clearTimeout(editor.timer)
    if (area.value === editor.sent) return
    editor.sent = area.value
    address(editor)
    editor.send(area.value)
  }
  area.addEventListener("input", () => {
    cancelAnimationFrame(drawing) // text of many lines comes with as many events
    drawing = requestAnimationFrame(() => paint(editor))
    clearTimeout(editor.timer)
    editor.timer = setTimeout(editor.flush, PAUSE)
  })
  area.addEventListener("blur", editor.flush)
  area.addEventListener("focus", () => (tabs = true))
  area.addEventListener("scroll", () => (back.style.transform = `translate(${-area.scrollLeft}px, ${-area.scrollTop}px)`))
  area.addEventListener("keydown", (event) => {
    if (event.isComposing) return
    if (event.key === "Escape") tabs = false
    const done =
      (event.key === "Tab" && tabs && !event.ctrlKey && !event.altKey && indent(area, event.shiftKey)) ||
      (event.key === "Enter" && !event.ctrlKey && !event.metaKey && newLine(area)) ||
      (event.key === "Backspace" && !event.ctrlKey && !event.altKey && !event.metaKey && outdent(area))
    if (done) event.preventDefault()
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) editor.flush()
  })
  return editor
}

// Exchange a piece of the text as if it were typed, so that Ctrl+Z brings back what was there
function type(area, from, to, text) {
  area.setSelectionRange(from, to)
  if (from === to && !text) return
  if (document.execCommand(text ? "insertText" : "delete", false, text)) return
  area.setRangeText(text, from, to, "end") // a browser that does not type for us: without its undo
  area.dispatchEvent(new Event("input"))
}

// Exchange the whole text; the visitor stays where they are
function exchange(area, text) {
  if (area.value === text) return
  const root = area.getRootNode()
  const inside = root.activeElement === area
  const before = document.activeElement
  const { scrollTop, inputMode } = area
  area.inputMode = "none" // a phone leaves its keyboard where it is
  area.focus({ preventScroll: true })
  const [from, kept] = shared(area.value, text) // Chromium cannot redo what left nothing standing
  const piece = text.slice(from, text.length - kept)
  if (piece.split("\n").length <= MANY) type(area, from, area.value.length - kept, piece)
  if (area.value !== text) area.value = text
  area.inputMode = inputMode
  area.scrollTop = scrollTop
  if (inside) return
  area.blur()
  if (before?.isConnected) before.focus({ preventScroll: true })
}

// How many signs two texts share at the beginning and at the end, in whole lines
function shared(one, other) {
  const [first, second] = [one.split("\n"), other.split("\n")]
  const most = Math.min(first.length, second.length) - 1
  let [head, tail] = [0, 0]
  while (tail < most && first.at(-1 - tail) === second.at(-1 - tail)) tail++
  while (head < most - tail && first[head] === second[head]) head++
  const length = (lines) => lines.reduce((sum, line) => sum + line.length + 1, 0)
  return [length(first.slice(0, head)), length(first.slice(first.length - tail))]
}

// Put the text into the address in place of the one that stands there. Streamlit's server does the same, but with a new
// entry of the history; where it finds its own spelling there already, it leaves the history alone.
function address({ area, link, page }) {
  if (!link || window.location.pathname !== page) return
  const text = area.value
  const plain = text === link.default || [...text].length > link.longest
  const wanted = plain ? [] : [`${spelled(link.key)}=${spelled(text)}`]
  const parts = window.location.search.slice(1).split("&").filter(Boolean)
  const place = parts.findIndex((part) => part.split("=")[0] === spelled(link.key))
  if (place >= 0) parts.splice(place, 1, ...wanted)
  else parts.push(...wanted)
  const search = parts.length ? `?${parts.join("&")}` : ""
  if (search !== window.location.search) {
    window.history.replaceState(window.history.state, "", window.location.pathname + search + window.location.hash)
  }
}

// As Python's urlencode spells it
function spelled(text) {
  const rest = (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`
  return encodeURIComponent(text.toWellFormed?.() ?? text).replace(/[!'()*]/g, rest).replaceAll("%20", "+")
}

// Tab: to the next step, or every selected line one step in; with Shift one step out. Returns whether there was any.
function indent(area, out) {
  const { selectionStart: from, selectionEnd: to, value } = area
  const first = value.lastIndexOf("\n", from - 1) + 1
  if (!out && !value.slice(from, to).includes("\n")) {
    type(area, from, to, " ".repeat(STEP - ((from - first) % STEP)))
    return true
  }
  const last = value.indexOf("\n", Math.max(from, to - 1))
  const end = last < 0 ? value.length : last
  const before = value.slice(first, end)
  const lines = before.split("\n")
  const after = lines.map((line) => (out ? line.replace(/^(\t| {1,4})/, "") : line && " ".repeat(STEP) + line)).join("\n")
  if (after === before) return false
  type(area, first, end, after)
  if (lines.length > 1) area.setSelectionRange(first, first + after.length)
  else area.setSelectionRange(...[from, to].map((at) => Math.max(first, at + after.length - before.length)))
  return true
}

// Enter keeps the indentation, and adds a step behind a colon
function newLine(area) {
  const { selectionStart: from, selectionEnd: to, value } = area
  const line = value.slice(value.lastIndexOf("\n", from - 1) + 1, from)
  const lead = line.match(/^[ \t]*/)[0] + (line.trimEnd().endsWith(":") ? " ".repeat(STEP) : "")
  if (lead) type(area, from, to, "\n" + lead)
  return Boolean(lead)
}

// Backspace within the indentation takes a whole step
function outdent(area) {
  const { selectionStart: from, selectionEnd: to, value } = area
  const lead = value.slice(value.lastIndexOf("\n", from - 1) + 1, from)
  if (from !== to || !/^ {2,}$/.test(lead)) return false
  type(area, from - (lead.length % STEP || STEP), from, "")
  return true
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
      underline(row, text, index + 1 === mistake[0] ? mistake[1] - 1 : 0, index + 1 === mistake[2] ? mistake[3] - 1 : text.length)
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

// Lay the same signs, unseen, over the row and underline the piece: they may be wide (日本語) or a tab
function underline(row, text, from, to) {
  const signs = [...text]
  const mark = document.createElement("i")
  mark.className = "pg-editor-mistake"
  mark.dataset.before = signs.slice(0, from).join("")
  mark.dataset.piece = signs.slice(from, Math.max(to, from + 1)).join("") || " "
  row.append(mark)
}
