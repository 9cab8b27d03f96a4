package e2e

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/a-h/templ"
	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/live"
)

// shownFlashes is the kind and text of each flash message in the page.
const shownFlashes = `[...document.querySelectorAll("#live-flash p")].map(p => p.className.slice(11) + ": " + p.textContent)`

const removeFlashes = `document.querySelectorAll("#live-flash p").forEach(p => p.remove())`

// passFlashTime lets 200 ms pass n times for the flash messages of a page with manualTimers.
const passFlashTime = `
	window.pass = n => { while (n-- > 0) if (!fire(200)) throw Error("no flash message is waiting") }
	window.point = on => { // :hover, for a page without a mouse
		const matches = Element.prototype.matches
		window.realMatches ??= matches
		Element.prototype.matches = on ? function (s) { return s.includes(":hover") || realMatches.call(this, s) } : realMatches
	}`

// A message that reports success disappears after 5 s. Time does not pass while the pointer or the
// focus is on a message, or the page is hidden, and starts again after that.
func TestClient_FlashTime(t *testing.T) {
	t.Parallel()
	_, tab, c := openFake(t, `<input autofocus>`, manualTimers, passFlashTime)
	show := func() {
		c.send(`[0,[],[["flash","info","Saved"],["flash","error","Oh"]]]`)
		tab.Wait(`document.querySelector(".live-flash-info")`)
	}
	show()
	tab.Do("pass(24)")
	require.Equal(t, `["info: Saved","error: Oh"]`, tab.JSON(shownFlashes))
	tab.Do("pass(1)")
	require.Equal(t, `["error: Oh"]`, tab.JSON(shownFlashes))
	tab.Do("pass(100)")
	require.Equal(t, `["error: Oh"]`, tab.JSON(shownFlashes), "an error stays")

	hold := map[string][2]string{
		"pointer": {"point(true)", "point(false)"},
		"focus":   {`document.querySelector(".live-flash-info button").focus()`, `document.querySelector("input").focus()`},
		"hidden": {
			`Object.defineProperty(Document.prototype, "hidden", { value: true, configurable: true })`,
			`Object.defineProperty(Document.prototype, "hidden", { value: false, configurable: true })`,
		},
	}
	for name, script := range hold {
		show()
		tab.Do("pass(24);" + script[0] + ";pass(100);" + script[1] + ";pass(24)")
		require.Equal(t, `["info: Saved","error: Oh"]`, tab.JSON(shownFlashes), name)
		tab.Do("pass(1)")
		require.Equal(t, `["error: Oh"]`, tab.JSON(shownFlashes), name)
	}

	c.send(`[0,[],[["flash","error","Oh",{"ms":400}],["flash","info","Long",{"ms":0}]]]`)
	tab.Wait(`document.querySelector(".live-flash-info")`)
	tab.Do("pass(2)")
	require.Equal(t, `["info: Long"]`, tab.JSON(shownFlashes), "times of their own")
	tab.Do("pass(100)")
	c.send(`[0,[],[["flash","info",""]]]`)
	tab.Wait(`!document.querySelector("#live-flash p")`)
	tab.Do("pass(1)")
	require.Equal(t, "false", tab.Text("fire(200)"), "without a message no timer runs")
}

// Each message is put into a region that exists beforehand, so that screen readers announce it once:
// errors at once, others when they are idle.
func TestClient_FlashIsAnnounced(t *testing.T) {
	t.Parallel()
	_, tab, c := openFake(t, ``, `
		window.added = []
		addEventListener("DOMContentLoaded", () => new MutationObserver(records => {
			for (const { target, addedNodes } of records)
				for (const node of addedNodes) added.push(target.role + " " + target.ariaAtomic + ": " + node.textContent)
		}).observe(document.querySelector("#live-flash"), { childList: true, subtree: true }))`)
	require.ElementsMatch(t, []string{`status ""`, `alert ""`, `status ""`, `status ""`}, accessibleNodes(tab, "status", "alert"), "two more are of the pill and of failed parts")
	require.Equal(t, "polite", tab.Text(`document.querySelector("[role=status]").ariaLive`))
	c.send(`[0,[],[["flash","info","<b>1</b>"],["flash","error","2"],["flash","info","3"]]]`)
	tab.Wait(shownFlashes + `.length === 3`)
	require.Equal(t, `["status false: <b>1</b>","alert false: 2","status false: 3"]`, tab.JSON("added"))
	require.Equal(t, []string{`button "Close"`, `button "Close"`, `button "Close"`}, accessibleNodes(tab, "button"))
	require.Equal(t, "0", tab.Text(`document.querySelectorAll("#live-flash b").length`), "the text is not HTML")
}

