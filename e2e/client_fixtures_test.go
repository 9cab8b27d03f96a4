package e2e

import (
	"encoding/json"
	"fmt"
	"hash/fnv"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// fixtures returns the examples of docs/reference/protocol.md by the text after "json".
func fixtures(t testing.TB) map[string]string {
	t.Helper()
	data, err := os.ReadFile("../docs/reference/protocol.md")
	require.NoError(t, err)
	found := map[string]string{}
	for _, m := range regexp.MustCompile("(?ms)^```json ((?:up|down) \\w+)\n(.*?)\n```$").FindAllStringSubmatch(string(data), -1) {
		require.NotContains(t, found, m[1], "duplicate name of an example")
		found[m[1]] = m[2]
	}
	return found
}

// shape returns the structure of a JSON text without its values.
func shape(t testing.TB, s string) string {
	t.Helper()
	var v any
	require.NoError(t, json.Unmarshal([]byte(s), &v))
	return shapeOf(v)
}

func shapeOf(v any) string {
	switch v := v.(type) {
	case []any:
		var parts []string
		for i, item := range v {
			if s, ok := item.(string); ok && i == 0 {
				parts = append(parts, s)
			} else {
				parts = append(parts, shapeOf(item))
			}
		}
		return "[" + strings.Join(parts, " ") + "]"
	case map[string]any:
		var parts []string
		for key, item := range v {
			parts = append(parts, key+":"+shapeOf(item))
		}
		slices.Sort(parts)
		return "{" + strings.Join(parts, " ") + "}"
	default:
		return fmt.Sprintf("%T", v)
	}
}

// fnvSum returns the 32-bit FNV-1a hash of s.
func fnvSum(s string) uint32 {
	h := fnv.New32a()
	h.Write([]byte(s))
	return h.Sum32()
}

// bigPage returns a page to which the patch of the protocol's examples applies.
func bigPage() string {
	var b strings.Builder
	b.WriteString(`<div><ul><li id="first"><b>abcd</b></li><li></li>`)
	for i := range 24 {
		fmt.Fprintf(&b, `<li hidden id="n%d">t</li>`, 7+2*i)
	}
	b.WriteString(`<li id="n55"><b></b><i></i></li>`)
	for range 980 {
		b.WriteString(`<li>x</li>`)
	}
	return b.String() + `</ul></div>`
}

// The client sends or accepts each example of docs/reference/protocol.md.
func TestClient_ProtocolExamples(t *testing.T) {
	t.Parallel()
	fix := fixtures(t)
	up := func(c *fakeConn, name string) {
		t.Helper()
		m, _ := c.receive()
		require.Equal(t, fix["up "+name], m, name)
		delete(fix, "up "+name)
	}
	sameShape := func(c *fakeConn, name string) {
		t.Helper()
		m, _ := c.receive()
		require.Equal(t, shape(t, fix["up "+name]), shape(t, m), name)
		delete(fix, "up "+name)
	}
	down := func(c *fakeConn, name string) {
		t.Helper()
		require.Contains(t, fix, "down "+name)
		c.send(fix["down "+name])
		delete(fix, "down "+name)
	}

	f, tab := newFakeServer(t, `<button live-click="counter.Add?by=1">+</button><output>1000</output><div live-c="7"><form live-change="signup.Account"><input name="email"><input name="age"><input type="checkbox" name="news"></form></div><a live-patch href="?page=3">3</a>`), newTab(t)
	f.scripts = `window.events = []; for (const name of ["saved", "reply", "error"]) addEventListener("live:" + name, e => events.push(name))`
	tab.Open(f.server.URL + "/users?page=2")
	c := f.accept()
	sameShape(c, "join")
	down(c, "joined")
	tab.Wait("liveSocket.isConnected()")
	c.send(`[0,[[2,[3,3,"class","x"]]]]`)
	tab.Wait(`document.querySelector("output").className === "x"`)
	tab.Do(`document.querySelector("button").click()`)
	up(c, "event")
	c.send(`[0,[[1,"<button live-click=\"counter.Add?by=1\">+</button><output>1000</output>` +
		`<div live-c=\"7\"><form live-change=\"signup.Account\"><input name=\"email\"><input name=\"age\"><input type=\"checkbox\" name=\"news\"></form></div><a live-patch href=\"?page=3\">3</a>"]]]`)
	down(c, "frame")
	tab.Wait(`document.querySelector("output").textContent === "1001"`)
	m, _ := c.receive()
	require.Equal(t, `["a",2]`, m)
	tab.Do(`const e = document.querySelector("[name=email]")
		e.value = "ann@example.com"
		e.dispatchEvent(new Event("input", { bubbles: true }))`)
	up(c, "form")
	tab.Do(`document.querySelector("a").click()`)
	up(c, "params")
	down(c, "answered")
	tab.Wait(`!document.querySelector("form").className`)
	c.send(`[0,[[77,[]]]]`)
	m, _ = c.receive()
	require.Equal(t, strings.Replace(fix["up html"], ",0]", ",1]", 1), m)
	delete(fix, "up html")
	require.Len(t, tab.Errors(), 1)
	down(c, "full")
	tab.Wait(`liveSocket.main.el.innerHTML === "<p>All of it</p>"`)
	for range 3 {
		c.send(`[0,[]]`)
	}
	up(c, "ack")
	c.expectHeartbeat(func() { tab.Do(goOnline) })
	require.Equal(t, `["h"]`, fix["up heartbeat"])
	delete(fix, "up heartbeat")
	down(c, "heartbeat")

	down(c, "recheck")
	sameShape(c, "recheck")
	c.cut()
	c = f.accept()
	sameShape(c, "resume")
	c.expectHeartbeat(func() { down(c, "resumed") })
	tab.Wait(`liveSocket.isConnected()`)
	down(c, "flash")
	tab.Wait(shownFlashes + `.length === 1`)
	down(c, "effects")
	c = f.accept()
	require.Equal(t, "/welcome", c.path)

	_, tab, c = openFake(t, `<form live-change="shop.Order" live-submit="shop.Order"><button name="items[k7]" value="remove" live-row="items">x</button></form>`)
	tab.Do(`document.querySelector("button").click()`)
	up(c, "row")

	_, tab, c = openFake(t, `<input id="name"><p live-c="7">p</p>`)
	down(c, "exec")
	tab.Wait(`document.activeElement.id === "name" && document.querySelector("p").className === "saved"`)

	f, tab = newFakeServer(t, bigPage()), newTab(t)
	tab.Open(f.server.URL)
	c = f.accept()
	c.expectJoin()
	c.send(`["joined",{"session":"s","adopted":true,"version":2}]`)
	down(c, "patch")
	tab.Wait(`document.querySelector("#first").textContent === "abcd!"`)
	require.Equal(t, `["on done",false," and more","<li>new</li>",998]`, tab.JSON(`[n45.className, n47.hidden, n53.textContent.slice(1), n55.innerHTML, [...document.querySelector("ul").children].findIndex(e => e.textContent === "" )]`))
	down(c, "drain")
	f.accept().expectJoin()

	_, tab, c = openFake(t, `<ul><li id="r1"><b class="name">Ann</b><i>online</i></li><li id="r2"><b class="name">Ben</b><i>online</i></li></ul>`)
	down(c, "copy")
	tab.Wait(`document.querySelector("ul").lastChild.outerHTML === '<li id="r3"><b class="name">Cleo</b><i>online</i></li>'`)
	f, tab, c = openFake(t, `<form live-change="signup.Account"><input name="email"><input name="age"></form>`)
	c.cut()
	tab.Wait("!liveSocket.isConnected()")
	for _, field := range [][2]string{{"email", "ann@example.com"}, {"age", "x"}} {
		tab.Do(`const field = document.querySelector("[name=` + field[0] + `]")
			field.value = "` + field[1] + `"
			field.dispatchEvent(new Event("input", { bubbles: true }))`)
	}
	tab.Wait(goOnline + ` && document.querySelector("input")`)
	c = f.accept()
	c.expectResume()
	c.send(`["resumed",0]`)
	c.expect(fix["up changes"])
	delete(fix, "up changes")

	f, tab, c = openFake(t, `<form id="account" live-change="signup.Account"><input name="email"><input type="checkbox" name="news"></form>`)
	tab.Click("[name=email]")
	tab.Keys("a")
	c.receiveNext()
	c.close(4001, "gone")
	c = f.accept()
	sameShape(c, "recovery")
	_, tab, c = openFake(t, `<form method="post" live-submit="login"><input name="user" value="ann"><button>log in</button></form>`)
	tab.Click("button")
	c.expect(`["e",0,0,"login",[1,"",["user","ann"]]]`)
	c.send(strings.Replace(fix["down handover"], ",12]", ",1]", 1)) // the number of the event of the form
	tab.Until(`location.pathname === "/login"`)
	delete(fix, "down handover")

	f, tab, c = openFake(t, `<ul live-stream="3" live-update="ignore"><li live-id="m1"><button live-click="chat.Erase?id=m1">x</button></li></ul><ol live-stream="5" live-update="ignore"></ol>`)
	c.expect(fmt.Sprintf(`["streams",[3,0,%d],[5,0,0]]`, fnvSum("m1")))
	tab.Do(`document.querySelector("button").click()`)
	c.expect(`["e",0,0,"chat.Erase?id=m1"]`)
	down(c, "stream")
	tab.Wait(`document.querySelector("ul").innerHTML === '<li live-id="m8">eight</li><li live-id="m9">nine</li>'`)
	c.send(`[0,[],[["stream",3,7,[0,[-1,"<li live-id=\"\">none</li>"]]]]]`)
	tab.Wait(`document.querySelector("ul").textContent === "none"`)
	c.cut()
	c = f.accept()
	c.expectResume()
	c.send(`["resumed",{"session":"again","ref":1,"done":1,"resume":30000}]`)
	c.expect(fix["up streams"])
	delete(fix, "up streams")

	delete(fix, "up bye") // TestClient_LeavePage receives these
	delete(fix, "up sleep")
	for _, name := range sessionExamples {
		require.Contains(t, fix, name)
		delete(fix, name)
	}
	require.Empty(t, fix)
}

// sessionExamples are the names of the examples of several sessions, which the tests of nested views, sticky views and
// navigation receive and send.
var sessionExamples = strings.Split("up left,up next,up wrapped,up again,up children,up show,up wake,up acks,up roots,down wrapped,down end,down children,down open,down roots", ",")

// The client sends or accepts each example of several sessions.
func TestClient_ProtocolExamples_Sessions(t *testing.T) {
	t.Parallel()
	fix := fixtures(t)
	f, tab := newFakeServer(t, `<div live-root="3">of 8</div><section><b></b></section><div live-root="5">of 2</div>`), newTab(t)
	f.before = `<aside live-sticky="cart" live-token="T"><button live-click="cart.Add?id=7">+</button><b>1000</b></aside>`
	tab.Open(f.server.URL + "/users")
	c := f.accept()
	m, _ := c.receive()
	require.Regexp(t, `"sums":{"3":\d+,"5":\d+}`, m)
	c.send(fix["down children"])
	tab.Wait(`liveSocket.isConnected() && document.querySelector("[live-root='5']").textContent === "of version 41"`)
	require.Equal(t, "of 8", tab.Text(`document.querySelector("[live-root='3']").textContent`))
	m, _ = c.receive()
	require.Contains(t, m, `["@",1,["join",{`)
	c.send(`["@",1,["joined",{"session":"s","adopted":true,"version":1,"resume":30000}]]`)
	tab.Do(`document.querySelector("button").click()`)
	m, _ = c.receive()
	require.Equal(t, fix["up wrapped"], m)
	c.send(wrap(1, fix["down end"]))
	m, _ = c.receive()
	require.Equal(t, shape(t, fix["up again"]), shape(t, m))
	c.send(`["@",3,["joined",{"session":"s","adopted":true,"version":1,"resume":30000}]]`)
	c.send(strings.ReplaceAll(fix["down wrapped"], `["@",1,`, `["@",3,`))
	tab.Wait(`document.querySelector("aside b").textContent === "1001" && !document.querySelector("button").className`)
	for m = ""; strings.Count(m, ",") < 3; m, _ = c.receive() { // the client acknowledges the frame with the timer
	}
	c.send(`["@",8,[0,[]]]`, `["@",2,[0,[]]]`, `[0,[[2,[]]]]`, `[0,[[3,[]]]]`, `[0,[[4,[]]]]`, fix["down open"])
	tab.Wait(`document.querySelector("section div")?.textContent === "player"`)
	for m = ""; !strings.Contains(m, ",8,"); m, _ = c.receive() {
	}
	require.Equal(t, shape(t, fix["up acks"]), shape(t, m))

	c.cut()
	c = f.accept()
	m, _ = c.receive()
	require.Contains(t, m, `"roots":{"2":[1,41,1],"8":[1,1,1],"10":[0,1,1]}`)
	c.send(strings.ReplaceAll(fix["down roots"], `"ref":33,"done":30`, `"ref":0,"done":0`))
	tab.Wait(`document.querySelector("section div").className === "live-error" && liveSocket.isConnected()`)
	require.Equal(t, "", tab.Text(`document.querySelector("[live-root='3']").className`))
	c.send(wrap(8, fix["down end"]))
	tab.Wait(`document.querySelector("[live-root='3']").className === "live-error"`)

	f, tab = newFakeServer(t, `<p></p><div live-root="7" live-lazy></div>`), newTab(t)
	tab.Open(f.server.URL)
	c = f.accept()
	c.expectJoin()
	c.send(`["joined",{"session":"s","adopted":true,"version":1}]`)
	m, _ = c.receive()
	require.Equal(t, fix["up show"], m)
}
