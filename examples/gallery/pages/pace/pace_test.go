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
		for _, volume := range []string{"60", "70", "80", "90"} {
			p.Fill("#volume", volume)
		}
		require.Equal(t, "Volume 60, received in 1 events.", p.Text("#events"))
		time.Sleep(200 * time.Millisecond)
		require.Equal(t, "Volume 90, received in 2 events.", p.Settle().Text("#events"))
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
