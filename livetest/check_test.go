package livetest_test

import (
	"html"
	"slices"
	"strings"
	"testing"

	"github.com/a-h/templ"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"
)

// A markupView renders before and, after an event, after.
type markupView struct{ before, after string }

type swap struct{ ID int }

func (v *markupView) Events() live.Events {
	return live.Events{live.On(func(*live.Socket, swap) error { v.before = v.after; return nil })}
}

func (v *markupView) Render() templ.Component { return templ.Raw(swapButton + v.before) }

const swapButton = `<button id="swap" live-click="livetest_test.swap">swap</button>`

// Errors in the markup are found in the first render and in updates.
func TestMarkupChecks(t *testing.T) {
	for _, c := range []struct {
		name, bad string
		want      []string
	}{
		{"no handler", `<ul><li></li><li><button live-click="livetest_test.swp">x</button></li></ul>`, []string{
			`dead binding: live-click="livetest_test.swp" of ul > li:nth-of-type(2) > button: `, `is it missing from Events?`,
			`(did you mean "livetest_test.swap"?)`, `<button live-click="livetest_test.swp">`,
		}},
		{"invalid arguments", `<input id="a" live-keydown="livetest_test.swap?id=one">`, []string{
			`dead binding: live-keydown="livetest_test.swap?id=one" of #a: `, `arguments do not decode: field "id" must be a whole number`,
		}},
		{"invalid values", `<i live-focus="livetest_test.swap" live-value-id="one"></i>`, []string{`arguments do not decode: field "id"`}},
		{"no component", `<div live-c="9"><i live-click="livetest_test.swap"></i></div>`, []string{"component 9 is not on the page"}},
		{"duplicate id", `<p id="a"></p><div><b id="a" title="t"></b></div>`, []string{`duplicate id "a"`, `<p id="a">`, `<b id="a" title="t">`}},
		{"duplicate key", `<p live-id="a"></p><p live-id="a"></p>`, []string{`duplicate key "a" among siblings|key a `}},
		{"invalid markup", `<p><div></div></p>`, []string{"<div> in <p>|markup that a browser would parse differently"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			for when, text := range map[string]string{
				"first render": failure(t, func(t testing.TB) {
					livetest.Mount(t, func() live.View { return &markupView{c.bad, ""} })
				}),
				"update": failure(t, func(t testing.TB) {
					livetest.Mount(t, func() live.View { return &markupView{"", c.bad} }).Click("#swap")
				}),
			} {
				for _, want := range c.want {
					text := html.UnescapeString(text) // an error page is HTML
					require.True(t, slices.ContainsFunc(strings.Split(want, "|"), func(s string) bool { return strings.Contains(text, s) }), "%s: %s", when, text)
				}
			}
		})
	}
}