func TestClient_FlashReplaces(t *testing.T) {
	t.Parallel()
	_, tab, c := openFake(t, ``)
	steps := []struct{ effect, want string }{
		{`["flash","info","a"]`, `["info: a"]`},
		{`["flash","info","b"]`, `["info: a","info: b"]`},
		{`["flash","info","a"]`, `["info: b","info: a"]`},
		{`["flash","error","a"]`, `["info: b","info: a","error: a"]`},
		{`["flash","error","c",{"key":"k"}]`, `["info: b","info: a","error: a","error: c"]`},
		{`["flash","info","d",{"key":"k"}]`, `["info: b","info: a","info: d","error: a"]`},
		{`["flash","info","",{"key":"none"}]`, `["info: b","info: a","info: d","error: a"]`},
		{`["flash","error","",{"key":"k"}]`, `["info: b","info: a","error: a"]`},
		{`["flash","error","",{"key":"error a"}]`, `["info: b","info: a"]`},
		{`["flash","info",""]`, `[]`},
		{`["flash","error","e"]`, `["error: e"]`},
		{`["flash","info","1"],["flash","info","2"],["flash","info","3"],["flash","info","4"],["flash","info","5"]`, `["info: 2","info: 3","info: 4","info: 5","error: e"]`},
		{`["flash","info",""],["flash","error",""]`, `[]`},
	}
	for i, s := range steps {
		c.send(`[0,[],[` + s.effect + `,["title","` + string(rune('A'+i)) + `"]]]`)
		tab.Wait(`document.title === "` + string(rune('A'+i)) + `"`)
		require.Equal(t, s.want, tab.JSON(shownFlashes), s.effect)
	}
}

// A script may have emptied the element of the messages.
func TestClient_FlashAfterRegionsAreRemoved(t *testing.T) {
	t.Parallel()
	_, tab, c := openFake(t, ``)
	tab.Do(`document.querySelector("#live-flash").replaceChildren()`)
	c.send(`[0,[],[["flash","info","1"],["flash","error","2"],["flash","info","3"]]]`)
	tab.Wait(shownFlashes + `.length === 3`)
	require.Equal(t, `["info: 1","error: 2","info: 3"]`, tab.JSON(shownFlashes))
}

// The user closes a message by its button or, if the focus is in it, by Escape. The focus returns to
// where it was.
func TestClient_FlashClose(t *testing.T) {
	t.Parallel()
	_, tab, c := openFake(t, `<input live-keydown="k" live-key="Escape"><p>x</p>`, `window.focus = () => document.activeElement.localName`)
	c.send(`[0,[],[["flash","error","1"],["flash","error","2"],["flash","error","3"]]]`)
	tab.Wait(shownFlashes + `.length === 3`)
	tab.Click("input")
	tab.Do(`document.querySelector("#live-flash p:nth-child(2)").click()`)
	require.Equal(t, `["error: 1","error: 2","error: 3"]`, tab.JSON(shownFlashes), "only the button closes")
	tab.Click("input")
	tab.Click("#live-flash p:nth-child(2) button")
	require.Equal(t, `["error: 1","error: 3"]`, tab.JSON(shownFlashes))
	require.Equal(t, "input", tab.Text("document.activeElement.localName"))
	tab.Keys(kb.Tab)
	require.Equal(t, "button", tab.Text("document.activeElement.localName"))
	tab.Keys(kb.Tab)
	tab.Keys(kb.Escape)
	require.Equal(t, `["error: 1"]`, tab.JSON(shownFlashes))
	require.Equal(t, "input", tab.Text("document.activeElement.localName"))
	tab.Keys(kb.Tab + " ") // Space presses the button
	require.Equal(t, `[]`, tab.JSON(shownFlashes))
	require.Equal(t, "input", tab.Text("document.activeElement.localName"))
	tab.Keys(kb.Escape)
	c.expect(`["e",0,0,"k?key=Escape&value="]`)
}

