package nested

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"
)

func TestPage(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := livetest.Mount(t, func() live.View { return &Page{} })
		p.Click("#Oslo .visit").Click("#Lima .visit").Click("#click")
		p.Nested("#Oslo").ExpectCrash().Click("#Oslo .crash")
		require.Contains(t, p.Text("#Oslo"), "not available")
		require.Equal(t, "1 visits", p.Text("#Lima .visits"))
		require.Contains(t, p.Text("#clicks"), "1 clicks")
		time.Sleep(2 * time.Second)
		require.Equal(t, "0 visits", p.Settle().Text("#Oslo .visits"))
	})
}
