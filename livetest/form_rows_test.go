package livetest_test

import (
	"context"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/a-h/templ"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"
)

type (
	checklist struct {
		Items []checklistItem `live:",min=1,max=4"`
	}
	checklistItem struct {
		Text string
		Subs []checklistSub
	}
	checklistSub struct{ Text string }
)

// A checklistView renders handles, and buttons if it has them.
type checklistView struct {
	form       live.Form[checklist]
	hasButtons bool
	idPrefix   string
}

func newChecklist(hasButtons bool) *checklistView {
	v := &checklistView{hasButtons: hasButtons}
	for _, text := range []string{"a", "b", "c"} {
		v.form.Value.Items = append(v.form.Value.Items, checklistItem{Text: text})
	}
	return v
}

func (v *checklistView) Events() live.Events {
	return live.Events{live.OnForm(&v.form, func(*live.Socket, checklist) error { return nil })}
}

func (v *checklistView) Render() templ.Component {
	f := &v.form
	input := func(name string) templ.Component {
		return templ.Raw(fmt.Sprintf(`<input name="%s" value="%s">`, f.Field(name).Name, f.Field(name).Value))
	}
	button := func(a live.Attr) templ.Component { return element("button", "", a) }
	start := templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		fmt.Fprint(w, "<form")
		writeAttrs(w, f.Bind())
		_, err := fmt.Fprint(w, ">")
		return err
	})
	all := []templ.Component{start}
	for i, item := range f.Value.Items {
		row := fmt.Sprintf("items[%d]", i)
		all = append(all, templ.Raw(`<li id="`+v.idPrefix+f.Field(row).ID+`">`), button(f.DragRow(row)), input(row+".text"))
		all = append(all, button(f.RemoveRow(row)), button(f.AddRow(row+".subs")))
		if v.hasButtons {
			all = append(all, button(f.MoveRow(row, -1)))
		}
		for j := range item.Subs {
			sub := fmt.Sprintf("%s.subs[%d]", row, j)
			all = append(all, templ.Raw(`<p id="`+v.idPrefix+f.Field(sub).ID+`">`), button(f.DragRow(sub)), input(sub+".text"), templ.Raw(`</p>`))
		}
		all = append(all, templ.Raw(`</li>`))
	}
	return templ.Join(append(all, button(f.AddRow("items")), templ.Raw(`</form>`))...)
}

func (v *checklistView) texts() string {
	var all []string
	for _, item := range v.form.Value.Items {
		all = append(all, item.Text)
		for _, sub := range item.Subs {
			all = append(all, "-"+sub.Text)
		}
	}
	return strings.Join(all, " ")
}

// A test adds, removes and moves rows as a user does: with buttons, or with the keys in a handle.
func TestForm_Rows(t *testing.T) {
	for _, hasButtons := range []bool{false, true} {
		v := newChecklist(hasButtons)
		f := livetest.Mount(t, func() live.View { return v }).Form("form")
		f.MoveRow("items[2]", -1).MoveRow("items[0]", 2)
		require.Equal(t, "c b a", v.texts())
		f.RemoveRow("items[1]").AddRow("items").Fill("items[2].text", "new").MoveRow("items[2]", -1)
		require.Equal(t, "c new a", v.texts())
		f.AddRow("items[1].subs").AddRow("items[1].subs").Fill("items[1].subs[0].text", "x").Fill("items[1].subs[1].text", "y")
		f.MoveRow("items[1].subs[1]", -1)
		require.Equal(t, "c new -y -x a", v.texts())
	}
}

// Without a connection, each step starts where the last one has moved the row.
func TestForm_MoveRowOffline(t *testing.T) {
	v := newChecklist(false)
	p := livetest.Mount(t, func() live.View { return v })
	p.Disconnect()
	f := p.Form("form").MoveRow("items[0]", 2)
	require.Equal(t, "a b c", v.texts())
	p.Resume()
	require.Equal(t, "b c a", v.texts())
	f.MoveRow("items[0]", 1)
	require.Equal(t, "c b a", v.texts())

	p.Disconnect()
	f.MoveRow("items[2]", -2)
	p.KillSession().Resume()
	require.Equal(t, "a c b", v.texts())
}

// A twoChecklists is a page with two forms whose rows have the same keys.
type twoChecklists struct{ first, second *checklistView }

func (v *twoChecklists) Render() templ.Component {
	return templ.Join(
		templ.Raw(`<main>`), live.Component("first", v.first), live.Component("second", v.second), templ.Raw(`</main>`),
	)
}

// Without a connection, moves in one form do not change where rows of another one are.
func TestForm_MoveRowOffline_TwoForms(t *testing.T) {
	v := &twoChecklists{newChecklist(false), newChecklist(false)}
	v.second.idPrefix = "second-"
	p := livetest.Mount(t, func() live.View { return v })
	p.Disconnect()
	p.Form("[live-id=first]").MoveRow("items[0]", 2)
	p.Form("[live-id=second]").MoveRow("items[0]", 1)
	p.Resume()
	require.Equal(t, "b c a", v.first.texts())
	require.Equal(t, "b a c", v.second.texts())
}

// Keys that move a row further than its list fail the test, as do disabled buttons.
func TestForm_RowsFail(t *testing.T) {
	for want, act := range map[string]func(*livetest.Form){
		`MoveRow("items[0]") of form "form" by -1: the row is at the end`:     func(f *livetest.Form) { f.MoveRow("items[0]", -1) },
		`RemoveRow("items[0]") of form "form": the button is disabled`:        func(f *livetest.Form) { f.RemoveRow("items[0]").RemoveRow("items[0]").RemoveRow("items[0]") },
		`AddRow("items") of form "form": the button is disabled`:              func(f *livetest.Form) { f.AddRow("items").AddRow("items") },
		`AddRow("missing") of form "form": the form has no such field`:        func(f *livetest.Form) { f.AddRow("missing") },
		`MoveRow("missing[0]") of form "form" by 1: the form has no such`:     func(f *livetest.Form) { f.MoveRow("missing[0]", 1) },
		`RemoveRow("items[0].subs[0]") of form "form": there is no such butt`: func(f *livetest.Form) { f.AddRow("items[0].subs").RemoveRow("items[0].subs[0]") },
	} {
		got := failure(t, func(t testing.TB) {
			act(livetest.Mount(t, func() live.View { return newChecklist(false) }).Form("form"))
		})
		require.Contains(t, got, want)
	}
}
