package main

import (
	"bytes"
	"errors"
	"fmt"

	"github.com/lively-go/lively/bench/views"
)

// measureIdle tells what a session costs that does nothing. The HTML of its
// picture is its own: it is allowed beside what a bare connection takes.
func measureIdle(s scale, ours, floor *process) ([]line, error) {
	var html bytes.Buffer
	if err := render(&html, &views.Counter{N: 1000}); err != nil {
		return nil, err
	}
	oFresh, oSettled, err := resident(ours, s.idle, func() (*tab, error) { return openTab(ours.addr, "/counter") })
	if err != nil {
		return nil, err
	}
	fFresh, fSettled, err := resident(floor, s.idle, func() (*echoer, error) { return openEcho(floor.addr, 1) })
	if err != nil {
		return nil, err
	}
	tell := func(what string, ours, floor int) line {
		return line{what: what, ours: kilobytes(ours), floor: kilobytes(floor), ratio: fmt.Sprintf("%.2f", float64(ours)/float64(floor))}
	}
	idle := tell(fmt.Sprintf("W1 idle, each of %d: resident", s.idle), oFresh, fFresh)
	idle.asked, idle.missed = fmt.Sprintf("≤ 1.5 × floor + %d B of HTML", html.Len()), oFresh > fFresh*3/2+html.Len()
	return []line{idle, tell("W1 idle, memory given back: resident", oSettled, fSettled)}, nil
}

// resident opens n clients that then do nothing, and returns the bytes that each
// costs the server: as it is right then, and once the server has settled.
func resident[C clicker](p *process, n int, open func() (C, error)) (fresh, settled int, err error) {
	empty, err := p.usage(true)
	if err != nil {
		return 0, 0, err
	}
	clients, err := openAll(n, open)
	if err != nil {
		return 0, 0, err
	}
	defer func() { err = errors.Join(err, closeAll(clients)) }()
	now, err := p.usage(false)
	if err != nil {
		return 0, 0, err
	}
	later, err := p.usage(true)
	return (now.Resident - empty.Resident) / n, (later.Resident - empty.Resident) / n, err
}
