package live_test

import (
	"net/http"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/internal/wire"
	"github.com/lively-go/lively/live"
)

// Two nodes change their secret in the documented steps. At each step, each of them accepts the pages
// of the other, and adopts its own.
func TestOldSecrets_Rotation(t *testing.T) {
	type secrets struct {
		secret string
		old    []string
	}
	before := secrets{"old", nil}
	first := secrets{"old", []string{"new"}}
	second := secrets{"new", []string{"old"}}
	after := secrets{"new", nil}
	for _, nodes := range [][2]secrets{{before, before}, {before, first}, {first, first}, {first, second}, {second, second}, {second, after}} {
		synctest.Test(t, func(t *testing.T) {
			var browsers [2]*browser
			for i, s := range nodes {
				srv := &live.Server{Handler: (&viewFactory{}).handler(), Secret: []byte(s.secret), Identity: func(*http.Request) string { return "ann" }}
				for _, old := range s.old {
					srv.OldSecrets = append(srv.OldSecrets, []byte(old))
				}
				browsers[i] = serve(t, srv, nil).browser()
			}
			browsers[1].jar = browsers[0].jar
			for i, b := range browsers {
				require.NoError(t, b.open("/").Abort())
				p := browsers[1-i].newPage(b.load("/").initial)
				require.NoError(t, p.join())
				require.False(t, p.OtherUser(), "the tag is verified as well")
			}
		})
	}
}

func TestOldSecrets_UnknownSecretIsForged(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := serve(t, &live.Server{Handler: (&viewFactory{}).handler(), Secret: []byte("unknown")}, nil).browser()
		b := serve(t, &live.Server{
			Handler: (&viewFactory{}).handler(), Secret: []byte("new"), OldSecrets: [][]byte{[]byte("old"), []byte("older")},
		}, nil).browser()
		requireCloseError(t, b.newPage(a.load("/").initial).join(), wire.Remount, wire.Forged)
	})
}

func TestOldSecrets_EmptyPanics(t *testing.T) {
	for _, old := range [][][]byte{{{}}, {nil}, {[]byte("old"), {}}} {
		srv := &live.Server{Secret: []byte("new"), OldSecrets: old}
		require.PanicsWithValue(t, "live: Server.OldSecrets contains an empty secret; remove it", func() { srv.ServeHTTP(nil, &http.Request{}) })
	}
}
