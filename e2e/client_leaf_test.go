package e2e

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// widget is a script that takes over the element with the id widget before the client runs: it has texts
// that a parser would not create, elements, a control and an attribute of its own.
const widget = `
window.widget = document.getElementById("widget")
widget.replaceChildren(new Text(""), new Text("a"), new Text("b"), new Text(""), document.createElement("canvas"), document.createElement("input"))
widget.classList.add("mounted")
window.content = [...widget.childNodes]
window.isIntact = () => widget.isConnected && widget === document.getElementById("widget") && content.length === widget.childNodes.length && content.every((node, i) => node === widget.childNodes[i])`

// What a script put into an ignored element is there after every kind of update. The attributes of the
// element still change.
func TestClient_IgnoredElement(t *testing.T) {
	t.Parallel()
	page := func(zoom int, text, loading string) string {
		return fmt.Sprintf(`<div id="widget" live-update="ignore" class="a" data-zoom="%d">%s</div><p>%s</p>`, zoom, loading, text)
	}
	f, tab, c := openFake(t, page(1, "1", "<b>Loading</b>"), widget)
	v := newFakeView(t, c, tab, page(1, "1", "<b>Loading</b>"))
	intact := func(zoom int, text string) {
		t.Helper()
		require.Equal(t, "true", tab.Text("isIntact()"))
		require.Equal(t, fmt.Sprintf(`["a mounted","%d","%s"]`, zoom, text), tab.JSON(`[widget.className, widget.dataset.zoom, document.querySelector("p").textContent]`))
	}
	intact(1, "1")
	v.show(page(1, "2", "<b>Loading</b>"))
	intact(1, "2")
	v.show(page(2, "3", "<i>Other</i><i>content</i>"))
	intact(2, "3")
	v.show(page(2, "4", ""))
	intact(2, "4")
	v.sendFull(page(3, "5", "<b>Loading</b>"))
	intact(3, "5")

	// The session has ended: another view is mounted.
	c.close(4001, "crashed")
	c = f.accept()
	c.expectJoin()
	c.send(`["joined",{"session":"s","epoch":2,"adopted":false,"version":1,"html":` + quote(page(4, "6", "<b>Loading</b>")) + `}]`)
	tab.Wait(`document.querySelector("p").textContent === "6"`)
	intact(4, "6")
}
