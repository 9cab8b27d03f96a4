// Package scroll is a page with a long list that loads rows when the user scrolls to its first or last one.
package scroll

import (
	"fmt"
	"time"

	"github.com/lively-go/lively/live"
)

const (
	days   = 3650 // of the calendar
	page   = 20   // days to load
	inPage = 60   // days that the browser has at most
)

// Calendar is the view. It shows days, by their numbers from 0.
type Calendar struct{ First, Last int }

// The events of the first and the last row.
type (
	Earlier struct{}
	Later   struct{}
)

// New returns a view of the middle of the calendar.
func New() live.View {
	return &Calendar{First: 1800, Last: 1800 + page - 1}
}

// Events lists the handlers.
func (v *Calendar) Events() live.Events {
	return live.Events{live.On(v.earlier), live.On(v.later)}
}

func (v *Calendar) earlier(*live.Socket, Earlier) error {
	v.First = max(0, v.First-page)
	v.Last = min(v.Last, v.First+inPage-1)
	return nil
}

func (v *Calendar) later(*live.Socket, Later) error {
	v.Last = min(days-1, v.Last+page)
	v.First = max(v.First, v.Last-inPage+1)
	return nil
}

// A row is a day.
type row int

func (r row) id() string { return fmt.Sprint("day-", int(r)) }

func (r row) date() string {
	return time.Date(2020, 1, 1+int(r), 0, 0, 0, 0, time.UTC).Format("Monday, 2 January 2006")
}
