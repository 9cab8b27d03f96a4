package dashboard

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/lively-go/lively/examples/metrics/sample"
	"github.com/lively-go/lively/live"
	"github.com/lively-go/lively/livetest"
	"github.com/lively-go/lively/pubsub"

	"github.com/stretchr/testify/require"
)

// script is a machine with two cores, one of them half busy, and thirty processes.
type script struct {
	bare  bool // tells nothing
	reads int
}

func (s *script) Host(context.Context) sample.Host {
	return sample.Host{Name: "testbox", System: "plan 9", Cores: 2}
}

func (s *script) Read(context.Context) sample.Reading {
	if s.bare {
		return sample.Reading{}
	}
	s.reads++
	n := s.reads
	return sample.Reading{
		Cores:   []sample.CoreTime{{Busy: float64(n), Total: 2 * float64(n)}, {Busy: 0, Total: 2 * float64(n)}},
		Load:    &sample.Load{One: float64(n), Five: 0.5, Fifteen: 0.25},
		Memory:  &sample.Space{Used: 3 << 30, Total: 4 << 30},
		Swap:    &sample.Space{Used: 1 << 20, Total: 1 << 30},
		Network: &sample.Counters{In: uint64(n) * 2048, Out: uint64(n) * 512},
		Disk:    &sample.Counters{},
		Uptime:  time.Hour,
	}
}

func (s *script) Volumes(context.Context) []sample.Volume {
	if s.bare {
		return nil
	}
	return []sample.Volume{{Mount: "/data", Kind: "ext4", Space: sample.Space{Used: 1 << 30, Total: 2 << 30}}}
}

func (s *script) Processes(context.Context) (all []sample.ProcessReading) {
	if s.bare {
		return nil
	}
	for i := range 30 {
		p := sample.Process{PID: int32(100 + i), Name: fmt.Sprintf("worker-%02d", i), User: "ann", Memory: uint64(i) << 20}
		if i == 7 {
			p.Name, p.User = `<script>alert("x")</script>`, "bob"
		}
		all = append(all, sample.ProcessReading{Process: p, Seconds: float64(s.reads*i) / 100})
	}
	return all
}

// site is a sampler that runs in the bubble of a test, and its dashboard.
type site struct {
	sampler *sample.Sampler
	viewers *Viewers
}

func newSite(t *testing.T, source sample.Source) *site {
	t.Helper()
	bus := new(pubsub.Local)
	s := &site{viewers: &Viewers{Topic: pubsub.NewTopic[Counted](bus, "viewers")}}
	s.sampler = &sample.Sampler{Source: source, Topic: pubsub.NewTopic[sample.Taken](bus, "taken"), Watched: s.viewers.Watched}
	return s
}

// run starts the sampler, and takes as many pictures more.
func (s *site) run(t *testing.T, more int) *site {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- s.sampler.Run(ctx) }()
	t.Cleanup(func() {
		stop()
		require.NoError(t, <-done)
	})
	synctest.Wait()
	elapse(time.Duration(more) * sample.Every)
	return s
}

func (s *site) open(t *testing.T, url ...string) *livetest.Page {
	t.Helper()
	return livetest.Mount(t, func() live.View { return &Dashboard{Sampler: s.sampler, Viewers: s.viewers} }, url...)
}

func elapse(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}

// address is the page's, without the lone question mark that a link to no query leaves.
func address(p *livetest.Page) string { return strings.TrimSuffix(p.URL(), "?") }

func TestFiguresMove(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newSite(t, new(script)).run(t, 10).open(t)
		require.Equal(t, "testbox", p.Text("h1"))
		require.Equal(t, "25%", p.Text("#cpu"))
		require.Equal(t, "3.0 GiB of 4.0 GiB", p.Text("#memory"))
		require.Equal(t, "11.00 0.50 0.25", p.Text("#load"))
		require.Equal(t, []string{"received", "sent"}, p.Texts("#network dt"))
		require.Equal(t, []string{"2.0 KiB/s", "512 B/s"}, p.Texts("#network dd"))
		require.Equal(t, []string{"50%", "0%"}, p.Texts(".cores .value"))
		require.Equal(t, "25% · testbox", p.Title())
		before := p.Attr("[aria-label^='CPU'] .edge", "d")

		elapse(sample.Every)
		p.Settle()
		require.Equal(t, "12.00 0.50 0.25", p.Text("#load"))
		require.NotEqual(t, before, p.Attr("[aria-label^='CPU'] .edge", "d"))
	})
}

// Whoever comes later sees the past at once: nobody else had to look.
func TestThePastIsThereAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newSite(t, new(script)).run(t, 300).open(t)
		require.GreaterOrEqual(t, p.Count("[aria-label^='Load'] .edge"), 6)
		for range 25 {
			elapse(sample.Every)
			p.Settle() // compares what patches made with a fresh render
		}
	})
}

func TestIntervalIsTheViewersOwn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSite(t, new(script)).run(t, 0)
		quick, slow := s.open(t), s.open(t, "/?every=5s")
		require.Equal(t, "5 s", slow.Text("[aria-current]"))
		start := slow.Text("#load")
		for range 4 {
			elapse(sample.Every)
			require.Equal(t, start, slow.Settle().Text("#load"))
			require.NotEqual(t, start, quick.Settle().Text("#load"))
		}
		elapse(sample.Every)
		require.NotEqual(t, start, slow.Settle().Text("#load"))

		slow.Click(".every a:contains('1 s')")
		require.Equal(t, "/", address(slow))
		require.Equal(t, "1 s", slow.Text("[aria-current]"))
		elapse(sample.Every)
		require.Equal(t, quick.Settle().Text("#load"), slow.Settle().Text("#load"))
	})
}

