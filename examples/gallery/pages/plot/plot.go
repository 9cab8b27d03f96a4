// Package plot is a page whose hook draws values that the server pushes.
package plot

import (
	"math"
	"time"

	"github.com/lively-go/lively/live"
)

// Temperature is the view. It does not render the values: it pushes them.
type Temperature struct{ Fahrenheit bool }

// Load is pushed by the hook when it is mounted. The reply contains the values until then.
type Load struct{}

// Toggle is the event of the button.
type Toggle struct{}

// A Value is the temperature at a time, in seconds since 1970 and in degrees Celsius.
type Value struct {
	Time    int64   `json:"time"`
	Celsius float64 `json:"celsius"`
}

// past is the number of values that a new plot shows.
const past = 60

// Joined is called when the browser has joined.
func (v *Temperature) Joined(s *live.Socket) error {
	live.Every(s, time.Second, func(s *live.Socket, now time.Time) error {
		return s.Push("temperature", valueAt(now))
	})
	return nil
}

// Events lists the handlers.
func (v *Temperature) Events() live.Events {
	return live.Events{live.On(v.load), live.On(v.toggle)}
}

func (v *Temperature) load(s *live.Socket, _ Load) error {
	values := make([]Value, past)
	for i := range values {
		values[i] = valueAt(time.Now().Add(time.Duration(i-past) * time.Second))
	}
	return s.Reply(values)
}

func (v *Temperature) toggle(*live.Socket, Toggle) error {
	v.Fahrenheit = !v.Fahrenheit
	return nil
}

func (v *Temperature) unit() string {
	if v.Fahrenheit {
		return "°F"
	}
	return "°C"
}

// valueAt returns what a thermometer would measure.
func valueAt(t time.Time) Value {
	x := float64(t.Unix())
	return Value{t.Unix(), 20 + 4*math.Sin(x/9) + math.Sin(x*1.7)}
}
