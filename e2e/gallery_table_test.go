package e2e

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// inView is the text of the rows that the user sees in the table of the gallery, by their numbers.
const inView = `(() => {
	const grid = document.querySelector("#orders")
	const {top, bottom} = grid.getBoundingClientRect()
	const head = document.querySelector(".table-head").getBoundingClientRect().bottom
	return [...grid.querySelectorAll(".table-body > [role=row]")]
		.filter(row => row.getBoundingClientRect().bottom > head + 1 && row.getBoundingClientRect().top < bottom)
		.map(row => Number(row.ariaRowIndex) - 1)
})()`

// openTable opens the table of the gallery.
func openTable(t *testing.T) *Tab {
	return openGalleryPage(t, "table", `document.querySelector("#orders").scrollHeight > 400_000`)
}

// The user can drag the scroll bar anywhere: the height is that of all rows, and the rows in view are loaded. The view
// does not move when they arrive, and a reload shows the same rows.
func TestGalleryTable_Scroll(t *testing.T) {
	t.Parallel()
	tab := openTable(t)
	require.Equal(t, "1", tab.Text(inView+`[0]`))
	for _, row := range []string{"5000", "9000", "100", "160", "220"} {
		tab.Do(`document.querySelector("#orders").scrollTop = ` + row + ` * 48; window.position = ` + row + ` * 48`)
		tab.Until(inView + `[0] === ` + row + ` + 1 && ` + inView + `.length >= 8`)
		require.Equal(t, "true", tab.Text(`document.querySelector("#orders").scrollTop === position`))
		require.LessOrEqual(t, tab.Text(`String(document.querySelectorAll("#orders [role=row]").length)`), "201")
	}
	tab.Until(`new URLSearchParams(location.search).get("at") === "220"`)
	tab.Leave(`location.reload()`)
	tab.WaitConnected()
	tab.Until(inView + `[0] === 221`)
}

// The keys of a grid move the focus between all rows, also to those that are not in the page yet.
func TestGalleryTable_Keys(t *testing.T) {
	t.Parallel()
	tab := openTable(t)
	const focused = `document.activeElement.ariaRowIndex - 1`
	tab.Do(`document.querySelector("#orders").focus()`)
	for _, c := range []struct{ key, row string }{
		{"ArrowDown", "1"}, {"ArrowDown", "2"}, {"ArrowUp", "1"}, {"ArrowUp", "1"}, {"End", "10000"}, {"ArrowUp", "9999"}, {"Home", "1"}, {"ArrowDown", "2"},
	} {
		tab.Press(c.key)
		tab.Until(focused + ` === ` + c.row + ` && ` + inView + `.includes(` + c.row + `)`)
	}
	for range 30 {
		tab.Press("PageDown")
	}
	tab.Until(focused + ` > 200 && ` + inView + `.includes(` + focused + `)`)
	tab.Press(" ")
	tab.Until(`document.activeElement.ariaSelected === "true" && document.querySelector("#count").textContent === "10000 orders, 1 selected"`)

	// The row with the focus leaves the page: the next key continues from there.
	tab.Do(`window.before = ` + focused + `; document.querySelector("#orders").scrollTop = 300_000`)
	tab.Until(`document.activeElement.id === "orders" && ` + inView + `.length >= 8`)
	tab.Press("ArrowUp")
	tab.Until(focused + ` === before - 1`)
}

// Sorting, filtering and searching scroll to where the result begins. Back shows the rows that were there.
func TestGalleryTable_Controls(t *testing.T) {
	t.Parallel()
	tab := openTable(t)
	tab.Do(`document.querySelector("#orders").scrollTop = 48 * 3000`)
	tab.Until(inView + `[0] === 3001 && new URLSearchParams(location.search).get("at") === "3000"`)
	tab.Click(".table-head .table-date a")
	tab.Until(inView + `[0] === 1 && document.querySelector(".table-head .table-date").ariaSort === "ascending"`)
	tab.Do(`history.back()`)
	tab.Until(inView + `[0] === 3001`)
	tab.Click("#search input")
	tab.Keys("8765\r")
	tab.Until(inView + `[0] === 8765`)
}