func TestPauseKeepsThePicture(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSite(t, new(script)).run(t, 3)
		p := s.open(t)
		p.Click("button:contains('Pause')")
		still := p.Text("#load")
		require.Contains(t, p.Text(".state"), "Paused at")
		elapse(10 * sample.Every)
		require.Equal(t, still, p.Settle().Text("#load"))

		p.Form("[role=search]").Fill("filter", "worker-01")
		require.Equal(t, []string{"worker-01"}, p.Texts("tbody .name"), "the table can be searched meanwhile")

		p.Click("button:contains('Resume')")
		require.NotEqual(t, still, p.Text("#load"), "at once, not a second later")
		require.NotContains(t, p.Text(".state"), "Paused")
	})
}

func TestProcessesAreSortedByTheAddress(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newSite(t, new(script)).run(t, 5).open(t, "/?sort=-pid")
		require.Equal(t, "129", p.Text("tbody tr:first-child .pid"))
		require.Equal(t, "descending", p.Attr("thead .pid", "aria-sort"))

		p.Click("thead .name a")
		require.Equal(t, "/?sort=name", p.URL())
		require.Equal(t, "ascending", p.Attr("thead .name", "aria-sort"))
		require.Equal(t, "none", p.Attr("thead .pid", "aria-sort"))
		require.Equal(t, `<script>alert("x")</script>`, p.Text("tbody tr:first-child .name"), "a name is text")

		p.Click("thead .cpu a")
		require.Equal(t, "/", address(p))
		require.Equal(t, "129", p.Text("tbody tr:first-child .pid"))
		require.Equal(t, "29.0%", p.Text("tbody tr:first-child .cpu"))
		require.Equal(t, "p129", p.Attr("tbody tr:first-child", "live-id"))
		require.Equal(t, firstRows, p.Count("tbody tr"))

		p.Click("a:contains('Show all 30')")
		require.Equal(t, "/?all=true", p.URL())
		require.Equal(t, 30, p.Count("tbody tr"))
	})
}

func TestFilter(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newSite(t, new(script)).run(t, 2).open(t, "/?every=5s&sort=name")
		search := p.Form("[role=search]")

		search.Fill("filter", "BOB")
		require.Equal(t, "/?every=5s&sort=name&filter=BOB", p.URL())
		require.Equal(t, 1, p.Count("tbody tr"))
		require.Equal(t, "BOB", search.Value("filter"))
		require.Contains(t, p.Text(".processes .note"), "1 of 1 that match")

		search.Fill("filter", "no such thing")
		require.Zero(t, p.Count("tbody tr"))
		require.Equal(t, "No process matches “no such thing”.", p.Text(".processes .nothing"))

		search.Fill("filter", "worker").Submit()
		require.Equal(t, "/?every=5s&sort=name&filter=worker", p.URL(), "Enter asks for what is there already")

		search.Fill("filter", "")
		require.Equal(t, "/?every=5s&sort=name", p.URL())
		require.Equal(t, firstRows, p.Count("tbody tr"))
	})
}

func TestViewersAreCounted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSite(t, new(script)).run(t, 1)
		ann := s.open(t)
		require.Equal(t, "1", ann.Text("#viewers"))
		bob := s.open(t)
		require.Equal(t, "2", bob.Text("#viewers"))
		require.Equal(t, "2", ann.Settle().Text("#viewers"))

		bob.Disconnect()
		require.Equal(t, "2", ann.Settle().Text("#viewers"), "bob may come back")
		elapse(time.Minute)
		require.Equal(t, "1", ann.Settle().Text("#viewers"))
	})
}

func TestPictureMovesOnAfterTheConnectionWasLost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newSite(t, new(script)).run(t, 1).open(t)
		before := p.Text("#load")
		p.Disconnect()
		elapse(5 * sample.Every)
		p.Resume()
		require.NotEqual(t, before, p.Text("#load"))
	})
}

func TestBeforeTheFirstFigures(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newSite(t, new(script))
		p := s.open(t)
		require.Contains(t, p.Text("main"), "The first figures come in a moment.")
		require.Equal(t, "Metrics", p.Title())

		s.run(t, 0)
		p.Settle()
		require.Equal(t, "testbox", p.Text("h1"))
		require.Contains(t, p.Text("[aria-labelledby=cpu-title]"), "Measuring…", "rates take two looks")
		elapse(sample.Every)
		require.Equal(t, "25%", p.Settle().Text("#cpu"))
	})
}

func TestAMachineThatTellsNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newSite(t, &script{bare: true}).run(t, 3).open(t)
		require.Equal(t, 5, p.Count("section:contains('Not available on this system.')"))
		require.Contains(t, p.Text("[aria-labelledby=volumes-title]"), "None on a disk")
		require.Contains(t, p.Text("#processes"), "does not tell which processes run")
		for _, id := range []string{"#cpu", "#memory", "#load", "#viewers"} {
			require.NotEmpty(t, p.Text(id))
		}
		elapse(3 * sample.Every)
		p.Settle()
	})
}

func TestBadAddressShowsThePageAllTheSame(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newSite(t, new(script)).run(t, 2).open(t, "/?every=often&sort=cmdline&all=maybe&filter=%zz&other=1")
		require.Equal(t, "1 s", p.Text("[aria-current]"))
		require.Equal(t, "descending", p.Attr("thead .cpu", "aria-sort"))
	})
}
