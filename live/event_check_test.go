package live_test

import (
	"strings"
	"testing"
	"testing/synctest"

	"github.com/a-h/templ"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/internal/wire"
	"github.com/lively-go/lively/live"
)

// purchase is an event with fields.
type purchase struct {
	ID, Qty int
	Note    string
}

// purchaseForm is the data of a form.
type purchaseForm struct{ Email string }

func purchaseView() *stub {
	v := &stub{render: func() templ.Component { return markup(`<p live-hook="x"></p>`) }}
	form := &live.Form[purchaseForm]{}
	v.events = func() live.Events {
		return live.Events{
			handle(func(purchase) {}),
			live.OnForm(form, func(*live.Socket, purchaseForm) error { return nil }),
		}
	}
	return v
}

// Events that a page should not send, and what development mode says. Reasons are for the outcome.
var wrongEvents = map[string]struct {
	event  wire.Event
	reason string // of the outcome; "" if the event is applied
	shown  string // in the page
}{
	"unknown field":                  {wire.Event{URL: "live_test.purchase?idd=1"}, "", `event live_test.purchase has no field "idd" (did you mean "id"?); its fields are id, qty, note. It is ignored`},
	"field of another":               {wire.Event{URL: "live_test.purchase?color=red"}, "", `has no field "color"; its fields are id, qty, note`},
	"name of the Go field":           {wire.Event{URL: "live_test.purchase?ID=1"}, "", `has no field "ID" (did you mean "id"?)`},
	"wrong type":                     {wire.Event{URL: "live_test.purchase?qty=two"}, `bad arguments: event live_test.purchase: field "qty" must be a whole number; its fields are id, qty, note`, ""},
	"unknown event":                  {wire.Event{URL: "live_test.purchas?id=1"}, `unknown event: no handler for event "live_test.purchas" (did you mean "live_test.purchase"?); add it to Events of *live_test.stub. There handled are live_test.purchase, live_test.purchaseForm`, ""},
	"no name":                        {wire.Event{URL: "?id=1"}, `unknown event: no handler for event ""`, ""},
	"form event in a link":           {wire.Event{URL: "live_test.purchaseForm"}, "bad arguments: event live_test.purchaseForm: the event has no form data; bind it to a form element with Form.Bind", ""},
	"misspelled control":             {wire.Event{URL: "live_test.purchaseForm", Form: &wire.Form{Data: wire.NewFields("emial", "a")}}, "", `event live_test.purchaseForm has no field "emial" (did you mean "email"?)`},
	"misspelled control of an event": {wire.Event{URL: "live_test.purchase", Form: &wire.Form{Data: wire.NewFields("nite", "a")}}, "", `has no field "nite" (did you mean "note"?)`},
}

func TestWrongEvent_InDevelopment(t *testing.T) {
	for name, test := range wrongEvents {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				a := serve(t, &live.Server{Handler: pageMux(factoryOf(purchaseView())), Dev: true}, nil)
				p := a.browser().open("/")
				ref := p.sendEventAndWait(test.event)
				if test.shown != "" {
					require.Len(t, p.problems(), 1)
					require.Equal(t, "event", p.problems()[0].Kind)
					require.Contains(t, p.problems()[0].Text, test.shown)
					p.sendEventAndWait(test.event)
					require.Len(t, p.problems(), 1, "shown once")
				}
				o, refused := p.Outcome(ref)
				require.Equal(t, test.reason != "", refused)
				require.True(t, strings.HasPrefix(o.Reason, test.reason), o.Reason)
			})
		})
	}
}

// In production the same events have the same outcomes, without details. Unknown fields are ignored, and
// logged three times, then once per minute.
func TestWrongEvent_InProduction(t *testing.T) {
	for name, test := range wrongEvents {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				a := serve(t, &live.Server{Handler: pageMux(factoryOf(purchaseView()))}, nil)
				p := a.browser().open("/")
				for range 5 {
					ref := p.sendEventAndWait(test.event)
					o, refused := p.Outcome(ref)
					require.Equal(t, test.reason != "", refused)
					reason, _, _ := strings.Cut(test.reason, ":")
					require.Equal(t, reason, o.Reason)
				}
				require.Empty(t, p.problems())
				if test.shown != "" && test.event.Form == nil {
					require.Equal(t, 1, strings.Count(a.log.String(), "has no field"), "sampled")
					require.Contains(t, a.log.String(), "view=*live_test.stub")
				}
			})
		})
	}
}

