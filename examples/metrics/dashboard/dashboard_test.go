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

// fakeSource is a machine with two cores, one of which is half busy, and thirty processes.
type fakeSource struct {
	empty bool // provides nothing
	reads int
}

func (s *fakeSource) Host(context.Context) sample.Host {
	return sample.Host{Name: "testbox", System: "plan 9", Cores: 2}
}

func (s *fakeSource) Read(context.Context) sample.Reading {
	if s.empty {
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

func (s *fakeSource) Volumes(context.Context) []sample.Volume {
	if s.empty {
		return nil
	}
	return []sample.Volume{{MountPoint: "/data", FSType: "ext4", Space: sample.Space{Used: 1 << 30, Total: 2 << 30}}}
}

func (s *fakeSource) Processes(context.Context) (all []sample.ProcessReading) {
	if s.empty {
		return nil
	}
	for i := range 30 {
		p := sample.Process{PID: int32(100 + i), Name: fmt.Sprintf("worker-%02d", i), User: "ann", Memory: uint64(i) << 20}
		if i == 7 {
			p.Name, p.User = `<script>alert("x")</script>`, "bob"
		}
		all = append(all, sample.ProcessReading{Process: p, CPUSeconds: float64(s.reads*i) / 100})
	}
	return all
}

// fixture is a sampler and the viewers of its dashboards, in the synctest bubble of a test.
type fixture struct {
	sampler *sample.Sampler
	viewers *Viewers
}

func newFixture(t *testing.T, source sample.Source) *fixture {
	t.Helper()
	bus := new(pubsub.Local)
	s := &fixture{viewers: &Viewers{Topic: pubsub.NewTopic[ViewersChanged](bus, "viewers")}}
	s.sampler = &sample.Sampler{Source: source, Topic: pubsub.NewTopic[sample.Updated](bus, "updated"), HasViewers: s.viewers.Any}
	return s
}

// run starts the sampler, which takes a first snapshot, and lets intervals pass.
func (s *fixture) run(t *testing.T, intervals int) *fixture {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- s.sampler.Run(ctx) }()
	t.Cleanup(func() {
		stop()
		require.NoError(t, <-done)
	})
	synctest.Wait()
	advance(time.Duration(intervals) * sample.Interval)
	return s
}

func (s *fixture) open(t *testing.T, url ...string) *livetest.Page {
	t.Helper()
	return livetest.Mount(t, func() live.View { return &Dashboard{Sampler: s.sampler, Viewers: s.viewers} }, url...)
}

func advance(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}

// pageURL returns the URL of the page without the trailing question mark of a link with an empty
// query.
func pageURL(p *livetest.Page) string { return strings.TrimSuffix(p.URL(), "?") }

func TestDashboard_UpdatesEverySecond(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newFixture(t, new(fakeSource)).run(t, 10).open(t)
		require.Equal(t, "testbox", p.Text("h1"))
		require.Equal(t, "25%", p.Text("#cpu"))
		require.Equal(t, "3.0 GiB of 4.0 GiB", p.Text("#memory"))
		require.Equal(t, "11.00 0.50 0.25", p.Text("#load"))
		require.Equal(t, []string{"Received", "Sent"}, p.Texts("#network dt"))
		require.Equal(t, []string{"2.0 KiB/s", "512 B/s"}, p.Texts("#network dd"))
		require.Equal(t, []string{"50%", "0%"}, p.Texts(".cores .value"))
		require.Equal(t, "25% · testbox", p.Title())
		before := p.Attr("[aria-label^='CPU'] .edge", "d")

		advance(sample.Interval)
		p.Settle()
		require.Equal(t, "12.00 0.50 0.25", p.Text("#load"))
		require.NotEqual(t, before, p.Attr("[aria-label^='CPU'] .edge", "d"))
	})
}

// The sampler records the history even without viewers.
func TestDashboard_ShowsHistoryOnMount(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newFixture(t, new(fakeSource)).run(t, 300).open(t)
		require.GreaterOrEqual(t, p.Count("[aria-label^='Load'] .edge"), 6)
		for range 25 {
			advance(sample.Interval)
			p.Settle() // compares the patched page with a full render
		}
	})
}

func TestDashboard_IntervalPerViewer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newFixture(t, new(fakeSource)).run(t, 0)
		quick, slow := s.open(t), s.open(t, "/?every=5s")
		require.Equal(t, "5 s", slow.Text("[aria-current]"))
		start := slow.Text("#load")
		for range 4 {
			advance(sample.Interval)
			require.Equal(t, start, slow.Settle().Text("#load"))
			require.NotEqual(t, start, quick.Settle().Text("#load"))
		}
		advance(sample.Interval)
		require.NotEqual(t, start, slow.Settle().Text("#load"))

		slow.Click(".intervals a:contains('1 s')")
		require.Equal(t, "/", pageURL(slow))
		require.Equal(t, "1 s", slow.Text("[aria-current]"))
		advance(sample.Interval)
		require.Equal(t, quick.Settle().Text("#load"), slow.Settle().Text("#load"))
	})
}

