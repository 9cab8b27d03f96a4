package live_test

import (
	"strings"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/internal/wire"
	"github.com/lively-go/lively/live"
)

// MaxMessageBytes raises the limit on messages for the pages of the server.
func TestMaxMessageBytes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		large := wire.Event{URL: "live_test.click", Form: &wire.Form{Kind: wire.Submit, Data: wire.NewFields("text", strings.Repeat("x", 300_000))}}
		v := buttonView(func(*live.Socket) error { return nil })
		p := serve(t, &live.Server{Handler: pageMux(factoryOf(v)), MaxMessageBytes: 1 << 20}, nil).browser().open("/")
		require.Equal(t, "applied", p.outcome(p.sendEventAndWait(large)))

		v = buttonView(func(*live.Socket) error { return nil })
		p = serve(t, &live.Server{Handler: pageMux(factoryOf(v))}, nil).browser().open("/")
		p.sendEvent(large)
		p.requireClose(wire.Stop, wire.Malformed)
	})
}

func TestMaxMessageBytes_TooSmall(t *testing.T) {
	srv := &live.Server{MaxMessageBytes: 1000}
	require.PanicsWithValue(t, "live: Server.MaxMessageBytes is 1000; set it to at least 16384, or to 0 for the default", func() { srv.ServeHTTP(nil, nil) })
}
