package live

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/a-h/templ"
	"github.com/stretchr/testify/require"
)

type (
	order struct {
		Name  string
		Lines []orderLine `live:",max=5"`
	}
	orderLine struct {
		ID   int `live:",key"`
		Text string
		Qty  int
		Subs []orderSub
		Tags []string
	}
	orderSub struct{ Text string }
	todo     struct {
		Rows []todoRow
	}
	todoRow struct {
		Text string
		Done bool
	}
	keyed struct {
		Rows []keyedRow
	}
	keyedRow struct {
		Key  string `live:",key"`
		Text string
	}
)

func (v todo) Validate() error {
	errs := Errors{}
	for i, r := range v.Rows {
		if r.Text == "bad" {
			errs[fmt.Sprintf("rows[%d].text", i)] = "is bad"
		}
	}
	return errs.Err()
}

// press returns the data that a press of a button of a row sends. key is that of an added row.
func press(a Attr, key string) (pairs []string) {
	var name, value string
	for _, item := range a.Items() {
		switch item.Key {
		case "name":
			name = item.Value.(string)
		case "value":
			value = item.Value.(string)
		}
	}
	if strings.HasSuffix(name, "[+]") {
		value = key
	}
	return []string{name, value}
}

func texts(f *Form[todo]) (all []string) {
	for _, r := range f.Value.Rows {
		all = append(all, r.Text)
	}
	return all
}

func rowNames[T any](f *Form[T], format string, n int) (names []string) {
	for i := range n {
		names = append(names, f.Field(fmt.Sprintf(format, i)).Name)
	}
	return names
}

func todoForm(texts ...string) *Form[todo] {
	f := &Form[todo]{}
	for _, text := range texts {
		f.Value.Rows = append(f.Value.Rows, todoRow{Text: text})
	}
	return f
}

// The data of a page that still shows a removed row does not bring it back.
func TestForm_RemovedRowStaysRemoved(t *testing.T) {
	f := todoForm("a", "b", "c")
	name := rowNames(f, "rows[%d].text", 3)
	remove := f.RemoveRow("rows[0]")
	receive(t, f, change("", press(remove, "")...))
	require.Equal(t, []string{"b", "c"}, texts(f))

	sent := change(name[1], name[0], "a", name[1], "b!", name[2], "c")
	unknown, err := f.decode(sent, false)
	require.NoError(t, err)
	require.Empty(t, unknown, "a race, not a mistake")
	require.Equal(t, []string{"b!", "c"}, texts(f))
	require.Equal(t, name[1:], rowNames(f, "rows[%d].text", 2), "names follow rows")

	receive(t, f, change("", press(remove, "")...))
	require.Equal(t, []string{"b!", "c"}, texts(f), "removed once")
}

// Data adds no rows and does not reorder them; fields of rows that it does not name are kept.
func TestForm_DataDefinesNoRows(t *testing.T) {
	f := todoForm("a", "b")
	name := rowNames(f, "rows[%d].text", 2)
	for _, pairs := range [][]string{
		{name[1], "b", name[0], "a"}, {name[0], "a"}, {"rows", ""}, {"rows[kzzz].text", "x", name[0], "a"}, {"rows[0].text", "x"},
		{"rows[].text", "x"}, {"rows[+].text", "x"}, {"rows[" + strings.Repeat("k", 100) + "].text", "x"}, {name[0] + ".x", "y"},
	} {
		receive(t, f, change("", pairs...))
		require.Equal(t, []string{"a", "b"}, texts(f), "%q", pairs)
	}
	unknown, err := f.decode(change("", "rows[kx].text", "1", "rows[0].text", "1", "rows[kx].done", "true"), false)
	require.NoError(t, err)
	require.Equal(t, []string{"rows[kx]", "rows[0]"}, unknown)
}

func TestForm_AddRow(t *testing.T) {
	f := todoForm("a")
	add := press(f.AddRow("rows"), "kone")
	receive(t, f, change("", add...))
	receive(t, f, change("", add...))
	require.Equal(t, []string{"a", ""}, texts(f), "the same press once")
	receive(t, f, change("", press(f.AddRow("rows"), "ktwo")...))
	require.Equal(t, []string{"rows[kone].text", "rows[ktwo].text"}, rowNames(f, "rows[%d].text", 3)[1:])

	receive(t, f, change("", "rows[kone].text", "one", "rows[ktwo].text", "two"))
	receive(t, f, change("", press(f.RemoveRow("rows[1]"), "")...))
	receive(t, f, change("", add...))
	require.Equal(t, []string{"a", "two"}, texts(f), "added once, although it was removed since")

	for _, key := range []string{"", "0", "17", "k.a", "k]", "k[a", "+", strings.Repeat("k", 65), "kä"} {
		receive(t, f, change("", "rows[+]", key))
	}
	require.Len(t, f.Value.Rows, 2)
	receive(t, f, change("", press(f.AddRow("rows"), f.AddRow("rows").Items()[2].Value.(string))...))
	require.Len(t, f.Value.Rows, 3, "the key that a browser without script sends")
}

