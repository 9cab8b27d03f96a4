package e2e

import (
	"testing"

	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/require"
)

// While the user edits a region, updates of it are not shown, and those of the rest of the page are. Then the region
// shows what the server has sent, whatever the user has done to its nodes.
func TestClient_EditableRegion(t *testing.T) {
	t.Parallel()
	const selectAll = `getSelection().selectAllChildren(region)`
	for name, edit := range map[string]func(tab *Tab){
		"typed":      func(tab *Tab) { tab.Keys(kb.End + "!") },
		"replaced":   func(tab *Tab) { tab.Do(selectAll); tab.Keys("x") },
		"emptied":    func(tab *Tab) { tab.Do(selectAll); tab.Keys(kb.Delete) },
		"paragraphs": func(tab *Tab) { tab.Keys(kb.End + kb.Enter + "y" + kb.Enter + "z") },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			page := func(region, count string) string {
				return loaded + `<div id="region" contenteditable="true">` + region + `</div><p id="count">` + count + `</p><button>b</button>`
			}
			v, tab := openView(t, page(`one <b>two</b> three`, "0"))
			tab.Click("#region")
			edit(tab)
			edited := tab.Text(`region.innerHTML`)
			require.NotEqual(t, `one <b>two</b> three`, edited)

			// An answer that does not change the region.
			v.show(page(`one <b>two</b> three`, "1"))
			require.Equal(t, "1", tab.Text(`count.textContent`))
			require.Equal(t, edited, tab.Text(`region.innerHTML`))
			require.Equal(t, "region", tab.Text(`document.activeElement.id`))
			tab.Keys("+")
			edited = tab.Text(`region.innerHTML`)

			// Answers that change it while the user is in it, and after.
			v.show(page(`four <b>five</b> <i>six</i>`, "2"))
			require.Equal(t, edited+" 2", tab.Text(`region.innerHTML + " " + count.textContent`))
			tab.Do(`region.blur()`)
			require.Equal(t, `four <b>five</b> <i>six</i>`, tab.Text(`region.innerHTML`))

			tab.Click("#region")
			edit(tab)
			edited = tab.Text(`region.innerHTML`)
			tab.Do(`region.blur()`)
			require.Equal(t, edited, tab.Text(`region.innerHTML`), "the answer is on its way")
			v.show(page(`seven <b>eight</b> <i>six</i>`, "3"))
			require.Equal(t, `seven <b>eight</b> <i>six</i>`, tab.Text(`region.innerHTML`))
			require.Empty(t, tab.Errors())
		})
	}
}
