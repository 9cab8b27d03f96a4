package e2e

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const order = `<form id="f" live-change="c" live-submit="s"><input name="x" value="1"><button>go</button><button name="b" value="2" aria-disabled="false">b</button></form>
	<button id="far" form="f">far</button><input type="image" form="f" alt="i"><button id="else">else</button>`

// marked lists the elements that show that a submit is unanswered.
const marked = `[...document.querySelectorAll("[aria-busy=true],[aria-disabled=true]")].map(e => e.id || e.type || e.localName)`

func submitted(x string) string { return `["e",0,0,"s",[1,"",["x","` + x + `"]]]` }

// While a submit is unanswered, a repeated one is the same click, in whatever way it is caused.
func TestClient_RepeatedSubmitIsDropped(t *testing.T) {
	t.Parallel()
	_, tab, c := openFake(t, order+end)
	for name, act := range map[string]func(){
		"double click":       func() { tab.Click("form button"); tab.Click("form button") },
		"clicks in one task": func() { tab.Do(`for (let i = 0; i < 3; i++) document.querySelector("form button").click()`) },
		"Enter":              func() { tab.Click("input"); tab.Keys("\r\r") },
		"Enter and click":    func() { tab.Click("input"); tab.Keys("\r"); tab.Click("form button") },
		"script":             func() { tab.Do(`f.requestSubmit(); f.requestSubmit()`) },
		"script and click":   func() { tab.Do(`f.requestSubmit()`); tab.Click("form button") },
		"button outside":     func() { tab.Click("#far"); tab.Click("form button") },
	} {
		act()
		tab.Click("#end")
		c.expect(submitted("1"), `["e",0,0,"end"]`)
		require.Empty(t, c.in, name)
		require.Equal(t, "live-submit-loading", tab.Text("f.className"), name)
		c.send(`[2]`)
		tab.Wait(`!f.className`)
		require.Equal(t, "[]", tab.JSON(marked), name)
	}
	tab.Click("form button")
	c.expect(submitted("1"))
	c.send(`[1]`)
	tab.Click("form button")
	c.expect(submitted("1")) // after the answer it is another click
}

// A submit of other data waits for the answer, and only the newest one. Events after it stay behind it.
func TestClient_SubmitOfOtherDataWaits(t *testing.T) {
	t.Parallel()
	_, tab, c := openFake(t, order+end, `window.errors = []
		addEventListener("live:error", e => errors.push(e.detail.outcome + " " + e.detail.why))`)
	submit := func(x string) {
		tab.Do(`document.querySelector("[name=x]").value = ` + quote(x) + `
			f.requestSubmit()`)
	}
	submit("1")
	submit("2")
	submit("3")
	submit("3")
	tab.Click("#end")
	c.expect(submitted("1"))
	require.Empty(t, c.in)
	require.Equal(t, `["stale superseded"]`, tab.JSON("errors"))
	require.Empty(t, tab.Text(`document.querySelector("#live-flash").textContent`))
	c.send(`[1]`)
	c.expect(submitted("3"), `["e",0,0,"end"]`)
	submit("4")
	submit("3") // the user has returned to what is under way
	c.send(`[2]`)
	tab.Wait(`!f.className`)
	tab.Click("#end")
	c.expect(`["e",0,0,"end"]`)

	tab.Click("[name=b]")
	tab.Click("form button") // another button
	c.expect(`["e",0,0,"s",[1,"b",["x","3","b","2"]]]`)
	c.send(`[2]`)
	c.expect(submitted("3"))
}

// Each outcome ends the wait for the answer.
func TestClient_SubmitAfterOutcome(t *testing.T) {
	t.Parallel()
	f, tab, c := openFake(t, order)
	for _, outcome := range []string{"refused", "stale", "panicked"} {
		tab.Click("form button")
		c.expect(submitted("1"))
		c.send(`[1,[],[["out",1,"` + outcome + `","why"]]]`)
		tab.Wait(`!f.className`)
		require.Equal(t, "[]", tab.JSON(marked))
	}
	tab.Click("form button")
	c.expect(submitted("1"))
	c.close(4001, "crashed")
	c = f.accept()
	c.expectJoin()
	c.send(`["joined",{"session":"s","adopted":false,"version":1,"html":` + quote(order) + `,"resume":30000}]`)
	tab.Wait(`!f.className`)
	tab.Click("form button")
	c.expect(submitted("1"))
}

