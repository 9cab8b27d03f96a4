// Package scores is a page with a list. Only rows that have changed are rendered.
package scores

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/lively-go/lively/live"
)

// A Player is the value of a row.
type Player struct {
	Name   string
	Points int
}

// Scores is the view.
type Scores struct{ Players []Player }

type (
	// Score adds a point.
	Score struct{ Name string }
	// Leave removes a player.
	Leave struct{ Name string }
	// Sort sorts the players by their points.
	Sort struct{}
	// Join adds the players that have left.
	Join struct{}
)

var names = []string{"Mia", "Ben", "Lea", "Tom"}

// New returns the view.
func New() live.View {
	v := &Scores{}
	v.add()
	return v
}

// Events lists the handlers.
func (v *Scores) Events() live.Events {
	return live.Events{live.On(v.score), live.On(v.leave), live.On(v.sort), live.On(v.join)}
}

func (v *Scores) score(_ *live.Socket, e Score) error {
	i := v.index(e.Name)
	if i < 0 {
		return live.ErrGone
	}
	v.Players[i].Points++
	return nil
}

func (v *Scores) leave(_ *live.Socket, e Leave) error {
	i := v.index(e.Name)
	if i < 0 {
		return live.ErrGone
	}
	v.Players = slices.Delete(v.Players, i, i+1)
	return nil
}

func (v *Scores) sort(*live.Socket, Sort) error {
	slices.SortStableFunc(v.Players, func(a, b Player) int { return cmp.Compare(b.Points, a.Points) })
	return nil
}

func (v *Scores) join(*live.Socket, Join) error {
	v.add()
	return nil
}

// add adds those of names that are not in the list.
func (v *Scores) add() {
	for _, name := range names {
		if v.index(name) < 0 {
			v.Players = append(v.Players, Player{Name: name})
		}
	}
}

// index returns the index of the player with this name, or -1.
func (v *Scores) index(name string) int {
	return slices.IndexFunc(v.Players, func(p Player) bool { return p.Name == name })
}

// key identifies the player in the list.
func (p Player) key() string { return p.Name }

// points returns the points of the player as text.
func (p Player) points() string {
	if p.Points == 1 {
		return "1 point"
	}
	return fmt.Sprint(p.Points, " points")
}