func TestForm_MoveRow(t *testing.T) {
	f := todoForm("a", "b", "c")
	for _, test := range []struct {
		row  string
		by   int
		want string
	}{{"rows[2]", -1, "acb"}, {"rows[0]", 1, "cab"}, {"rows[0]", 99, "abc"}, {"rows[2]", -99, "cab"}, {"rows[0]", -1, "cab"}, {"rows[1]", 0, "cab"}} {
		receive(t, f, change("", press(f.MoveRow(test.row, test.by), "")...))
		require.Equal(t, test.want, strings.Join(texts(f), ""))
	}
	for _, by := range []string{"9223372036854775807", "-9223372036854775808", "x", "1e9"} {
		receive(t, f, change("", press(f.MoveRow("rows[1]", 1), "")[0], by))
	}
	require.Len(t, f.Value.Rows, 3)
}

// Operations apply after all fields of the same data, as in a form that is posted.
func TestForm_OperationWithinData(t *testing.T) {
	f := todoForm("a", "b", "c")
	name := rowNames(f, "rows[%d].text", 3)
	move, remove := press(f.MoveRow("rows[0]", 1), ""), press(f.RemoveRow("rows[2]"), "")
	pairs := slices.Concat(move, []string{name[0], "a1"}, remove, []string{name[1], "b1", name[2], "c1"})
	receive(t, f, change("", pairs...))
	require.Equal(t, []string{"b1", "a1"}, texts(f))
	require.NotContains(t, slices.Collect(maps.Keys(f.inputs)), name[2])
}

// Errors, typed text and touched fields belong to rows, not to positions.
func TestForm_ErrorsFollowRows(t *testing.T) {
	f := Form[order]{Value: order{Lines: []orderLine{{ID: 7, Text: "a"}, {ID: 8, Text: "b"}, {ID: 9, Text: "c"}}}}
	qty := f.Field("lines[1].qty")
	require.Equal(t, "lines[-8].qty", qty.Name)
	require.Equal(t, "order-lines--8-qty", qty.ID)
	receive(t, &f, change(qty.Name, qty.Name, "x"))
	f.setSubmitErrors(Errors{"lines[2].text": "is taken"})
	f.submitted = false
	receive(t, &f, change("lines[-9].text", "lines[-9].text", "c"))

	check := func(b, c int) {
		t.Helper()
		field := f.Field(fmt.Sprintf("lines[%d].qty", b))
		require.Equal(t, []string{qty.Name, "x", "must be a whole number"}, []string{field.Name, field.Value, field.Error})
		require.Equal(t, "is taken", f.Field(fmt.Sprintf("lines[%d].text", c)).Error)
	}
	check(1, 2)
	receive(t, &f, change("", press(f.MoveRow("lines[1]", 1), "")...))
	check(2, 1)
	receive(t, &f, change("", press(f.RemoveRow("lines[0]"), "")...))
	check(1, 0)

	slices.Reverse(f.Value.Lines) // by the application, between two events
	f.Bind()
	check(0, 1)
	f.Value.Lines = f.Value.Lines[1:]
	f.Bind()
	require.Equal(t, Errors{"lines[0].text": "is taken"}, f.Errors)
	require.Empty(t, f.inputs)
	require.Empty(t, f.touched[qty.Name])
}

// Rows without a key field are found again by their content when the application changes them.
func TestForm_ApplicationChangesRows(t *testing.T) {
	f := todoForm("a", "b", "b", "c")
	f.Bind()
	name := rowNames(f, "rows[%d].text", 4)
	require.Len(t, slices.Compact(slices.Sorted(slices.Values(name))), 4)

	names := func() []string { f.Bind(); return rowNames(f, "rows[%d].text", len(f.Value.Rows)) }
	slices.Reverse(f.Value.Rows)
	require.Equal(t, []string{name[3], name[1], name[2], name[0]}, names())
	f.Value.Rows = append(f.Value.Rows, todoRow{Text: "d"})
	require.Equal(t, []string{name[3], name[1], name[2], name[0]}, names()[:4])
	added := names()[4]
	f.Value.Rows[0].Text, f.Value.Rows[1].Done = "c!", true
	require.Equal(t, []string{name[3], name[1], name[2], name[0], added}, names(), "changed in place")
	f.Value.Rows = slices.Delete(f.Value.Rows, 1, 2)
	require.Equal(t, []string{name[3], name[2], name[0], added}, names())

	f.Value.Rows = []todoRow{{Text: "d"}}
	require.Equal(t, []string{added}, names())
	f.Value.Rows = nil
	names()
	f.Value.Rows = []todoRow{{Text: "d"}}
	require.NotEqual(t, []string{added}, names(), "data of the removed row is dropped")
}

