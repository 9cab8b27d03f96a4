package live_test

import (
	"context"
	"errors"
	"fmt"
	"html"
	"io"
	"net"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/a-h/templ"
	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/internal/client"
	"github.com/lively-go/lively/internal/wire"
	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/pubsub"
)

// story is a page whose events make every kind of frame. It writes down what reaches it.
type story struct {
	Topic pubsub.Topic[string]
	N     int
	Page  int
	Told  []string
	part  *part
	heard []string
}

type (
	note  struct{ Text string }
	turn  struct{ Page int }
	shut  struct{}
	quiet struct{}
	part  struct{}
)

func (p *part) Events() live.Events {
	return live.Events{live.On(func(*live.Socket, shut) error { return nil })}
}
func (p *part) Render() templ.Component { return templ.Raw("<i>part</i>") }

func (v *story) Mount(s *live.Socket) error {
	v.part = &part{}
	return live.Subscribe(s, v.Topic, v.told)
}

func (v *story) Reload(*live.Socket) error { return nil }

func (v *story) Title() string { return fmt.Sprintf("Story %d", v.N/4) }

func (v *story) Events() live.Events {
	return live.Events{live.On(v.note), live.OnParams(v.turn), live.On(v.quiet)}
}

func (v *story) quiet(*live.Socket, quiet) error {
	v.heard = append(v.heard, "quiet")
	return nil
}

func (v *story) turn(_ *live.Socket, q turn) error {
	v.heard = append(v.heard, fmt.Sprint("page ", q.Page))
	v.Page = q.Page
	return nil
}

func (v *story) told(_ *live.Socket, text string) error {
	v.Told = append(v.Told, text)
	return nil
}

func (v *story) note(s *live.Socket, e note) error {
	v.heard = append(v.heard, e.Text)
	v.N++
	switch kind, arg, _ := strings.Cut(e.Text, ":"); kind {
	case "push":
		return s.Push("noted", arg)
	case "reply":
		v.N-- // nothing but the reply
		return s.Reply(arg)
	case "flash":
		s.Flash(live.FlashInfo, arg)
	case "patch":
		return s.Patch(turn{Page: 7})
	case "fail":
		return errors.New("out of ink")
	case "tear":
		v.part = nil
	case "leave":
		s.Navigate("/welcome")
	}
	return nil
}

func (v *story) Render() templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		fmt.Fprintf(w, `<p id="n">%d</p><p id="page">%d</p><ul>`, v.N, v.Page)
		for _, text := range v.Told {
			fmt.Fprintf(w, "<li>%s</li>", html.EscapeString(text))
		}
		fmt.Fprint(w, "</ul>")
		if v.part != nil {
			return live.Component("part", v.part).Render(ctx, w)
		}
		return nil
	})
}

type step struct{ event, message, outcome string }

// script has a step for each kind of frame. Steps without an event are messages. The quiet ones are answered without a frame: the
// answers that lie between frames must not be lost, nor counted for a frame that is sent again.
var script = []step{
	{event: "note?text=one", outcome: "applied"},
	{event: "quiet", outcome: "applied"},
	{event: "note?text=push:a", outcome: "applied"},
	{event: "note?text=reply:b", outcome: "applied"},
	{event: "note?text=flash:c", outcome: "applied"},
	{message: "hello"},
	{event: "note?text=patch:", outcome: "applied"},
	{event: "note?text=fail:", outcome: "refused"},
	{event: "typo", outcome: "refused"},
	{event: "turn!", outcome: "applied"}, // the address changes in the browser
	{event: "quiet", outcome: "applied"},
	{event: "note?text=tear:", outcome: "applied"},
	{event: "shut", outcome: "stale"}, // for a component that has gone
	{event: "note?text=push:d", outcome: "applied"},
	{event: "note?text=leave:", outcome: "applied"},
}

const (
	messages = 15 // of the script, down; 12 of them and the message of the topic are frames
	events   = 14 // of the script, up

	wantHTML = `<p id="n">8</p><p id="page">9</p><ul><li>hello</li></ul>`
)

var wantEffects = []string{
	`["push","noted","a"]`, `["reply",4,"b"]`, `["flash","info","c"]`, `["patch","/?page=7",false]`, `["title","Story 1"]`,
	`["flash","error","Something went wrong."]`, `["push","noted","d"]`, `["navigate","/welcome"]`, `["title","Story 2"]`,
}

var wantHeard = []string{"page 0", "one", "quiet", "push:a", "reply:b", "flash:c", "patch:", "page 7", "fail:", "page 9", "quiet", "tear:", "push:d", "leave:"}

