package inputs

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/livetest"
)

func TestInputs(t *testing.T) {
	p := livetest.Mount(t, New)
	f := p.Form("#inputs").Fill("text", "a \"b\"").Fill("number", "1e3").Fill("range", "500").Fill("date", "2026-12-24").Fill("time", "18:30")
	f.Fill("local", "2026-12-24T18:30").Fill("month", "2026-12").Fill("week", "2026-W53").Fill("color", "#ABCDEF").Choose("radio", "b")
	f.Check("checks", "x").Check("checks", "z").Select("select", "tea").Select("several", "red", "blue").Check("on")
	f.Fill("long", "two\nlines").Fill("outside", "far").Submit()
	require.Equal(t, []string{
		`"a \"b\""`, "1000", "100", "Thursday, 24 December 2026", "18:30:00", "24 Dec 2026 18:30", "December 2026", "week 53 of 2026", "#abcdef", "b",
		"[x z]", `"tea"`, "[red blue]", "true", `"two\nlines"`, `"far"`,
	}, p.Texts("#values td"))
	f.Uncheck("on")
	require.True(t, p.Has("fieldset[disabled] textarea"))
	f.Submit()
	require.Contains(t, p.Texts("#values td"), `"two\nlines"`, "a disabled control keeps the value of its field")
}
