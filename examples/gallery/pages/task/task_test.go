package task

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"
)

func TestImport(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := livetest.Mount(t, func() live.View { return &Import{} })
		p.Click("#start")
		time.Sleep(5*step + step/2)
		require.Equal(t, "5", p.Settle().Attr("#bar", "value"))
		p.Click("#cancel").Settle()
		require.Equal(t, "Canceled.", p.Text("[role=status]"))

		p.Click("#fail").Click("#fail")
		time.Sleep(total * step)
		require.Equal(t, "Failed. Try again.", p.Settle().Text("[role=status]"))
		require.Equal(t, "Retry", p.Text("#start"))
		p.Click("#start")
		time.Sleep(total*step + step)
		require.Equal(t, "Complete.", p.Settle().Text("[role=status]"))
		require.Equal(t, "20", p.Attr("#bar", "value"))
	})
}
