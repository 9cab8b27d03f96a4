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

// ledger writes down what it is asked, in every way that a handler can end.
type ledger struct {
	handled []int
	shown   []int
	fill    string
	rest    func()
}

type entry struct {
	ID   int
	Kind string
}

var kinds = []string{"show", "push", "reply", "refuse", "quiet", "slow", "large", "flash"}

func (v *ledger) Events() live.Events { return live.Events{live.On(v.entry)} }

func (v *ledger) entry(s *live.Socket, e entry) error {
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
		v.rest()
		v.shown = append(v.shown, e.ID)
	case "large":
		v.fill = strings.Repeat(fmt.Sprint(e.ID), 20_000/len(fmt.Sprint(e.ID)))
	case "flash":
		s.Flash(live.FlashInfo, fmt.Sprint(e.ID))
	}
	return nil
}

func (v *ledger) html() string { return fmt.Sprintf("<p>%v</p><b>%s</b>", v.shown, v.fill) }

func (v *ledger) Render() templ.Component { return templ.Raw(v.html()) }

// A browser sends, reads, acknowledges, asks for everything and loses its connection, in any order, at any byte, again and again. In the
// end everything was handled and shown once, in order.
func TestAnyOrderOfLosses(t *testing.T) {
	for seed := range uint64(150) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				rest := func() { time.Sleep(5 * time.Millisecond) } // longer than a reader waits
				keepLedger(t, &ledger{rest: rest}, rand.New(rand.NewPCG(seed, 0)))
			})
		})
	}
}

func keepLedger(t *testing.T, v *ledger, dice *rand.Rand) {
	b := serve(t, &live.Server{Handler: pages(one(v)), EventRate: 1e6, EventBurst: 1e6}, nil).browser()
	p := b.load("/")
	p.LazyAcks = dice.IntN(3) == 0
	require.NoError(t, p.join())
	var sent []int
	want := map[string][]int{}
	at := func(n int) cut { return cut{up: dice.IntN(2) == 0, where: atByte, byte: dice.IntN(n)} }
	for range 60 {
		switch dice.IntN(12) {
		case 0:
			_ = p.Abort()
			for range dice.IntN(3) {
				b.through(at(2000).on)
			}
		case 1:
			_ = p.Ack()
		case 2:
			_ = p.RequestHTML()
		case 3:
			time.Sleep(time.Duration(dice.IntN(10)) * time.Millisecond)
			synctest.Wait()
		case 4, 5:
			if err := p.Write(wire.Heartbeat); err == nil {
				for down := wire.ServerMessage(nil); err == nil && down != wire.ServerMessage(wire.Heartbeat); {
					down, err = p.Read()
				}
			}
			if len(sent)-p.Acknowledged() > 40 { // no more than are answered: the window of a lazy browser may be shut
				_ = p.Abort()
			}
		default:
			id, kind := len(sent)+1, kinds[dice.IntN(len(kinds))]
			sent, want[kind] = append(sent, id), append(want[kind], id)
			ref, _ := p.Send(wire.Event{URL: fmt.Sprintf("live_test.entry?id=%d&kind=%s", id, kind)})
			require.Equal(t, id, ref)
		}
	}
	p.LazyAcks = false
	p.survive(func() bool { return p.Acknowledged() == len(sent) })
	if err := p.Ack(); err != nil {
		p.comeBack(err)
	}
	p.survive(func() bool { return p.html() == v.html() })

	require.Equal(t, sent, v.handled, "each once, in order")
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
			got["sorry"] = append(got["sorry"], 0)
		default:
			t.Fatal(e)
		}
	}
	for _, kind := range []string{"push", "reply", "flash"} {
		require.Equal(t, want[kind], got[kind], kind)
	}
	require.Len(t, got["sorry"], len(want["refuse"]))
	for _, id := range sent {
		require.Equal(t, slices.Contains(want["refuse"], id), p.outcome(id) == wire.Refused)
	}
}

func scan(s, format string, into ...any) bool {
	n, err := fmt.Sscanf(s, format, into...)
	return err == nil && n == len(into)
}
