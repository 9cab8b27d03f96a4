package main

import (
	"bytes"
	"fmt"
	"time"

	"github.com/lively-go/lively/bench/views"
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

func measureComparison(s scale, _, _ *process) ([]line, error) {
	render, compare, ratio, err := compareTable(s.rounds, max(1, s.clicks/4))
	if err != nil {
		return nil, err
	}
	return []line{{
		what: "W3 comparison, floor is the render", ours: micros(compare), floor: micros(render), ratio: fmt.Sprintf("%.3f", ratio),
		asked: "≤ 0.15 × render", missed: ratio > 0.15,
	}}, nil
}