// The same while the connection is lost, and after a resume.
func TestClient_RepeatedSubmitWhileOffline(t *testing.T) {
	t.Parallel()
	f, tab, c := openFake(t, order)
	tab.Click("form button")
	c.expect(submitted("1"))
	tab.Do(`addEventListener("live:page-loading-start", () => { for (let i = 0; i < 2; i++) document.querySelector("form button").click() }, { once: true })`)
	c.cut()
	c = f.accept()
	c.expectResume()
	c.send(`["resumed",{"session":"s","ref":1,"done":0,"resume":30000}]`)
	c.expect(submitted("1"))
	tab.Click("form button")
	c.send(`[1]`)
	tab.Wait(`!f.className`)
	require.Empty(t, c.in)

	// It has not been sent yet.
	tab.Do(`addEventListener("live:page-loading-start", () => {
		document.querySelector("form button").click()
		f.requestSubmit()
	}, { once: true })`)
	c.cut()
	c = f.accept()
	c.expectResume()
	c.send(`["resumed",{"session":"s","ref":1,"done":1,"resume":30000}]`)
	c.expect(submitted("1"))
	c.send(`[1]`)
	tab.Wait(`!f.className`)
	require.Empty(t, c.in)
}

// An unanswered submit is shown by attributes that take neither the focus nor the typing. They survive
// patches, and leave what the application has set.
func TestClient_SubmitIsShown(t *testing.T) {
	t.Parallel()
	v, tab := openView(t, order)
	tab.Click("[name=x]")
	tab.Keys("\r")
	v.expect(`["e",0,0,"s",[1,"",["x","1"]]]`)
	require.Equal(t, `["f","submit","far","image"]`, tab.JSON(marked), "not the button whose attribute the application has set")
	require.Equal(t, "x", tab.Text(focusedName))
	tab.Keys("2")
	v.expect(`["e",0,0,"c",[0,"x",["x","12"]]]`)

	patched := strings.Replace(order, `<button>go`, `<button class="p" aria-disabled="true">go`, 1)
	patched = strings.Replace(patched, `<button id="far"`, `<button id="new" form="f">new</button><button id="far"`, 1)
	patched = strings.NewReplacer(` aria-disabled="false"`, ``, `value="1"`, `value="12"`).Replace(patched)
	v.show(patched)
	require.Equal(t, `["f","submit","submit","new","far","image"]`, tab.JSON(marked), "also the new button")
	v.show(patched, 2)
	require.Equal(t, `["submit"]`, tab.JSON(marked), "the application has set it")
	require.Equal(t, "x 12", tab.Text(`(`+focusedName+`) + " " + document.activeElement.value`))
}

