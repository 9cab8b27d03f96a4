// Package dashboard implements the page that shows the metrics of this machine.
package dashboard

import (
	"time"

	"github.com/lively-go/lively/examples/metrics/sample"
	"github.com/lively-go/lively/live"
)

// Dashboard is the view of one page. Pages share the snapshots; each has its own query and can be
// paused.
type Dashboard struct {
	Sampler *sample.Sampler
	Viewers *Viewers

	query       Query
	snapshot    *sample.Snapshot // nil before the first one
	paused      bool
	viewerCount int
	location    *time.Location // time zone of the browser; nil, meaning the server's, until it joins
	leave       func()         // nil until the browser joins
}

// The events of the page. Links change the rest of the query.
type (
	// Pause stops updates.
	Pause struct{}
	// Resume continues updates.
	Resume struct{}
	// Search shows only the processes that match Filter.
	Search struct{ Filter string }
)

// Events returns the event handlers.
func (d *Dashboard) Events() live.Events {
	return live.Events{live.OnParams(d.setQuery), live.On(d.pause), live.On(d.resume), live.On(d.search)}
}

// Mount subscribes before it reads the state, so that no update is lost in between.
func (d *Dashboard) Mount(s *live.Socket) error {
	if _, err := live.Subscribe(s, d.Sampler.Topic, d.onUpdated); err != nil {
		return err
	}
	if _, err := live.Subscribe(s, d.Viewers.Topic, d.onViewersChanged); err != nil {
		return err
	}
	return d.Reload(s)
}

// Reload reads the current state. It is also called after messages were lost.
func (d *Dashboard) Reload(*live.Socket) error {
	if !d.paused {
		d.snapshot = d.Sampler.Latest()
	}
	d.viewerCount = d.Viewers.Count()
	return nil
}

// Joined counts the viewer. Mount is too early: it also runs for requests that never open a
// connection.
func (d *Dashboard) Joined(s *live.Socket) error {
	d.leave = d.Viewers.Join()
	d.location = s.Client().Location()
	return nil
}

// Unmount stops counting the viewer.
func (d *Dashboard) Unmount() {
	if d.leave != nil {
		d.leave()
	}
}

// Title returns the title of the page: CPU usage and host name.
func (d *Dashboard) Title() string {
	switch {
	case d.snapshot == nil:
		return "Metrics"
	case d.snapshot.Current.CPU == nil:
		return d.snapshot.Host.Name
	}
	return percent(d.snapshot.Current.CPU.Total).String() + " · " + d.snapshot.Host.Name
}

// onUpdated shows the latest snapshot unless the page is paused or its interval has not passed.
func (d *Dashboard) onUpdated(*live.Socket, sample.Updated) error {
	latest := d.Sampler.Latest()
	if d.paused || latest == nil {
		return nil
	}
	if d.snapshot != nil && time.Duration(latest.Current.Seq-d.snapshot.Current.Seq)*sample.Interval < d.query.interval() {
		return nil
	}
	d.snapshot = latest
	return nil
}

func (d *Dashboard) onViewersChanged(*live.Socket, ViewersChanged) error {
	d.viewerCount = d.Viewers.Count()
	return nil
}

func (d *Dashboard) setQuery(_ *live.Socket, q Query) error {
	d.query = q.normalized()
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

// search puts the filter into the URL. It replaces the history entry, so that Back does not step
// through every keystroke.
func (d *Dashboard) search(s *live.Socket, e Search) error {
	return s.ReplacePatch(d.query.withFilter(e.Filter))
}

// timestamp returns the time of the snapshot in the time zone of the viewer.
func (d *Dashboard) timestamp() string {
	at := d.snapshot.Current.At
	if d.location != nil {
		at = at.In(d.location)
	}
	return at.Format("15:04:05 MST")
}
