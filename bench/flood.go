package main

import (
	"errors"
	"fmt"
	"net/url"
	"time"
)

// measureFlood tells how long others wait while one view hears far more than it can handle: with the flood and without, in turn.
func measureFlood(s scale, ours, _ *process) (lines []line, err error) {
	victim, err := openTab(ours.addr, "/flooded")
	if err != nil {
		return nil, err
	}
	drained := make(chan struct{})
	go func() {
		defer close(drained)
		for {
			if _, err := victim.Read(); err != nil {
				return
			}
		}
	}()
	defer func() {
		err = errors.Join(err, victim.close())
		<-drained
	}()
	others, err := openAll(s.others, func() (*tab, error) { return openTab(ours.addr, "/counter") })
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, closeAll(others)) }()
	click, err := others[0].(*tab).binding("up")
	if err != nil {
		return nil, err
	}

	var calm, stormy, ratios []float64
	var slowest [2]time.Duration
	var total flood
	for round := range s.rounds + 1 {
		c, err := paced(others, click, s.phase)
		if err != nil {
			return nil, err
		}
		var f flood
		flooded := make(chan error, 1)
		go func() { flooded <- post(ours.addr, "/flood?for="+url.QueryEscape(s.phase.String()), &f) }()
		w, err := paced(others, click, s.phase)
		if err := errors.Join(err, <-flooded); err != nil {
			return nil, err
		}
		if round == 0 {
			continue
		}
		total.Published, total.Handled, total.Reloads = total.Published+f.Published, total.Handled+f.Handled, total.Reloads+f.Reloads
		total.P99 = max(total.P99, f.P99)
		calm, stormy = append(calm, float64(c.at(50))), append(stormy, float64(w.at(50)))
		ratios = append(ratios, float64(w.at(50))/float64(c.at(50)))
		slowest[0], slowest[1] = max(slowest[0], c.at(99)), max(slowest[1], w.at(99))
	}
	if total.Reloads == 0 {
		return nil, fmt.Errorf("a view that was flooded with %d messages, and handled %d, heard of no loss", total.Published, total.Handled)
	}
	return []line{
		timeLine("flood of one view, a click of another: p50, floor is calm", time.Duration(median(stormy)), time.Duration(median(calm)), median(ratios), mostFlood),
		timeLine("flood of one view, a click of another: p99, worst round", slowest[1], slowest[0], float64(slowest[1])/float64(slowest[0]), 0),
		{what: fmt.Sprintf("flood: %d published, handled · reloads", total.Published), ours: fmt.Sprintf("%d · %d", total.Handled, total.Reloads)},
		aloneLine("flood: a Publish, p99, worst round", total.P99),
	}, nil
}

// mostFlood is by how much a click may take longer: what the publishing itself takes of two cores, and noise.
const mostFlood = 1.25
