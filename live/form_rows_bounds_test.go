package live

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"github.com/a-h/templ"
	"github.com/stretchr/testify/require"
)

type (
	team struct {
		Members []member `live:",min=2,max=3"`
	}
	member struct {
		Name   string
		Phones []phone `live:",min=1"`
	}
	phone struct{ Number string }
)

func isDisabled(a Attr) bool {
	return slices.ContainsFunc(a.Items(), func(item templ.KeyValue[string, any]) bool { return item.Key == "aria-disabled" })
}

// A form removes rows down to min, adds them up to max, whatever the browser sends, and disables the buttons.
func TestForm_Bounds(t *testing.T) {
	f := Form[team]{Value: team{Members: []member{{Name: "a"}, {Name: "b"}, {Name: "c"}}}}
	f.Bind()
	require.True(t, isDisabled(f.AddRow("members")))
	require.False(t, isDisabled(f.RemoveRow("members[0]")))
	var pairs []string
	for i := range 3 { // three presses on a page that does not show the answers yet
		pairs = append(pairs, press(f.RemoveRow(fmt.Sprintf("members[%d]", i)), "")...)
	}
	receive(t, &f, change("", pairs...))
	require.Len(t, f.Value.Members, 2)
	require.Equal(t, "c", f.Value.Members[1].Name)
	require.True(t, isDisabled(f.RemoveRow("members[0]")))
	require.False(t, isDisabled(f.AddRow("members")))
	for i := range 5 {
		receive(t, &f, change("", press(f.AddRow("members"), fmt.Sprint("k", i))...))
	}
	require.Len(t, f.Value.Members, 3)

	require.True(t, isDisabled(f.RemoveRow("members[0].phones[0]")), "there is none")
	for i := range 3 {
		receive(t, &f, change("", press(f.AddRow("members[1].phones"), fmt.Sprint("p", i))...))
	}
	for range 5 {
		receive(t, &f, change("", press(f.RemoveRow("members[1].phones[0]"), "")...))
	}
	require.Len(t, f.Value.Members[1].Phones, 1)
}

// A form with fewer rows than min is not valid.
func TestForm_MissingRows(t *testing.T) {
	f := Form[team]{Value: team{Members: []member{{Phones: []phone{{}}}}}}
	f.Bind()
	receive(t, &f, change("", press(f.AddRow("members"), "k1")...))
	require.Empty(t, f.Field("members[1].phones").Error, "it was not submitted yet")
	receive(t, &f, submit())
	require.Equal(t, Errors{"members[1].phones": "must have at least 1 row"}, f.Errors)
	require.Equal(t, "must have at least 1 row", f.Field("members[1].phones").Error)
	receive(t, &f, change("", press(f.AddRow("members[1].phones"), "k2")...))
	require.Empty(t, f.Errors)

	for range 2 { // a page cannot define away what must be there
		_, err := f.decode(change("", "members[k9].name", "x"), true)
		require.NoError(t, err)
		valid, err := f.validate(t.Context(), &Server{})
		require.NoError(t, err)
		require.False(t, valid)
		require.Equal(t, "must have at least 2 rows", f.Errors["members"])
	}
}

// The text for too few rows can be translated.
func TestForm_MissingRowsMessage(t *testing.T) {
	var got []Message
	srv := &Server{Messages: func(_ context.Context, m Message) string {
		got = append(got, m)
		return "mindestens " + m.Min
	}}
	f := Form[team]{Value: team{Members: []member{{Phones: []phone{{}}}}}}
	f.Bind()
	_, err := f.decode(submit(), false)
	require.NoError(t, err)
	valid, err := f.validate(context.Background(), srv)
	require.NoError(t, err)
	require.False(t, valid)
	require.Equal(t, Errors{"members": "mindestens 2"}, f.Errors)
	require.Equal(t, []Message{{Code: MessageTooFewRows, Field: "members", Min: "2", Text: "must have at least 2 rows"}}, got)
}

type (
	badBounds struct {
		L []phone `live:",min=3,max=2"`
	}
	badMin struct {
		L []phone `live:",min=0"`
	}
	minOfText struct {
		L string `live:",min=1"`
	}
)

func TestForm_InvalidBounds(t *testing.T) {
	require.PanicsWithValue(t, `live: options min=3 and max=2 on field live.badBounds.L: min exceeds max`, func() { new(Form[badBounds]).Bind() })
	require.PanicsWithValue(t, `live: option "min=0" on field live.badMin.L (want min=1 to min=1000)`, func() { new(Form[badMin]).Bind() })
	require.PanicsWithValue(t, `live: option min or max on field live.minOfText.L, which is not a slice of structs`, func() { new(Form[minOfText]).Bind() })
}

// A handle has the name of its row; what it sends moves the row behind another one, by their keys.
func TestForm_DragRow(t *testing.T) {
	f := todoForm("a", "b", "c", "d")
	name := func(i int) string { return f.Field(fmt.Sprintf("rows[%d]", i)).Name }
	for _, test := range []struct {
		row, after int // after: -1 for the start
		want       []string
	}{
		{0, 1, []string{"b", "a", "c", "d"}}, {3, 0, []string{"b", "d", "a", "c"}}, {2, -1, []string{"a", "b", "d", "c"}},
		{0, -1, []string{"a", "b", "d", "c"}}, {0, 3, []string{"b", "d", "c", "a"}}, {1, 1, []string{"b", "d", "c", "a"}},
		{1, 0, []string{"b", "d", "c", "a"}},
	} {
		after := "after:"
		if test.after >= 0 {
			key := name(test.after)
			after += key[len("rows[") : len(key)-1]
		}
		handle := f.DragRow(fmt.Sprintf("rows[%d]", test.row))
		receive(t, f, change("", press(handle, "")[0], after))
		require.Equal(t, test.want, texts(f))
	}
	for _, hostile := range []string{"after:zzz", "after:]", "after", "after:rows[0]", "before:"} {
		receive(t, f, change("", name(0), hostile))
		receive(t, f, change("", "rows[zzz]", hostile))
		require.Equal(t, []string{"b", "d", "c", "a"}, texts(f), hostile)
	}
	require.Panics(t, func() { f.DragRow("rows") })
}
