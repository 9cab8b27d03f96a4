package async

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"
)

func TestReport(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := livetest.Mount(t, func() live.View { return &Report{} })
		require.Equal(t, "Loading…", p.Text("#sales"))
		time.Sleep(time.Second)
		require.Equal(t, "The sales could not be loaded.", p.Settle().Text("#sales"))
		require.Equal(t, "Retry", p.Text("#load"))
		p.Click("#load")
		time.Sleep(time.Second)
		require.Equal(t, "1250 €", p.Settle().Text("#sales"))
	})
}
