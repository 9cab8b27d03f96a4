package main

import (
	"errors"
	"time"
)

// measureOpening tells what a page costs from its GET to its joined socket.
// The floor sends as many bytes, and upgrades.
func measureOpening(s scale, ours, floor *process) (lines []line, err error) {
	for _, page := range []struct{ name, path string }{{"W1", "/counter"}, {"W2", "/dashboard"}, {"W3", "/table"}} {
		var last *tab
		openOurs := func() (_ *tab, err error) {
			last, err = openTab(ours.addr, page.path)
			return last, err
		}
		if _, err := opening(ours, 1, openOurs); err != nil { // the first of a type is checked
			return nil, err
		}
		pageBytes, n := len(last.document), max(1, s.opened/5, s.opened*10_000/(10_000+len(last.document)))
		openFloor := func() (*echoer, error) { return openEcho(floor.addr, pageBytes) }
		var os, fs []time.Duration
		var ratios []float64
		for range s.rounds {
			f, err := opening(floor, n, openFloor)
			if err != nil {
				return nil, err
			}
			o, err := opening(ours, n, openOurs)
			if err != nil {
				return nil, err
			}
			os, fs, ratios = append(os, o), append(fs, f), append(ratios, float64(o)/float64(f))
		}
		lines = append(lines,
			timeLine(page.name+" GET and join: CPU", median(os), median(fs), median(ratios), 0),
			bytesLine(page.name+" GET: page", float64(pageBytes), 0),
			bytesLine(page.name+" join: down", float64(last.joined), 0))
	}
	return lines, nil
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
