package e2e

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// A submit has the data that the browser would send, the names of unchecked controls, and the
// submitter.
func TestClient_Submit(t *testing.T) {
	t.Parallel()
	_, tab, c := openFake(t, `<form live-submit="f.F" live-value-v="1"><input name="q" value="a b&amp;c"><textarea name="t">
1
2</textarea><input type="checkbox" name="c" value="1" checked><input type="checkbox" name="c" value="2">
		<input type="checkbox" name="d"><input type="radio" name="r" value="1"><input type="radio" name="r" value="2">
		<select name="s"><option>x</option><option selected>y</option></select><select name="m" multiple><option>z</option></select>
		<input name="off" value="x" disabled><fieldset disabled><input type="checkbox" name="off2"></fieldset>
		<input value="no name"><input type="file" name="f"><input type="hidden" name="h" value="é"><button name="b" value="1">1</button><button id="two" name="b" value="2">2</button></form>
		<input form="none" name="else">`)
	tab.Click("[name=q]")
	tab.Keys("\r") // the first button submits
	c.expect(`["e",0,0,"f.F?v=1",[1,"b",["q","a b&c","t","1\n2","c","1","s","y","h","é","b","1"],["d","r","m"]]]`)
	c.send(`[1]`)
	tab.Click("#two")
	c.expect(`["e",0,0,"f.F?v=1",[1,"b",["q","a b&c","t","1\n2","c","1","s","y","h","é","b","2"],["d","r","m"]]]`)
	require.Equal(t, "live-submit-loading", tab.Text("document.querySelector('form').className"))
	c.send(`[1]`)
	tab.Do("document.querySelector('form').requestSubmit()")
	c.expect(`["e",0,0,"f.F?v=1",[1,"",["q","a b&c","t","1\n2","c","1","s","y","h","é"],["d","r","m"]]]`)
}

// A control with a binding of its own sends only its own value, inside and outside of forms.
func TestClient_ChangeOfOneControl(t *testing.T) {
	t.Parallel()
	_, tab, c := openFake(t, `<input name="q" live-change="find"><select name="m" multiple live-change="pick"><option>a</option><option disabled>b</option><option>c</option></select>
		<form live-change="f"><input name="in"><input name="own" live-change="own"></form><input name="far" form="x"><form id="x" live-change="x"></form>
		<div live-change="box"><input type="checkbox" name="c"><input type="radio" name="r" value="1"><input name="t"></div>`)
	tab.Click("[name=q]")
	tab.Keys("x")
	c.expect(`["e",0,0,"find",[0,"q",["q","x"]]]`)
	tab.Do(`const m = document.querySelector("select")
		for (const o of m.options) o.selected = true
		m.dispatchEvent(new Event("change", { bubbles: true }))`)
	c.expect(`["e",0,0,"pick",[0,"m",["m","a","m","c"]]]`)
	tab.Click("[name=own]")
	tab.Keys("y")
	c.expect(`["e",0,0,"own",[0,"own",["own","y"]]]`)
	tab.Click("[name=far]")
	tab.Keys("z")
	c.expect(`["e",0,0,"x",[0,"far",["far","z"]]]`)
	tab.Click("[name=t]")
	tab.Keys("w")
	c.expect(`["e",0,0,"box",[0,"t",["t","w"],["c","r"]]]`)
	tab.Click("[name=r]")
	c.expect(`["e",0,0,"box",[0,"r",["r","1","t","w"],["c"]]]`)
}

// The browser validates a form before it is submitted.
func TestClient_InvalidFormIsNotSent(t *testing.T) {
	t.Parallel()
	_, tab, c := openFake(t, `<form live-submit="f"><input name="x" required><button>go</button></form><button id="end" live-click="end">end</button>`)
	tab.Click("form button")
	tab.Click("#end")
	c.expect(`["e",0,0,"end"]`)
}