// What is refused is shown in a flash message, reported to scripts of the page and written to the
// console. What was typed stays.
func TestClient_RefusalsAreShown(t *testing.T) {
	t.Parallel()
	_, tab, c := openFake(t, `<form live-change="c" live-submit="s"><textarea name="x" hidden></textarea><button>go</button></form><p live-click="click">c</p>`+end, `window.errors = []
		window.warnings = []
		console.warn = (text, el) => warnings.push(text)
		addEventListener("live:error", e => errors.push(e.detail.outcome + " " + e.detail.why))`)
	expectShown := func(what, failure, warning, text string) {
		t.Helper()
		tab.Wait(`errors.length`)
		require.Equal(t, fmt.Sprintf(`[%q]`, failure), tab.JSON("errors"), what)
		require.Contains(t, tab.Text("warnings[0]"), warning, what)
		require.Equal(t, text, tab.Text(`document.querySelector("#live-flash").textContent`), what)
		tab.Do(`errors = []; warnings = []; ` + removeFlashes)
	}
	const tooLarge, refused, stale = "This is too long to send. Make it shorter, and try again.", "This could not be done.", "This was not done, because the page has changed."
	write := func(script string) {
		tab.Do(`const e = document.querySelector("textarea")
			e.value = ` + script + `
			e.dispatchEvent(new Event("input", { bubbles: true }))`)
	}
	write(`"語".repeat(87_400)`)
	expectShown("change", "refused too large", "live-change", tooLarge)
	tab.Click("form button")
	expectShown("submit", "refused too large", "live-submit", tooLarge)
	require.Equal(t, "87400", tab.Text(`document.querySelector("textarea").value.length`))
	require.Equal(t, "[]", tab.JSON(marked))
	tab.Do(`liveSocket.pushEvent(document.querySelector("p"), "h", { a: "x".repeat(262_144) })`)
	expectShown("push", "refused too large", "live-hook", tooLarge)
	tab.Do(`document.querySelector("form").append(...[...Array(3000).keys()].map(i =>
			Object.assign(document.createElement("input"), { type: "hidden", name: "field" + i, value: "x".repeat(90) })))
		document.querySelector("form").requestSubmit()`)
	expectShown("fields", "refused too large", "live-submit", tooLarge)
	tab.Do(`for (const e of document.querySelectorAll("form input")) e.remove()`)

	for _, text := range []string{strings.Repeat("語", 80_000), strings.Repeat(`\n`, 120_000), strings.Repeat("&=+%", 60_000), strings.Repeat("😀", 60_000)} {
		write(`"` + text + `"`)
		c.expect(`["e",0,0,"c",[0,"x",["x","` + text + `"]]]`)
		c.send(`[1]`)
	}
	write(`"\ud800 \udfff"`)
	c.expect(`["e",0,0,"c",[0,"x",["x","� �"]]]`)
	c.send(`[1]`)

	ref := 5
	act := func(selector, event, outcome string) {
		t.Helper()
		tab.Click(selector)
		c.expect(event)
		ref++
		c.send(fmt.Sprintf(`[1,[],[["out",%d,%s]]]`, ref, outcome))
	}
	submit := submitted("")
	act("form button", submit, `"refused","bad arguments"`)
	expectShown("refused submit", "refused bad arguments", "live-submit", refused)
	act("form button", submit, `"stale","gone"`)
	expectShown("stale submit", "stale gone", "live-submit", stale)
	act("form button", submit, `"refused","error"],["flash","error","Own text"`)
	expectShown("the server has its own text", "refused error", "live-submit", "Own text")
	act("p", `["e",0,0,"click"]`, `"stale","gone"`)
	expectShown("stale click", "stale gone", "live-click", stale)
	tab.Do(`document.querySelector("p").click()
		document.querySelector("p").remove()`)
	c.expect(`["e",0,0,"click"]`)
	c.send(`[1,[],[["out",10,"stale","gone"]]]`)
	expectShown("the element has gone", "stale gone", "live-click", "")
}

// The server may have another limit, which applies to what waits, too.
func TestClient_MessageLimitOfServer(t *testing.T) {
	t.Parallel()
	f, tab := newFakeServer(t, order), newTab(t)
	f.scripts = `window.errors = []
		addEventListener("live:error", e => errors.push(e.detail.outcome + " " + e.detail.why))`
	tab.Open(f.server.URL + "/page")
	c := f.accept()
	c.expectJoin()
	c.send(`["joined",{"session":"secret","adopted":true,"version":1,"resume":30000,"max":2000000}]`)
	tab.Wait("window.liveSocket?.isConnected()")
	large := strings.Repeat("x", 1_900_000)
	tab.Do(`document.querySelector("[name=x]").value = "x".repeat(1_900_000)
		f.requestSubmit()`)
	require.Equal(t, submitted(large), c.receiveNext())
	c.send(`[1]`)
	tab.Wait(`!f.className`)
	tab.Do(`document.querySelector("[name=x]").value += "x".repeat(200_000)
		f.requestSubmit()`)
	tab.Wait(`errors[0] === "refused too large"`)
}
