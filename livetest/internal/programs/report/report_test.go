package report

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"

	"github.com/stretchr/testify/require"
)

func TestReport(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		fail := true
		fetch := func(ctx context.Context) ([]int, error) {
			time.Sleep(3 * time.Second) // takes no real time in a bubble
			if fail {
				return nil, errors.New("no connection")
			}
			return []int{1, 2}, nil
		}
		p := livetest.Mount(t, func() live.View { return &Report{Fetch: fetch} })
		require.Equal(t, "Adding up…", p.Text("p"))
		time.Sleep(3 * time.Second)
		p.Settle()
		require.Equal(t, "no connection", p.Text("[role=alert]"))

		fail = false
		p.Click("button")
		time.Sleep(3 * time.Second)
		p.Settle()
		require.Equal(t, []string{"1", "2"}, p.Texts("li"))
	})
}
