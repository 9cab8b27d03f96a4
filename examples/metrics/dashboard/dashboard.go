// Package dashboard is the page that shows what this machine does.
package dashboard

import (
	"time"

	"github.com/lively-go/lively/examples/metrics/sample"
	"github.com/lively-go/lively/live"
)

// Dashboard is one viewer's page. What it shows is shared with all others; what is its own is the query and the pause.
type Dashboard struct {
	Sampler *sample.Sampler
	Viewers *Viewers

	query    Query
	shown    *sample.Snapshot // nil before there is one
	paused   bool
	watching int
	zone     *time.Location // nil before the viewer's is known: the server's then
	leave    func()
}

// What the browser may ask for, beside the links that change the query.
type (
	// Pause keeps the picture as it is.
	Pause struct{}
	// Resume lets it move again.
	Resume struct{}
	// Search shows the processes that match Filter alone.
	Search struct{ Filter string }
)

// Events lists them.
func (d *Dashboard) Events() live.Events {
	return live.Events{live.OnParams(d.load), live.On(d.pause), live.On(d.resume), live.On(d.find)}
}

// Mount listens before it reads, so that nothing falls in between.
func (d *Dashboard) Mount(s *live.Socket) error {
	if err := live.Subscribe(s, d.Sampler.Topic, d.taken); err != nil {
		return err
	}
	if err := live.Subscribe(s, d.Viewers.Topic, d.counted); err != nil {
		return err
	}
	return d.Reload(s)
}

// Reload reads what messages tell of: it runs when some were lost.
func (d *Dashboard) Reload(*live.Socket) error {
	if !d.paused {
		d.shown = d.Sampler.Latest()
	}
	d.watching = d.Viewers.Count()
	return nil
}

// Joined counts the viewer, now that a browser is there.
func (d *Dashboard) Joined(s *live.Socket) error {
	d.leave = d.Viewers.Join()
	d.zone = s.Client().Location()
	return nil
}

// Unmount counts the viewer out, if it was ever counted in.
func (d *Dashboard) Unmount() {
	if d.leave != nil {
		d.leave()
	}
}

// Title shows the load of the processors in the browser's tab.
func (d *Dashboard) Title() string {
	switch {
	case d.shown == nil:
		return "Metrics"
	case d.shown.Now.CPU == nil:
		return d.shown.Host.Name
	}
	return percent(d.shown.Now.CPU.Total).String() + " · " + d.shown.Host.Name
}

// taken shows the new figures, unless it is too soon for this viewer.
func (d *Dashboard) taken(*live.Socket, sample.Taken) error {
	latest := d.Sampler.Latest()
	if d.paused || latest == nil {
		return nil
	}
	if d.shown != nil && time.Duration(latest.Now.N-d.shown.Now.N)*sample.Every < d.query.interval() {
		return nil
	}
	d.shown = latest
	return nil
}

func (d *Dashboard) counted(*live.Socket, Counted) error {
	d.watching = d.Viewers.Count()
	return nil
}

func (d *Dashboard) load(_ *live.Socket, q Query) error {
	d.query = q.normal()
	return nil
}

func (d *Dashboard) pause(*live.Socket, Pause) error {
	d.paused = true
	return nil
}

func (d *Dashboard) resume(s *live.Socket, _ Resume) error {
	d.paused = false
	return d.Reload(s)
}

// find puts the text into the address; Back does not step through its letters.
func (d *Dashboard) find(s *live.Socket, e Search) error {
	return s.ReplacePatch(d.query.filtered(e.Filter))
}

// clock is when the figures were taken, in the viewer's time zone.
func (d *Dashboard) clock() string {
	at := d.shown.Now.At
	if d.zone != nil {
		at = at.In(d.zone)
	}
	return at.Format("15:04:05 MST")
}
