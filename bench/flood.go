package main

import (
	"errors"
	"fmt"
	"net/url"
	"time"
)

// maxFloodRatio is the target for the latency of a click during a flood, as a multiple of the latency
// without one. It allows for the CPU time of publishing on two cores, and for noise.
const maxFloodRatio = 1.25

// measureFlood measures the latency of clicks in other pages while one view receives far more
// messages than it can handle. Phases with and without the flood alternate.
func measureFlood(s scale, lively, _ *process) (rows []row, err error) {
	flooded, err := openPage(lively.addr, "/flooded")
	if err != nil {
		return nil, err
	}
	closed := make(chan struct{})
	go func() {
		defer close(closed)
		for {
			if _, err := flooded.Read(); err != nil {
				return
			}
		}
	}()
	defer func() {
		err = errors.Join(err, flooded.close())
		<-closed
	}()
	others, err := openAll(s.others, func() (*pageClient, error) { return openPage(lively.addr, "/counter") })
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, closeAll(others)) }()
	event, err := others[0].(*pageClient).clickEvent("up")
	if err != nil {
		return nil, err
	}

	var quietP50, floodP50, ratios []float64
	var quietP99, floodP99 time.Duration // of the slowest round
	var total floodResult
	for round := range s.rounds + 1 {
		quiet, err := clickPaced(others, event, s.phase)
		if err != nil {
			return nil, err
		}
		var result floodResult
		done := make(chan error, 1)
		go func() { done <- post(lively.addr, "/flood?for="+url.QueryEscape(s.phase.String()), &result) }()
		during, err := clickPaced(others, event, s.phase)
		if err := errors.Join(err, <-done); err != nil {
			return nil, err
		}
		if round == 0 {
			continue // caches and pools fill
		}
		total.Published, total.Handled, total.Reloads = total.Published+result.Published, total.Handled+result.Handled, total.Reloads+result.Reloads
		total.PublishP99 = max(total.PublishP99, result.PublishP99)
		q, f := quiet.percentile(50), during.percentile(50)
		quietP50, floodP50, ratios = append(quietP50, float64(q)), append(floodP50, float64(f)), append(ratios, float64(f)/float64(q))
		quietP99, floodP99 = max(quietP99, quiet.percentile(99)), max(floodP99, during.percentile(99))
	}
	return []row{
		ratioRow("flood of one view, click in another: p50 (baseline: no flood)", time.Duration(median(floodP50)), time.Duration(median(quietP50)), median(ratios), maxFloodRatio),
		ratioRow("flood of one view, click in another: p99, slowest round", floodP99, quietP99, float64(floodP99)/float64(quietP99), 0),
		{name: fmt.Sprintf("flood of %d messages: handled · reloads", total.Published), lively: fmt.Sprintf("%d · %d", total.Handled, total.Reloads)},
		durationRow("flood, Publish: p99, slowest round", total.PublishP99),
	}, nil
}
