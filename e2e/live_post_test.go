package e2e

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/a-h/templ"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/live"
)

type shipment struct {
	To    string
	Items []shipmentItem
}

type shipmentItem struct{ Name string }

func (p shipment) Validate() error {
	if p.To == "" {
		return live.Errors{"to": "Enter a name."}
	}
	return nil
}

// A shipmentPage has a form with rows that works without scripts.
type shipmentPage struct{ form live.Form[shipment] }

func (v *shipmentPage) Events() live.Events { return live.Events{live.OnForm(&v.form, v.send)} }

func (v *shipmentPage) send(s *live.Socket, p shipment) error {
	s.Flash(live.FlashInfo, fmt.Sprintf("Sent %d to %s", len(p.Items), p.To))
	return nil
}

func (v *shipmentPage) Render() templ.Component {
	rows := ""
	for i := range v.form.Value.Items {
		row := fmt.Sprintf("items[%d]", i)
		name := v.form.Field(row + ".name")
		rows += `<p id="` + v.form.Field(row).ID + `"><button class="remove"` + attributes(v.form.RemoveRow(row)) + `>-</button><input class="item" name="` + name.Name + `" value="` + name.Value + `"></p>`
	}
	return templ.Join(templ.Raw(`<form id="f"`+attributes(v.form.Bind())+`>`), live.AcceptPost(&v.form), templ.Raw(rows+
		`<button id="add"`+attributes(v.form.AddRow("items"))+`>+</button><input name="to" value="`+v.form.Field("to").Value+`"><i>`+v.form.Field("to").Error+`</i><button id="send">send</button></form>`))
}

func attributes(a live.Attr) (s string) {
	for _, item := range a.Items() {
		s += fmt.Sprintf(` %s="%s"`, item.Key, templ.EscapeString(fmt.Sprint(item.Value)))
	}
	return s
}

// pressKeys presses keys in a browser that runs no scripts, where Tab.Keys would wait for a timer of the page.
func pressKeys(tab *Tab, keys ...string) {
	tab.t.Helper()
	for _, key := range keys {
		tab.Press(key)
	}
}

// A browser that runs no scripts submits forms and the buttons of rows. Enter submits the form, although a button of a
// row comes first.
func TestWithoutScript_InBrowser(t *testing.T) {
	t.Parallel()
	page, mux := live.Page(viewFunc(func() *shipmentPage { return &shipmentPage{} })), http.NewServeMux()
	mux.Handle("GET /{$}", page)
	mux.Handle("POST /{$}", page)
	s := newSite(t, allowSlowMachine(&live.Server{Handler: mux}))
	tab := newTab(t)
	_, err := chromedp.Call(tab.chromium(), emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
	require.NoError(t, err)
	tab.Open(s.url())
	count := func(n int) { tab.Until(fmt.Sprintf(`document.querySelectorAll(".item").length === %d`, n)) }
	tab.Click("#add")
	count(1)
	tab.Click(".item")
	pressKeys(tab, "t", "e", "a")
	tab.Click("#add")
	count(2)
	tab.Until(`document.querySelector(".item").value === "tea"`)
	tab.Click("[name=to]")
	pressKeys(tab, "Enter")
	tab.Until(`document.querySelector("i")?.textContent === "Enter a name."`)
	count(2)
	tab.Click("[name=to]")
	pressKeys(tab, "A", "n", "n", "Enter")
	tab.Until(`document.querySelector("#live-flash p")?.textContent === "Sent 2 to Ann"`)
	tab.Until(`typeof liveSocket === "undefined"`)
}
