package live_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/lively-go/lively/internal/wire"
	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/pubsub"
)

// rush sends the events of the script at once, without those whose outcome depends on what was rendered between.
func rush(p *tab) {
	for _, step := range script {
		if step.event != "" && step.outcome != "stale" {
			_, _ = p.Send(step.of()) // an error: the connection was cut
		}
	}
	p.survive(func() bool { return p.Acknowledged() == events-1 && len(untitled(p)) == len(wantEffects)-2 })
}

// untitled are the effects but for titles, of which a frame has one however many events it answers.
func untitled(p *tab) []string {
	return slices.DeleteFunc(p.effects(), func(e string) bool { return strings.HasPrefix(e, `["title"`) })
}

// All events are on their way at once, several frames are unacknowledged, and the connection breaks after so many bytes; the one after
// it, too.
func TestAnyByteCut(t *testing.T) {
	const down, up, step = 460, 640, 17
	runs, broken := 0, 0 // how many bytes are said depends on how many events come together
	for _, c := range []cut{{byte: down}, {byte: up, up: true}} {
		for at := 0; at < c.byte; at += step {
			first, second := cut{up: c.up, where: atByte, byte: at}, cut{up: !c.up, where: atByte, byte: at}
			t.Run(fmt.Sprintf("up %v %d", c.up, at), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					var bus pubsub.Local
					v := &story{Topic: pubsub.NewTopic[string](&bus, "story")}
					b := serve(t, &live.Server{Handler: pages(one(v))}, nil).browser()
					p := b.open("/")
					require.NoError(t, p.Abort())
					b.through(first.on, second.on, second.on)
					rush(p)
					if runs++; len(b.dials) < 2 {
						broken++
					}
					require.Equal(t, strings.Replace(wantHTML, "<li>hello</li>", "", 1), p.html())
					want := slices.DeleteFunc(slices.Clone(wantEffects), func(e string) bool { return strings.HasPrefix(e, `["title"`) })
					require.Equal(t, want, untitled(p))
					require.Equal(t, wantHeard, v.heard)
					require.Zero(t, p.FullRenders())
					require.Equal(t, "refused", p.outcome(9-1))
				})
			})
		}
	}
	require.Greater(t, broken, runs/2, "most connections were cut")
}

// The other half of the pair: what the story would be without its protections. The server is the same; the browser gives up its part.
func TestWithoutItsPartTheBrowserLosesThings(t *testing.T) {
	lose := func(t *testing.T, c cut, event string) (v *story, p *tab, resume string) {
		var bus pubsub.Local
		v = &story{Topic: pubsub.NewTopic[string](&bus, "story")}
		b := serve(t, &live.Server{Handler: pages(one(v))}, nil).browser()
		b.through(c.on)
		p = b.open("/")
		_, _ = p.Send(wire.Event{URL: "live_test." + event})
		_, err := p.Read()
		require.Error(t, err)
		synctest.Wait()
		return v, p, `["resume",{"session":"` + p.Session() + `","versions":{"0":%d},"frame":%d,"ref":%d}]`
	}
	t.Run("a frame that it did not get is called handled", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			v, p, resume := lose(t, cut{message: 1, where: before}, "note?text=push:a")
			k := p.b.talk("/")
			k.say(fmt.Sprintf(resume, 2, 1, 2))
			require.Contains(t, k.hear(), `"resumed"`)
			k.say(`["h"]`)
			require.Equal(t, `["h"]`, k.hear(), "the push is lost: only the window had it")
			require.Equal(t, 1, v.N)
		})
	})
	t.Run("an event is not sent again", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			v, p, resume := lose(t, cut{up: true, message: 1, where: inside}, "note?text=push:a")
			k := p.b.talk("/")
			k.say(fmt.Sprintf(resume, 1, 0, 1))
			require.Contains(t, k.hear(), `"resumed"`)
			k.say(`["h"]`)
			require.Equal(t, `["h"]`, k.hear())
			require.Zero(t, v.N, "the server never had it")
		})
	})
	t.Run("a hole in the events is never passed over", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			_, p, resume := lose(t, cut{up: true, message: 1, where: inside}, "note?text=push:a")
			k := p.b.talk("/")
			k.say(fmt.Sprintf(resume, 1, 0, 2))
			k.closed(wire.Remount, wire.Gone)
		})
	})
}

// A page that crashed cannot be resumed. Its events are not tried on the view that is mounted anew: they may have been applied.
func TestAPanicIsNotRepeated(t *testing.T) {
	for _, at := range []where{before, inside, after} {
		t.Run(at.String(), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ran := 0
				views := func() live.View {
					return &view{on: map[string]func(*live.Socket) error{"crash": func(*live.Socket) error { ran++; panic("bang") }}}
				}
				a := serve(t, &live.Server{Handler: pages(func(*http.Request) live.View { return views() })}, nil)
				b := a.browser()
				b.through(cut{message: 1, where: at}.on)
				p := b.open("/")
				ref := p.send("live_test.do?what=crash")
				_, err := p.Read()
				if at == after {
					require.NoError(t, err)
					require.Equal(t, wire.Panicked, p.outcome(ref))
					_, err = p.Read()
				}
				require.Error(t, err)
				synctest.Wait()
				requireClosed(t, p.resume(), wire.Remount, wire.Gone)
				require.NoError(t, p.join())
				require.False(t, p.Adopted())
				require.Equal(t, 1, p.do("live_test.do?what=nothing"), "counted from 1")
				require.Equal(t, 1, ran)
			})
		})
	}
}

// The answer to a join holds the session's first secret. A browser that did not get it mounts anew, as its token is used up; the page
// that nobody can resume ends by itself.
func TestTheAnswerToAJoinIsLost(t *testing.T) {
	for _, at := range []where{before, inside, after} {
		t.Run(at.String(), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				m := &made{}
				b := serve(t, &live.Server{Handler: m.anyPath()}, nil).browser()
				b.through(cut{where: at}.on)
				p := b.load("/")
				if at == after {
					require.NoError(t, p.join())
					_, err := p.Read()
					require.Error(t, err)
					require.NoError(t, p.resume())
					require.Len(t, m.views, 1)
					return
				}
				require.Error(t, p.join())
				require.NoError(t, p.join())
				require.False(t, p.Adopted())
				p.do("live_test.do?what=add")
				require.Equal(t, 1, m.views[1].n.get())
				time.Sleep(31 * time.Second)
				synctest.Wait()
				require.Equal(t, 1, m.views[0].unmounts.get())
				require.Zero(t, m.views[1].unmounts.get())
			})
		})
	}
}
