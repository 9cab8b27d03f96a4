package main

import (
	"errors"
	"time"
)

// measureOpening measures the cost of a page from its GET to its join. The baseline sends a page of
// the same length and upgrades a connection.
func measureOpening(s scale, lively, baseline *process) (rows []row, err error) {
	for _, page := range []struct{ name, path string }{{"W1", "/counter"}, {"W2", "/dashboard"}, {"W3", "/table"}} {
		var last *pageClient
		openLively := func() (_ *pageClient, err error) {
			last, err = openPage(lively.addr, page.path)
			return last, err
		}
		if _, err := openingCPU(lively, 1, openLively); err != nil { // the server checks the first view of a type
			return nil, err
		}
		pageBytes, n := len(last.document), max(1, s.opened/5, s.opened*10_000/(10_000+len(last.document)))
		openBaseline := func() (*echoClient, error) { return openEcho(baseline.addr, pageBytes) }
		var livelyCPU, baselineCPU []time.Duration
		var ratios []float64
		for range s.rounds {
			b, err := openingCPU(baseline, n, openBaseline)
			if err != nil {
				return nil, err
			}
			l, err := openingCPU(lively, n, openLively)
			if err != nil {
				return nil, err
			}
			livelyCPU, baselineCPU, ratios = append(livelyCPU, l), append(baselineCPU, b), append(ratios, float64(l)/float64(b))
		}
		rows = append(rows,
			ratioRow(page.name+" GET and join: CPU", median(livelyCPU), median(baselineCPU), median(ratios), 0),
			bytesRow(page.name+" GET: page", float64(pageBytes), 0),
			bytesRow(page.name+" join: bytes to client", float64(last.joinBytes), 0))
	}
	return rows, nil
}

// openingCPU opens n clients, one after the other, and returns the server's CPU time for each.
func openingCPU[C loadClient](p *process, n int, open func() (C, error)) (cpu time.Duration, err error) {
	var clients []loadClient
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
