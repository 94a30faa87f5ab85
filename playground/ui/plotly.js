// Plotly.js, loaded once for a page; joined before the components that draw with it.

function loadPlotly(source) {
  window.playgroundPlotly ??= new Promise((resolve, reject) => {
    const script = document.createElement("script")
    script.src = source
    script.onload = () => resolve(window.Plotly)
    script.onerror = () => {
      window.playgroundPlotly = undefined // the next drawing tries again
      reject(new Error(source))
    }
    document.head.append(script)
  })
  return window.playgroundPlotly
}

