package livetest_test

import (
	"os"
	"testing"
	"testing/synctest"
	"time"

	"github.com/a-h/templ"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"
)

// A mailbox is a page whose messages can be deleted, with an Undo.
type mailbox struct{ deleted int }

type (
	trash     struct{ ID int }
	restore   struct{ ID int }
	undefined struct{}
	flood     struct{} // ends the session before the event is acknowledged
)

func (v *mailbox) Events() live.Events {
	return live.Events{
		live.On(func(s *live.Socket, e trash) error {
			v.deleted++
			s.Flash(live.FlashInfo, "Deleted", live.FlashAction("Undo", restore(e)), live.FlashFor(10*time.Second))
			s.Flash(live.FlashInfo, "Mailbox changed", live.FlashAction("Explain", undefined{}))
			return nil
		}),
		live.On(func(_ *live.Socket, e restore) error { v.deleted--; return nil }),
		live.On(func(s *live.Socket, _ flood) (err error) {
			for range 2000 {
				err = s.Push("x", nil)
			}
			return err
		}),
	}
}

func (v *mailbox) Render() templ.Component {
	return templ.Raw(`<button id="delete" live-click="livetest_test.trash?id=7"></button><button id="flood" live-click="livetest_test.flood"></button>`)
}

func TestFlash_Buttons(t *testing.T) {
	v := &mailbox{}
	p := livetest.Mount(t, func() live.View { return v })
	p.Click("#delete")
	require.Equal(t, 1, v.deleted)
	p.ClickFlash("Undo")
	require.Equal(t, 0, v.deleted)
	require.Equal(t, []string{"Mailbox changed"}, p.Flashes(live.FlashInfo))
	p.Click("#delete").CloseFlash("Deleted")
	require.Equal(t, []string{"Mailbox changed"}, p.Flashes(live.FlashInfo))
}

func TestFlash_Failures(t *testing.T) {
	messages := "messages:\n  info \"Deleted\" with button \"Undo\"\n  info \"Mailbox changed\" with button \"Explain\""
	for want, act := range map[string]func(p *livetest.Page){
		`ClickFlash("Redo"): no flash message has this button; ` + messages:   func(p *livetest.Page) { p.Click("#delete").ClickFlash("Redo") },
		`CloseFlash("Saved"): no flash message has this text; ` + messages:    func(p *livetest.Page) { p.Click("#delete").CloseFlash("Saved") },
		`CloseFlash("Saved"): no flash message has this text; messages: none`: func(p *livetest.Page) { p.CloseFlash("Saved") },
		`ClickFlash("Explain"): no handler`:                                   func(p *livetest.Page) { p.Click("#delete").ClickFlash("Explain") },
	} {
		text := failure(t, func(t testing.TB) { act(livetest.Mount(t, func() live.View { return &mailbox{} })) })
		require.Contains(t, text, want)
	}
}

// In a bubble, a message disappears when its time has passed since it was received.
func TestFlash_Time(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := livetest.Mount(t, func() live.View { return &mailbox{} })
		p.Click("#delete")
		time.Sleep(4999 * time.Millisecond)
		require.Equal(t, []string{"Deleted", "Mailbox changed"}, p.Settle().Flashes(live.FlashInfo))
		time.Sleep(time.Millisecond)
		require.Equal(t, []string{"Deleted"}, p.Settle().Flashes(live.FlashInfo))
		p.Click("#delete")
		time.Sleep(5 * time.Second)
		require.Equal(t, []string{"Deleted"}, p.Settle().Flashes(live.FlashInfo), "renewed")
		time.Sleep(5 * time.Second)
		require.Empty(t, p.Settle().Flashes(live.FlashInfo))
	})
}

// If a session ends before it acknowledges an event, the user sees that the outcome is not known.
// Buttons of messages end with their view.
func TestFlash_Remount(t *testing.T) {
	p := livetest.Mount(t, func() live.View { return &mailbox{} })
	p.Click("#delete").RestartServer()
	require.Equal(t, []string{"Deleted", "Mailbox changed"}, p.Flashes(live.FlashInfo))
	require.Empty(t, p.Flashes(live.FlashError))
	p.Click("#flood")
	require.Equal(t, []string{"It is not known whether this was done."}, p.Flashes(live.FlashError))

	require.Contains(t, failure(t, func(t testing.TB) {
		livetest.Mount(t, func() live.View { return &mailbox{} }).Click("#delete").RestartServer().ClickFlash("Undo")
	}), "no flash message has this button")
}

// The client in the browser has the same text.
func TestUnknownText(t *testing.T) {
	client, err := os.ReadFile("../js/dist/ui.js")
	require.NoError(t, err)
	require.Contains(t, string(client), `"It is not known whether this was done."`)
}
