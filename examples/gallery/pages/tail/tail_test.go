package tail

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"
)

func TestTail(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := livetest.Mount(t, func() live.View { return &Tail{} })
		require.Equal(t, "No lines were written yet.", p.Text("#lines"))
		time.Sleep(10 * interval)
		require.Equal(t, 10, p.Settle().Count("#lines > div"))
		require.Equal(t, "warning", p.Text("[live-id='7'] b"))
		p.Click("#pause")
		time.Sleep(10 * interval)
		require.Equal(t, "10 of 10 lines", p.Settle().Text("#count"))
		p.Click("#write").Click("#write").Click("#write")
		require.Equal(t, "200 of 310 lines", p.Text("#count"))
		require.True(t, p.Has("[live-id='111']:first-child") && p.Has("[live-id='310']:last-child"))
		require.Equal(t, "No lines were written yet.", p.Click("#clear").Text("#lines"))
	})
}

// A line costs its own markup and what removes the first line, however many lines the page has.
func TestTail_Bytes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := livetest.Mount(t, func() live.View { return &Tail{} })
		for range 100 {
			time.Sleep(interval)
			p.Settle()
		}
		require.Less(t, p.Traffic().BytesReceived, 260)
		p.Click("#write").Click("#write")
		time.Sleep(interval)
		p.Settle()
		require.Less(t, p.Traffic().BytesReceived, 260)
	})
}
