// Package tail is a page that shows the last lines of a log as they are written.
package tail

import (
	"fmt"
	"time"

	"github.com/lively-go/lively/live"
)

const (
	kept     = 200 // lines that the page has at most
	interval = 250 * time.Millisecond
)

// Tail is the view.
type Tail struct {
	Lines []Line
	Count int // lines that were written since Clear

	stop func() // nil unless lines are written
}

// A Line is a line of the log. Its number is its key.
type Line struct {
	N    int
	At   time.Time
	Kind string // info, warning or error
	Text string
}

// The events of the buttons.
type (
	Write struct{ Lines int }
	Pause struct{}
	Clear struct{}
)

// Joined is called when the browser has joined. Until then, the page is empty.
func (v *Tail) Joined(s *live.Socket) error {
	v.start(s)
	return nil
}

// Events lists the handlers.
func (v *Tail) Events() live.Events {
	return live.Events{
		live.On(func(_ *live.Socket, e Write) error {
			for range min(e.Lines, 1000) {
				v.write(time.Now())
			}
			return nil
		}),
		live.On(func(s *live.Socket, _ Pause) error {
			if v.stop == nil {
				v.start(s)
				return nil
			}
			v.stop()
			v.stop = nil
			return nil
		}),
		live.On(func(*live.Socket, Clear) error {
			v.Lines, v.Count = nil, 0
			return nil
		}),
	}
}

func (v *Tail) start(s *live.Socket) {
	v.stop = live.Every(s, interval, func(_ *live.Socket, now time.Time) error {
		v.write(now)
		return nil
	})
}

// write appends a line, and drops the first one if there are too many.
func (v *Tail) write(now time.Time) {
	v.Count++
	line := Line{v.Count, now.Truncate(time.Millisecond), "info", fmt.Sprintf("GET /items/%d 200 in %d ms", v.Count*7%1000, 3+v.Count*13%40)}
	switch {
	case v.Count%23 == 0:
		line.Kind, line.Text = "error", "POST /orders 500: the database does not respond"
	case v.Count%7 == 0:
		line.Kind, line.Text = "warning", "GET /search 200 in 1,204 ms, which is slow"
	}
	v.Lines = append(v.Lines, line)
	v.Lines = v.Lines[max(0, len(v.Lines)-kept):]
}

func (l Line) key() int { return l.N }
