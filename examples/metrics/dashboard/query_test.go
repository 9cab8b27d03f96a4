package dashboard

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestNormalQuery(t *testing.T) {
	long := strings.Repeat("ä", 80)
	for _, c := range []struct {
		name     string
		in, want Query
	}{
		{"zero", Query{}, Query{}},
		{"what is so by itself is not said", Query{Every: time.Second, Sort: "cpu"}, Query{}},
		{"too often", Query{Every: time.Millisecond}, Query{}},
		{"negative", Query{Every: -time.Hour}, Query{}},
		{"too rarely", Query{Every: 24 * time.Hour}, Query{Every: 5 * time.Minute}},
		{"whole seconds", Query{Every: 2400 * time.Millisecond}, Query{Every: 2 * time.Second}},
		{"reversed", Query{Sort: "-cpu"}, Query{Sort: "-cpu"}},
		{"no such column", Query{Sort: "cmdline"}, Query{}},
		{"no column at all", Query{Sort: "-"}, Query{}},
		{"reversed twice", Query{Sort: "--name"}, Query{}},
		{"too long, cut between letters", Query{Filter: long}, Query{Filter: strings.Repeat("ä", 50)}},
	} {
		t.Run(c.name, func(t *testing.T) {
			require.Equal(t, c.want, c.in.normal())
			require.Equal(t, c.want, c.in.normal().normal())
		})
	}
}

func TestSortedTogglesItsOwnColumnOnly(t *testing.T) {
	var q Query
	for _, step := range []struct{ click, want string }{
		{"cpu", "-cpu"}, {"cpu", ""}, {"name", "name"}, {"name", "-name"}, {"name", "name"}, {"memory", "memory"}, {"cpu", ""},
	} {
		q = q.sorted(step.click)
		require.Equal(t, step.want, q.Sort, "after a click on %s", step.click)
	}
}

func TestLinksKeepTheRest(t *testing.T) {
	q := Query{Every: 5 * time.Second, Sort: "-name", Filter: "go", All: true}
	require.Equal(t, Query{Every: 2 * time.Second, Sort: "-name", Filter: "go", All: true}, q.every(2*time.Second))
	require.Equal(t, Query{Every: 5 * time.Second, Sort: "pid", Filter: "go", All: true}, q.sorted("pid"))
	require.Equal(t, Query{Every: 5 * time.Second, Sort: "-name", All: true}, q.filtered(""))
	require.Equal(t, Query{Every: 5 * time.Second, Sort: "-name", Filter: "go"}, q.all(false))
}
