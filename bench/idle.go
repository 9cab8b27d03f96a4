package main

import (
	"bytes"
	"errors"
	"fmt"

	"github.com/lively-go/lively/bench/views"
)

// measureIdle measures the memory of an idle session. The target allows for the HTML of the session's
// snapshot, which a bare connection does not have.
func measureIdle(s scale, lively, baseline *process) ([]row, error) {
	var html bytes.Buffer
	if err := render(&html, &views.Counter{N: 1000}); err != nil {
		return nil, err
	}
	livelyOpen, livelySettled, err := residentBytes(lively, s.idle, func() (*pageClient, error) { return openPage(lively.addr, "/counter") })
	if err != nil {
		return nil, err
	}
	baselineOpen, baselineSettled, err := residentBytes(baseline, s.idle, func() (*echoClient, error) { return openEcho(baseline.addr, 1) })
	if err != nil {
		return nil, err
	}
	memoryRow := func(name string, lively, baseline int) row {
		return row{name: name, lively: kilobytes(lively), baseline: kilobytes(baseline), ratio: fmt.Sprintf("%.2f", float64(lively)/float64(baseline))}
	}
	open := memoryRow(fmt.Sprintf("W1 idle session, each of %d: resident memory", s.idle), livelyOpen, baselineOpen)
	open.target = fmt.Sprintf("≤ 1.5 × baseline + %d B of HTML", html.Len())
	open.missed = livelyOpen > baselineOpen*3/2+html.Len()
	return []row{open, memoryRow("W1 idle session, after a GC: resident memory", livelySettled, baselineSettled)}, nil
}

// residentBytes opens n clients that stay idle and returns the server's resident memory for each, in
// bytes: just after they were opened, and after the server has returned unused memory to the system.
func residentBytes[C loadClient](p *process, n int, open func() (C, error)) (opened, settled int, err error) {
	before, err := p.usage(true)
	if err != nil {
		return 0, 0, err
	}
	clients, err := openAll(n, open)
	if err != nil {
		return 0, 0, err
	}
	defer func() { err = errors.Join(err, closeAll(clients)) }()
	after, err := p.usage(false)
	if err != nil {
		return 0, 0, err
	}
	afterGC, err := p.usage(true)
	return (after.Resident - before.Resident) / n, (afterGC.Resident - before.Resident) / n, err
}
