package plot

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"
)

func TestTemperature(t *testing.T) {
	p := livetest.Mount(t, func() live.View { return &Temperature{} })
	h := p.Hook("#plot")
	h.Push(Load{})
	var values []Value
	require.NoError(t, json.Unmarshal([]byte(h.Reply()), &values))
	require.Len(t, values, past)
	for i, v := range values {
		require.InDelta(t, 20, v.Celsius, 5)
		require.Equal(t, values[0].Time+int64(i), v.Time)
	}
	require.Equal(t, "°F", p.Click("#unit").Attr("#plot", "data-unit"))
}
