package dashboard

import (
	"testing"

	"github.com/lively-go/lively/examples/metrics/sample"

	"github.com/stretchr/testify/require"
)

var testProcesses = []sample.Process{
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

func TestSelectProcesses_Sort(t *testing.T) {
	for sort, want := range map[string][]int{
		"":        {3, 20, 120, 1}, // ties are ordered by PID, so that rows do not jump
		"-cpu":    {1, 20, 120, 3},
		"memory":  {120, 20, 3, 1},
		"-memory": {1, 3, 20, 120},
		"name":    {3, 120, 1, 20},
		"-name":   {20, 1, 120, 3},
		"pid":     {1, 3, 20, 120},
		"user":    {3, 20, 120, 1},
	} {
		require.Equal(t, want, pids(Query{Sort: sort}.selectProcesses(testProcesses).shown), "sort=%s", sort)
	}
	require.Equal(t, int32(1), testProcesses[0].PID, "the shared snapshot must not be sorted in place")
}

func TestSelectProcesses_Filter(t *testing.T) {
	for filter, want := range map[string][]int{
		"":      {1, 3, 20, 120},
		"go":    {3, 120},
		" GO ":  {3, 120},
		"zsh":   {20},
		"ann":   {3, 20},
		"12":    {120},
		"20":    {20}, // PIDs match by prefix, so 120 does not match
		"nope":  nil,
		"%":     nil,
		"<b>":   nil,
		"\x00a": nil,
	} {
		require.Equal(t, want, pids(Query{Sort: "pid", Filter: filter}.selectProcesses(testProcesses).shown), "filter=%q", filter)
	}
}

func TestSelectProcesses_Limit(t *testing.T) {
	many := make([]sample.Process, 50)
	for i := range many {
		many[i] = sample.Process{PID: int32(i), Name: "a"}
	}
	many[7].Name = "b"
	first := Query{}.selectProcesses(many)
	require.Len(t, first.shown, defaultRows)
	require.Equal(t, "20 of 50 processes", first.String())
	require.Equal(t, "20 of 49 matching processes", Query{Filter: "a"}.selectProcesses(many).String())
	require.Equal(t, "1 of 1 matching process", Query{Filter: "b"}.selectProcesses(many).String())
	require.Zero(t, Query{Filter: "c"}.selectProcesses(many).matching)
	all := Query{All: true}.selectProcesses(many)
	require.Len(t, all.shown, 50)
	require.Equal(t, "50 of 50 processes", all.String())
}

func TestAriaSort(t *testing.T) {
	require.Equal(t, "descending", Query{}.ariaSort(columnByKey("cpu")))
	require.Equal(t, "none", Query{}.ariaSort(columnByKey("name")))
	require.Equal(t, "ascending", Query{Sort: "-cpu"}.ariaSort(columnByKey("cpu")))
	require.Equal(t, "ascending", Query{Sort: "name"}.ariaSort(columnByKey("name")))
	require.Equal(t, "descending", Query{Sort: "-name"}.ariaSort(columnByKey("name")))
}

func TestColumnOrderHasAllColumns(t *testing.T) {
	var keys []string
	for _, c := range columns {
		keys = append(keys, c.key)
	}
	require.ElementsMatch(t, keys, columnOrder)
}
