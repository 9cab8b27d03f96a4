package e2e

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// A link to another page is one request, a sleep and a join. Back and Forward wake the pages, without a request.
func TestClient_Navigate_LinkBackForward(t *testing.T) {
	t.Parallel()
	p := &fakePages{}
	_, tab, c := openPages(t, p)
	tab.Do(`find("#text").value = "typed"; window.old = find("#live-root"); window.same = "document"`)
	tab.Click("#b")
	c.expectPage(p, 0, 1, "/b?x=1")
	tab.waitHeading("B", "/b?x=1")
	require.Equal(t, "/b?x=1", p.takeFetched())
	require.Equal(t, "", tab.Text(`find("#text").value`), "typed text must not reach another page")
	require.Equal(t, "false", tab.JSON(`find("#live-root") === old`))
	require.Equal(t, "title of /b?x=1", tab.Text(`document.title`))
	require.Equal(t, "H1", tab.Text(`document.activeElement.tagName`))
	require.Equal(t, "live-connected", tab.Text(`find("#live-root").className`))

	tab.Do(`history.back()`)
	c.expect(`["wake"]`, wrap(1, `["sleep"]`))
	tab.waitHeading("A", "/a")
	require.Equal(t, "typed", tab.Text(`find("#text").value`))
	require.Equal(t, "true", tab.JSON(`find("#live-root") === old`))
	require.Equal(t, "title of /a", tab.Text(`document.title`))

	tab.Do(`history.forward()`)
	c.expect(wrap(1, `["wake"]`), `["sleep"]`)
	tab.waitHeading("B", "/b?x=1")
	require.Empty(t, p.takeFetched())
	require.Equal(t, "/a", p.documents())
	require.Equal(t, "document", tab.Text("same"))
	require.Equal(t, `["before-navigate /b?x=1 link","navigate /b?x=1 ","before-navigate /a history","navigate /a ","before-navigate /b?x=1 history","navigate /b?x=1 "]`, tab.JSON("log"))
}

// A link that replaces the entry leaves no page that sleeps behind it, but events wait for the page that has asked.
func TestClient_Navigate_Replace(t *testing.T) {
	t.Parallel()
	p := &fakePages{}
	_, tab, c := openPages(t, p)
	length := tab.JSON("history.length")
	tab.Click("#c")
	c.expectPage(p, 0, 1, "/c")
	tab.waitHeading("C", "/c")
	require.Equal(t, length, tab.JSON("history.length"))
}

// The effect of Socket.Navigate and of Redirect leads to another page, and a cookie comes first.
func TestClient_Navigate_Effect(t *testing.T) {
	t.Parallel()
	p := &fakePages{}
	_, tab, c := openPages(t, p)
	length := tab.JSON("history.length")
	c.send(`[0,[],[["navigate","/b?x=1",true,"flash=sealed; Path=/"]]]`)
	c.expectPage(p, 0, 1, "/b?x=1")
	tab.waitHeading("B", "/b?x=1")
	require.Equal(t, length, tab.JSON("history.length"))
	require.Equal(t, "flash=sealed", tab.Text("document.cookie"))
	c.send(wrap(1, `[0,[],[["navigate","/c"]]]`))
	c.expectPage(p, 1, 3, "/c")
	tab.waitHeading("C", "/c")
	tab.Do("history.back()")
	c.expect(wrap(1, `["wake"]`), wrap(3, `["sleep"]`))
	tab.waitHeading("B", "/b?x=1")
}

// Of two quick navigations the last one wins, and there is one swap.
func TestClient_Navigate_Quick(t *testing.T) {
	t.Parallel()
	p := &fakePages{}
	_, tab, c := openPages(t, p)
	defer p.hold("/b?x=1")()
	release := p.hold("/c")
	tab.Click("#b")
	tab.Wait(`log.length === 1 && find("#b").className === "live-navigate-loading"`)
	tab.Click("#c")
	tab.Wait(`find("#b").className === "" && find("#c").className === "live-navigate-loading"`)
	release()
	c.expectPage(p, 0, 1, "/c")
	tab.waitHeading("C", "/c")
	require.Equal(t, `["before-navigate /b?x=1 link","before-navigate /c link","navigate /c "]`, tab.JSON("log"))
	require.Equal(t, "true", tab.JSON(`find("#live-bar").hidden`))
}

