package livetest_test

import (
	"fmt"
	"slices"
	"testing"
	"testing/synctest"

	"github.com/a-h/templ"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"
)

// A labelList is a view with an Each, whose rows show whether they are the selected one.
type labelList struct {
	labels   []string
	selected string
}

type selectLabel struct{ Label string }

func (v *labelList) Events() live.Events { return live.Events{live.On(v.choose)} }

func (v *labelList) choose(_ *live.Socket, e selectLabel) error {
	v.selected = e.Label
	return nil
}

func (v *labelList) Render() templ.Component {
	return live.Each(v.labels, func(s string) string { return s }, func(s string) templ.Component {
		class := ""
		if s == v.selected {
			class = "selected"
		}
		return templ.Raw(`<button class="` + class + `" live-click="livetest_test.selectLabel?label=` + s + `">` + s + `</button>`)
	})
}

// A row that depends on more than its value fails the test, because it would be out of date in production.
func TestEach_OtherDependenciesFailTest(t *testing.T) {
	text := failure(t, func(t testing.TB) {
		p := livetest.Mount(t, func() live.View { return &labelList{labels: []string{"a", "b"}} })
		p.Click("button:contains('b')")
		require.True(t, p.Has("button.selected:contains('b')"))
	})
	require.Contains(t, text, "live: Each of string in *livetest_test.labelList: the row with the key b has changed, "+
		"but its value has not; put all that the row shows into its value")
}

// Rows with the same key, and with none, are shown, and fail the test.
func TestEach_InvalidKeysFailTest(t *testing.T) {
	for want, labels := range map[string][]string{
		"the key a occurs more than once; use unique keys":           {"a", "b", "a"},
		"the key of row 1 is empty; use keys that identify the rows": {"a", "", "b"},
	} {
		text := failure(t, func(t testing.TB) {
			p := livetest.Mount(t, func() live.View { return &labelList{labels: labels} })
			require.Equal(t, labels, p.Texts("button"))
			require.Equal(t, 1, p.Count(`button[live-id="a"]`))
		})
		require.Contains(t, text, want)
	}
}

// The rows are those of the view after a lost connection, lost frames and a new session.
func TestEach_Reconnects(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := livetest.Mount(t, func() live.View { return &growing{} })
		p.Click("#add").Disconnect().Click("#add").Click("#turn").Resume()
		require.Equal(t, []string{"2", "1"}, p.Texts("li"))
		p.DropFrames(2).Click("#add").Click("#turn")
		require.Equal(t, []string{"3", "1", "2"}, p.Texts("li"))
		require.Equal(t, "3", p.Attr("li:first-child", "live-id"))
		p.KillSession()
		require.Equal(t, []string{"1"}, p.Click("#add").Texts("li"))
	})
}

// A growing view has a list whose rows can be added and reversed.
type growing struct{ rows []int }

type (
	addRow  struct{}
	reverse struct{}
)

func (v *growing) Events() live.Events {
	return live.Events{
		live.On(func(*live.Socket, addRow) error { v.rows = append(v.rows, len(v.rows)+1); return nil }),
		live.On(func(*live.Socket, reverse) error { slices.Reverse(v.rows); return nil }),
	}
}

func (v *growing) Render() templ.Component {
	return templ.Join(
		templ.Raw(`<button id="add" live-click="livetest_test.addRow">Add</button><button id="turn" live-click="livetest_test.reverse">Turn</button><ul>`),
		live.Each(v.rows, func(n int) int { return n }, func(n int) templ.Component { return templ.Raw(fmt.Sprint("<li>", n, "</li>")) }),
		templ.Raw(`</ul>`))
}