// Equal values have equal keys, so that a page that is mounted again has the same rows.
func TestForm_RowKeysAreDerived(t *testing.T) {
	require.Equal(t, rowNames(todoForm("a", "b"), "rows[%d].text", 2), rowNames(todoForm("a", "b"), "rows[%d].text", 2))
	type secret struct {
		Rows []struct {
			PIN string `live:",secret"`
		}
	}
	name := func(pin string) string {
		f := Form[secret]{}
		f.Value.Rows = append(f.Value.Rows, struct {
			PIN string `live:",secret"`
		}{pin})
		return f.Field("rows[0].pin").Name
	}
	require.Equal(t, name("1234"), name("4321"), "a key must not reveal a secret")
}

func TestForm_ResetForgetsRows(t *testing.T) {
	f := todoForm("a")
	name := rowNames(f, "rows[%d].text", 1)
	f.Reset()
	f.Value.Rows = []todoRow{{Text: "a"}}
	unknown, err := f.decode(change(name[0], name[0], "late"), false)
	require.NoError(t, err)
	require.Empty(t, unknown)
	require.Equal(t, []string{"a"}, texts(f), "data of the form before Reset does not change other rows")
}

// The first data of a page whose view was mounted again defines the rows.
func TestForm_RecoveredRows(t *testing.T) {
	f := Form[order]{Value: order{Name: "kept", Lines: []orderLine{{ID: 7, Text: "a", Tags: []string{"x"}}, {ID: 8, Text: "b"}}}}
	pairs := []string{"lines[k1].text", "new", "lines[-8].text", "b!", "lines[-8].id", "99", "lines[-99].text", "foreign", "lines[k1].subs[k2].text", "sub"}
	sent := change("", pairs...)
	_, err := f.decode(sent, true)
	require.NoError(t, err)
	require.Equal(t, order{Name: "kept", Lines: []orderLine{
		{Text: "new", Subs: []orderSub{{"sub"}}}, {ID: 8, Text: "b!"}, {ID: 99, Text: "foreign"},
	}}, f.Value)
	require.Equal(t, "lines[k1].subs[k2].text", f.Field("lines[0].subs[0].text").Name)

	empty := change("")
	empty.Unchecked = []string{"lines"}
	_, err = f.decode(empty, true)
	require.NoError(t, err)
	require.Empty(t, f.Value.Lines, "the page has no rows")

	for _, key := range []string{"5", "-05", "", "a.b", "-", strings.Repeat("k", 65)} {
		_, err = f.decode(change("", "lines["+key+"].text", "x"), true)
		require.NoError(t, err)
		require.LessOrEqual(t, len(f.Value.Lines), 1, key)
		for _, l := range f.Value.Lines {
			require.Zero(t, l.ID, key)
		}
	}
	var many []string
	for i := range 100 {
		many = append(many, fmt.Sprintf("lines[k%d].text", i), "x")
	}
	_, err = f.decode(change("", many...), true)
	require.NoError(t, err)
	require.Len(t, f.Value.Lines, 5, "the limit of the tag")
}

func TestForm_MaxRows(t *testing.T) {
	f := Form[order]{}
	for i := range 7 {
		require.Equal(t, i >= 5, slices.ContainsFunc(f.AddRow("lines").Items(), func(a templ.KeyValue[string, any]) bool { return a.Key == "aria-disabled" }))
		receive(t, &f, change("", press(f.AddRow("lines"), fmt.Sprint("k", i))...))
	}
	require.Len(t, f.Value.Lines, 5)
}

// A key field of type string receives the key of an added row.
func TestForm_StringKey(t *testing.T) {
	f := Form[keyed]{Value: keyed{Rows: []keyedRow{{Key: "a/b c]"}, {Key: "a/b c]"}, {}}}}
	f.Bind()
	name := rowNames(&f, "rows[%d].text", 3)
	require.Equal(t, "rows[a_2fb_20c_5d].text", name[0])
	require.NotEqual(t, name[0], name[1], "two rows with one key")
	receive(t, &f, change("", name[0], "1", name[1], "2", name[2], "3", "rows[a_2fb_20c_5d].key", "stolen"))
	require.Equal(t, []keyedRow{{"a/b c]", "1"}, {"a/b c]", "2"}, {"", "3"}}, f.Value.Rows)
	receive(t, &f, change("", press(f.AddRow("rows"), "kx")...))
	require.Equal(t, "kx", f.Value.Rows[3].Key)
	receive(t, &f, change("", press(f.AddRow("rows"), "ka_")...))
	require.Len(t, f.Value.Rows, 4, "no text has this key")

	var g Form[keyed]
	_, err := g.decode(change("", name[0], "1", "rows[kx].text", "2"), true)
	require.NoError(t, err)
	require.Equal(t, []keyedRow{{"a/b c]", "1"}, {"kx", "2"}}, g.Value.Rows)
}

