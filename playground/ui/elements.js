// What the browser components share: elements, and the signs on the buttons of what can be played.

function make(tag, className = "", text = "") {
  return Object.assign(document.createElement(tag), { className, textContent: text })
}

// Drawn here: fonts differ in which of these signs they have.
const ICONS = {
  first: "M4 3h2v10H4z M13 3v10L6.500 8z",
  back: "M11 3v10L4 8z",
  play: "M3 2.500l10 5.500-10 5.500z",
  pause: "M4 3h3v10H4z M9 3h3v10H9z",
  forth: "M5 3v10l7-5z",
  last: "M10 3h2v10h-2z M3 3v10l6.500-5z",
  turn: "M2 3h5v4H2z M9 9h5v4H9z M4 9h1v2h2v1H4z M9 4h3v3h-1V5H9z",
  save: "M7 2h2v6h3l-4 4-4-4h3z M2 12.500h12V14H2z",
  full: "M2 3h12v8H2z M3.500 4.500v5h9v-5z M5 12.500h6V14H5z",
  fit: "M2 2h4v1.500H3.500V6H2z M10 2h4v4h-1.500V3.500H10z M2 10h1.500v2.500H6V14H2z M12.500 10H14v4h-4v-1.500h2.500z",
}
const icon = (name) => `<svg viewBox="0 0 16 16" width="16" height="16" fill="currentColor" fill-rule="evenodd" aria-hidden="true"><path d="${ICONS[name]}"/></svg>`

// What a button says that plays and pauses.
function sayPlaying(button, playing, texts) {
  button.innerHTML = icon(playing ? "pause" : "play")
  button.title = playing ? texts.pause : texts.play
  button.setAttribute("aria-label", button.title)
}