func TestDashboard_Pause(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newFixture(t, new(fakeSource)).run(t, 3)
		p := s.open(t)
		p.Click("button:contains('Pause')")
		still := p.Text("#load")
		require.Contains(t, p.Text(".status"), "Paused at")
		advance(10 * sample.Interval)
		require.Equal(t, still, p.Settle().Text("#load"))

		p.Form("[role=search]").Fill("filter", "worker-01")
		require.Equal(t, []string{"worker-01"}, p.Texts("tbody .name"), "a paused page can be filtered")

		p.Click("button:contains('Resume')")
		require.NotEqual(t, still, p.Text("#load"), "Resume must show the latest snapshot at once")
		require.NotContains(t, p.Text(".status"), "Paused")
	})
}

func TestDashboard_SortFromURL(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newFixture(t, new(fakeSource)).run(t, 5).open(t, "/?sort=-pid")
		require.Equal(t, "129", p.Text("tbody tr:first-child .pid"))
		require.Equal(t, "descending", p.Attr("thead .pid", "aria-sort"))

		p.Click("thead .name a")
		require.Equal(t, "/?sort=name", p.URL())
		require.Equal(t, "ascending", p.Attr("thead .name", "aria-sort"))
		require.Equal(t, "none", p.Attr("thead .pid", "aria-sort"))
		require.Equal(t, `<script>alert("x")</script>`, p.Text("tbody tr:first-child .name"), "names must be escaped")

		p.Click("thead .cpu a")
		require.Equal(t, "/", pageURL(p))
		require.Equal(t, "129", p.Text("tbody tr:first-child .pid"))
		require.Equal(t, "29.0%", p.Text("tbody tr:first-child .cpu"))
		require.Equal(t, "p129", p.Attr("tbody tr:first-child", "live-id"))
		require.Equal(t, defaultRows, p.Count("tbody tr"))

		p.Click("a:contains('Show all 30')")
		require.Equal(t, "/?all=true", p.URL())
		require.Equal(t, 30, p.Count("tbody tr"))
	})
}

func TestDashboard_Filter(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newFixture(t, new(fakeSource)).run(t, 2).open(t, "/?every=5s&sort=name")
		search := p.Form("[role=search]")

		search.Fill("filter", "BOB")
		require.Equal(t, "/?every=5s&sort=name&filter=BOB", p.URL())
		require.Equal(t, 1, p.Count("tbody tr"))
		require.Equal(t, "BOB", search.Value("filter"))
		require.Contains(t, p.Text(".processes .note"), "1 of 1 matching process")

		search.Fill("filter", "no such thing")
		require.Zero(t, p.Count("tbody tr"))
		require.Equal(t, "No process matches “no such thing”.", p.Text(".processes .placeholder"))

		search.Fill("filter", "worker").Submit()
		require.Equal(t, "/?every=5s&sort=name&filter=worker", p.URL(), "submitting an unchanged filter keeps the URL")

		search.Fill("filter", "")
		require.Equal(t, "/?every=5s&sort=name", p.URL())
		require.Equal(t, defaultRows, p.Count("tbody tr"))
	})
}

func TestDashboard_CountsViewers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newFixture(t, new(fakeSource)).run(t, 1)
		ann := s.open(t)
		require.Equal(t, "1", ann.Text("#viewers"))
		bob := s.open(t)
		require.Equal(t, "2", bob.Text("#viewers"))
		require.Equal(t, "2", ann.Settle().Text("#viewers"))

		bob.Disconnect()
		require.Equal(t, "2", ann.Settle().Text("#viewers"), "bob's session can be resumed")
		advance(time.Minute)
		require.Equal(t, "1", ann.Settle().Text("#viewers"))
	})
}

func TestDashboard_UpdatesAfterResume(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newFixture(t, new(fakeSource)).run(t, 1).open(t)
		before := p.Text("#load")
		p.Disconnect()
		advance(5 * sample.Interval)
		p.Resume()
		require.NotEqual(t, before, p.Text("#load"))
	})
}

func TestDashboard_BeforeFirstSnapshot(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newFixture(t, new(fakeSource))
		p := s.open(t)
		require.Contains(t, p.Text("main"), "Collecting the first metrics…")
		require.Equal(t, "Metrics", p.Title())

		s.run(t, 0)
		p.Settle()
		require.Equal(t, "testbox", p.Text("h1"))
		require.Contains(t, p.Text("[aria-labelledby=cpu-title]"), "Measuring…", "rates need two readings")
		advance(sample.Interval)
		require.Equal(t, "25%", p.Settle().Text("#cpu"))
	})
}

func TestDashboard_NoMetricsAvailable(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newFixture(t, &fakeSource{empty: true}).run(t, 3).open(t)
		require.Equal(t, 5, p.Count("section:contains('Not available on this system.')"))
		require.Contains(t, p.Text("[aria-labelledby=volumes-title]"), "No local file systems")
		require.Contains(t, p.Text("#processes"), "cannot be listed")
		for _, id := range []string{"#cpu", "#memory", "#load", "#viewers"} {
			require.NotEmpty(t, p.Text(id))
		}
		advance(3 * sample.Interval)
		p.Settle()
	})
}

func TestDashboard_InvalidQuery(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newFixture(t, new(fakeSource)).run(t, 2).open(t, "/?every=often&sort=cmdline&all=maybe&filter=%zz&other=1")
		require.Equal(t, "1 s", p.Text("[aria-current]"))
		require.Equal(t, "descending", p.Attr("thead .cpu", "aria-sort"))
	})
}
