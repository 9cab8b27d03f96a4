package e2e

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const recoveredForms = `<form id="a" live-change="f.F"><input name="x" value=""><input name="p" type="password"></form>
	<form id="k" live-change="k.K"><input name="x" value="old"><input type="hidden" name="live-submit-key" value="page"></form>
	<form id="i" live-change="i.I" live-auto-recover="ignore"><input name="x" value=""></form>
	<form id="r" live-change="r.R" live-auto-recover="r.Other?n=1" live-value-m="2"><input name="x" value=""></form>
	<input id="l" name="l" value="" live-change='["l.A",["addClass","#a","on"],"l.B"]'>
	<form id="u" live-change="u.U"><input name="x" value="untouched"></form><button live-click="b">b</button>`

// A join has what the user entered in all forms. What the new view has received it decides about, without a further
// event; the password, which it does not render, stays.
func TestClient_FormsInJoin(t *testing.T) {
	t.Parallel()
	f, tab, c := openFake(t, recoveredForms)
	for _, selector := range []string{"#a [name=x]", "#a [name=p]", "#i input", "#r input", "#l"} {
		tab.Click(selector)
		tab.Keys("t")
		c.receiveNext()
	}
	c.receiveNext() // the list has two events
	c.close(4001, "gone")
	c = f.accept()
	var join struct{ Forms json.RawMessage }
	c.expectFirst("join", &join)
	require.JSONEq(t, `[
		["a","f.F",[2,"",["x","t","p","t"]],["x","p"]],
		["k","k.K",[2,"",["live-submit-key","page"]],[]],
		["r","r.Other?n=1&m=2",[2,"",["x","t"]],["x"]],
		["l","[\"l.A\",\"l.B\"]",[2,"",["l","t"]],["l"]]
	]`, string(join.Forms))

	html := strings.NewReplacer(`value="">`, `value="server">`, `id="l" name="l" value=""`, `id="l" name="l" value="server"`, `"old"`, `"new"`).Replace(recoveredForms)
	tab.Do(`document.querySelector("button").click()`)
	c.send(`["joined",{"session":"s2","adopted":false,"version":1,"resume":30000,"html":` + quote(html) + `}]`)
	c.expect(`["e",0,0,"b"]`)
	values := `[...document.querySelectorAll("form input,#l")].map(e => e.value).join()`
	require.Equal(t, "server,t,new,page,server,server,server,untouched", tab.Text(values))
	require.Empty(t, c.in, "nothing is reported twice")
}

// What the view had no handler for, and what has changed since the join, is reported after it: by the event of
// live-auto-recover, if there is one.
func TestClient_FormsAfterJoin(t *testing.T) {
	t.Parallel()
	f, tab, c := openFake(t, recoveredForms)
	for _, selector := range []string{"#a [name=x]", "#r input", "#l"} {
		tab.Click(selector)
		tab.Keys("t")
		c.receiveNext()
	}
	c.receiveNext()
	c.close(4001, "gone")
	c = f.accept()
	c.expectJoin()
	tab.Keys("!")
	c.send(`["joined",{"session":"s2","adopted":false,"version":1,"resume":30000,"unrecovered":[2],"html":` + quote(recoveredForms) + `}]`)
	c.expect(`["e",0,0,"r.Other?n=1&m=2",[2,"x",["x","t"]]]`, `["e",0,0,"l.A",[0,"l",["l","t!"]]]`, `["e",0,0,"l.B",[0,"l",["l","t!"]]]`)
	require.Equal(t, ",t,t!", tab.Text(`[...document.querySelectorAll("#a [name=x],#r input,#l")].map(e => e.value).join()`),
		"the view has received the first one, and emptied it")
}

// An event that reports a form after the join names each control that the user has changed, once.
func TestClient_SeveralControlsAfterJoin(t *testing.T) {
	t.Parallel()
	const form = `<form live-change="f.F"><input name="x"><input name="y"><input name="z"></form>`
	f, tab, c := openFake(t, form)
	for _, name := range []string{"y", "x"} {
		tab.Click("[name=" + name + "]")
		tab.Keys("t")
		c.receiveNext()
	}
	c.close(4001, "gone")
	c = f.accept()
	c.expectJoin()
	c.send(`["joined",{"session":"s2","adopted":false,"version":1,"resume":30000,"unrecovered":[0],"html":` + quote(form) + `}]`)
	c.expect(`["e",0,0,"f.F",[2,["y","x"],["x","t","y","t","z",""]]]`)
	require.Empty(t, tab.Errors())
}

// A form that was reset has no input to report.
func TestClient_ResetFormIsNotInJoin(t *testing.T) {
	t.Parallel()
	f, tab, c := openFake(t, `<form live-change="f.F"><input name="x" value=""></form>`)
	tab.Click("input")
	tab.Keys("t")
	c.receiveNext()
	tab.Do(`document.querySelector("form").reset()`)
	c.expect(`["e",0,0,"f.F",[3,"",["x",""]]]`)
	c.close(4001, "gone")
	var join struct{ Forms json.RawMessage }
	f.accept().expectFirst("join", &join)
	require.Nil(t, join.Forms)
}

// A reset drops the changes that were not sent, and the answer to one that was sent does not bring its text back.
func TestClient_ResetDropsChanges(t *testing.T) {
	t.Parallel()
	_, tab, c := openFake(t, `<form live-change="f.F"><input name="x" value=""><input name="d" value="" live-debounce="100000"></form>`)
	tab.Click("[name=x]")
	tab.Keys("t")
	c.receiveNext()
	tab.Do(`document.querySelector("[name=d]").focus()`)
	tab.Keys("late")
	tab.Do(`document.querySelector("form").reset()`)
	c.expect(`["e",0,0,"f.F",[3,"",["x","","d",""]]]`)
	c.send(`[1,[[2,[2,3,"value","typed"]]]]`)
	tab.Wait(`document.querySelector("[name=x]").getAttribute("value") === "typed"`)
	require.Equal(t, "", tab.Text(`document.querySelector("[name=x]").value`))
	c.send(`[1,[[3,[2,3,"value","clean"]]]]`)
	tab.Wait(`document.querySelector("[name=x]").value === "clean"`)
	require.Empty(t, c.in)
}

// While the connection is lost, changes of several fields become one event. It has the names of all of them, so that
// each field shows its error.
func TestClient_ChangesOfSeveralFields(t *testing.T) {
	t.Parallel()
	f, tab, c := openFake(t, `<form live-change="f"><input name="x"><input name="y"></form>`)
	c.cut()
	tab.Wait("!liveSocket.isConnected()")
	for _, name := range []string{"x", "y", "x"} {
		tab.Click("[name=" + name + "]")
		tab.Keys("ab")
	}
	tab.Wait(goOnline + ` && document.querySelector("input")`)
	c = f.accept()
	c.expectResume()
	c.send(`["resumed",0]`)
	c.expect(`["e",0,0,"f",[0,["x","y"],["x","abab","y","ab"]]]`)
	require.Empty(t, tab.Errors())
}
