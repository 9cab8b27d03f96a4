// Package chart is a page with a drawing that belongs to a script.
package chart

import (
	"fmt"

	"github.com/lively-go/lively/live"
)

// Sales is the view: the sales of each month.
type Sales struct{ Months []int }

// Sell is the event of the button.
type Sell struct{}

// Mount sets the values to begin with.
func (v *Sales) Mount(*live.Socket) error {
	v.Months = []int{3, 5, 4, 6}
	return nil
}

// Events lists the handlers.
func (v *Sales) Events() live.Events {
	return live.Events{live.On(v.sell)}
}

func (v *Sales) sell(*live.Socket, Sell) error {
	v.Months[len(v.Months)-1]++
	return nil
}

// values returns the numbers for the script: [3 5 4 6].
func (v *Sales) values() string { return fmt.Sprint(v.Months) }
