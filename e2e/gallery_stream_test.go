package e2e

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// What is appended is scrolled into view while the end is in view. Once the user has scrolled up, the line in view
// stays where it is, also while the first lines are dropped.
func TestGalleryStream_Follow(t *testing.T) {
	t.Parallel()
	tab := openGalleryPage(t, "tail", `document.querySelector("#lines > div")`)
	const atEnd = `(({scrollHeight, scrollTop, clientHeight}) => scrollHeight - scrollTop - clientHeight < 8)(document.querySelector("#lines"))`
	tab.Click("#write")
	tab.Click("#write")
	tab.Until(`document.querySelectorAll("#lines > div").length === 200 && ` + atEnd)

	tab.Do(`document.querySelector("#lines").scrollTop -= 1500
		await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))
		const list = document.querySelector("#lines")
		window.line = [...list.children].find(line => line.getBoundingClientRect().top >= list.getBoundingClientRect().top)
		window.at = line.getBoundingClientRect().top
		window.last = list.lastElementChild`)
	tab.Until(`document.querySelector("#lines").lastElementChild !== last`)
	require.Equal(t, "true", tab.Text(`Math.abs(line.getBoundingClientRect().top - at) < 2`))
	require.Equal(t, "false", tab.Text(atEnd))

	tab.Do(`document.querySelector("#lines").scrollTop = 1e6; window.last = document.querySelector("#lines").lastElementChild`)
	tab.Until(`document.querySelector("#lines").lastElementChild !== last && ` + atEnd)
}

// Complete blocks of an answer keep their elements and the selection of the user while it is written.
func TestGalleryStream_BlocksStay(t *testing.T) {
	t.Parallel()
	tab := openGalleryPage(t, "assistant", `document.querySelector(".suggestion")`)
	tab.Click(".suggestion")
	tab.Until(`document.querySelectorAll(".assistant-block").length > 2`)
	tab.Do(`window.code = document.querySelector("#answer p code"); getSelection().selectAllChildren(code)`)
	tab.Until(`document.querySelectorAll(".assistant-block").length > 5`)
	require.Equal(t, "true", tab.Text(`code.isConnected && getSelection().toString() === "for"`))
	tab.Click("#stop")
	tab.Until(`document.querySelector("#status")?.textContent === "Stopped."`)
}