// A button in a message sends its event, to the component that showed the message, and closes it.
func TestClient_FlashAction(t *testing.T) {
	t.Parallel()
	f, tab, c := openFake(t, `<input live-change="change" live-debounce="60000"><div live-c="7"></div>`, manualTimers)
	show := `[0,[],[["flash","info","Deleted",{"label":"Undo","event":"shop.Undo?id=7","c":7,"ms":10000}]]]`
	c.send(show)
	tab.Wait(shownFlashes + `.length === 1`)
	require.Equal(t, []string{`button "Undo"`, `button "Close"`}, accessibleNodes(tab, "button"))
	tab.Click("input")
	tab.Keys("x")
	tab.Click("#live-flash button")
	c.expect(`["e",0,0,"change",[0,"",[]]]`, `["e",0,7,"shop.Undo?id=7"]`)
	require.Equal(t, `[]`, tab.JSON(shownFlashes))
	require.Equal(t, "input", tab.Text("document.activeElement.localName"))

	// Another view does not know the component.
	c.send(`[2]`, show)
	tab.Wait(shownFlashes + `.length === 1`)
	c.close(4001, "gone")
	tab.Wait(`fire(1000) || !window.liveSocket.isConnected()`)
	c = f.accept()
	c.expectJoin()
	c.send(`["joined",{"session":"t","adopted":false,"version":1,"resume":30000,"html":"<i></i>"}]`)
	tab.Wait("window.liveSocket.isConnected()")
	require.Equal(t, `["info: Deleted"]`, tab.JSON(shownFlashes), "the message remains")
	require.Equal(t, []string{`button "Close"`}, accessibleNodes(tab, "button"))
}

// The lines of a long text are shown, and its buttons keep their size on a line of their own label.
func TestClient_FlashLongText(t *testing.T) {
	t.Parallel()
	_, tab, c := openFake(t, ``)
	c.send(`[0,[],[["flash","error","` + strings.Repeat("long text ", 30) + `\nline",{"label":"Try again","event":"u","c":0}]]]`)
	tab.Wait(shownFlashes + `.length === 1`)
	tab.Wait(`getComputedStyle(document.querySelector("#live-flash")).position === "fixed"`)
	require.Equal(t, "[44,44]", tab.JSON(`[...document.querySelectorAll("#live-flash button")].map(button => button.offsetHeight)`))
	require.Contains(t, tab.Text(`document.querySelector("#live-flash p").innerText`), "\nline")
}

// A modal dialog blocks the rest of the page. The messages are inside while it is open, and survive
// when it closes, or when the view or a script removes it.
func TestClient_FlashInDialog(t *testing.T) {
	t.Parallel()
	dialog := `<dialog live-keydown="k" live-key="Escape"><p>d</p><input></dialog>`
	_, tab, c := openFake(t, dialog+`<i></i>`)
	v := newFakeView(t, c, tab, dialog+`<i></i>`)
	in := func(parent string) {
		t.Helper()
		tab.Wait(`document.querySelector("#live-flash")?.parentNode.localName === "` + parent + `"`)
	}
	in("body")
	tab.Do(`document.querySelector("dialog").showModal()`)
	c.send(`[0,[],[["flash","error","Oh"]]]`)
	in("dialog")
	require.Equal(t, "true", tab.Text(`(b => document.elementFromPoint(b.x + 5, b.y + 5).localName === "button")(document.querySelector("#live-flash button").getBoundingClientRect())`))
	tab.Do(`document.querySelector("#live-flash button").focus()`)
	tab.Keys(kb.Escape)
	require.Equal(t, `[true,[]]`, tab.JSON(`[document.querySelector("dialog").open, `+shownFlashes+`]`), "Escape closes the message, not the dialog")
	tab.Do(`document.querySelector("dialog input").focus()`)
	in("body")

	c.send(`[0,[],[["flash","error","Oh"]]]`)
	in("dialog")
	tab.Do(`document.querySelector("dialog").close()`)
	in("body")
	tab.Do(`document.querySelector("dialog").showModal()`)
	in("dialog")
	v.show(`<i></i>`)
	in("body")
	v.show(dialog + `<i></i>`)
	tab.Do(`document.querySelector("dialog").showModal()`)
	in("dialog")
	tab.Do(`document.querySelector("dialog").remove()`)
	tab.Wait(`document.querySelector("body > #live-flash")`)
	require.Equal(t, `["error: Oh"]`, tab.JSON(shownFlashes))
	tab.Click("#live-flash button")
	require.Equal(t, `[]`, tab.JSON(shownFlashes))
}

