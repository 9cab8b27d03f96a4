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

// stage shows one markup, and another when it is told to.
type stage struct{ before, after string }

type raise struct{ ID int }

func (v *stage) Events() live.Events {
	return live.Events{live.On(func(*live.Socket, raise) error { v.before = v.after; return nil })}
}

func (v *stage) Render() templ.Component { return templ.Raw(curtain + v.before) }

const curtain = `<button id="raise" live-click="livetest_test.raise">raise</button>`

// What is wrong on a page is found wherever it turns up: at once, and in what a step brings.
func TestChecks(t *testing.T) {
	for _, c := range []struct {
		name, bad string
		want      []string
	}{
		{"an event that nobody listens to", `<ul><li></li><li><button live-click="livetest_test.rise">x</button></li></ul>`, []string{
			`dead binding: live-click="livetest_test.rise" of ul > li:nth-of-type(2) > button: no handler for event "livetest_test.rise"; is it missing from Events?`,
			`did you mean "livetest_test.raise"?`, `<button live-click="livetest_test.rise">`,
		}},
		{"arguments that do not decode", `<input id="a" live-keydown="livetest_test.raise?id=one">`, []string{
			`dead binding: live-keydown="livetest_test.raise?id=one" of #a: its arguments do not decode: field "id" must be a whole number`,
		}},
		{"values that do not decode", `<i live-focus="livetest_test.raise" live-value-id="one"></i>`, []string{`its arguments do not decode: field "id"`}},
		{"a component that is not there", `<div live-c="9"><i live-click="livetest_test.raise"></i></div>`, []string{"component 9 is not on the page"}},
		{"an id that stands twice", `<p id="a"></p><div><b id="a" title="t"></b></div>`, []string{`id "a" stands twice`, `<p id="a">`, `<b id="a" title="t">`}},
		{"a key that stands twice", `<p live-id="a"></p><p live-id="a"></p>`, []string{"key \"a\" stands twice among the children|key a is used by two children"}},
		{"markup that means something else", `<p><div></div></p>`, []string{"<div> in <p>|markup that a browser reads otherwise than it is written"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			for when, said := range map[string]string{
				"at once": failure(t, func(t testing.TB) {
					livetest.Mount(t, func() live.View { return &stage{c.bad, ""} })
				}),
				"later": failure(t, func(t testing.TB) {
					livetest.Mount(t, func() live.View { return &stage{"", c.bad} }).Click("#raise")
				}),
			} {
				for _, want := range c.want {
					said := html.UnescapeString(said) // a page of errors is HTML
					require.True(t, slices.ContainsFunc(strings.Split(want, "|"), func(s string) bool { return strings.Contains(said, s) }), "%s: %s", when, said)
				}
			}
		})
	}
}
