package e2e

import (
	"net/http"
	"testing"
	"time"

	"github.com/a-h/templ"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/live"
)

// savingPage navigates to /saved with a message.
type savingPage struct{}

type save struct{}

func (p *savingPage) Events() live.Events {
	return live.Events{live.On(func(s *live.Socket, _ save) error {
		s.Flash(live.FlashInfo, "Saved.")
		return s.Navigate("/saved")
	})}
}

func (p *savingPage) Render() templ.Component {
	return templ.Raw(`<h1>page</h1><button id="save" live-click="e2e.save">Save</button>`)
}

// The next page shows the messages of a handler that navigates, also if its view must be mounted again, as behind a
// load balancer without affinity.
func TestNavigation_Messages(t *testing.T) {
	t.Parallel()
	for name, timeout := range map[string]time.Duration{"adopted": 0, "mounted again": time.Nanosecond} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			page := live.Page(func(*http.Request) live.View { return &savingPage{} })
			mux := http.NewServeMux()
			mux.Handle("GET /{$}", page)
			mux.Handle("GET /saved", page)
			srv := &live.Server{Handler: mux, AdoptTimeout: timeout}
			s := newSite(t, srv)
			tab := openConnected(t, s.url()+"/")
			tab.Do(`window.isSame = true`)
			tab.Click("#save")
			tab.Until(`location.pathname === "/saved" && liveSocket.isConnected() && document.querySelectorAll("#live-flash p").length === 1`)
			require.Equal(t, "Saved.", tab.Text(`document.querySelector("#live-flash p").firstChild.textContent`))
			require.Equal(t, "true", tab.JSON(`window.isSame`))
			require.Equal(t, timeout != 0, srv.Stats().Remounted > 0)
		})
	}
}
