package e2e

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// loaded sends an event when the module of bindings is loaded.
const loaded = `<i live-mounted="loaded"></i>`

// openLifecycle opens a page whose module of bindings is loaded.
func openLifecycle(t testing.TB, html string, script ...string) (*fakeView, *Tab) {
	t.Helper()
	v, tab := openView(t, loaded+html, script...)
	v.expect(`["e",0,0,"loaded"]`)
	v.show(loaded+html, 1)
	v.waitShown()
	return v, tab
}

// quiet requires that the browser has sent no event that was not expected. It sends one itself, so that events that
// wait are sent before.
func (v *fakeView) quiet() {
	v.t.Helper()
	v.tab.Do(`liveSocket.pushEvent(liveSocket.main.el, "quiet")`)
	v.expect(`["e",0,0,"quiet"]`)
	v.send(`[1]`)
}

// expectNoEvent is like quiet, but lets events wait, and does not notice those that are on the way.
func (v *fakeView) expectNoEvent() {
	v.t.Helper()
	for len(v.in) > 0 {
		m, _ := v.receive()
		require.Contains(v.t, m, `["a",`)
	}
}

// Steps of live-mounted are taken once for each element, after the join. Neither a patch, full HTML nor a new view
// repeats them.
func TestClient_Mounted(t *testing.T) {
	t.Parallel()
	item := func(id int) string {
		return fmt.Sprintf(`<p id="p%d" live-value-id="%d" live-mounted='[["addClass","","in"],"in"]'>%d</p>`, id, id, id)
	}
	v, tab := openView(t, item(1)+item(2))
	v.expect(`["e",0,0,"in?id=1"]`, `["e",0,0,"in?id=2"]`)
	v.show(item(2)+item(1)+item(3), 2)
	v.expect(`["e",0,0,"in?id=3"]`)
	require.Equal(t, `["in","in","in"]`, tab.JSON(`[p1.className, p2.className, p3.className]`))
	v.sendFull(item(1)+item(4), 1)
	v.expect(`["e",0,0,"in?id=4"]`)
	v.show(item(1)+item(4)+`<b live-mounted="b">b</b>`, 1)
	v.expect(`["e",0,0,"b"]`)
	v.show(item(1)+end, 1)
	tab.Click("#end")
	v.expect(`["e",0,0,"end"]`)
	require.Empty(t, tab.Errors())
}

const removing = `live-remove='[["hide","",["fade","from","to",600]]]'`

// An element stays in the page until its animation has ended, and later patches do not wait for it.
func TestClient_Remove(t *testing.T) {
	t.Parallel()
	row := func(id string) string {
		return `<li id="` + id + `" live-id="` + id + `" ` + removing + `><input name="n" required value="` + id + `"><a href="#" ` + removing + `>a</a></li>`
	}
	list := func(ids string) string {
		html := `<form live-change="f" live-submit="s"><ul>`
		for id := range strings.SplitSeq(ids, "") {
			html += row(id)
		}
		return html + `</ul><button>go</button></form>`
	}
	v, tab := openLifecycle(t, list("abc"), manualTimers)
	order := `[...document.querySelectorAll("li")].map(e => e.id + (e.inert ? "-" : "")).join(" ")`
	show := func(ids string, refs ...int) { v.show(loaded+list(ids), refs...) }

	tab.Do(`b.querySelector("input").focus()`)
	show("ac")
	v.waitShown()
	require.Equal(t, "a b- c", tab.Text(order))
	require.Equal(t, "fade to", tab.Text(`b.className`))
	require.Equal(t, "INPUT c", tab.Text(`document.activeElement.tagName + " " + document.activeElement.value`))
	show("xcay") // further patches, with moves
	v.waitShown()
	require.Equal(t, "a c x y", tab.Text(`[...document.querySelectorAll("li:not([inert])")].map(e => e.id).sort().join(" ")`))
	require.Equal(t, "x c a y", tab.Text(`[...document.querySelectorAll("li:not([inert])")].map(e => e.id).join(" ")`))

	// Its controls belong to no form.
	tab.Do(`document.querySelector("button").click()`)
	v.expect(`["e",0,0,"s",[1,"",["n","x","n","c","n","a","n","y"]]]`)
	tab.Do(`fire(600), fire(600)`) // of the animation, and of the element
	tab.Wait(`!document.querySelector("[inert]")`)
	require.Equal(t, "x c a y", tab.Text(order))

	// One that comes back replaces it at once, without what the commands have changed.
	show("cay", 1)
	v.waitShown()
	require.Contains(t, tab.Text(order), "x-")
	show("xcay")
	v.waitShown()
	require.Equal(t, "x c a y", tab.Text(order))
	require.Equal(t, " false", tab.Text(`x.className + " " + x.hidden`))

	// Full HTML and the end of the list.
	v.sendFull(loaded + list("x"))
	v.waitShown()
	require.Equal(t, "3", tab.Text(`document.querySelectorAll("li[inert]").length`))
	v.show(loaded + `<p>none</p>`) // a parent does not take those of its children
	v.waitShown()
	require.Equal(t, "0", tab.Text(`document.querySelectorAll("li").length`))
	tab.Do(`while (fire(600));`)
	require.Empty(t, tab.Errors())
}

