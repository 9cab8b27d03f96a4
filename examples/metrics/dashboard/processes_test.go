package dashboard

import (
	"testing"

	"github.com/lively-go/lively/examples/metrics/sample"

	"github.com/stretchr/testify/require"
)

var some = []sample.Process{
	{PID: 1, Name: "init", User: "root", CPU: 0, Memory: 10},
	{PID: 20, Name: "Zsh", User: "ann", CPU: 0.5, Memory: 30},
	{PID: 3, Name: "go", User: "ann", CPU: 1.5, Memory: 20},
	{PID: 120, Name: "gopls", User: "bob", CPU: 0.5, Memory: 40},
}

func pids(all []*sample.Process) (pids []int) {
	for _, p := range all {
		pids = append(pids, int(p.PID))
	}
	return pids
}

func TestRowsAreSorted(t *testing.T) {
	for sort, want := range map[string][]int{
		"":        {3, 20, 120, 1}, // equal ones by PID, so that they do not dance
		"-cpu":    {1, 20, 120, 3},
		"memory":  {120, 20, 3, 1},
		"-memory": {1, 3, 20, 120},
		"name":    {3, 120, 1, 20},
		"-name":   {20, 1, 120, 3},
		"pid":     {1, 3, 20, 120},
		"user":    {3, 20, 120, 1},
	} {
		require.Equal(t, want, pids(Query{Sort: sort}.rows(some).shown), "sort=%s", sort)
	}
	require.Equal(t, int32(1), some[0].PID, "the snapshot is everybody's: it is not sorted in place")
}

func TestRowsAreFiltered(t *testing.T) {
	for filter, want := range map[string][]int{
		"":      {1, 3, 20, 120},
		"go":    {3, 120},
		" GO ":  {3, 120},
		"zsh":   {20},
		"ann":   {3, 20},
		"12":    {120},
		"20":    {20}, // PIDs from their beginning: 120 would surprise
		"nope":  nil,
		"%":     nil,
		"<b>":   nil,
		"\x00a": nil,
	} {
		require.Equal(t, want, pids(Query{Sort: "pid", Filter: filter}.rows(some).shown), "filter=%q", filter)
	}
}

func TestRowsAreTheFirstUnlessAllAreAskedFor(t *testing.T) {
	many := make([]sample.Process, 50)
	for i := range many {
		many[i] = sample.Process{PID: int32(i), Name: "a"}
	}
	many[7].Name = "b"
	first := Query{}.rows(many)
	require.Len(t, first.shown, firstRows)
	require.Equal(t, "20 of 50 processes", first.String())
	require.Equal(t, "20 of 49 that match", Query{Filter: "a"}.rows(many).String())
	require.Equal(t, "1 of 1 that match", Query{Filter: "b"}.rows(many).String())
	require.Zero(t, Query{Filter: "c"}.rows(many).matched)
	all := Query{All: true}.rows(many)
	require.Len(t, all.shown, 50)
	require.Equal(t, "50 of 50 processes", all.String())
}

func TestAriaSort(t *testing.T) {
	require.Equal(t, "descending", Query{}.ariaSort(columnOf("cpu")))
	require.Equal(t, "none", Query{}.ariaSort(columnOf("name")))
	require.Equal(t, "ascending", Query{Sort: "-cpu"}.ariaSort(columnOf("cpu")))
	require.Equal(t, "ascending", Query{Sort: "name"}.ariaSort(columnOf("name")))
	require.Equal(t, "descending", Query{Sort: "-name"}.ariaSort(columnOf("name")))
}

func TestEveryColumnIsShown(t *testing.T) {
	var keys []string
	for _, c := range columns {
		keys = append(keys, c.key)
	}
	require.ElementsMatch(t, keys, shownColumns)
}