// What the client adds, controls for other purposes, slices and missing fields are not reported.
func TestWrongEvent_NotFound(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := serve(t, &live.Server{Handler: pageMux(factoryOf(purchaseView())), Dev: true}, nil)
		p := a.browser().open("/")
		for _, e := range []wire.Event{
			{URL: "live_test.purchase"},
			{URL: "live_test.purchase?key=Enter&value=x"},
			{URL: "live_test.purchase", Form: &wire.Form{Data: wire.NewFields("csrf", "1", "note", "a", "search", "b")}},
			{URL: "live_test.purchaseForm", Form: &wire.Form{Kind: wire.Submit, Data: wire.NewFields("email", "a", "emails", "b", "csrf", "1")}},
			{URL: "live_test.purchaseForm", Form: &wire.Form{Data: wire.NewFields("gorilla.csrf.Token", "1")}},
		} {
			p.sendEventAndWait(e)
		}
		require.Empty(t, p.problems())
		require.NotContains(t, a.log.String(), "level=ERROR")
	})
}

// misusedAttributes maps markup to what is wrong with an attribute, or to "".
var misusedAttributes = map[string]string{
	`<p live-clik="a">`:                                        `live-clik="a" of <p> is not known (did you mean "live-click"?)`,
	`<p live-submitt="a">`:                                     `(did you mean "live-submit"?)`,
	`<p live-foo>`:                                             `live-foo of <p> is not known`,
	`<p liveclick="a">`:                                        `(did you mean "live-click"?)`,
	`<p live:click="a">`:                                       `(did you mean "live-click"?)`,
	`<p live_change="a">`:                                      `(did you mean "live-change"?)`,
	`<p phx-click="a">`:                                        `(did you mean "live-click"?)`,
	`<div live-submit="live_test.tap">`:                        `has no effect: only a form is submitted; move it to the form`,
	`<button><b live-click="live_test.tap">`:                   `is not reached by the keyboard, nor if the button is disabled; move it to the button`,
	`<select><option live-click="live_test.tap">`:              `use live-change of the select`,
	`<div live-focus="live_test.tap">`:                         `the element does not receive the focus`,
	`<form live-blur="live_test.tap">`:                         `the element does not receive the focus`,
	`<button live-change="live_test.tap">`:                     `the value of the element does not change`,
	`<button live-patch>`:                                      `only a link is followed`,
	`<a live-patch>`:                                           `has no effect without href`,
	`<button live-navigate>`:                                   `only a link is followed; use an a element with live.Navigate`,
	`<a live-navigate>`:                                        `has no effect without href; use live.Navigate`,
	`<a href="/x" live-navigate live-patch>`:                   `has no effect beside live-patch`,
	`<p live-region="nav">`:                                    `live-region="nav" of <p> has no effect in a view`,
	`<p live-key="Enter">`:                                     `has no effect without live-keydown`,
	`<p live-window-keydown="live_test.tap" live-key="cmd+k">`: `"cmd+k" has an unknown modifier: use meta instead of cmd`,
	`<p live-while-typing>`:                                    `has no effect without live-window-keydown or live-window-keyup`,
	`<select><option live-mouseenter="live_test.tap">`:         `browsers show an option in a window of its own`,
	`<p live-window-keydown="live_test.tap" live-key="mod+k /" live-while-typing>`: "",
	`<p live-keyup="live_test.tap" live-key=" " live-debounce="9">`:                "",
	`<p live-debounce="100">`:                                `has no effect without live-change, or a binding of keys or of the mouse`,
	`<button live-click="live_test.tap" live-debounce="9">`:  `only these are delayed`,
	`<input live-change="live_test.tap" live-debounce="1s">`: `it must be a number of milliseconds or "blur"`,
	`<p live-confirm="Sure?">`:                               `has no effect without live-click, live-submit, live-patch or live-navigate`,
	`<p live-value-id="1">`:                                  `has no effect without a binding`,
	`<p live-push="live_test.tap">`:                          `live-push="live_test.tap" of <p> has no effect without live-hook; use live.Hook`,
	`<p live-hook="map" live-push="live_test.tap">`:          "",
	`<button type="submit">`:                                 `submits nothing: the button is in no form`,
	`<input type="image">`:                                   `submits nothing`,
	`<p phx-update="ignore">`:                                `(did you mean "live-update"?)`,
	`<p live-update>`:                                        `live-update of <p> has no effect: the only value is "ignore"`,
	`<p live-update="append">`:                               `live-update="append" of <p> has no effect: the only value is "ignore"`,
	`<p live-update="Ignore">`:                               `the only value is "ignore"`,
	`<input live-update="ignore">`:                           `live-update="ignore" of <input> has no effect: the element has no content`,
	`<div live-update="ignore"><p live-clik="a">`:            `(did you mean "live-click"?)`,
	`<div live-update="ignore"><form live-submit="live_test.tap"><input name="live-submit-key" type="hidden">`: `name="live-submit-key" of <input> stays the same after a submit`,

	`<form live-submit="live_test.tap"><button type="submit" live-confirm="Sure?">`: "",
	`<button type="submit" form="f">`:                                               "",
	`<button type="submit" live-click="live_test.tap">`:                             "",
	`<form live-change="live_test.tap"><input name="a" live-debounce="blur">`:       "",
	`<input name="a" form="f" live-debounce="9">`:                                   "",
	`<div tabindex="0" live-focus="live_test.tap">`:                                 "",
	`<my-editor live-blur="live_test.tap">`:                                         "",
	`<p live-hook="map" live-value-id="1">`:                                         "",
	`<button disabled live-click="live_test.tap">`:                                  "",
	`<a href="?a=1" live-patch live-confirm="Sure?">`:                               "",
	`<a href="/x" live-navigate="replace" live-confirm="Sure?">`:                    "",
	`<p live-update="ignore">`:                                                      "",
	`<div live-root="1"><b live-click="live_test.tap">`:                             "",
	`<p data-live-click="a" alive="1" lives="2" class="live-clik">`:                 "",
}