// Commands without an animation run, and the element goes at once. An animation that takes too long is cut short.
func TestClient_RemoveNow(t *testing.T) {
	t.Parallel()
	v, tab := openLifecycle(t, `<p id="p" live-remove='[["addClass","#q","gone"],["focus","#q"],"ev"]'>p</p><input id="q"><b id="b" live-remove='[["exec","","out"]]' live-commands-out='[["transition","",["f","","",60000]]]'>b</b>`, manualTimers)
	v.show(loaded + `<input id="q">`)
	v.expect(`["e",0,0,"ev"]`)
	tab.Wait(`!document.getElementById("p")`)
	require.Equal(t, "gone q f", tab.Text(`q.className + " " + document.activeElement.id + " " + b.className`))
	require.Equal(t, "true", tab.Text(`fire(5000)`))
	tab.Wait(`!document.getElementById("b")`)
}

// The first event is sent at once, the newest one at the end of the interval, and before what must not overtake it.
func TestClient_Throttle(t *testing.T) {
	t.Parallel()
	v, tab := openLifecycle(t, `<form live-change="f" live-submit="s" live-throttle="700"><input name="x"></form><div id="k" tabindex="0" live-keydown="k" live-throttle="700">k</div>`, manualTimers, stoppedClock)
	tab.Click("[name=x]")
	tab.Keys("a")
	v.expect(`["e",0,0,"f",[0,"x",["x","a"]]]`)
	tab.Keys("bc")
	v.expectNoEvent()
	require.Equal(t, "true", tab.Text(`now += 700, fire(700)`))
	v.expect(`["e",0,0,"f",[0,"x",["x","abc"]]]`)
	tab.Keys("d")
	v.expectNoEvent() // the interval begins with the last event
	tab.Keys("\r")
	v.expect(`["e",0,0,"f",[0,"x",["x","abcd"]]]`, `["e",0,0,"s",[1,"",["x","abcd"]]]`)
	tab.Do(`now += 2000`)
	tab.Keys("e")
	v.expect(`["e",0,0,"f",[0,"x",["x","abcde"]]]`)
	tab.Keys("f")
	tab.Click("#k") // the control loses the focus
	v.expect(`["e",0,0,"f",[0,"x",["x","abcdef"]]]`)

	tab.Keys("rrr")
	v.expect(`["e",0,0,"k?key=r"]`)
	tab.Keys("s") // another key
	v.expect(`["e",0,0,"k?key=r"]`, `["e",0,0,"k?key=s"]`)
	tab.Keys("s")
	v.show(loaded) // before the element is removed
	v.expect(`["e",0,0,"k?key=s"]`)
	v.quiet()
	require.Empty(t, tab.Errors())
}

const disablePage = `<form id="f" live-submit="s"><input name="x" value="1"><button id="one" name="b" value="1" live-disable-with="Saving…"><i>S</i>ave</button>` +
	`<input id="two" type="submit" value="Two" live-disable-with="Wait…"></form><button id="c" live-click="c" live-disable-with="Busy…">Go</button>`

