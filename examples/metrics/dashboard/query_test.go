package dashboard

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestQuery_Normalized(t *testing.T) {
	long := strings.Repeat("ä", 80)
	for _, c := range []struct {
		name     string
		in, want Query
	}{
		{"zero", Query{}, Query{}},
		{"defaults are omitted", Query{Every: time.Second, Sort: "cpu"}, Query{}},
		{"interval too short", Query{Every: time.Millisecond}, Query{}},
		{"negative interval", Query{Every: -time.Hour}, Query{}},
		{"interval too long", Query{Every: 24 * time.Hour}, Query{Every: 5 * time.Minute}},
		{"interval rounded to seconds", Query{Every: 2400 * time.Millisecond}, Query{Every: 2 * time.Second}},
		{"reversed sort", Query{Sort: "-cpu"}, Query{Sort: "-cpu"}},
		{"unknown column", Query{Sort: "cmdline"}, Query{}},
		{"empty column", Query{Sort: "-"}, Query{}},
		{"double reversed", Query{Sort: "--name"}, Query{}},
		{"long filter is cut between characters", Query{Filter: long}, Query{Filter: strings.Repeat("ä", 50)}},
	} {
		t.Run(c.name, func(t *testing.T) {
			require.Equal(t, c.want, c.in.normalized())
			require.Equal(t, c.want, c.in.normalized().normalized())
		})
	}
}

func TestQuery_SortedByTogglesDirection(t *testing.T) {
	var q Query
	for _, step := range []struct{ click, want string }{
		{"cpu", "-cpu"}, {"cpu", ""}, {"name", "name"}, {"name", "-name"}, {"name", "name"}, {"memory", "memory"}, {"cpu", ""},
	} {
		q = q.sortedBy(step.click)
		require.Equal(t, step.want, q.Sort, "after a click on %s", step.click)
	}
}

func TestQuery_LinksKeepOtherFields(t *testing.T) {
	q := Query{Every: 5 * time.Second, Sort: "-name", Filter: "go", All: true}
	require.Equal(t, Query{Every: 2 * time.Second, Sort: "-name", Filter: "go", All: true}, q.withInterval(2*time.Second))
	require.Equal(t, Query{Every: 5 * time.Second, Sort: "pid", Filter: "go", All: true}, q.sortedBy("pid"))
	require.Equal(t, Query{Every: 5 * time.Second, Sort: "-name", All: true}, q.withFilter(""))
	require.Equal(t, Query{Every: 5 * time.Second, Sort: "-name", Filter: "go"}, q.withAll(false))
}
