package e2e

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/livetest"
)

// galleryScripts lists what a user does on each page of the gallery, by its name. Each script also runs
// with 500 ms of latency.
var galleryScripts = map[string]func(t *testing.T, p *livetest.Page){
	"counter": func(t *testing.T, p *livetest.Page) {
		p.Click("#more").Click("#more").Click("#less")
		require.Equal(t, "1", p.Text("output"))
	},
}
