package livetest_test

import (
	"testing"

	"github.com/a-h/templ"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"
)

// A listView renders its markup.
type listView struct{ html string }

func (v *listView) Render() templ.Component { return templ.Raw(v.html) }

// The events of a list are checked like an event alone, and so are the names of its commands.
func TestCommands_DeadBindings(t *testing.T) {
	for markup, want := range map[string]string{
		`<button live-click='[["show","#a"]]'>b</button>`:            "",
		`<button live-click='[["show","#a"],"shop.Add"]'>b</button>`: "shop.Add",
		`<div live-commands-close='["shop.Add"]'>b</div>`:            "shop.Add",
		`<button live-click='[["sohw","#a"]]'>b</button>`:            "sohw",
		`<button live-click='[["show","#a"'>b</button>`:              "not JSON",
	} {
		mount := func(t testing.TB) { livetest.Mount(t, func() live.View { return &listView{markup} }) }
		if want == "" {
			mount(t)
		} else {
			require.Contains(t, failure(t, mount), want, markup)
		}
	}
}
