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

// A scenarioView has events that produce every kind of frame. It records the events it handles.
type scenarioView struct {
	Topic    pubsub.Topic[string]
	N        int
	Page     int
	Messages []string
	part     *part
	handled  []string
}

type (
	note       struct{ Text string }
	pageParams struct{ Page int }
	hide       struct{}
	quiet      struct{}
	part       struct{}
)

func (*part) Events() live.Events {
	return live.Events{live.On(func(*live.Socket, hide) error { return nil })}
}
func (*part) Render() templ.Component { return templ.Raw("<i>part</i>") }

func (v *scenarioView) Mount(s *live.Socket) error {
	v.part = &part{}
	_, err := live.Subscribe(s, v.Topic, v.handleMessage)
	return err
}

func (v *scenarioView) Reload(*live.Socket) error { return nil }

func (v *scenarioView) Title() string { return fmt.Sprintf("Title %d", v.N/4) }

func (v *scenarioView) Events() live.Events {
	return live.Events{live.On(v.handleNote), live.OnParams(v.handleParams), live.On(v.handleQuiet)}
}

func (v *scenarioView) handleQuiet(*live.Socket, quiet) error {
	v.handled = append(v.handled, "quiet")
	return nil
}

func (v *scenarioView) handleParams(_ *live.Socket, q pageParams) error {
	v.handled = append(v.handled, fmt.Sprint("page ", q.Page))
	v.Page = q.Page
	return nil
}

func (v *scenarioView) handleMessage(_ *live.Socket, text string) error {
	v.Messages = append(v.Messages, text)
	return nil
}

func (v *scenarioView) handleNote(s *live.Socket, e note) error {
	v.handled = append(v.handled, e.Text)
	v.N++
	switch kind, arg, _ := strings.Cut(e.Text, ":"); kind {
	case "push":
		return s.Push("noted", arg)
	case "reply":
		v.N-- // sends only the reply
		return s.Reply(arg)
	case "flash":
		s.Flash(live.FlashInfo, arg)
	case "patch":
		return s.Patch(pageParams{Page: 7})
	case "fail":
		return errors.New("test error")
	case "drop":
		v.part = nil
	case "leave":
		s.Navigate("/welcome")
	}
	return nil
}

func (v *scenarioView) Render() templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		fmt.Fprintf(w, `<p id="n">%d</p><p id="page">%d</p><ul>`, v.N, v.Page)
		for _, text := range v.Messages {
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

// script has a step for each kind of frame. Steps without an event publish a message. Quiet events
// are acknowledged without a frame: acknowledgements between frames must neither be lost nor be
// counted for a frame that is sent again.
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
	{event: "params", outcome: "applied"}, // the URL changes in the browser
	{event: "quiet", outcome: "applied"},
	{event: "note?text=drop:", outcome: "applied"},
	{event: "hide", outcome: "stale"}, // for a removed component
	{event: "note?text=push:d", outcome: "applied"},
	{event: "note?text=leave:", outcome: "applied"},
}

const (
	serverMessages = 15 // sent by the server, except the reply to the join
	clientEvents   = 14 // sent by the client

	wantHTML = `<p id="n">8</p><p id="page">9</p><ul><li>hello</li></ul>`
)

var wantEffects = []string{
	`["push","noted","a"]`, `["reply",4,"b"]`, `["flash","info","c"]`, `["patch","/?page=7",false]`, `["title","Title 1"]`,
	`["flash","error","Something went wrong."]`, `["push","noted","d"]`, `["navigate","/welcome"]`, `["title","Title 2"]`,
}

var wantHandled = []string{"page 0", "one", "quiet", "push:a", "reply:b", "flash:c", "patch:", "page 7", "fail:", "page 9", "quiet", "drop:", "push:d", "leave:"}

// run runs the script. When a connection is cut, the page resumes over the next one.
func (v *scenarioView) run(t *testing.T, p *page) {
	for i, step := range script {
		if step.message != "" {
			require.NoError(t, v.Topic.Publish(t.Context(), step.message))
			p.resumeUntil(func() bool { return strings.Contains(p.html(), step.message) })
			continue
		}
		ref, _ := p.Send(step.wireEvent()) // an error means that the connection was cut
		p.resumeUntil(func() bool { return p.Acknowledged() >= ref })
		require.Equal(t, step.outcome, p.outcome(ref), "step %d", i)
	}
	p.resumeUntil(func() bool { return len(p.effects()) >= len(wantEffects) })
}

