package live_test

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/a-h/templ"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"
)

// A savedList is a shoppingView that shows saved data: its Mount calls MarkClean.
type savedList struct {
	*shoppingView
}

func newSavedList(texts ...string) *savedList {
	v := &savedList{shoppingView: newShoppingView()}
	for _, text := range texts {
		v.form.Value.Items = append(v.form.Value.Items, ShoppingItem{Text: text})
	}
	render := v.render
	v.render = func() templ.Component {
		return markup(`<div><output>`, fmt.Sprint(v.form.Dirty(), v.form.Field("items").Dirty()), `</output>`, render(), `</div>`)
	}
	return v
}

func (v *savedList) Mount(*live.Socket) error {
	v.form.MarkClean()
	return nil
}

// A view that calls MarkClean in Mount receives the rows that the user has changed, and a reset returns to the rows of
// the new view.
func TestRecovery_RowsAfterMarkCleanInMount(t *testing.T) {
	for name, view := range map[string]func(mount func() *savedList) live.View{
		"page": func(mount func() *savedList) live.View { return mount() },
		"component": func(mount func() *savedList) live.View {
			c := live.Component("c", mount())
			return &stub{render: func() templ.Component { return markup(`<div>`, c, `</div>`) }}
		},
	} {
		t.Run(name, func(t *testing.T) {
			saved := []string{"milk", "bread"}
			var v *savedList
			p := livetest.Open(t, &live.Server{Handler: live.Page(func(*http.Request) live.View {
				return view(func() *savedList {
					v = newSavedList(saved...)
					return v
				})
			})})
			require.Equal(t, "false false", p.Text("output"))
			p.Click("li:first-child .remove")
			p.Click(".add")
			p.Form("#f").Fill("items[1].text", "eggs").Fill("items[0].qty", "3")
			require.Equal(t, "bread eggs", v.shoppingView.texts())
			require.Equal(t, "true true", p.Text("output"))

			p.KillSession()
			require.Equal(t, "bread eggs", v.shoppingView.texts())
			require.Equal(t, 3, v.form.Value.Items[0].Qty)
			require.Equal(t, "true true", p.Text("output"))
			p.Form("#f").Reset()
			require.Equal(t, "milk bread", v.shoppingView.texts())
			require.Equal(t, "false false", p.Text("output"))

			p.Form("#f").Fill("items[0].text", "cream")
			saved = []string{"tea", "milk", "bread"} // another user has added a row
			p.KillSession()
			require.Equal(t, "cream bread", v.shoppingView.texts())
			require.Equal(t, "true true", p.Text("output"))
			p.Form("#f").Reset()
			require.Equal(t, "tea milk bread", v.shoppingView.texts())
			p.Form("#f").Fill("items[0].text", "coffee")
			p.Click("li:nth-child(2) .remove")
			require.Equal(t, "coffee bread", v.shoppingView.texts())
			p.Click(".save")
			require.Equal(t, []ShoppingItem{{Text: "coffee"}, {Text: "bread"}}, v.saved[0].Items)
		})
	}
}

// The same for the fields of a nested view, whose forms are received after it was opened: its rows are its own.
func TestRecovery_NestedAfterMarkCleanInMount(t *testing.T) {
	saved := []string{"milk", "bread"}
	var v *savedList
	p := livetest.Open(t, &live.Server{Handler: live.Page(func(*http.Request) live.View {
		return &stub{render: func() templ.Component {
			return markup(`<div>`, live.Nested("n", 0, func(int) live.View {
				v = newSavedList(saved...)
				return v
			}), `</div>`)
		}}
	})})
	p.Form("#f").Fill("title", "weekend").Fill("items[1].text", "rye")
	p.KillSession()
	require.Equal(t, "weekend", v.form.Value.Title)
	require.Equal(t, "milk rye", v.shoppingView.texts())
	require.Equal(t, "true true", p.Text("output"))
	p.Form("#f").Reset()
	require.Equal(t, "milk bread", v.shoppingView.texts())
	require.Equal(t, "false false", p.Text("output"))

	p.Click(".add").Click("li:first-child .remove")
	p.Form("#f").Fill("title", "today").Fill("items[0].text", "toast")
	saved = []string{"tea", "bread"}
	p.KillSession()
	require.Equal(t, "today", v.form.Value.Title)
	require.Equal(t, "tea toast", v.shoppingView.texts())
	p.Form("#f").Reset()
	require.Equal(t, "tea bread", v.shoppingView.texts())
	require.Equal(t, "false false", p.Text("output"))
}
