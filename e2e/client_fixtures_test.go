package e2e

import (
	"encoding/json"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// fixtures are the examples of docs/reference/protocol.md, by what stands behind "json".
func fixtures(t testing.TB) map[string]string {
	t.Helper()
	data, err := os.ReadFile("../docs/reference/protocol.md")
	require.NoError(t, err)
	found := map[string]string{}
	for _, m := range regexp.MustCompile("(?ms)^```json ((?:up|down) \\w+)\n(.*?)\n```$").FindAllStringSubmatch(string(data), -1) {
		require.NotContains(t, found, m[1], "two examples have one name")
		found[m[1]] = m[2]
	}
	return found
}

// shape is what JSON is made of, without its values.
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

// bigPage has what the patch of the protocol's example changes.
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

// TestClient_ProtocolExamples says and hears each example of docs/reference/protocol.md.
func TestClient_ProtocolExamples(t *testing.T) {
	t.Parallel()
	fix := fixtures(t)
	up := func(l *fakeConn, name string) {
		t.Helper()
		m, _ := l.receive()
		require.Equal(t, fix["up "+name], m, name)
		delete(fix, "up "+name)
	}
	alike := func(l *fakeConn, name string) {
		t.Helper()
		m, _ := l.receive()
		require.Equal(t, shape(t, fix["up "+name]), shape(t, m), name)
		delete(fix, "up "+name)
	}
	down := func(l *fakeConn, name string) {
		t.Helper()
		require.Contains(t, fix, "down "+name)
		l.send(fix["down "+name])
		delete(fix, "down "+name)
	}

	f, tab := newFakeServer(t, `<button live-click="counter.Add?by=1">+</button><output>1000</output><div live-c="7"><form live-change="signup.Account"><input name="email"><input name="age"><input type="checkbox" name="news"></form></div><a live-patch href="?page=3">3</a>`), newTab(t)
	f.scripts = `window.said = []; for (const name of ["saved", "reply", "error"]) addEventListener("live:" + name, e => said.push(name))`
	tab.Open(f.server.URL + "/users?page=2")
	l := f.accept()
	alike(l, "join")
	down(l, "joined")
	tab.Wait("liveSocket.isConnected()")
	l.send(`[0,[[0,2,[3,3,"class","x"]]]]`)
	tab.Wait(`document.querySelector("output").className === "x"`)
	tab.Do(`document.querySelector("button").click()`)
	up(l, "event")
	l.send(`[0,[[0,1,"<button live-click=\"counter.Add?by=1\">+</button><output>1000</output>` +
		`<div live-c=\"7\"><form live-change=\"signup.Account\"><input name=\"email\"><input name=\"age\"><input type=\"checkbox\" name=\"news\"></form></div><a live-patch href=\"?page=3\">3</a>"]]]`)
	down(l, "frame")
	tab.Wait(`document.querySelector("output").textContent === "1001"`)
	m, _ := l.receive()
	require.Equal(t, `["a",2]`, m)
	tab.Do(`const e = document.querySelector("[name=email]")
		e.value = "ann@example.com"
		e.dispatchEvent(new Event("input", { bubbles: true }))`)
	up(l, "form")
	tab.Do(`document.querySelector("a").click()`)
	up(l, "params")
	down(l, "answered")
	tab.Wait(`!document.querySelector("form").className`)
	l.send(`[0,[[0,77,[]]]]`)
	m, _ = l.receive()
	require.Equal(t, strings.Replace(fix["up html"], ",0,0]", ",1,0]", 1), m)
	delete(fix, "up html")
	require.Len(t, tab.Errors(), 1)
	down(l, "full")
	tab.Wait(`liveSocket.main.el.innerHTML === "<p>All of it</p>"`)
	for range 3 {
		l.send(`[0,[]]`)
	}
	up(l, "ack")
	tab.Do(`dispatchEvent(new Event("online"))`)
	up(l, "heartbeat")
	down(l, "heartbeat")

	down(l, "drain")
	l.cut()
	l = f.accept()
	alike(l, "resume")
	down(l, "resumed")
	tab.Wait(`liveSocket.isConnected()`)
	m, _ = l.receive()
	require.Equal(t, `["h"]`, m)
	down(l, "effects")
	l = f.accept()
	require.Equal(t, "/welcome", l.path)

	f, tab = newFakeServer(t, bigPage()), newTab(t)
	tab.Open(f.server.URL)
	l = f.accept()
	l.expectJoin()
	l.send(`["joined",{"session":"s","epoch":1,"adopted":true,"version":2}]`)
	down(l, "patch")
	tab.Wait(`document.querySelector("#first").textContent === "abcd!"`)
	require.Equal(t, `["on done",false," and more","<li>new</li>",998]`, tab.JSON(`[n45.className, n47.hidden, n53.textContent.slice(1), n55.innerHTML, [...document.querySelector("ul").children].findIndex(e => e.textContent === "" )]`))
	delete(fix, "up bye") // TestClient_LeavePage hears these
	delete(fix, "up sleep")
	require.Empty(t, fix)
}
