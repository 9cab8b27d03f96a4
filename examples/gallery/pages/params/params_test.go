package params

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"
)

func TestCities(t *testing.T) {
	p := livetest.Mount(t, func() live.View { return &Cities{} }, "/?sort=founded")
	require.Equal(t, "Rome", p.Text("tr:first-child td:first-child"))
	p.Click("a:contains('Capitals')")
	require.Equal(t, "/?sort=founded&capitals=true", p.URL())
	require.Equal(t, 4, p.Count("tbody tr"))
	p.Click("th a:contains('City')")
	require.Equal(t, "Baghdad", p.Text("tr:first-child td:first-child"))
	require.Equal(t, "ascending", p.Attr("th:first-child", "aria-sort"))
	p.Back().Back()
	require.Equal(t, 6, p.Count("tbody tr"))
}
