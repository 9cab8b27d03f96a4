package pace

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/livetest"
)

func TestThrottle(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := livetest.Mount(t, New)
		start := time.Now()
		p.Fill("#volume", "60").Fill("#volume", "70").Fill("#volume", "80")
		require.Equal(t, 400*time.Millisecond, time.Since(start), "livetest waits until it may send the next event")
		require.Equal(t, "Volume 80, received in 3 events.", p.Text("#events"))
	})
}

func TestSave(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := livetest.Mount(t, New)
		require.Equal(t, "Saving…", p.Attr("#save", "live-disable-with"))
		require.Equal(t, "Saved Ann (1 times).", p.Fill("#name", "Ann").Click("#save").Text("#status"))
		require.Equal(t, "Nothing is saved.", p.Click("#reset").Text("#status"))
	})
}