// A button shows another text until its event is answered, and the content of the server after that.
func TestClient_DisableWith(t *testing.T) {
	t.Parallel()
	v, tab := openLifecycle(t, disablePage)
	labels := `[one.innerText, two.value, c.innerText].join("|") + " " + [one, two, c].map(e => e.ariaDisabled).join(" ")`
	const idle = `Save|Two|Go   `
	require.Equal(t, idle, tab.Text(labels))
	tab.Click("#one")
	v.expect(`["e",0,0,"s",[1,"b",["x","1","b","1"]]]`)
	require.Equal(t, `Saving…|Two|Go true true `, tab.Text(labels))
	require.Equal(t, "one", tab.Text(`document.activeElement.id`))
	tab.Wait(`[...document.querySelectorAll("body > [role=status]")].some(e => e.textContent === "Saving…")`)
	tab.Click("#one")
	tab.Do(`one.click()`)
	v.expectNoEvent()

	// Patches of its content, and of its attributes.
	changed := strings.Replace(disablePage, `<i>S</i>ave`, `<i>S</i>aved <b>1</b>`, 1)
	changed = strings.Replace(changed, `value="Two"`, `value="2"`, 1)
	v.show(loaded + changed)
	v.waitShown()
	require.Equal(t, `Saving…|2|Go true true `, tab.Text(labels))
	v.show(loaded+strings.Replace(changed, ` <b>1</b>`, `!`, 1), 1)
	v.waitShown()
	require.Equal(t, `Saved!|2|Go   `, tab.Text(labels))
	require.Equal(t, `<i>S</i>aved!`, tab.Text(`one.innerHTML`))

	tab.Click("#two")
	v.expect(`["e",0,0,"s",[1,"",["x","1"]]]`)
	require.Equal(t, `Saved!|Wait…|Go true true `, tab.Text(labels))
	v.send(`[0,[],[["out",2,"refused","error"]]]`, `[1]`)
	tab.Wait(`two.value === "2"`)
	tab.Click("#c")
	v.expect(`["e",0,0,"c"]`)
	require.Equal(t, `Saved!|2|Busy…   true`, tab.Text(labels))
	tab.Click("#c")
	v.show(loaded+disablePage, 1)
	v.waitShown()
	require.Equal(t, idle, tab.Text(labels))
	v.quiet()

	tab.Click("#c")
	v.expect(`["e",0,0,"c"]`)
	v.show(loaded + strings.Replace(disablePage, ">Go<", "><p>Go</p><p>!</p><", 1))
	v.waitShown()
	require.Equal(t, "Busy…", tab.Text(`c.innerText`))
	v.show(loaded + strings.Replace(disablePage, ">Go<", "><", 1))
	v.waitShown()
	require.Equal(t, "Busy…", tab.Text(`c.innerText`))
	v.show(loaded+disablePage, 1)
	v.waitShown()
	require.Equal(t, idle, tab.Text(labels))
	require.Empty(t, tab.Errors())
}

// An element polls while the user can see it, and waits for the answer. Debounced events do not wait less for that.
func TestClient_Poll(t *testing.T) {
	t.Parallel()
	html := `<input name="x" live-change="x" live-debounce="100000"><p id="p" live-poll="poll" live-value-id="7" live-poll-interval="1000">p</p><div id="gap"></div><p id="far" live-poll="far" live-poll-interval="900">far</p>`
	v, tab := openLifecycle(t, html, manualTimers, stoppedClock, displayStyles, `document.addEventListener("DOMContentLoaded", () => gap.style.height = "3000px")`)
	tab.Wait(`hasTimer(1000)`)
	tab.Do(`document.querySelector("input").focus()
		scrollTo(0, 0)`)
	tab.Keys("q")
	require.Equal(t, "false", tab.Text(`hasTimer(900)`), "the user does not see it")
	tab.Do(`now += 1000, fire(1000)`)
	v.expect(`["e",0,0,"poll?id=7"]`)
	require.Equal(t, "false", tab.Text(`hasTimer(1000)`), "the event is unanswered")
	v.show(loaded+html, 1)
	tab.Wait(`hasTimer(1000)`)
	v.show(loaded + strings.Replace(html, ">p<", ">q<", 1)) // a patch does not restart the interval
	v.waitShown()
	tab.Do(`now += 1000, fire(1000)`)
	v.expect(`["e",0,0,"poll?id=7"]`)
	require.Empty(t, tab.Text(`document.getElementById("live-bar").className`))

	// Refused and lost events do not stop it, and are not shown.
	v.send(`[0,[],[["out",3,"refused","error"]]]`, `[1]`)
	tab.Wait(`hasTimer(1000)`)
	tab.Do(`far.scrollIntoView()`)
	v.expect(`["e",0,0,"far"]`) // it is due
	require.Empty(t, tab.Text(`document.querySelector("#live-flash").innerText`))
	v.send(`[1]`)
	tab.Do(`liveSocket.pushEvent(liveSocket.main.el, "quiet")`)
	v.expect(`["e",0,0,"x",[0,"x",["x","q"]]]`, `["e",0,0,"quiet"]`)
}

// Events and commands of the connection.
func TestClient_ConnectedAndDisconnected(t *testing.T) {
	t.Parallel()
	f, tab, c := openFake(t, loaded+`<p id="p" live-connected='[["addClass","","on"],"back"]' live-disconnected='[["removeClass","","on"]]'>p</p>`)
	for range 2 {
		m := c.receiveNext()
		require.Contains(t, []string{`["e",0,0,"loaded"]`, `["e",0,0,"back"]`}, m)
	}
	tab.Wait(`p.className === "on"`)
	c.send(`[2]`)
	c.cut()
	tab.Wait(`p.className === ""`)
	tab.Do(`liveSocket.connect()`)
	c = f.accept()
	c.expectResume()
	c.send(`["resumed",{"session":"s2","done":2,"resume":30000}]`)
	tab.Wait(`p.className === "on"`)
	c.expect(`["e",0,0,"back"]`)
}
