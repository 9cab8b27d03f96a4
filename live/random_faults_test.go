package live_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/a-h/templ"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/internal/wire"
	"github.com/lively-go/lively/live"
)

// An entryView records the entries it handles. Its handler ends in every possible way.
type entryView struct {
	handled []int
	shown   []int
	padding string
	delay   func()
}

type entry struct {
	ID   int
	Kind string
}

var kinds = []string{"show", "push", "reply", "refuse", "quiet", "slow", "large", "flash"}

func (v *entryView) Events() live.Events { return live.Events{live.On(v.handleEntry)} }

func (v *entryView) handleEntry(s *live.Socket, e entry) error {
	v.handled = append(v.handled, e.ID)
	switch e.Kind {
	case "show":
		v.shown = append(v.shown, e.ID)
	case "push":
		return s.Push("entry", e.ID)
	case "reply":
		return s.Reply(e.ID)
	case "refuse":
		v.shown = append(v.shown, -e.ID)
		return errors.New("refused")
	case "slow":
		v.delay()
		v.shown = append(v.shown, e.ID)
	case "large":
		v.padding = strings.Repeat(fmt.Sprint(e.ID), 20_000/len(fmt.Sprint(e.ID)))
	case "flash":
		s.Flash(live.FlashInfo, fmt.Sprint(e.ID))
	}
	return nil
}

func (v *entryView) html() string { return fmt.Sprintf("<p>%v</p><b>%s</b>", v.shown, v.padding) }

func (v *entryView) Render() templ.Component { return templ.Raw(v.html()) }

// A client sends, reads, acknowledges, requests full HTML and loses its connection in random order
// and at random bytes. In the end, every event was handled and rendered once, in order.
func TestRandomFaults(t *testing.T) {
	for seed := range uint64(150) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				delay := func() { time.Sleep(5 * time.Millisecond) } // longer than the client waits between reads
				runRandomFaults(t, &entryView{delay: delay}, rand.New(rand.NewPCG(seed, 0)))
			})
		})
	}
}

func runRandomFaults(t *testing.T, v *entryView, rng *rand.Rand) {
	b := serve(t, &live.Server{Handler: pageMux(factoryOf(v)), EventRate: 1e6, EventBurst: 1e6}, nil).browser()
	p := b.load("/")
	p.LazyAcks = rng.IntN(3) == 0
	require.NoError(t, p.join())
	var sent []int
	want := map[string][]int{}
	randomCut := func(n int) cut { return cut{fromClient: rng.IntN(2) == 0, position: cutAtByte, offset: rng.IntN(n)} }
	for range 60 {
		switch rng.IntN(12) {
		case 0:
			_ = p.Abort()
			for range rng.IntN(3) {
				b.wrapNext(randomCut(2000).wrap)
			}
		case 1:
			_ = p.Ack()
		case 2:
			_ = p.RequestHTML()
		case 3:
			time.Sleep(time.Duration(rng.IntN(10)) * time.Millisecond)
			synctest.Wait()
		case 4, 5:
			if err := p.Write(wire.Heartbeat); err == nil {
				for msg := wire.ServerMessage(nil); err == nil && msg != wire.ServerMessage(wire.Heartbeat); {
					msg, err = p.Read()
				}
			}
			// Do not exceed wire.MaxPendingEvents: the window of a lazy client may be closed.
			if len(sent)-p.Acknowledged() > 40 {
				_ = p.Abort()
			}
		default:
			id, kind := len(sent)+1, kinds[rng.IntN(len(kinds))]
			sent, want[kind] = append(sent, id), append(want[kind], id)
			ref, _ := p.Send(wire.Event{URL: fmt.Sprintf("live_test.entry?id=%d&kind=%s", id, kind)})
			require.Equal(t, id, ref)
		}
	}
	p.LazyAcks = false
	p.resumeUntil(func() bool { return p.Acknowledged() == len(sent) })
	if err := p.Ack(); err != nil {
		p.reconnect(err)
	}
	p.resumeUntil(func() bool { return p.html() == v.html() })

	require.Equal(t, sent, v.handled, "each event once, in order")
	got := map[string][]int{}
	for _, e := range p.effects() {
		var id, ref int
		switch {
		case scan(e, `["push","entry",%d]`, &id):
			got["push"] = append(got["push"], id)
		case scan(e, `["reply",%d,%d]`, &ref, &id):
			require.Equal(t, id, ref)
			got["reply"] = append(got["reply"], id)
		case scan(e, `["flash","info","%d"]`, &id):
			got["flash"] = append(got["flash"], id)
		case e == `["flash","error","Something went wrong."]`:
			got["error"] = append(got["error"], 0)
		default:
			t.Fatal(e)
		}
	}
	for _, kind := range []string{"push", "reply", "flash"} {
		require.Equal(t, want[kind], got[kind], kind)
	}
	require.Len(t, got["error"], len(want["refuse"]))
	for _, id := range sent {
		require.Equal(t, slices.Contains(want["refuse"], id), p.outcome(id) == wire.Refused)
	}
}

func scan(s, format string, into ...any) bool {
	n, err := fmt.Sscanf(s, format, into...)
	return err == nil && n == len(into)
}