// tell runs the script. The tab comes back, over the next of its connections, whenever one is cut.
func (v *story) tell(t *testing.T, p *tab) {
	for i, step := range script {
		if step.message != "" {
			require.NoError(t, v.Topic.Publish(t.Context(), step.message))
			p.survive(func() bool { return strings.Contains(p.html(), step.message) })
			continue
		}
		ref, _ := p.Send(step.of()) // an error: the connection was cut
		p.survive(func() bool { return p.Acknowledged() >= ref })
		require.Equal(t, step.outcome, p.outcome(ref), "step %d", i)
	}
	p.survive(func() bool { return len(p.effects()) >= len(wantEffects) })
}

func (p *tab) survive(ok func() bool) {
	p.t.Helper()
	for !ok() {
		if _, err := p.Read(); err != nil {
			p.comeBack(err)
		}
	}
}

func (p *tab) comeBack(lost error) {
	p.t.Helper()
	for lost != nil {
		var closed *client.CloseError
		require.False(p.t, errors.As(lost, &closed), "the server closed: %v", lost)
		var late net.Error
		require.False(p.t, errors.As(lost, &late) && late.Timeout(), "nothing came for an hour")
		require.True(p.t, lost == client.ErrOffline || !strings.Contains(lost.Error(), "client:"), "the server broke the protocol: %v", lost)
		lost = p.resume()
	}
}

// requireTold requires that the whole story arrived, once.
func requireTold(t *testing.T, v *story, p *tab) {
	t.Helper()
	require.Equal(t, wantHTML, p.html())
	require.Equal(t, wantEffects, p.effects())
	require.Equal(t, wantHeard, v.heard, "each event reaches its handler once")
	require.Equal(t, "/?page=9", p.URL())
	require.Equal(t, "Story 2", p.Title())
	require.Zero(t, p.FullRenders(), "patches were enough")
	require.Equal(t, events, p.Acknowledged())
}

// told runs the script over connections that are cut.
func told(t *testing.T, cuts ...cut) {
	synctest.Test(t, func(t *testing.T) {
		var bus pubsub.Local
		v := &story{Topic: pubsub.NewTopic[string](&bus, "story")}
		b := serve(t, &live.Server{Handler: pages(one(v))}, nil).browser()
		for _, c := range cuts {
			b.through(c.on)
		}
		p := b.load("/")
		require.NoError(t, p.join())
		v.tell(t, p)
		require.Empty(t, b.dials, "every connection was cut")
		requireTold(t, v, p)
	})
}

func (s step) of() wire.Event {
	switch s.event {
	case "turn!":
		return wire.Event{Params: true, URL: "/?page=9"}
	case "shut":
		return wire.Event{Component: 1, URL: "live_test.shut"}
	default:
		return wire.Event{URL: "live_test." + s.event}
	}
}

func TestTheStoryWithoutACut(t *testing.T) { told(t) }

// Each message down is lost, torn, or the last that arrives. It comes again, and what had arrived does not.
func TestEachFrameCut(t *testing.T) {
	for message := 1; message <= messages; message++ {
		for _, at := range []where{before, inside, after} {
			t.Run(fmt.Sprint(at, " ", message), func(t *testing.T) { told(t, cut{message: message, where: at}) })
		}
	}
}

// The same for events on their way up. The server has them once, whether it had heard them or not.
func TestEachEventCut(t *testing.T) {
	for message := 1; message <= events; message++ {
		for _, at := range []where{before, inside, after} {
			t.Run(fmt.Sprint(at, " ", message), func(t *testing.T) { told(t, cut{up: true, message: message, where: at}) })
		}
	}
}

// The answer to a resume holds the session's next secret. When it is lost, the browser comes with the one it has.
func TestTheAnswerToAResumeIsLost(t *testing.T) {
	for _, message := range []int{2, 6, 9, 13} {
		for _, at := range []where{before, inside, after} {
			t.Run(fmt.Sprint(at, " ", message), func(t *testing.T) {
				first := cut{message: message, where: before}
				t.Run("once", func(t *testing.T) { told(t, first, cut{where: at}) })
				t.Run("again and again", func(t *testing.T) { told(t, first, cut{where: at}, cut{where: before}, cut{where: at}) })
				t.Run("the question", func(t *testing.T) { told(t, first, cut{up: true, where: at}) })
				t.Run("what follows", func(t *testing.T) { told(t, first, cut{message: 1, where: at}, cut{up: true, message: 1, where: at}) })
			})
		}
	}
}
