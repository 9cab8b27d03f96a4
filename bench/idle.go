package main

import (
	"errors"
	"time"
)

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

// opening opens n clients, one after the other, and returns what each cost the server.
func opening[C clicker](p *process, n int, open func() (C, error)) (cpu time.Duration, err error) {
	var clients []clicker
	defer func() { err = errors.Join(err, closeAll(clients)) }()
	before, err := p.usage(false)
	if err != nil {
		return 0, err
	}
	for range n {
		c, err := open()
		if err != nil {
			return 0, err
		}
		clients = append(clients, c)
	}
	after, err := p.usage(false)
	return (after.CPU - before.CPU) / time.Duration(n), err
}