// Escape ends a navigation, and so does a script that prevents live:before-navigate.
func TestClient_Navigate_Cancelled(t *testing.T) {
	t.Parallel()
	p := &fakePages{}
	_, tab, c := openPages(t, p)
	defer p.hold("/b?x=1")()
	tab.Click("#b")
	tab.Wait(`log.length === 1`)
	tab.Press("Escape")
	tab.Wait(`find("#b").className === ""`)
	tab.Do(`window.prevent = event => event.preventDefault(); addEventListener("live:before-navigate", prevent)`)
	tab.Click("#c")
	tab.Wait(`log.length === 2 && find("#c").className === ""`)
	tab.Do(`removeEventListener("live:before-navigate", prevent)`)
	require.Equal(t, "/b?x=1", p.takeFetched())
	tab.Click("#c")
	c.expectPage(p, 0, 1, "/c")
	tab.waitHeading("C", "/c")
}

// Keys that open a link elsewhere, downloads, other windows, other origins and fragments are left to the browser.
func TestClient_Navigate_LeftToBrowser(t *testing.T) {
	t.Parallel()
	p := &fakePages{}
	p.html = map[string]string{"/a": navigationPage("A", `<a id="new" target="_blank" href="/b?x=1" live-navigate>n</a>
		<a id="download" download href="/b?x=1" live-navigate>n</a><a id="other" href="http://127.0.0.2:1/" live-navigate>n</a>
		<a id="fragment" href="/a#text" live-navigate>n</a><a id="ctrl" href="/c" live-navigate>n</a>`)}
	_, tab, _ := openPages(t, p)
	tab.Do(`window.prevented = []
		addEventListener("click", event => { prevented.push(event.target.id + event.defaultPrevented); event.preventDefault() })
		for (const id of ["new", "download", "other", "fragment"]) find("#" + id).click()
		find("#ctrl").dispatchEvent(new MouseEvent("click", { ctrlKey: true, bubbles: true, cancelable: true }))`)
	require.Equal(t, `["newfalse","downloadfalse","otherfalse","fragmentfalse","ctrlfalse"]`, tab.JSON("prevented"))
	require.Equal(t, "[]", tab.JSON("log"))
}

// While a page sleeps its frames are applied, but effects wait until it is in view again.
func TestClient_Navigate_FramesOfSleepingPage(t *testing.T) {
	t.Parallel()
	p := &fakePages{}
	_, tab, c := openPages(t, p)
	tab.Click("#b")
	c.expectPage(p, 0, 1, "/b?x=1")
	tab.waitHeading("B", "/b?x=1")
	c.send(`[0,[],[["title","late"],["navigate","/c"]]]`)
	c.send(wrap(1, `[0,[],[["title","title of B"]]]`))
	tab.Wait(`document.title === "title of B"`)
	require.Equal(t, "/b?x=1", p.takeFetched())
	tab.Do("history.back()")
	c.expect(`["wake"]`, wrap(1, `["sleep"]`))
	c.expectPage(p, 0, 3, "/c")
	tab.waitHeading("C", "/c")
}

// The progress bar does not wait for an event of a page that sleeps, whose acknowledgement comes with an effect.
func TestClient_Navigate_ProgressOfSleepingPage(t *testing.T) {
	t.Parallel()
	p := &fakePages{html: map[string]string{"/a": navigationPage("A", `<button id="slow" live-click="k">slow</button>`), "/b?x=1": navigationPage("B", "")}}
	_, tab, c := openPages(t, p)
	tab.Click("#slow")
	c.expect(`["e",0,0,"k"]`)
	tab.Wait(`!find("#live-bar").hidden`)
	tab.Click("#b")
	c.expectPage(p, 0, 1, "/b?x=1")
	tab.waitHeading("B", "/b?x=1")
	c.send(`[1,[],[["title","late"]]]`, wrap(1, `[0,[],[["title","shown"]]]`))
	tab.Wait(`document.title === "shown" && find("#live-bar").hidden`)
	tab.Do("history.back()")
	c.expect(`["wake"]`, wrap(1, `["sleep"]`))
	tab.Wait(`document.title === "late" && find("#slow").className === ""`)
}
