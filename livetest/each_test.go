package livetest_test

import (
	"testing"

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
