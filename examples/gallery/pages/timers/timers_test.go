package timers

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"
)

func TestTimers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := livetest.Mount(t, func() live.View { return &Timers{} })
		before := p.Text("time")
		time.Sleep(2 * time.Second)
		require.NotEqual(t, before, p.Settle().Text("time"))

		p.Click("#delete")
		time.Sleep(undoTime - time.Second)
		p.Settle().Click("#undo")
		time.Sleep(undoTime)
		require.Equal(t, "The file is here.", p.Settle().Text("[role=status]"))

		p.Click("#delete").Click("#delete")
		time.Sleep(undoTime)
		require.Equal(t, "The file was deleted.", p.Settle().Text("[role=status]"))
		require.Equal(t, "The file is here.", p.Click("#undo").Text("[role=status]"))
	})
}