// resumeUntil reads messages until ok returns true. It resumes when the connection is cut.
func (p *page) resumeUntil(ok func() bool) {
	p.t.Helper()
	for !ok() {
		if _, err := p.Read(); err != nil {
			p.reconnect(err)
		}
	}
}

// reconnect resumes until it succeeds. err is the error of the previous connection.
func (p *page) reconnect(err error) {
	p.t.Helper()
	for err != nil {
		var closed *client.CloseError
		require.False(p.t, errors.As(err, &closed), "the server closed the connection: %v", err)
		var netErr net.Error
		require.False(p.t, errors.As(err, &netErr) && netErr.Timeout(), "no message before the read timeout")
		require.True(p.t, err == client.ErrOffline || !strings.Contains(err.Error(), "client:"), "the server violated the protocol: %v", err)
		err = p.resume()
	}
}

// requireComplete requires that every step had its effect exactly once.
func requireComplete(t *testing.T, v *scenarioView, p *page) {
	t.Helper()
	require.Equal(t, wantHTML, p.html())
	require.Equal(t, wantEffects, p.effects())
	require.Equal(t, wantHandled, v.handled, "each event reaches its handler once")
	require.Equal(t, "/?page=9", p.URL())
	require.Equal(t, "Title 2", p.Title())
	require.Zero(t, p.FullRenders(), "full renders")
	require.Equal(t, clientEvents, p.Acknowledged())
}

// runScenario runs the script over connections that are cut.
func runScenario(t *testing.T, cuts ...cut) {
	synctest.Test(t, func(t *testing.T) {
		var bus pubsub.Local
		v := &scenarioView{Topic: pubsub.NewTopic[string](&bus, "scenario")}
		b := serve(t, &live.Server{Handler: pageMux(factoryOf(v))}, nil).browser()
		for _, c := range cuts {
			b.wrapNext(c.wrap)
		}
		p := b.load("/")
		require.NoError(t, p.join())
		v.run(t, p)
		require.Empty(t, b.wraps, "unused cuts")
		requireComplete(t, v, p)
	})
}

func (s step) wireEvent() wire.Event {
	switch s.event {
	case "params":
		return wire.Event{Params: true, URL: "/?page=9"}
	case "hide":
		return wire.Event{Component: 1, URL: "live_test.hide"}
	default:
		return wire.Event{URL: "live_test." + s.event}
	}
}

func TestScenario_NoCut(t *testing.T) { runScenario(t) }

// The connection breaks before, inside or after each server message. Messages that did not arrive
// are sent again; messages that arrived are not.
func TestScenario_CutAtEachFrame(t *testing.T) {
	for message := 1; message <= serverMessages; message++ {
		for _, at := range []cutPosition{cutBefore, cutInside, cutAfter} {
			t.Run(fmt.Sprint(at, " ", message), func(t *testing.T) { runScenario(t, cut{message: message, position: at}) })
		}
	}
}

// The connection breaks before, inside or after each client message. The server handles each event
// once, whether or not it had arrived.
func TestScenario_CutAtEachEvent(t *testing.T) {
	for message := 1; message <= clientEvents; message++ {
		for _, at := range []cutPosition{cutBefore, cutInside, cutAfter} {
			t.Run(fmt.Sprint(at, " ", message), func(t *testing.T) { runScenario(t, cut{fromClient: true, message: message, position: at}) })
		}
	}
}

// The reply to a resume contains the session's next secret. When the reply is lost, the client
// resumes with the old secret.
func TestScenario_ResumeReplyLost(t *testing.T) {
	for _, message := range []int{2, 6, 9, 13} {
		for _, at := range []cutPosition{cutBefore, cutInside, cutAfter} {
			t.Run(fmt.Sprint(at, " ", message), func(t *testing.T) {
				first := cut{message: message, position: cutBefore}
				t.Run("once", func(t *testing.T) { runScenario(t, first, cut{position: at}) })
				t.Run("repeatedly", func(t *testing.T) {
					runScenario(t, first, cut{position: at}, cut{position: cutBefore}, cut{position: at})
				})
				t.Run("request", func(t *testing.T) { runScenario(t, first, cut{fromClient: true, position: at}) })
				t.Run("next message", func(t *testing.T) {
					runScenario(t, first, cut{message: 1, position: at}, cut{fromClient: true, message: 1, position: at})
				})
			})
		}
	}
}
