package scroll

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"
)

func TestCalendar(t *testing.T) {
	p := livetest.Mount(t, New)
	require.Equal(t, "Friday, 6 December 2024", p.Text("#day-1801"))
	p.ScrollTo("#day-1819").ScrollTo("#day-1839").ScrollTo("#day-1859")
	require.Equal(t, "60 of 3650 days are in the page.", p.Text("#rows"))
	require.True(t, p.Has("#day-1820:first-child") && p.Has("#day-1879:last-child"))
	p.ScrollTo("#day-1820")
	require.True(t, p.Has("#day-1800:first-child") && p.Has("#day-1859:last-child"))
}

func TestCalendar_Ends(t *testing.T) {
	v := &Calendar{First: 5, Last: 24}
	p := livetest.Mount(t, func() live.View { return v })
	p.ScrollTo("#day-5").ScrollTo("#day-10").ScrollTo("#day-0").ScrollTo("#day-10").ScrollTo("#day-0")
	require.Equal(t, Calendar{First: 0, Last: 24}, *v)
	v = &Calendar{First: days - 25, Last: days - 5}
	p = livetest.Mount(t, func() live.View { return v })
	p.ScrollTo("#day-3645").ScrollTo("#day-3640").ScrollTo("#day-3649")
	require.Equal(t, Calendar{First: days - 25, Last: days - 1}, *v)
}
