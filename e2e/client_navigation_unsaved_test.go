package e2e

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// While a page has data that is not saved, the browser asks before the user leaves it by a link or by Back. It does not
// ask when the server navigates, nor on the next page.
func TestClient_Navigate_Unsaved(t *testing.T) {
	t.Parallel()
	p := &fakePages{}
	_, tab, c := openPages(t, p)
	tab.Do(`window.asked = []; window.answer = false; window.confirm = question => (asked.push(question), answer)
		window.unloads = () => dispatchEvent(new Event("beforeunload", { cancelable: true }))`)
	require.Equal(t, "true", tab.JSON("unloads()"))
	tab.Click("#b")
	c.expectPage(p, 0, 1, "/b?x=1")
	tab.waitHeading("B", "/b?x=1")
	c.send(wrap(1, `[0,[[2,"<h1>B</h1><a id=\"c\" href=\"/c\" live-navigate>c</a><p live-unsaved=\"Leave B?\">text</p>"]]]`))
	tab.Wait(`find("[live-unsaved]") && !unloads()`)
	require.Equal(t, "[]", tab.JSON("asked"))

	p.takeFetched()
	tab.Click("#c")
	tab.Do("history.back()")
	tab.Wait(`asked.length === 2`)
	tab.waitHeading("B", "/b?x=1")
	require.Empty(t, p.takeFetched())

	tab.Do("answer = true")
	tab.Click("#c")
	c.expectPage(p, 1, 3, "/c")
	tab.waitHeading("C", "/c")
	require.Equal(t, `["Leave B?","Leave B?","Leave B?"]`, tab.JSON("asked"))
	require.Equal(t, "true", tab.JSON("unloads()"))
}

// A handler that navigates has saved what there was: the browser does not ask.
func TestClient_Navigate_UnsavedByServer(t *testing.T) {
	t.Parallel()
	p := &fakePages{html: map[string]string{"/a": navigationPage("A", `<p live-unsaved="Leave?">text</p>`), "/b?x=1": navigationPage("B", "")}}
	_, tab, c := openPages(t, p)
	tab.Do(`window.asked = 0; window.confirm = () => (asked++, false)`)
	c.send(`[0,[],[["navigate","/b?x=1"]]]`)
	c.expectPage(p, 0, 1, "/b?x=1")
	tab.waitHeading("B", "/b?x=1")
	require.Equal(t, "0", tab.JSON("asked"))
}