// Attributes that have no effect are shown in the page, and logged once.
func TestAttributes_WithoutEffect(t *testing.T) {
	for html, want := range misusedAttributes {
		synctest.Test(t, func(t *testing.T) {
			v := &stub{render: func() templ.Component { return markup(closed(html)) }, events: on(func(tap) {})}
			a := serve(t, &live.Server{Handler: pageMux(factoryOf(v)), Dev: true}, nil)
			p := a.browser().open("/")
			p.sendAndWait("live_test.tap")
			if want == "" {
				require.Empty(t, p.problems(), html)
				return
			}
			require.Len(t, p.problems(), 1, html)
			require.Equal(t, "binding", p.problems()[0].Kind)
			require.Contains(t, p.problems()[0].Text, want, html)
			require.Equal(t, 1, strings.Count(a.log.String(), "live: mistake in the application: binding"), html)
		})
	}
}

// closed returns html with the end tags that are missing.
func closed(html string) string {
	for _, name := range []string{"option", "b", "p", "a", "my-editor", "select", "button", "form", "div"} {
		if strings.Contains(html, "<"+name+">") || strings.Contains(html, "<"+name+" ") {
			html += "</" + name + ">"
		}
	}
	return html
}

// In production nothing is checked.
func TestAttributes_InProduction(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := &stub{render: func() templ.Component { return markup(`<p live-clik="a"></p>`) }}
		a := serve(t, &live.Server{Handler: pageMux(factoryOf(v))}, nil)
		require.Empty(t, a.browser().open("/").problems())
		require.NotContains(t, a.log.String(), "live-clik")
	})
}
