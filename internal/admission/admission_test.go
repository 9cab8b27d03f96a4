package admission

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestTry_Limits(t *testing.T) {
	l := &Limiter{PerClient: 2, Total: 3}
	require.True(t, l.Try("a"))
	require.True(t, l.Try("a"))
	require.False(t, l.Try("a"), "two for each client")
	require.True(t, l.IsFull("a"))
	require.True(t, l.Try("b"))
	require.False(t, l.Try("c"), "three in all")
	require.False(t, l.IsFull("c"))
	require.True(t, l.Force("c"))
	require.Equal(t, 4, l.Held())
	l.Release("a")
	require.False(t, l.Try("b"))
	l.Release("c")
	require.True(t, l.Try("b"))
	l.Release("a")
	l.Release("b")
	l.Release("b")
	require.Empty(t, l.clients)
	require.Zero(t, l.Held())
}

func TestForce_Limits(t *testing.T) {
	l := &Limiter{PerClient: 1, Total: 2}
	require.True(t, l.Force("a"))
	require.True(t, l.Force("a"))
	require.False(t, l.Force("a"), "twice those of each client")
	require.True(t, l.Force("b"))
	require.True(t, l.Force("c"))
	require.False(t, l.Force("d"), "twice those of all")
	for _, name := range []string{"a", "a", "b", "c"} {
		l.Release(name)
	}
	require.Empty(t, l.clients)
}

// A caller that waits is served before those that come later, and clients are served in turn.
func TestWait_Order(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := &Limiter{PerClient: 3, Total: 1, MaxWaiting: 2}
		require.True(t, l.Try("a"))
		served := make(chan string, 10)
		wait := func(client, name string) {
			go func() {
				require.NoError(t, l.Wait(t.Context(), client))
				served <- name
			}()
			synctest.Wait()
		}
		wait("a", "a1")
		wait("a", "a2")
		wait("b", "b1")
		require.ErrorIs(t, l.Wait(t.Context(), "a"), ErrBusy)
		require.False(t, l.Try("c"))
		for _, want := range []string{"a1", "b1", "a2"} {
			l.Release(map[bool]string{true: "a", false: "b"}[want != "a2"])
			synctest.Wait()
			require.Len(t, served, 1)
			require.Equal(t, want, <-served)
		}
		l.Release("a")
		require.Empty(t, l.clients)
	})
}

func TestWait_ContextEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := &Limiter{PerClient: 1, Total: 10, MaxWaiting: 5}
		require.True(t, l.Try("a"))
		gone := errors.New("gone")
		ctx, cancel := context.WithTimeoutCause(t.Context(), time.Second, gone)
		defer cancel()
		require.ErrorIs(t, l.Wait(ctx, "a"), gone)
		l.Release("a")
		require.Empty(t, l.clients)
	})
}

// Whatever the order of calls, the limits hold, no caller waits while there is a place for it, and no
// place is lost.
func TestLimiter_Model(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		rapid.Check(struct{ rapid.TB }{t}, func(rt *rapid.T) {
			l := &Limiter{PerClient: 3, Total: 7, MaxWaiting: 4}
			held, waiting := map[string]int{}, map[string]int{}
			type result struct {
				client string
				err    error
			}
			results := make(chan result, 100)
			var cancels []context.CancelFunc
			settle := func() {
				for synctest.Wait(); len(results) > 0; synctest.Wait() {
					r := <-results
					waiting[r.client]--
					if r.err == nil {
						held[r.client]++
					}
				}
			}
			name := func(rt *rapid.T) string { return fmt.Sprint(rapid.IntRange(0, 4).Draw(rt, "client")) }
			total := func() (n int) {
				for _, h := range held {
					n += h
				}
				return n
			}
			release := func(c string) { held[c]--; l.Release(c); settle() }
			rt.Repeat(map[string]func(*rapid.T){
				"try": func(rt *rapid.T) {
					c := name(rt)
					if l.Try(c) {
						held[c]++
					}
				},
				"wait": func(rt *rapid.T) {
					c := name(rt)
					ctx, cancel := context.WithCancel(context.Background())
					cancels = append(cancels, cancel)
					waiting[c]++
					go func() { results <- result{c, l.Wait(ctx, c)} }()
					settle()
				},
				"cancel": func(rt *rapid.T) {
					if len(cancels) > 0 {
						i := rapid.IntRange(0, len(cancels)-1).Draw(rt, "i")
						cancels[i]()
						settle()
					}
				},
				"release": func(rt *rapid.T) {
					if c := name(rt); held[c] > 0 {
						release(c)
					}
				},
				"": func(rt *rapid.T) {
					require.Equal(rt, total(), l.Held())
					require.LessOrEqual(rt, total(), l.Total)
					for c, n := range waiting {
						require.LessOrEqual(rt, held[c], l.PerClient)
						require.LessOrEqual(rt, n, l.MaxWaiting)
						require.False(rt, n > 0 && held[c] < l.PerClient && total() < l.Total, "client %s waits", c)
					}
				},
			})
			for _, cancel := range cancels {
				cancel()
			}
			settle()
			for c := range held {
				for held[c] > 0 {
					release(c)
				}
			}
			require.Empty(rt, l.clients)
			require.Zero(rt, l.ready.Len())
		})
	})
}
