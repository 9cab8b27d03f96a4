package codec_test

import (
	"reflect"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/internal/codec"
)

type compared struct {
	Text   string
	At     time.Time `live:",date"`
	Tags   []string
	Items  []comparedItem
	PIN    string `live:",secret"`
	Hidden []int  `live:"-"`
}

type comparedItem struct {
	Name string
	Tags []string
}

func TestPlan_CloneSharesNoSlice(t *testing.T) {
	v := compared{Text: "a", Tags: []string{"x"}, Items: []comparedItem{{"i", []string{"y"}}}, Hidden: []int{1}}
	plan := codec.PlanFor(reflect.TypeOf(v))
	c := plan.Clone(reflect.ValueOf(v)).Interface().(compared)
	require.Equal(t, v, c)
	v.Tags[0], v.Items[0].Name, v.Items[0].Tags[0] = "changed", "changed", "changed"
	require.Equal(t, compared{Text: "a", Tags: []string{"x"}, Items: []comparedItem{{"i", []string{"y"}}}, Hidden: []int{1}}, c)
}

func TestPlan_EqualComparesTexts(t *testing.T) {
	plan := codec.PlanFor(reflect.TypeFor[compared]())
	equal := func(a, b compared) bool { return plan.Equal(reflect.ValueOf(a), reflect.ValueOf(b)) }
	noon := time.Date(2026, 1, 2, 12, 0, 0, 0, time.UTC)
	base := compared{Text: "a", At: noon, Tags: []string{"x"}, Items: []comparedItem{{Name: "i"}}, PIN: "1"}
	same := base
	same.At, same.Hidden = noon.Add(time.Hour), []int{1} // the text of a date has no time
	require.True(t, equal(base, same))
	same.Tags, same.Items = []string{"x"}, []comparedItem{{Name: "i", Tags: []string{}}}
	require.True(t, equal(base, same))
	for name, modify := range map[string]func(*compared){
		"text":         func(v *compared) { v.Text = "b" },
		"zero":         func(v *compared) { v.Text = "" },
		"date":         func(v *compared) { v.At = noon.AddDate(0, 0, 1) },
		"zero date":    func(v *compared) { v.At = time.Time{} },
		"more texts":   func(v *compared) { v.Tags = []string{"x", "y"} },
		"other texts":  func(v *compared) { v.Tags = []string{"y"} },
		"fewer rows":   func(v *compared) { v.Items = nil },
		"field of row": func(v *compared) { v.Items = []comparedItem{{Name: "j"}} },
		"texts of row": func(v *compared) { v.Items = []comparedItem{{Name: "i", Tags: []string{"t"}}} },
		"secret":       func(v *compared) { v.PIN = "2" },
	} {
		other := base
		modify(&other)
		require.False(t, equal(base, other), name)
		require.False(t, equal(other, base), name)
	}
}