// When the application sets the key field of a new row, data with its previous key still belongs to it, but not
// if the row is another one.
func TestForm_NumberedRows(t *testing.T) {
	f := Form[order]{Value: order{Lines: []orderLine{{Text: "a", Subs: []orderSub{{"x"}}}, {Text: "b"}}}}
	f.Bind()
	name, sub, second := f.Field("lines[0].text").Name, f.Field("lines[0].subs[0].text").Name, f.Field("lines[1].text").Name
	remove := press(f.RemoveRow("lines[1]"), "")
	f.Value.Lines[0].ID, f.Value.Lines[1].ID = 7, 8
	receive(t, &f, change(name, name, "a!", sub, "x!"))
	require.Equal(t, orderLine{ID: 7, Text: "a!", Subs: []orderSub{{"x!"}}}, f.Value.Lines[0])
	require.Equal(t, "lines[-7].text", f.Field("lines[0].text").Name)
	receive(t, &f, change(second, second, "b!"))
	require.Equal(t, "b!", f.Value.Lines[1].Text)
	receive(t, &f, change("", remove...))
	require.Len(t, f.Value.Lines, 1)
	receive(t, &f, change(second, second, "late"))
	require.Len(t, f.Value.Lines, 1, "it does not come back")

	g := Form[order]{Value: order{Lines: []orderLine{{Text: "a"}}}}
	name = g.Field("lines[0].text").Name
	g.Value.Lines = []orderLine{{ID: 9, Text: "other"}}
	receive(t, &g, change(name, name, "a!"))
	require.Equal(t, []orderLine{{ID: 9, Text: "other"}}, g.Value.Lines)
}

// Rows within rows have keys of their own.
func TestForm_NestedRows(t *testing.T) {
	f := Form[order]{Value: order{Lines: []orderLine{{ID: 1}, {ID: 2, Subs: []orderSub{{"x"}, {"y"}}}}}}
	sub := f.Field("lines[1].subs[1].text").Name
	receive(t, &f, change("", press(f.MoveRow("lines[1]", -1), "")...))
	require.Equal(t, sub, f.Field("lines[0].subs[1].text").Name)
	receive(t, &f, change("", press(f.RemoveRow("lines[0].subs[0]"), "")...))
	receive(t, &f, change(sub, sub, "y!"))
	receive(t, &f, change("", press(f.AddRow("lines[0].subs"), "k1")...))
	require.Equal(t, []orderSub{{"y!"}, {""}}, f.Value.Lines[0].Subs)
	add := press(f.AddRow("lines[0].subs"), "k2")
	receive(t, &f, change("", press(f.RemoveRow("lines[0]"), "")...))
	receive(t, &f, change(sub, slices.Concat(add, []string{sub, "late"})...))
	require.Equal(t, []orderLine{{ID: 1}}, f.Value.Lines)
}

// Decoding does not modify memory that the value shares.
func TestForm_RowsAreCopied(t *testing.T) {
	shared := []orderLine{{ID: 1, Subs: []orderSub{{"x"}}}, {ID: 2}}
	f := Form[order]{Value: order{Lines: shared}}
	f.Bind()
	before := f
	receive(t, &f, change("", "lines[-1].text", "changed", f.Field("lines[0].subs[0].text").Name, "changed"))
	receive(t, &f, change("", press(f.MoveRow("lines[0]", 1), "")...))
	receive(t, &f, change("", press(f.RemoveRow("lines[0]"), "")...))
	require.Equal(t, []orderLine{{ID: 1, Subs: []orderSub{{"x"}}}, {ID: 2}}, shared)
	require.Equal(t, "lines[-2].text", before.Field("lines[1].text").Name)
}

func TestForm_RowMethodsPanic(t *testing.T) {
	f := todoForm("a")
	require.PanicsWithValue(t, `live: AddRow("rows[0]") of a Form[live.todo]: want the name of a slice of structs, such as "items"`, func() { f.AddRow("rows[0]") })
	require.PanicsWithValue(t, `live: RemoveRow("rows") of a Form[live.todo]: want the name of a slice of structs, such as "items[0]"`, func() { f.RemoveRow("rows") })
	require.Panics(t, func() { f.MoveRow("rows[0].text", 1) })
	require.Panics(t, func() { f.AddRow("typo") })
}
