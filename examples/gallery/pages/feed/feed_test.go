package feed

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/livetest"
)

func TestFeed(t *testing.T) {
	p := livetest.Mount(t, New)
	require.Equal(t, "Order 5, Oslo", p.Text("li:first-child > span:first-child"))
	p.Click("#add").Click("[live-id='6'] .pay")
	require.Equal(t, "Paid", p.Text("li:first-child .good"))
	p.Click("[live-id='1'] .delete")
	require.Equal(t, "5 rows are in the page, of 5 orders.", p.Text("#rows"))
	p.Click(".city:contains('Lima')")
	require.Equal(t, 1, p.Count("li"))
	p.Click("[live-id='4'] .delete")
	require.Equal(t, []string{"No orders yet."}, p.Texts("li"))
	p.Click("#many").Click(".city:contains('All')")
	require.Equal(t, "20 rows are in the page, of 24 orders.", p.Text("#rows"))
	require.Equal(t, 20, p.Count("li"))
	p.Disconnect().Resume()
	require.Equal(t, 20, p.Count("li"))
}

func TestFeed_CountFromBrowser(t *testing.T) {
	v := New().(*Feed)
	require.Empty(t, v.add(-5))
	require.Len(t, v.add(1000), shown)
}