// The messages in the document are for browsers without scripts. The view sends them when it joins.
func TestClient_FlashInDocument(t *testing.T) {
	t.Parallel()
	for name, adopted := range map[string]string{"adopted": "true", "mounted again": "false"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f, tab := newFakeServer(t, `<i></i>`), newTab(t)
			f.flashes = `<div><p class="live-flash-info">Welcome</p></div>`
			tab.Open(f.server.URL + "/page?a=1")
			c := f.accept()
			c.expectJoin()
			require.Equal(t, `["info: Welcome"]`, tab.JSON(shownFlashes))
			c.send(`["joined",{"session":"s","adopted":`+adopted+`,"version":1,"resume":30000,"html":"<i></i>"}]`, `[0,[],[["flash","info","Welcome"]]]`)
			tab.Wait(`document.querySelector("#live-flash button")`)
			require.Equal(t, `["info: Welcome"]`, tab.JSON(shownFlashes))
		})
	}
}

// A view that has not rendered the document does not know the messages that an earlier page has left for it.
func TestClient_FlashOfEarlierPage(t *testing.T) {
	t.Parallel()
	f, tab := newFakeServer(t, `<i></i>`), newTab(t)
	f.flashes = `<div><p class="live-flash-success">Saved</p><p class="live-flash-error">No copy</p></div>`
	tab.Open(f.server.URL + "/page?a=1")
	c := f.accept()
	c.expectJoin()
	c.send(`["joined",{"session":"s","adopted":false,"version":1,"resume":30000,"html":"<i></i>"}]`)
	tab.Wait(`document.querySelectorAll("#live-flash button").length === 2`)
	require.Equal(t, `["success: Saved","error: No copy"]`, tab.JSON(shownFlashes))
	require.Equal(t, `["status","alert"]`, tab.JSON(`[...document.querySelectorAll("#live-flash p")].map(p => p.parentNode.role)`))
}

// The messages for the next page are in its request.
func TestClient_FlashOfNextPage(t *testing.T) {
	t.Parallel()
	runScript(t, func() http.Handler { return newCarrySite() }, func(t *testing.T, open openFunc) {
		p := open("/").Click("#save")
		require.Equal(t, "/next", p.URL())
		require.Equal(t, []string{"Saved"}, p.Flashes(live.FlashSuccess))
		require.Equal(t, []string{"No copy"}, p.Flashes(live.FlashWarning))
		require.Equal(t, "Undone", p.ClickFlash("Undo").Flash(live.FlashInfo))
		require.Empty(t, p.Reload().Flashes(live.FlashSuccess))
		require.Equal(t, "success Saved; warning No copy;", p.Navigate("/").Click("#plain").Text("p"))
		require.Equal(t, "", p.Reload().Text("p"))
	})
}

// A carryView leaves its page with messages.
type carryView struct{ _ int }

type (
	carrySave struct{ To string }
	carryUndo struct{}
)

func (*carryView) Events() live.Events {
	return live.Events{
		live.On(func(s *live.Socket, e carrySave) error {
			s.Flash(live.FlashSuccess, "Saved", live.FlashAction("Undo", carryUndo{}))
			s.Flash(live.FlashWarning, "No copy")
			return s.Navigate(e.To)
		}),
		live.On(func(s *live.Socket, _ carryUndo) error { s.Flash(live.FlashInfo, "Undone"); return nil }),
	}
}

func (*carryView) Render() templ.Component {
	return templ.Raw(`<button id="save" live-click="e2e.carrySave?to=%2Fnext">Save</button>
		<button id="plain" live-click="e2e.carrySave?to=%2Fplain">Save</button>`)
}

func newCarrySite() *live.Server {
	mux := http.NewServeMux()
	page := live.Page(func(*http.Request) live.View { return &carryView{} })
	mux.Handle("GET /{$}", page)
	mux.Handle("GET /next", page)
	mux.HandleFunc("GET /plain", func(w http.ResponseWriter, r *http.Request) {
		messages := live.Flashes(w, r)
		w.Header().Set("Content-Type", "text/html")
		fmt.Fprint(w, "<!doctype html><p>")
		for _, m := range messages {
			fmt.Fprintf(w, "%s %s; ", m.Kind, m.Text)
		}
	})
	return allowSlowMachine(&live.Server{Handler: mux})
}
