package navigation

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"
)

func TestStation(t *testing.T) {
	p := livetest.Open(t, &live.Server{Handler: live.Page(func(*http.Request) live.View { return &Station{} })}, "/navigation")
	p.Click("#ring").Click("a:contains('Harbor')")
	require.Equal(t, "Harbor", p.Text("#station"))
	require.Equal(t, "Rings: 0", p.Text("#bells"))
	p.Form("form").Select("name", "Airport").Submit()
	require.Equal(t, "/navigation?name=Airport", p.URL())
	require.Equal(t, 3, p.Requests())
	p.Back().Back()
	require.Equal(t, "Market", p.Text("#station"))
	require.Equal(t, "Rings: 1", p.Text("#bells"))
	require.Equal(t, 3, p.Requests())
	require.Equal(t, 1, p.Documents())
}
