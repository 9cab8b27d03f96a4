package areas

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"
)

func TestMap(t *testing.T) {
	p := livetest.Mount(t, func() live.View { return &Map{} })
	p.Click("#West").Hook("#map").Push(Visit{Name: "Lake"})
	require.Equal(t, "Visited: West, Lake.", p.Text("#status"))
	var layer struct {
		Features []struct {
			Properties struct {
				Name    string
				Visited bool
			}
		}
	}
	require.NoError(t, json.Unmarshal([]byte(p.Attr("#map", "data-areas")), &layer))
	require.Len(t, layer.Features, len(areas))
	for _, f := range layer.Features {
		require.Equal(t, f.Properties.Name != "East", f.Properties.Visited, f.Properties.Name)
	}
	require.Equal(t, "Visited: Lake.", p.Click("#West").Text("#status"))
}
