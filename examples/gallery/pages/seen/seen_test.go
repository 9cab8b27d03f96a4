package seen

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"
)

func TestSeen(t *testing.T) {
	p := livetest.Mount(t, func() live.View { return &Page{} })
	require.Equal(t, "0 of 6 articles seen", p.Text("#count"))
	p.ScrollTo("#article-2").ScrollTo("#article-6").ScrollTo("#article-2")
	require.Equal(t, "2 of 6 articles seen", p.Text("#count"))
	require.Equal(t, []string{"Article 2", "Article 6"}, p.Texts("article:has(.good) h2"))
}

func TestPoll(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := livetest.Mount(t, func() live.View { return &Page{} })
		require.Equal(t, "Measuring…", p.Text("#load"))
		for range 3 {
			time.Sleep(time.Second)
			p.Settle()
		}
		require.Equal(t, "3", p.Text("#polls"))
		require.Regexp(t, `^[1-9]\d*$`, p.Text("#goroutines"))
	})
}
