package live_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/live/dom"
)

func bindingText(a live.Attr) string {
	switch v := a.Items()[0].Value.(type) {
	case *string:
		return *v
	default:
		return v.(string)
	}
}

func TestClick_Steps(t *testing.T) {
	require.Equal(t, "live_test.Select?id=7", bindingText(live.Click(Select{ID: 7})), "one event alone has no list")
	require.Equal(t, `[["toggle","#menu"]]`, bindingText(live.Click(dom.Toggle("#menu"))))
	require.Equal(t, `[["hide","#menu"],"live_test.Select?id=7",["popFocus"],"live_test.Close"]`,
		bindingText(live.Click(dom.Hide("#menu"), Select{ID: 7}, dom.PopFocus(), Close{})))
	closing := []dom.Command{dom.Hide("#menu"), dom.PopFocus()}
	require.Equal(t, `["live_test.Close",["hide","#menu"],["popFocus"]]`, bindingText(live.Click(Close{}, closing)))
	require.Equal(t, `[["hide","#menu"],["popFocus"]]`, bindingText(live.Click(closing)))
	require.Equal(t, `["live_test.Search?text=%22%5C%22%26"]`, bindingText(live.Click([]dom.Command(nil), Search{Text: `"\"&`})))
	require.Equal(t, `[[]]`, bindingText(live.Click(dom.Command{})))
	for _, bind := range []func(...any) live.Attr{live.Change, live.Submit, live.Keydown, live.Focus, live.Blur} {
		require.Equal(t, `[["popFocus"]]`, bindingText(bind(dom.PopFocus())))
	}
}

func TestClick_InvalidSteps(t *testing.T) {
	require.Panics(t, func() { live.Click() })
	require.Panics(t, func() { live.Click(nil) })
	require.Panics(t, func() { live.Click(dom.PopFocus(), nil) })
	require.Panics(t, func() { live.Click("hide") })
	require.Panics(t, func() { live.Click(dom.PopFocus(), "hide") })
	require.Panics(t, func() { live.Click([]any{dom.PopFocus()}) })
	require.Panics(t, func() { live.Click(&Close{}) })
	require.Panics(t, func() { live.Commands("close") })
	require.Panics(t, func() { live.Commands("Close", dom.PopFocus()) })
	require.Panics(t, func() { live.Commands("", dom.PopFocus()) })
}

func TestOptimistic(t *testing.T) {
	liking := live.Optimistic(dom.AddClass(dom.Self, "liked"), dom.SetAttr(dom.Self, "aria-pressed", "true"))
	require.Equal(t, `[["optimistic",["addClass","","liked"],["setAttr","","aria-pressed","true"]],"live_test.Select?id=7"]`,
		bindingText(live.Click(liking, Select{ID: 7})))
	require.Equal(t, `["live_test.Close",["optimistic",["hide","#menu"]],["popFocus"]]`,
		bindingText(live.Commands("close", Close{}, live.Optimistic(dom.Hide("#menu")), dom.PopFocus())))
}

func TestOptimistic_Invalid(t *testing.T) {
	require.PanicsWithValue(t, "live: Optimistic has no command", func() { live.Optimistic() })
	for _, c := range []dom.Command{dom.PopFocus(), dom.Focus("#name"), dom.Navigate("/"), dom.Dispatch("#a", "x", 1), dom.Exec("#a", "close"), {}} {
		require.Panics(t, func() { live.Optimistic(c) }, c.String())
	}
	hiding := live.Optimistic(dom.Hide("#menu"))
	require.PanicsWithValue(t, "live: live-click has live.Optimistic and no event, without which the commands are never undone",
		func() { live.Click(hiding) })
	require.Panics(t, func() { live.Click(hiding, dom.PopFocus()) })
	require.Panics(t, func() { live.Click(live.OptimisticStep{}, Close{}) })
}

func TestForm_BindSteps(t *testing.T) {
	values := func(a live.Attr) (change, submit string) {
		for _, item := range a.Items() {
			switch text, _ := item.Value.(string); item.Key {
			case "live-change":
				change = text
			case "live-submit":
				submit = text
			}
		}
		return change, submit
	}
	const name = "live_test.Search"
	var form live.Form[Search]
	for _, test := range []struct {
		steps          []any
		change, submit string
	}{
		{nil, name, name},
		{[]any{dom.Hide("#menu")}, name, `["live_test.Search",["hide","#menu"]]`},
		{[]any{live.WithChange(dom.AddClass(dom.Self, "changed"))}, `["live_test.Search",["addClass","","changed"]]`, name},
		{[]any{live.WithChange()}, name, name},
		{[]any{live.WithChange(Close{}, dom.Show("#a")), live.WithChange(dom.Show("#b")), Select{ID: 7}, []dom.Command{dom.PopFocus()}},
			`["live_test.Search","live_test.Close",["show","#a"],["show","#b"]]`, `["live_test.Search","live_test.Select?id=7",["popFocus"]]`},
		{[]any{live.Optimistic(dom.Hide("#menu")), live.WithChange(live.Optimistic(dom.Show("#a")))},
			`["live_test.Search",["optimistic",["show","#a"]]]`, `["live_test.Search",["optimistic",["hide","#menu"]]]`},
	} {
		change, submit := values(form.Bind(test.steps...))
		require.Equal(t, test.change, change)
		require.Equal(t, test.submit, submit)
	}
	for _, step := range []any{nil, "hide", live.Click(Close{}), live.OptimisticStep{}, live.WithChange(nil), live.WithChange(live.WithChange(Close{}))} {
		require.Panics(t, func() { form.Bind(step) }, "%v", step)
	}
	require.PanicsWithValue(t, "live: live-click has live.WithChange, which only Form.Bind takes", func() { live.Click(live.WithChange(Close{})) })
	require.Panics(t, func() { live.Mounted(Close{}, live.WithChange(Close{})) })
}
