package e2e

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// besideStyles put the stages beside each other, in rows that are short enough that all are in the window.
const besideStyles = `document.addEventListener("DOMContentLoaded", () => {
	const sheet = new CSSStyleSheet()
	sheet.replaceSync("#stages { display: flex; padding: 0; width: 750px } .stage { width: 240px; flex: none; list-style: none } .step { height: 30px }")
	document.adoptedStyleSheets = [sheet]
})
`

const rightToLeft = `document.addEventListener("DOMContentLoaded", () => document.documentElement.dir = "rtl")
`

// Users drag rows that are beside each other, also where the text is written from right to left, and rows of lists that
// are beside each other stay in their list.
func TestDragRow_BesideEachOther(t *testing.T) {
	t.Parallel()
	step := func(stage, n string) string {
		return "#stages > li:nth-child(" + stage + ") .step:nth-child(" + n + ") .step-grip"
	}
	for name, script := range map[string]string{
		"left to right": "", "right to left": rightToLeft, "right to left, without moveBefore": rightToLeft + withoutMoveBefore,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, proxy, tab := openPlan(t, besideStyles+script, "a", "b", "c")
			isReversed := tab.Text(`String(document.querySelector(".stage").getBoundingClientRect().x > document.querySelector(".stage:last-child").getBoundingClientRect().x)`)
			require.Equal(t, strconv.FormatBool(strings.HasPrefix(name, "right")), isReversed)
			proxy.Delay(150 * time.Millisecond)

			// To the end, with the mouse.
			tab.dragOver(grip("1"), grip("2"), grip("3"))
			require.Equal(t, "bca", tab.Text(stages), "while the mouse is pressed")
			tab.drop(grip("3"))
			require.Equal(t, "bca", tab.Text(stages), "before the answer")
			tab.waitPlan("b(x y z) c(x y z) a(x y z)")
			require.Equal(t, "0", tab.Text(`document.querySelectorAll(".live-dragging, #plan [style]").length`))

			// Back to the beginning.
			tab.dragOver(grip("3"), grip("2"), grip("1"))
			require.Equal(t, "abc", tab.Text(stages))
			tab.drop(grip("1"))
			tab.waitPlan("a(x y z) b(x y z) c(x y z)")

			// The arrow keys move a row to where the key points.
			next, previous := "ArrowRight", "ArrowLeft"
			if isReversed == "true" {
				next, previous = previous, next
			}
			tab.Do(`document.querySelector(".stage .grip").focus()`)
			tab.Press(next)
			tab.Press(next)
			tab.Press(previous)
			require.Equal(t, "bac", tab.Text(stages))
			tab.waitPlan("b(x y z) a(x y z) c(x y z)")

			// A row of one list that is dragged over another one.
			tab.dragOver(step("1", "3"), step("2", "2"), step("2", "1"))
			tab.drop(step("3", "1"))
			tab.waitPlan("b(z x y) a(x y z) c(x y z)")
			require.Empty(t, tab.Errors())
		})
	}
}
