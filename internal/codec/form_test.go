package codec_test

import (
	"cmp"
	"fmt"
	"iter"
	"reflect"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/internal/codec"
)

func TestDecodeForm_KeepsUnsentFields(t *testing.T) {
	v := all{Text: "kept", On: true, Tags: []string{"kept"}, N: 5, Address: address{"Ulm", "Gasse"}}
	form, err := codec.DecodeForm(fields("n=x&address.city="), []string{"on"}, "n", &v, codec.Rows{}, false)
	require.NoError(t, err)
	require.Equal(t, all{Text: "kept", Tags: []string{"kept"}, Address: address{Street: "Gasse"}}, v)
	require.Equal(t, map[string]codec.FieldInput{
		"n":            {Texts: []string{"x"}, Err: &codec.FieldError{Name: "n", Input: "x", Code: codec.NotInteger, Text: "must be a whole number"}},
		"address.city": {},
		"on":           {},
	}, form.Fields)
	require.Equal(t, "n", form.Source)
}

func TestDecodeForm_Unchecked(t *testing.T) {
	v := all{On: true, Tags: []string{"a"}, Text: "radio", Items: []item{{Done: true}, {Done: true}}}
	rows, _ := codec.Rows{}.Sync(reflect.ValueOf(v))
	first, _ := rows.Keyed("items[0].done")
	second, _ := rows.Keyed("items[1].name")
	form, err := codec.DecodeForm(fields(second+"=x"), []string{"on", "tags", "text", first, "items[5].done", "bogus"}, first, &v, rows, false)
	require.NoError(t, err)
	require.Equal(t, all{Items: []item{{}, {Name: "x", Done: true}}}, v)
	require.Equal(t, first, form.Source)
	require.Equal(t, []string{"items[5]"}, form.UnknownRows)
}

func TestDecodeForm_CheckedWinsOverUnchecked(t *testing.T) {
	var v all
	_, err := codec.DecodeForm(fields("tags=a&on=on"), []string{"tags", "on"}, "", &v, codec.Rows{}, false)
	require.NoError(t, err)
	require.Equal(t, all{Tags: []string{"a"}, On: true}, v)
}

func TestDecodeForm_SourceIsReadOnly(t *testing.T) {
	for _, source := range []string{"", "bogus", "items", "items[3].name", "items[3]", "a.b.c.d.e.f.g.h.i.j"} {
		v := all{Items: []item{{Name: "kept"}}}
		form, err := codec.DecodeForm(fields("text=x"), nil, source, &v, codec.Rows{}, false)
		require.NoError(t, err)
		require.Empty(t, form.Source)
		require.Equal(t, source == "items[3]", form.Slice == "items")
		require.Equal(t, []item{{Name: "kept"}}, v.Items)
	}
}

func TestDecodeForm_NamesHaveKeys(t *testing.T) {
	var v all
	query := "items[ka].subs[kb].done=maybe&items[ka].tags=a&items[ka].tags=b"
	form, err := codec.DecodeForm(fields(query), nil, "items[ka].tags", &v, codec.Rows{}, true)
	require.NoError(t, err)
	require.Equal(t, map[string]codec.FieldInput{
		"items[ka].subs[kb].done": {Texts: []string{"maybe"}, Err: &codec.FieldError{
			Name: "items[ka].subs[kb].done", Input: "maybe", Code: codec.NotBool, Text: "must be true or false",
		}},
		"items[ka].tags": {Texts: []string{"a", "b"}},
	}, form.Fields)
	require.Equal(t, "items[ka].tags", form.Source)
	positional, ok := form.Rows.Positional("items[ka].subs[kb].done")
	require.True(t, ok)
	require.Equal(t, "items[0].subs[0].done", positional)
}

func TestDecodeForm_Limits(t *testing.T) {
	var v all
	many := make([]string, 1001)
	for i := range many {
		many[i] = fmt.Sprintf("items[k%d].subs[k].done", i)
	}
	_, err := codec.DecodeForm(fields(""), many, "", &v, codec.Rows{}, true)
	require.EqualError(t, err, "more than 1,000 entries")
}

func TestPlan_Find(t *testing.T) {
	v := all{Text: "a", N: 0, On: true, IDs: []int{0, 4}, Address: address{City: "Ulm"}, Items: []item{{Name: "x", Subs: []item{{Name: "y"}}}}}
	rv := reflect.ValueOf(v)
	plan := codec.PlanFor(rv.Type())
	for name, want := range map[string][]string{
		"text": {"a"}, "n": nil, "on": {"true"}, "ids": {"", "4"}, "address.city": {"Ulm"}, "address": nil,
		"items": nil, "items[0]": nil, "items[0].name": {"x"}, "items[0].subs[0].name": {"y"},
		"items[1].name": nil, "items[3].subs[2].name": nil, "page": nil,
	} {
		field, ok := plan.Find(rv, name)
		require.True(t, ok, name)
		require.Equal(t, want, field.Texts(), name)
	}
	on, isBool := find(t, v, "on").Bool()
	require.True(t, on && isBool)
	on, isBool = find(t, v, "items[7].done").Bool()
	require.True(t, !on && isBool)
	_, isBool = find(t, v, "text").Bool()
	require.False(t, isBool)
	require.True(t, find(t, v, "ids").IsSlice())
	require.False(t, find(t, v, "items").IsSlice())

	for _, name := range []string{
		"", "Text", "typo", "text.x", "text[0]", "address.typo", "address[0].city", "items.name", "items[x].name", "items[-1].name",
		"items[0", "items[0]name", "items[0].", "items[0].subs[0].subs[0].subs[0].subs[0].subs[0].subs[0].subs[0].name",
	} {
		_, ok := plan.Find(rv, name)
		require.False(t, ok, name)
	}
	require.Contains(t, plan.Names(), "address.city")
	require.Contains(t, plan.Names(), "items[0].name")
	require.Contains(t, plan.Names(), "items[0].subs…")
}

func find(t *testing.T, v any, name string) codec.FieldValue {
	t.Helper()
	field, ok := codec.PlanFor(reflect.TypeOf(v)).Find(reflect.ValueOf(v), name)
	require.True(t, ok, name)
	return field
}

func TestFieldValue_SecretIsInherited(t *testing.T) {
	type card struct{ Number string }
	type order struct {
		Card card `live:",secret"`
	}
	v := order{card{"4111"}}
	require.True(t, find(t, v, "card.number").Secret())
	require.Empty(t, encode(v))
}

// fields returns the fields of a query without escapes.
func fields(query string) iter.Seq2[string, string] {
	return func(yield func(name, text string) bool) {
		for pair := range strings.SplitSeq(query, "&") {
			if name, text, _ := strings.Cut(pair, "="); pair != "" && !yield(name, text) {
				return
			}
		}
	}
}

// Text of a form needs no escapes. What HTML cannot contain is replaced.
func TestDecodeForm_Verbatim(t *testing.T) {
	for text, want := range map[string]string{
		"50% of a+b & %41 = 語😀\r\n": "", "\x00a": "\uFFFDa", "\xff": "\uFFFD", "\ud7ff\u007f\u2028": "",
	} {
		var v all
		data := func(yield func(name, text string) bool) { yield("text", text) }
		_, err := codec.DecodeForm(data, nil, "", &v, codec.Rows{}, false)
		require.NoError(t, err)
		require.Equal(t, cmp.Or(want, text), v.Text)
	}
}
